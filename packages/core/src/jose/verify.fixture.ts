// Keys, tokens and a policy for the tests of the verifier.
import assert from 'node:assert/strict'
import { createSecretKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { ALGORITHMS, isSignatureAlgorithm, type SignatureAlgorithm } from './algorithms.ts'
import { signingHandle, verificationKey, type VerificationKey } from './keys.ts'
import { encodeSegment, signJws } from './sign.ts'
import { TokenRefused, verifyJwt, type RefusalReason, type VerificationPolicy } from './verify.ts'

/** Seconds at which every test takes place. */
export const NOW = 1_800_000_000
export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const ed25519 = generateKeyPairSync('ed25519')
export const secret = createSecretKey(randomBytes(32))

export const PAIRS: Readonly<Record<SignatureAlgorithm, { privateKey: KeyObject; publicKey: KeyObject }>> = {
  RS256: rsa,
  RS384: rsa,
  PS256: rsa,
  ES256: p256,
  EdDSA: ed25519,
  HS256: { privateKey: secret, publicKey: secret },
}
export const algorithms = Object.keys(ALGORITHMS).filter(isSignatureAlgorithm)
export const keyOf = (alg: SignatureAlgorithm, kid: string | undefined = `key-${alg}`): VerificationKey =>
  verificationKey(alg, PAIRS[alg].publicKey, kid)

type Parts = { readonly header?: object; readonly claims?: object }

export const CLAIMS = {
  iss: 'https://tenant.example/',
  sub: 'someone',
  aud: 'https://api.example',
  iat: NOW,
  exp: NOW + 100,
}

/** A token signed with `alg`, its header and claims changed as asked. */
export const token = async (alg: SignatureAlgorithm, { header = {}, claims = {} }: Parts = {}): Promise<string> => {
  const head = { alg, typ: 'JWT', kid: `key-${alg}`, ...header }
  const input = `${encodeSegment(head)}.${encodeSegment({ ...CLAIMS, ...claims })}`
  return `${input}.${await signJws(signingHandle(alg, PAIRS[alg].privateKey), input)}`
}

/** A policy that accepts `token`. */
export const policy = (changes: Partial<VerificationPolicy> = {}): VerificationPolicy => ({
  keys: algorithms.map((alg) => keyOf(alg)),
  typ: ['JWT'],
  issuer: CLAIMS.iss,
  audience: CLAIMS.aud,
  now: NOW,
  required: ['exp', 'sub'],
  ...changes,
})

/** Asserts that a token is refused, for `reason`, without being repeated in the error. */
export const refused = (
  jwt: string,
  reason: RefusalReason | undefined,
  changes: Partial<VerificationPolicy> = {},
): void => {
  assert.throws(
    () => verifyJwt(jwt, policy(changes)),
    (error) =>
      error instanceof TokenRefused &&
      (reason === undefined || error.reason === reason) &&
      !(jwt.length > 20 && error.message.includes(jwt)),
  )
}
