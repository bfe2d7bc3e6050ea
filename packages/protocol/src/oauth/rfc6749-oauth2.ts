// RFC 6749: the words of the token endpoint and the grammar of a scope string.

/** Form media type of a token request. RFC 6749 §4.4.2 */
export const FORM_MEDIA_TYPE = 'application/x-www-form-urlencoded'

/** RFC 6749 §4.4.2 */
export const CLIENT_CREDENTIALS = 'client_credentials'

/** RFC 6749 §4.1.3 */
export const AUTHORIZATION_CODE = 'authorization_code'

/** RFC 6749 §6 */
export const REFRESH_TOKEN = 'refresh_token'

/** RFC 6749 §4.3.2 */
export const PASSWORD = 'password'

/** Most scopes one request may name: as many as an API may define. */
export const MAX_SCOPES = 1000

/** What is issued: a successful answer of the token endpoint, RFC 6749 §5.1, or the tokens of an authorization response. */
export type TokenResponse = {
  /** Always there at the token endpoint; a response type may want an ID token alone. */
  readonly access_token?: string
  readonly refresh_token?: string
  /** OpenID Connect Core §3.1.3.3 */
  readonly id_token?: string
  /** What was granted, which may be less than what was asked for. */
  readonly scope: string
  /** Seconds. */
  readonly expires_in: number
  readonly token_type: 'Bearer'
  /** RFC 8693 §2.2.1 */
  readonly issued_token_type?: string
}

// scope-token = 1*( %x21 / %x23-5B / %x5D-7E ), and a single space between two. RFC 6749 §3.3
const SCOPE_STRING = /^[\x21\x23-\x5b\x5d-\x7e]+(?: +[\x21\x23-\x5b\x5d-\x7e]+)*$/

/**
 * The words of a scope string, each once, in the order given; undefined when it breaks the grammar of RFC 6749 §3.3 or
 * names more than {@link MAX_SCOPES}. Linear in the length of `scope`. An empty string asks for nothing and gives no words.
 */
export function parseScope(scope: string): readonly string[] | undefined {
  const trimmed = scope.trim()
  if (trimmed === '') return []
  if (!SCOPE_STRING.test(trimmed)) return undefined
  const words = new Set(trimmed.split(/ +/))
  return words.size > MAX_SCOPES ? undefined : [...words]
}
