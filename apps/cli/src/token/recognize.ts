// Which kind of token this is, by its looks alone. reference: the four dialects of access tokens.
import { ACCESS_TOKEN_TYPE, type TokenDialect } from '@symbolon/protocol/oauth/rfc9068-access-token'

type Fields = Readonly<Record<string, unknown>>

export type Recognized = {
  /** The dialect of an access token; undefined for anything else. */
  readonly dialect: TokenDialect | undefined
  /** In words. */
  readonly kind: string
}

const bare = (typ: unknown): string => (typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : '')

const accessToken = (dialect: TokenDialect, layout: string): Recognized => ({
  dialect,
  kind: `Access token, ${layout} (${dialect})`,
})

/** What the token with this header and these claims looks like. Nothing about it is proven. */
export function recognize(header: Fields, claims: Fields): Recognized {
  const typ = bare(header['typ'])
  const isWithPermissions = Array.isArray(claims['permissions'])
  if (typ === ACCESS_TOKEN_TYPE) {
    return accessToken(isWithPermissions ? 'rfc9068_profile_authz' : 'rfc9068_profile', 'RFC 9068 layout')
  }
  if (typ === 'dpop+jwt') return { dialect: undefined, kind: 'DPoP proof (RFC 9449)' }
  if (typ === 'logout+jwt') return { dialect: undefined, kind: 'Logout token (OpenID Connect)' }
  const isAssertion = claims['iss'] !== undefined && claims['iss'] === claims['sub']
  if (isAssertion || typ === 'client-authentication+jwt') {
    return { dialect: undefined, kind: 'Client assertion (private_key_jwt, RFC 7523)' }
  }
  const isForApi = claims['aud'] !== undefined && claims['azp'] !== claims['aud']
  if (isForApi && (claims['gty'] !== undefined || (claims['azp'] !== undefined && claims['nonce'] === undefined))) {
    return accessToken(isWithPermissions ? 'access_token_authz' : 'access_token', 'Auth0 layout')
  }
  const hasIdTokenClaims = ['nonce', 'at_hash', 'c_hash', 'sid', 'auth_time'].some((name) => claims[name] !== undefined)
  if (claims['iss'] !== undefined && claims['aud'] !== undefined && hasIdTokenClaims) {
    return { dialect: undefined, kind: 'ID token, by its looks (OpenID Connect)' }
  }
  return { dialect: undefined, kind: 'JWT of no kind that Symbolon knows' }
}
