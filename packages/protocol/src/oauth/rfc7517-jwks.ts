// JSON Web Key Set: the public keys a tenant's tokens are verified with. RFC 7517, RFC 7518 §6, RFC 8037.

/** Members that every key of ours has, whatever its type. reference: Authentication API, section 2.2. */
type PublishedKey = {
  readonly use: 'sig'
  readonly alg: string
  readonly kid: string
  /** The self-signed certificate, DER in standard base64. */
  readonly x5c: readonly [string]
  /** SHA-1 of the certificate, base64url. */
  readonly x5t: string
  /** SHA-256 of the certificate, base64url. */
  readonly 'x5t#S256': string
}

/** One public key by its type. */
export type PublicKeyParameters =
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }

export type Jwk = PublishedKey & PublicKeyParameters

export type Jwks = { readonly keys: readonly Jwk[] }

/** Seconds for which anybody may keep a copy of the key set. */
export const JWKS_MAX_AGE = 10

/**
 * Seconds for which a key is published before it signs: until every node has learned of it, which takes 5 at most, and
 * then until the last copy without it has grown too old. So nobody meets a token whose key is missing from his copy.
 */
export const PUBLISHED_BEFORE_SIGNING = JWKS_MAX_AGE + 5
