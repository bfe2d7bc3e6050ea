// Keys, each bound to one algorithm. They are made here alone, so that no text ever becomes a key by its looks.
import { createPublicKey, createSecretKey, hash, type KeyObject } from 'node:crypto'
import { ALGORITHMS, type SignatureAlgorithm } from './algorithms.ts'

/** What signs: a private key or a secret. Made by `signingHandle`. */
export type SigningHandle = { readonly kid?: string; readonly alg: SignatureAlgorithm; readonly key: KeyObject }

/** What verifies: a public key or a secret. Made by `verificationKey`; the verifier refuses one made elsewhere. */
export type VerificationKey = { readonly kid?: string; readonly alg: SignatureAlgorithm; readonly key: KeyObject }

/** A key that its algorithm must not be used with: too short, of another family, on another curve, public for private. */
export class UnfitKey extends Error {
  override readonly name = 'UnfitKey'
}

const bound = new WeakSet<VerificationKey>()

/** Whether `key` was made by `verificationKey`. */
export const isBound = (key: VerificationKey): boolean => bound.has(key)

const requireFit = (alg: SignatureAlgorithm, key: KeyObject): void => {
  const unfit = ALGORITHMS[alg].unfit(key)
  if (unfit !== undefined) throw new UnfitKey(`${alg} cannot use this key: ${unfit}`)
}

const bind = (alg: SignatureAlgorithm, key: KeyObject, kid: string | undefined): SigningHandle =>
  Object.freeze(kid === undefined ? { alg, key } : { kid, alg, key })

/** `key`, private or secret, for signing with `alg`. Throws UnfitKey. */
export const signingHandle = (alg: SignatureAlgorithm, key: KeyObject, kid?: string): SigningHandle => {
  requireFit(alg, key)
  if (key.type === 'public') throw new UnfitKey(`${alg} cannot sign with a public key`)
  return bind(alg, key, kid)
}

/** `key`, or the public half of it, for verifying `alg` and nothing else. Throws UnfitKey. */
export const verificationKey = (alg: SignatureAlgorithm, key: KeyObject, kid?: string): VerificationKey => {
  requireFit(alg, key)
  const made = bind(alg, key.type === 'private' ? createPublicKey(key) : key, kid)
  bound.add(made)
  return made
}

/** The public key in a PEM text: a public key or a certificate. Throws UnfitKey, also for a private key. */
export const publicKeyFromPem = (pem: string): KeyObject => {
  if (pem.includes('PRIVATE KEY')) throw new UnfitKey('a private key where a public one belongs')
  try {
    return createPublicKey({ key: pem, format: 'pem' })
  } catch {
    throw new UnfitKey('not a public key in PEM')
  }
}

/** A name for a public key: SHA-256 over the required members of its JWK in the order of their names. RFC 7638 */
export const jwkThumbprint = (key: KeyObject): string => {
  const { crv, e, kty, n, x, y } = key.export({ format: 'jwk' })
  return hash('sha256', JSON.stringify(kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y }), 'base64url')
}

// A verifier was fooled five times by public key text used as a secret: with space in front, with any prefix, as a JWK.
const looksLikePublicKey = (secret: string): boolean => /-----BEGIN|"kty"\s*:|^\s*ssh-/.test(secret)

/** A secret for HS256. Throws UnfitKey when it is shorter than 16 bytes, or is the text of a key. */
export const secretKey = (secret: string | Uint8Array): KeyObject => {
  const bytes = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret
  if (looksLikePublicKey(Buffer.from(bytes).toString('latin1')))
    throw new UnfitKey('the text of a key where a secret belongs')
  const key = createSecretKey(bytes)
  requireFit('HS256', key)
  return key
}
