// Checks a token as anybody could who holds the issuer's public keys: with the one verifier, so that the command line and the
// server cannot disagree. The keys come as the JSON of a key set.
import { createPublicKey } from 'node:crypto'
import { isSignatureAlgorithm, type SignatureAlgorithm } from '@symbolon/core/jose/algorithms'
import { verificationKey, type VerificationKey } from '@symbolon/core/jose/keys'
import { decodeJwt, TokenRefused, verifyJwt, type RefusalReason, type VerifiedJwt } from '@symbolon/core/jose/verify'

export type Finding =
  | { readonly valid: true; readonly kid: string | undefined; readonly alg: SignatureAlgorithm }
  | { readonly valid: false; readonly reason: RefusalReason; readonly message: string }

export type Reading = VerifiedJwt | Extract<Finding, { valid: false }>

/** Most keys of a set that are looked at. */
const MAX_KEYS = 100

const refused = (error: unknown): Extract<Finding, { valid: false }> => {
  if (error instanceof TokenRefused) return { valid: false, reason: error.reason, message: error.message }
  throw error
}

/** Header and claims of `token` as they stand there, unverified; or why it cannot be read. */
export function readToken(token: string): Reading {
  try {
    return decodeJwt(token)
  } catch (error) {
    return refused(error)
  }
}

const FAMILIES: Readonly<Record<string, readonly SignatureAlgorithm[]>> = {
  RSA: ['RS256', 'RS384', 'PS256'],
  EC: ['ES256'],
  OKP: ['EdDSA'],
}

/** A published key for every algorithm it may verify: the one it names, else those of its family. Never a symmetric one. */
function keysOf(jwk: unknown): readonly VerificationKey[] {
  if (typeof jwk !== 'object' || jwk === null) return []
  const { kty, alg, kid, use }: Readonly<Record<string, unknown>> = { ...jwk }
  if (use !== undefined && use !== 'sig') return []
  const family = typeof kty === 'string' && Object.hasOwn(FAMILIES, kty) ? (FAMILIES[kty] ?? []) : []
  const algorithms = alg === undefined ? family : isSignatureAlgorithm(alg) && family.includes(alg) ? [alg] : []
  return algorithms.flatMap((algorithm) => {
    try {
      const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
      return [verificationKey(algorithm, key, typeof kid === 'string' ? kid : undefined)]
    } catch {
      // A key that is broken or unfit verifies nothing; the others of the set still do.
      return []
    }
  })
}

const listed = (jwks: unknown): readonly unknown[] => {
  const keys: unknown = typeof jwks === 'object' && jwks !== null ? Reflect.get(jwks, 'keys') : undefined
  return Array.isArray(keys) ? keys.slice(0, MAX_KEYS) : []
}

/**
 * Whether `token` is one of `issuer`, signed with a key of `jwks` and within its time. Any audience and any type: those are
 * for the API to judge that the token is shown to.
 *
 * @param now seconds since the epoch
 */
export function checkToken(token: string, jwks: unknown, issuer: string, now: number): Finding {
  const reading = readToken(token)
  if ('valid' in reading) return reading
  const { typ, kid } = reading.header
  try {
    const { header } = verifyJwt(token, {
      keys: listed(jwks).flatMap(keysOf),
      typ: [typeof typ === 'string' ? typ : undefined],
      issuer,
      now,
      required: ['iss', 'exp'],
    })
    if (!isSignatureAlgorithm(header['alg']))
      return { valid: false, reason: 'algorithm', message: 'no known algorithm' }
    return { valid: true, kid: typeof kid === 'string' ? kid : undefined, alg: header['alg'] }
  } catch (error) {
    return refused(error)
  }
}
