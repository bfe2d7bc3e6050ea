// Agreeing on a content key by ECDH. RFC 7518 §4.6, RFC 8037 §3.2
import type { webcrypto } from 'node:crypto'
import { decodeBase64url } from '@symbolon/protocol/oauth/rfc7515-jws'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { UnfitKey } from './keys.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Bits of the key that wraps the content key; undefined where what is agreed on is the content key itself. */
const WRAPPINGS: ReadonlyMap<unknown, number | undefined> = new Map([
  ['ECDH-ES', undefined],
  ['ECDH-ES+A128KW', 128],
  ['ECDH-ES+A192KW', 192],
  ['ECDH-ES+A256KW', 256],
])

/** Bits of the shared secret. */
const CURVES: ReadonlyMap<unknown, number> = new Map([
  ['P-256', 256],
  ['P-384', 384],
  ['P-521', 528],
  ['X25519', 256],
])

const encoder = new TextEncoder()

const uint32 = (value: number): Bytes => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

const concat = (...parts: readonly Bytes[]): Bytes => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const withLength = (bytes: Bytes): Bytes => concat(uint32(bytes.length), bytes)

const party = (value: unknown): Bytes => {
  if (value === undefined) return new Uint8Array()
  const bytes = typeof value === 'string' ? decodeBase64url(value) : undefined
  if (!bytes) throw new UnfitKey('apu and apv are base64url')
  return bytes
}

/** Concat KDF of NIST SP 800-56A with SHA-256, one round: no key is longer than its hash. RFC 7518 §4.6.2 */
const derive = async (secret: Bytes, algorithm: string, { apu, apv }: JsonObject, bits: number): Promise<Bytes> => {
  const info = [withLength(encoder.encode(algorithm)), withLength(party(apu)), withLength(party(apv)), uint32(bits)]
  const digest = await crypto.subtle.digest('SHA-256', concat(uint32(1), secret, ...info))
  return new Uint8Array(digest).slice(0, bits / 8)
}

const unwrap = async (raw: Bytes, wrapped: Bytes, bits: number): Promise<Bytes> => {
  const key = await crypto.subtle.importKey('raw', raw, 'AES-KW', false, ['unwrapKey'])
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const content = await crypto.subtle.unwrapKey('raw', wrapped, key, 'AES-KW', algorithm, true, ['sign'])
  const opened = new Uint8Array(await crypto.subtle.exportKey('raw', content))
  if (opened.length * 8 !== bits) throw new UnfitKey('the content key has another length')
  return opened
}

/** How a token's content key follows from `jwk`; undefined when `alg` is no agreement. Throws UnfitKey. */
export async function agreeOnKey(alg: unknown, jwk: webcrypto.JsonWebKey) {
  if (!WRAPPINGS.has(alg)) return undefined
  const wrapping = WRAPPINGS.get(alg)
  const { crv } = jwk
  const secretBits = CURVES.get(crv)
  if (crv === undefined || secretBits === undefined)
    throw new UnfitKey('the curve of the decryption key is not accepted')
  const curve = crv === 'X25519' ? { name: 'X25519' } : { name: 'ECDH', namedCurve: crv }
  const own = await crypto.subtle.importKey('jwk', jwk, curve, false, ['deriveBits'])

  return async (header: JsonObject, encryptedKey: Bytes, bits: number): Promise<Bytes> => {
    const { epk } = header
    if (typeof epk !== 'object' || epk === null) throw new UnfitKey('the token has no ephemeral key')
    const { kty, crv: theirCurve, x, y } = epk as webcrypto.JsonWebKey
    if (theirCurve !== crv) throw new UnfitKey('the ephemeral key is on another curve')
    // Importing refuses a point that is not on the curve.
    const point = { kty, crv, x, ...(y === undefined ? {} : { y }) } as webcrypto.JsonWebKey
    const theirs = await crypto.subtle.importKey('jwk', point, curve, false, [])
    const shared = await crypto.subtle.deriveBits({ name: curve.name, public: theirs }, own, secretBits)
    const secret = new Uint8Array(shared)
    if (wrapping !== undefined) return unwrap(await derive(secret, String(alg), header, wrapping), encryptedKey, bits)
    if (encryptedKey.length > 0) throw new UnfitKey('a content key that is agreed on is not sent')
    return derive(secret, String(header['enc']), header, bits)
  }
}
