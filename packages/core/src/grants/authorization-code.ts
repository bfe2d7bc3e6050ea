// A code that the user's browser brought. RFC 6749 §4.1.3, RFC 7636 §4.6; reference: Authentication API, section 5.1. The order is
// the point: a code of another client is not touched, a code of this one is used up before it is looked at whether the rest fits.
import { AUTHORIZATION_CODE } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { isCodeVerifier } from '@symbolon/protocol/oauth/rfc7636-pkce'
import { OFFLINE_ACCESS } from '@symbolon/protocol/oidc/standard-claims'
import type { Client } from '@symbolon/protocol/entities/client'
import { hash, timingSafeEqual } from 'node:crypto'
import type { Authorization, RefreshTokenFacts } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import type { AuthorizationCode } from '../one-time.ts'
import { stillWithin } from '../organizations/named.ts'
import { getApi } from '../resource-servers/requested-api.ts'
import { withCustom } from '../rules/custom.ts'
import { findAuthorizationCode, spendAuthorizationCode, type FoundCode } from '../tokens/authorization-code.ts'
import { grantedToUser } from '../users/granted-scopes.ts'
import { requireStandingUser } from '../users/standing.ts'
import { firstSeenFrom, type Visitor } from '../visitor.ts'
import { requireParameter, type Grant } from './grant.ts'

const invalid = (detail: string): OAuthError =>
  new OAuthError('invalid_grant', 'Invalid authorization code', { detail })

export const authorizationCode: Grant = {
  type: AUTHORIZATION_CODE,
  confidentialOnly: false,
  logged: { success: 'seacft', failure: 'feacft' },

  async prove(tenancy, client, parameters, visitor) {
    const found = await findAuthorizationCode(tenancy, client, requireParameter(parameters, 'code'))
    if (!found) throw invalid('The code is unknown, has expired, or is of another client')
    if (found === 'used') throw invalid('The code has been used before; the refresh token that came of it has ended')
    const { content } = found
    const user = requireStandingUser(await tenancy.store.findUser(content.user_id))
    const api = content.audience === null ? undefined : await getApi(tenancy, content.audience)
    const { organization_id } = content
    const within = organization_id === undefined ? undefined : await stillWithin(tenancy, organization_id)
    const request = { client, user, api, organization_id, requested: content.scopes, allWhenOmitted: false }
    const { scopes, permissions, clientGrant } = await grantedToUser(tenancy, request)
    const goesOn = scopes.includes(OFFLINE_ACCESS)
    // One write to the disk in all: the refresh token that is kept right after this takes the mark with it.
    if (!(await spendAuthorizationCode(tenancy, found, !goesOn)))
      throw invalid('The code is being used by another request')
    requireSameAddress(content, parameters.redirect_uri)
    requireVerifier(client, content, parameters.code_verifier)
    const authorization: Authorization = {
      client,
      subject: user.user_id,
      user,
      ...(api ? { api } : {}),
      ...(within ? { within } : {}),
      ...(clientGrant ? { clientGrant } : {}),
      scopes,
      permissions,
      wanted: {
        channel: 'token_endpoint',
        access_token: true,
        id_token: {
          nonce: content.nonce,
          sid: content.session_id,
          auth_time: content.with_auth_time ? content.auth_time : null,
          code: null,
          with_at_hash: false,
        },
        refresh_token: goesOn ? refreshTokenFacts(found, visitor) : undefined,
      },
    }
    return content.custom ? withCustom(authorization, content.custom) : authorization
  },
}

const refreshTokenFacts = ({ code_hash, content }: FoundCode, visitor: Visitor): RefreshTokenFacts => ({
  session_id: content.session_id,
  code_hash,
  auth_time: content.auth_time,
  with_auth_time: content.with_auth_time,
  device: firstSeenFrom(visitor),
})

/** The address that the code was sent to, if the request for it named one, and none if it did not. RFC 6749 §4.1.3 */
function requireSameAddress({ redirect_uri }: AuthorizationCode, sent: string | undefined): void {
  if ((sent ?? null) !== redirect_uri) throw invalid('redirect_uri is not that of the code')
}

/** A challenge needs its verifier, a verifier its challenge, and a client without a secret both. RFC 7636 §4.6 */
function requireVerifier(client: Client, content: AuthorizationCode, verifier: string | undefined): void {
  const { code_challenge, code_challenge_method } = content
  if (code_challenge === null) {
    if (verifier !== undefined) throw unverified('A code_verifier was sent for a code without a code_challenge')
    if (client.token_endpoint_auth_method === 'none') throw unverified('A client without a secret needs PKCE')
    return
  }
  if (verifier === undefined) throw unverified('The code_verifier is missing')
  if (!isCodeVerifier(verifier)) throw unverified('The code_verifier is not 43 to 128 unreserved characters')
  const challenge = code_challenge_method === 'S256' ? hash('sha256', verifier, 'base64url') : verifier
  if (!isSame(challenge, code_challenge)) throw unverified('The code_verifier is not that of the code_challenge')
}

const unverified = (detail: string): OAuthError =>
  new OAuthError('invalid_grant', 'Failed to verify code verifier', { detail })

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one, 'latin1'), Buffer.from(other, 'latin1'))
