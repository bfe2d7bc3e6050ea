// oauth: the wing for programs, whose errors are those of RFC 6749 §5.2. This list is the map of its paths, and what the
// server's metadata publishes.
import type { Endpoints } from '@symbolon/core/discovery/server-metadata'
import { PROVIDER_METADATA_PATH } from '@symbolon/protocol/oidc/discovery'
import { REVOCATION_FEED_PATH } from '@symbolon/protocol/revocation/feed'
import { SERVER_METADATA_PATH } from '@symbolon/protocol/oauth/rfc8414-server-metadata'
import { TRANSMITTER_METADATA_PATH } from '@symbolon/protocol/signals/security-event'
import type { Route } from '../http/call.ts'
import { BROWSER_ENDPOINTS } from '../browser/endpoints.ts'
import { cer, pem, rawPem } from './certificates.ts'
import { introspect } from './introspect.ts'
import { jwks } from './jwks.ts'
import { revocations } from './revocations.ts'
import { revoke } from './revoke.ts'
import { answerMetadata } from './server-metadata.ts'
import { token } from './token.ts'
import { answerTransmitterMetadata } from './transmitter-metadata.ts'
import { userInfo } from './userinfo.ts'

const JWKS_PATH = '/.well-known/jwks.json'

const metadata = answerMetadata(() => ENDPOINTS)

export const OAUTH_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/oauth/token', handle: token, readableBy: 'client', metadata: 'token_endpoint' },
  { method: 'POST', path: '/oauth/revoke', handle: revoke, readableBy: 'client', metadata: 'revocation_endpoint' },
  {
    method: 'POST',
    path: '/oauth/introspect',
    handle: introspect,
    readableBy: 'client',
    metadata: 'introspection_endpoint',
  },
  { method: 'GET', path: '/userinfo', handle: userInfo, readableBy: 'everybody', metadata: 'userinfo_endpoint' },
  { method: 'POST', path: '/userinfo', handle: userInfo, readableBy: 'everybody' },
  { method: 'GET', path: JWKS_PATH, handle: jwks, readableBy: 'everybody', metadata: 'jwks_uri' },
  {
    method: 'GET',
    path: REVOCATION_FEED_PATH,
    handle: revocations,
    readableBy: 'everybody',
    metadata: 'revocation_feed_endpoint',
  },
  { method: 'GET', path: PROVIDER_METADATA_PATH, handle: metadata, readableBy: 'everybody' },
  { method: 'GET', path: SERVER_METADATA_PATH, handle: metadata, readableBy: 'everybody' },
  {
    method: 'GET',
    path: TRANSMITTER_METADATA_PATH,
    handle: answerTransmitterMetadata(JWKS_PATH),
    readableBy: 'everybody',
  },
  { method: 'GET', path: '/pem', handle: pem, readableBy: 'everybody' },
  { method: 'GET', path: '/rawpem', handle: rawPem, readableBy: 'everybody' },
  { method: 'GET', path: '/cer', handle: cer, readableBy: 'everybody' },
  { method: 'GET', path: '/cert', handle: cer, readableBy: 'everybody' },
]

const ENDPOINTS: Endpoints = {
  ...BROWSER_ENDPOINTS,
  ...Object.fromEntries(OAUTH_ROUTES.flatMap(({ metadata: member, path }) => (member ? [[member, path]] : []))),
}
