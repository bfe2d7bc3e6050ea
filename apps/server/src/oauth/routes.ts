// oauth: the wing for programs, whose errors are those of RFC 6749 §5.2. This list is the map of its paths, and what the
// server's metadata publishes.
import type { Endpoints } from '@symbolon/core/discovery/server-metadata'
import { PROVIDER_METADATA_PATH } from '@symbolon/protocol/oidc/discovery'
import { SERVER_METADATA_PATH } from '@symbolon/protocol/oauth/rfc8414-server-metadata'
import type { Route } from '../http/call.ts'
import { cer, pem, rawPem } from './certificates.ts'
import { jwks } from './jwks.ts'
import { answerMetadata } from './server-metadata.ts'
import { token } from './token.ts'

const metadata = answerMetadata(() => ENDPOINTS)

export const OAUTH_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/oauth/token', handle: token, metadata: 'token_endpoint' },
  { method: 'GET', path: '/.well-known/jwks.json', handle: jwks, metadata: 'jwks_uri' },
  { method: 'GET', path: PROVIDER_METADATA_PATH, handle: metadata },
  { method: 'GET', path: SERVER_METADATA_PATH, handle: metadata },
  { method: 'GET', path: '/pem', handle: pem },
  { method: 'GET', path: '/rawpem', handle: rawPem },
  { method: 'GET', path: '/cer', handle: cer },
  { method: 'GET', path: '/cert', handle: cer },
]

const ENDPOINTS: Endpoints = Object.fromEntries(
  OAUTH_ROUTES.flatMap(({ metadata: member, path }) => (member ? [[member, path]] : [])),
)
