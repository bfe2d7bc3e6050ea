// Keys, each bound to one algorithm and made here alone, so that no text becomes a key by its looks and no token chooses.
// RFC 7517, RFC 8725 §3.1; security.md E1, E2, E9
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { decodeBase64url } from '@symbolon/protocol/oauth/rfc7515-jws'
import { backend } from '#crypto'
import { type Algorithm, algorithmOf, type SignatureAlgorithm } from './algorithms.ts'
import type { MaybePromise, NativeKey, PublicJwk } from './crypto/backend.ts'

/** What verifies signatures of one algorithm. */
export type BoundKey = {
  readonly algorithm: Algorithm
  readonly kid: string | undefined
  readonly native: NativeKey
  /** What it was made of, to tell whether it is still the same. */
  readonly from: string
}

/** A key that must not be used: too short, on another curve, private, or for something else. */
export class UnfitKey extends Error {
  override readonly name = 'UnfitKey'
}

const MIN_RSA_BITS = 2048
/** An exponent or modulus beyond these only keeps the processor busy. */
const MAX_RSA_BITS = 8192
const MIN_SECRET_BYTES = 32

const MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['RSA', ['kty', 'n', 'e']],
  ['EC', ['kty', 'crv', 'x', 'y']],
  ['OKP', ['kty', 'crv', 'x']],
])

const bitsOf = (number: Uint8Array): number => {
  const from = number.findIndex((byte) => byte !== 0)
  return from === -1 ? 0 : (number.length - from) * 8 - Math.clz32(number[from] ?? 0) + 24
}

const requireFitRsa = ({ n = '', e = '' }: PublicJwk): void => {
  const modulus = decodeBase64url(n)
  const exponent = decodeBase64url(e)
  if (!modulus || !exponent) throw new UnfitKey('n and e of an RSA key are base64url')
  const bits = bitsOf(modulus)
  if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
    throw new UnfitKey(`an RSA key has ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits, not ${bits}`)
  }
  const value = exponent.reduce((sum, byte) => sum * 256 + byte, 0)
  if (value < 65537 || value > 0xffff_ffff || value % 2 === 0)
    throw new UnfitKey('the exponent of an RSA key is unusual')
}

const publicMembers = (jwk: JsonObject): PublicJwk => {
  const kty = Object.hasOwn(jwk, 'kty') ? jwk['kty'] : undefined
  const members = MEMBERS.get(kty)
  if (typeof kty !== 'string' || !members) throw new UnfitKey('the key type is none of RSA, EC and OKP')
  const entries = members.map((member) => [member, Object.hasOwn(jwk, member) ? jwk[member] : undefined] as const)
  const missing = entries.find(([, value]) => typeof value !== 'string' || value === '')
  if (missing) throw new UnfitKey(`the member ${missing[0]} of the key is missing`)
  return { ...(Object.fromEntries(entries) as Record<string, string>), kty }
}

/** The one algorithm of a key: what it says itself, or the first of `allowed` that fits its type and curve. */
const algorithmFor = (jwk: JsonObject, { kty, crv }: PublicJwk, allowed: readonly SignatureAlgorithm[]): Algorithm => {
  const named = Object.hasOwn(jwk, 'alg') ? jwk['alg'] : undefined
  const fits = (algorithm: Algorithm | undefined): algorithm is Algorithm =>
    algorithm !== undefined && algorithm.kty === kty && algorithm.crv === crv && allowed.includes(algorithm.alg)
  // RFC 9864: the same signature under the name of its curve.
  const algorithm =
    named === undefined ? allowed.map(algorithmOf).find(fits) : algorithmOf(named === 'Ed25519' ? 'EdDSA' : named)
  if (!fits(algorithm)) throw new UnfitKey('no accepted algorithm fits the key')
  return algorithm
}

const requireForVerifying = ({ use, key_ops: operations }: JsonObject): void => {
  if (use !== undefined && use !== 'sig') throw new UnfitKey('the key is not for signatures')
  if (Array.isArray(operations) && !operations.includes('verify')) throw new UnfitKey('the key is not for verifying')
}

/** `jwk` for verifying one algorithm and nothing else; private members are never looked at. Throws UnfitKey. */
export async function publicKey(jwk: JsonObject, allowed: readonly SignatureAlgorithm[]): Promise<BoundKey> {
  requireForVerifying(jwk)
  const members = publicMembers(jwk)
  if (members.kty === 'RSA') requireFitRsa(members)
  const algorithm = algorithmFor(jwk, members, allowed)
  const { kid } = jwk
  let native: NativeKey
  try {
    native = await backend.importPublic(algorithm, members)
  } catch (cause) {
    throw new UnfitKey('the key is none of its type', { cause })
  }
  return bound(algorithm, typeof kid === 'string' ? kid : undefined, native, JSON.stringify(members))
}

// Verifiers of others were fooled five times by public key text used as a secret: with space in front, any prefix, as a JWK.
const looksLikePublicKey = (secret: string): boolean => /-----BEGIN|"kty"\s*:|^\s*ssh-/.test(secret)

/** `secret` for an HMAC. Throws UnfitKey when it is too short to be one, or is the text of a key. RFC 7518 §3.2 */
export async function secretKey(alg: SignatureAlgorithm, secret: string | Uint8Array, least = MIN_SECRET_BYTES) {
  const algorithm = algorithmOf(alg)
  if (algorithm?.kty !== 'oct') throw new UnfitKey(`${alg} takes no secret`)
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : new Uint8Array(secret)
  if (bytes.length < least) throw new UnfitKey(`a secret has at least ${least} bytes`)
  if (looksLikePublicKey(new TextDecoder('latin1').decode(bytes))) throw new UnfitKey('a key where a secret belongs')
  return bound(algorithm, undefined, await backend.importSecret(algorithm, bytes), alg)
}

const made = new WeakSet<BoundKey>()

const bound = (algorithm: Algorithm, kid: string | undefined, native: NativeKey, from: string): BoundKey => {
  const key = Object.freeze({ algorithm, kid, native, from: `${algorithm.alg} ${kid ?? ''} ${from}` })
  made.add(key)
  return key
}

/** Whether `signature` of `signingInput` was made with the other half of `key`. Throws TypeError for a key made elsewhere. */
export const verifySignature = (key: BoundKey, signingInput: string, signature: Uint8Array): MaybePromise<boolean> => {
  if (!made.has(key)) throw new TypeError('a key must be made by publicKey or secretKey')
  const { signatureBytes = signature.length } = key.algorithm
  if (signature.length !== signatureBytes || signature.length === 0) return false
  return backend.verify(key.algorithm, key.native, signingInput, signature)
}
