// RFC 9068 and Auth0's dialects: what a JWT access token is called and what stands in it.

/** `typ` of the two RFC 9068 dialects. RFC 9068 §2.1 */
export const ACCESS_TOKEN_TYPE = 'at+jwt'

/** `typ` of the two Auth0 dialects. reference: Authentication API, section 7.2 */
export const JWT_TYPE = 'JWT'

/** The four layouts of an access token; the RFC 9068 ones name the client `client_id` and carry `jti`. */
export const TOKEN_DIALECTS = [
  'access_token',
  'access_token_authz',
  'rfc9068_profile',
  'rfc9068_profile_authz',
] as const

export type TokenDialect = (typeof TOKEN_DIALECTS)[number]

/** Bytes over which a token is noted in the tenant log as too large to travel well in a URL. */
export const DEFAULT_TOKEN_SIZE_BUDGET = 4096
