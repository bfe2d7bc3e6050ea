// Tokens renewed without the person. RFC 6749 §6; reference: Authentication API, sections 5.3 and 6.
import { REFRESH_TOKEN } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { OFFLINE_ACCESS } from '@symbolon/protocol/oidc/standard-claims'
import { OAuthError } from '../errors.ts'
import { stillWithin } from '../organizations/named.ts'
import { findPresentedRefreshToken } from '../tokens/refresh-token.ts'
import { grantedToUser } from '../users/granted-scopes.ts'
import { requireStandingUser } from '../users/standing.ts'
import { readScope, requireParameter, type Grant } from './grant.ts'
import { renewalTarget } from './renewal-target.ts'

export const refreshToken: Grant = {
  type: REFRESH_TOKEN,
  confidentialOnly: false,
  logged: { success: 'sertft', failure: 'fertft' },

  async prove(tenancy, client, parameters, visitor) {
    const text = requireParameter(parameters, 'refresh_token')
    const asked = readScope(parameters.scope)
    const presented = await findPresentedRefreshToken(tenancy, client, text, visitor)
    const { token } = presented
    const user = await tenancy.store.findUser(token.user_id)
    if (!user) {
      throw new OAuthError('invalid_grant', "The refresh_token was generated for a user who doesn't exist anymore.")
    }
    requireStandingUser(user)
    const { api, allowed } = await renewalTarget(tenancy, client, token, parameters)
    const requested = reduced(allowed, asked)
    const isOffline = requested.includes(OFFLINE_ACCESS)
    const rest = requested.filter((scope) => scope !== OFFLINE_ACCESS)
    const { organization_id } = token
    const within = organization_id === undefined ? undefined : await stillWithin(tenancy, organization_id)
    const request = { client, user, api, organization_id, requested: rest, allWhenOmitted: false }
    const granted = await grantedToUser(tenancy, request)
    const held = new Set(isOffline ? [...granted.scopes, OFFLINE_ACCESS] : granted.scopes)
    return {
      client,
      subject: user.user_id,
      user,
      ...(api ? { api } : {}),
      ...(within ? { within } : {}),
      ...(granted.clientGrant ? { clientGrant: granted.clientGrant } : {}),
      // In the order in which they were asked for; that the client may go on has been decided about the token as a whole.
      scopes: requested.filter((scope) => held.has(scope)),
      permissions: granted.permissions,
      gty: 'refresh_token',
      wanted: {
        channel: 'token_endpoint',
        access_token: true,
        // `auth_time` if the first ID token had it, and only then: published clients insist on both. Core §12.2
        id_token: {
          nonce: null,
          sid: null,
          auth_time: token.with_auth_time ? token.auth_time : null,
          code: null,
          with_at_hash: false,
        },
        refresh_token: undefined,
        renewed: presented,
      },
    }
  },
}

/** What was asked for and may be had: asking for more is not an error, and gives no more. reference: 6.3.2 */
const reduced = (allowed: readonly string[], asked: readonly string[] | undefined): readonly string[] =>
  asked ? asked.filter((scope) => allowed.includes(scope)) : allowed
