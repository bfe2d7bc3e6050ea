// The claims of a JWT access token in each of the four dialects. reference: Authentication API, section 7.2; RFC 9068 §2.
import { ACCESS_TOKEN_TYPE, JWT_TYPE, type TokenDialect } from '@symbolon/protocol/oauth/rfc9068-access-token'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { sessionBehind, type Authorization } from '../authorization.ts'
import type { SignatureAlgorithm } from '../jose/algorithms.ts'
import type { Tenancy } from '../tenancy.ts'

/** What tells the dialects apart. */
const DIALECTS: Readonly<Record<TokenDialect, { typ: string; isRfc9068: boolean; withPermissions: boolean }>> = {
  access_token: { typ: JWT_TYPE, isRfc9068: false, withPermissions: false },
  access_token_authz: { typ: JWT_TYPE, isRfc9068: false, withPermissions: true },
  rfc9068_profile: { typ: ACCESS_TOKEN_TYPE, isRfc9068: true, withPermissions: false },
  rfc9068_profile_authz: { typ: ACCESS_TOKEN_TYPE, isRfc9068: true, withPermissions: true },
}

const dialectOf = (api: ResourceServer) => DIALECTS[api.token_dialect ?? 'access_token']

/** Header `typ` of the API's tokens. */
export const accessTokenType = (api: ResourceServer): string => dialectOf(api).typ

/** Everything that stands in the payload. Names ours, order without meaning. */
export type AccessTokenClaims = { readonly [claim: string]: unknown }

/** The claims of an access token for `api`, issued at `iat` (seconds since the epoch), with `lifetime` seconds to live. */
export function accessTokenClaims(
  tenancy: Tenancy,
  authorization: Authorization,
  api: ResourceServer,
  alg: SignatureAlgorithm,
  iat: number,
  lifetime: number,
): AccessTokenClaims {
  const { isRfc9068, withPermissions } = dialectOf(api)
  const { client, subject, scopes, gty, permissions } = authorization
  const { issuer } = tenancy.tenant
  const claims: Record<string, unknown> = {
    ...authorization.custom?.access_token,
    iss: issuer,
    sub: subject,
    aud: audienceOf(authorization, api, alg, issuer),
    iat,
    exp: iat + lifetime,
  }
  Object.assign(claims, authorization.within?.claims)
  if (scopes.length > 0) claims.scope = scopes.join(' ')
  // By it a token ends with its session (revoke.ts).
  const sid = sessionBehind(authorization)
  if (sid !== undefined) claims.sid = sid
  if (isRfc9068) {
    claims.client_id = client.client_id
    claims.jti = tenancy.random(16).toString('base64url')
  } else {
    if (gty) claims.gty = gty
    claims.azp = client.client_id
  }
  if (authorization.longLived) claims.jti = authorization.longLived.jti
  if (withPermissions && api.enforce_policies) claims.permissions = permissions
  return claims
}

/** Userinfo is a second audience of a user's token when it can read and verify it; a machine's token has one audience. */
function audienceOf(
  { scopes, gty }: Authorization,
  { identifier, token_encryption }: ResourceServer,
  alg: SignatureAlgorithm,
  issuer: string,
): string | readonly string[] {
  const isReadable = alg !== 'HS256' && !token_encryption
  const isForUserinfo = gty !== 'client-credentials' && isReadable && scopes.includes('openid')
  return isForUserinfo ? [identifier, `${issuer}userinfo`] : identifier
}
