// JSON Web Signature, compact serialization. RFC 7515 §3.1, §7.1; base64url without padding: appendix C.
import { parseUniqueJsonObject, type JsonObject } from './rfc8259-json.ts'

/** The string is not three base64url segments holding a JSON header, a JSON payload and a signature. */
export class MalformedJws extends Error {
  override readonly name = 'MalformedJws'
}

/** A JWT taken apart. Nothing in it has been verified. */
export type CompactJws = {
  readonly header: JsonObject
  readonly claims: JsonObject
  /** What was signed: header and payload as they came, with the dot. */
  readonly signingInput: string
  readonly signature: Uint8Array
}

const BASE64URL = /^[A-Za-z0-9_-]*$/

/** Bytes of a base64url text; undefined unless it is exactly what an encoder writes: no padding, no spare bits, no space. */
export const decodeBase64url = (text: string): Uint8Array | undefined => {
  if (!BASE64URL.test(text) || text.length % 4 === 1) return undefined
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/')
  const binary = atob(base64)
  if (btoa(binary).replace(/=+$/, '') !== base64) return undefined
  return Uint8Array.from(binary, (byte) => byte.charCodeAt(0))
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodeObject = (segment: string, what: string): JsonObject => {
  const bytes = decodeBase64url(segment)
  if (bytes === undefined) throw new MalformedJws(`the ${what} is not base64url`)
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    throw new MalformedJws(`the ${what} is not UTF-8`)
  }
  const object = parseUniqueJsonObject(text)
  if (object === undefined) throw new MalformedJws(`the ${what} is not a JSON object with unique names`)
  return object
}

/**
 * Takes a JWT apart and verifies nothing. Throws MalformedJws. The caller bounds the length.
 * RFC 7515 §5.2 steps 1 to 7, RFC 7519 §7.2.
 */
export const decodeCompactJws = (token: string): CompactJws => {
  const first = token.indexOf('.')
  const last = token.lastIndexOf('.')
  if (first < 1 || last === first || token.indexOf('.', first + 1) !== last || last === token.length - 1) {
    throw new MalformedJws('not three segments')
  }
  const signature = decodeBase64url(token.slice(last + 1))
  if (signature === undefined) throw new MalformedJws('the signature is not base64url')
  return {
    header: decodeObject(token.slice(0, first), 'header'),
    claims: decodeObject(token.slice(first + 1, last), 'payload'),
    signingInput: token.slice(0, last),
    signature,
  }
}
