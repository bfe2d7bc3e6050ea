// Keys and tokens of an imaginary issuer, made by node:crypto alone: what signs here shares nothing with what verifies.
import {
  constants,
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto'
import { type SignatureAlgorithm } from './algorithms.ts'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'

export const ISSUER = 'https://id.example/'
export const AUDIENCE = 'https://orders.example/'
export const NOW = 1_800_000_000

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PAIRS = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  EdDSA: generateKeyPairSync('ed25519'),
}
export const SECRET = randomBytes(64)

export const ALGORITHMS = [...(Object.keys(PAIRS) as (keyof typeof PAIRS)[]), 'HS256', 'HS384', 'HS512'] as const

export const isSecret = (alg: SignatureAlgorithm): alg is 'HS256' | 'HS384' | 'HS512' => alg.startsWith('HS')

export const publicJwk = (alg: SignatureAlgorithm): JsonObject => {
  if (isSecret(alg)) throw new TypeError('a secret has no public half')
  return { ...PAIRS[alg].publicKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg }
}
export const privateKey = (alg: SignatureAlgorithm): KeyObject =>
  isSecret(alg) ? createSecretKey(SECRET) : PAIRS[alg].privateKey

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export const signText = (alg: SignatureAlgorithm, text: string, key: KeyObject = privateKey(alg)): Buffer => {
  const bits = alg.slice(2)
  const data = Buffer.from(text)
  if (isSecret(alg)) return createHmac(`sha${bits}`, key).update(data).digest()
  if (alg === 'EdDSA') return sign(null, data, key)
  if (alg.startsWith('ES')) return sign(`sha${bits}`, data, { key, dsaEncoding: 'ieee-p1363' })
  const padding = alg.startsWith('PS') ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return sign(`sha${bits}`, data, padding === constants.RSA_PKCS1_PADDING ? key : { key, padding, saltLength })
}

/** Claims of a good token; a change that is undefined takes the claim away. */
export const goodClaims = (changes: JsonObject = {}): JsonObject => ({
  iss: ISSUER,
  sub: 'auth0|1',
  aud: AUDIENCE,
  client_id: 'app',
  iat: NOW - 10,
  exp: NOW + 600,
  jti: randomUUID(),
  scope: 'read:orders write:orders',
  ...changes,
})

export const makeToken = (
  alg: SignatureAlgorithm,
  claims: JsonObject = goodClaims(),
  header: JsonObject = {},
  key?: KeyObject,
): string => {
  const input = `${base64({ alg, typ: 'at+jwt', kid: alg, ...header })}.${base64(claims)}`
  return `${input}.${signText(alg, input, key).toString('base64url')}`
}
