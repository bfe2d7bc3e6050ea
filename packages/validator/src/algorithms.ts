// The algorithms of signatures, one row each, and which keys fit them. `none` has no row. RFC 7518 §3.1, RFC 8037 §3.1

export type SignatureAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'HS256'
  | 'HS384'
  | 'HS512'

export type Algorithm = {
  readonly alg: SignatureAlgorithm
  readonly family: 'pkcs1' | 'pss' | 'ecdsa' | 'eddsa' | 'hmac'
  readonly kty: 'RSA' | 'EC' | 'OKP' | 'oct'
  readonly crv?: string
  /** Bits of the hash. */
  readonly hash: 256 | 384 | 512
  /** Bytes of a signature, where the algorithm alone decides. */
  readonly signatureBytes?: number
}

const row = (
  alg: SignatureAlgorithm,
  family: Algorithm['family'],
  kty: Algorithm['kty'],
  hash: Algorithm['hash'],
  rest: Pick<Algorithm, 'crv' | 'signatureBytes'> = {},
): readonly [string, Algorithm] => [alg, Object.freeze({ alg, family, kty, hash, ...rest })]

const ROWS: ReadonlyMap<unknown, Algorithm> = new Map([
  row('RS256', 'pkcs1', 'RSA', 256),
  row('RS384', 'pkcs1', 'RSA', 384),
  row('RS512', 'pkcs1', 'RSA', 512),
  row('PS256', 'pss', 'RSA', 256),
  row('PS384', 'pss', 'RSA', 384),
  row('PS512', 'pss', 'RSA', 512),
  row('ES256', 'ecdsa', 'EC', 256, { crv: 'P-256', signatureBytes: 64 }),
  row('ES384', 'ecdsa', 'EC', 384, { crv: 'P-384', signatureBytes: 96 }),
  row('ES512', 'ecdsa', 'EC', 512, { crv: 'P-521', signatureBytes: 132 }),
  row('EdDSA', 'eddsa', 'OKP', 512, { crv: 'Ed25519', signatureBytes: 64 }),
  row('HS256', 'hmac', 'oct', 256, { signatureBytes: 32 }),
  row('HS384', 'hmac', 'oct', 384, { signatureBytes: 48 }),
  row('HS512', 'hmac', 'oct', 512, { signatureBytes: 64 }),
])

/** The row of `alg`; undefined for whatever has none. A Map, so that no name that every object has is found. */
export const algorithmOf = (alg: unknown): Algorithm | undefined => ROWS.get(alg)

/** All with public keys, in the order in which one is chosen for a key that does not say what it is for. */
export const PUBLIC_KEY_ALGORITHMS: readonly SignatureAlgorithm[] = [...ROWS.values()]
  .filter(({ kty }) => kty !== 'oct')
  .map(({ alg }) => alg)
