// Encrypted access tokens: taken apart with the API's own keys. What is inside is a signed token, and is judged as one.
// RFC 7516 §5.2, RFC 7518 §4.3, §4.6, §5.3; RFC 8725 §3.2
import type { webcrypto } from 'node:crypto'
import { decodeBase64url, decodeSegment } from '@symbolon/protocol/oauth/rfc7515-jws'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { AccessRefused } from './refusals.ts'
import { agreeOnKey } from './jwe-agreement.ts'
import { UnfitKey } from './keys.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A private key, bound to one algorithm. */
export type DecryptionKey = {
  readonly alg: string
  readonly kid: string | undefined
  /** The content key, by what the token's header and second segment say. */
  readonly contentKey: (header: JsonObject, encryptedKey: Bytes, bits: number) => Promise<Bytes>
}

const OAEP: ReadonlyMap<unknown, string> = new Map([
  ['RSA-OAEP', 'SHA-1'],
  ['RSA-OAEP-256', 'SHA-256'],
  ['RSA-OAEP-384', 'SHA-384'],
  ['RSA-OAEP-512', 'SHA-512'],
])

/** Bits of the content key. Modes without authentication of their own have no row, and neither has anything by password. */
const ENCRYPTIONS: ReadonlyMap<unknown, number> = new Map([
  ['A128GCM', 128],
  ['A192GCM', 192],
  ['A256GCM', 256],
])

const MIN_RSA_BITS = 2048

const ofRsa = (alg: string, kid: string | undefined, key: CryptoKey): DecryptionKey => {
  if ((key.algorithm as webcrypto.RsaHashedKeyAlgorithm).modulusLength < MIN_RSA_BITS) {
    throw new UnfitKey(`an RSA key has at least ${MIN_RSA_BITS} bits`)
  }
  return {
    alg,
    kid,
    contentKey: async (_header, encryptedKey, bits) => {
      const opened = await crypto.subtle.decrypt('RSA-OAEP', key, encryptedKey)
      if (opened.byteLength * 8 !== bits) throw new UnfitKey('the content key has another length')
      return new Uint8Array(opened)
    },
  }
}

const fromPem = (pem: string): Bytes => {
  const [, base64] = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(pem) ?? []
  if (base64 === undefined) throw new UnfitKey('a decryption key in PEM is PKCS#8: BEGIN PRIVATE KEY')
  return Uint8Array.from(atob(base64.replace(/\s/g, '')), (byte) => byte.charCodeAt(0))
}

/** A private key as JWK with `alg`, or in PEM for RSA-OAEP-256. Throws UnfitKey. */
export async function decryptionKey(given: JsonObject | string): Promise<DecryptionKey> {
  if (typeof given === 'string') {
    const parameters = { name: 'RSA-OAEP', hash: 'SHA-256' }
    return ofRsa(
      'RSA-OAEP-256',
      undefined,
      await crypto.subtle.importKey('pkcs8', fromPem(given), parameters, false, ['decrypt']),
    )
  }
  const { alg, kid, use: _use, key_ops: _operations, ...jwk } = given
  const name = typeof kid === 'string' ? kid : undefined
  const hash = OAEP.get(alg)
  if (hash !== undefined) {
    const key = await crypto.subtle.importKey('jwk', jwk as webcrypto.JsonWebKey, { name: 'RSA-OAEP', hash }, false, [
      'decrypt',
    ])
    return ofRsa(String(alg), name, key)
  }
  const agreement = await agreeOnKey(alg, jwk as webcrypto.JsonWebKey)
  if (!agreement) throw new UnfitKey('the alg of a decryption key is RSA-OAEP-256, -384 or -512, or ECDH-ES')
  return { alg: String(alg), kid: name, contentKey: agreement }
}

const refuse = (message: string): never => {
  throw new AccessRefused('invalid_token', 'encryption', message)
}

type Encrypted = {
  readonly header: JsonObject
  readonly parts: readonly [Bytes, Bytes, Bytes, Bytes]
  readonly aad: Bytes
}

const takeApart = (token: string): Encrypted => {
  const segments = token.split('.')
  const [head = '', ...rest] = segments
  if (segments.length !== 5) return refuse('the token is not encrypted')
  const [key, iv, ciphertext, tag] = rest.map(decodeBase64url)
  if (!key || !iv || !ciphertext || !tag) return refuse('the token is not base64url')
  try {
    return {
      header: decodeSegment(head, 'header'),
      parts: [key, iv, ciphertext, tag],
      aad: new TextEncoder().encode(head),
    }
  } catch {
    return refuse('the header of the token is malformed')
  }
}

const open = async (
  { header, parts: [encryptedKey, iv, ciphertext, tag], aad }: Encrypted,
  key: DecryptionKey,
  bits: number,
): Promise<string> => {
  const raw = await key.contentKey(header, encryptedKey, bits)
  const contentKey = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
  const sealed = new Uint8Array(ciphertext.length + tag.length)
  sealed.set(ciphertext)
  sealed.set(tag, ciphertext.length)
  const gcm = { name: 'AES-GCM', iv, additionalData: aad, tagLength: 128 }
  return new TextDecoder('utf-8', { fatal: true }).decode(await crypto.subtle.decrypt(gcm, contentKey, sealed))
}

/** The signed token inside `token`. Throws AccessRefused, and says of all failures the same. */
export async function decrypt(token: string, keys: readonly DecryptionKey[]): Promise<string> {
  const encrypted = takeApart(token)
  const { header, parts } = encrypted
  if (Object.hasOwn(header, 'crit')) refuse('the token has critical extensions')
  if (Object.hasOwn(header, 'zip')) refuse('the token is compressed')
  const bits = ENCRYPTIONS.get(header['enc'])
  // A short tag can be guessed. RFC 7518 §5.3
  if (bits === undefined || parts[1].length !== 12 || parts[3].length !== 16)
    return refuse('the encryption of the token is not accepted')
  const { alg, kid } = header
  const fitting = keys.filter(
    (key) => key.alg === alg && (kid === undefined || key.kid === undefined || key.kid === kid),
  )
  for (const key of fitting) {
    try {
      return await open(encrypted, key, bits)
    } catch {
      // Another key may open it; which step failed is for nobody to know.
    }
  }
  return refuse('the token cannot be decrypted')
}
