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

/** What the last of two or three characters may be: the spare bits of what an encoder writes are zero. */
const LAST = ['', '', 'AQgw', 'AEIMQUYcgkosw048']

/** Whether base64url of this length may end so. */
export const endsExactly = (text: string): boolean => {
  const rest = text.length % 4
  return rest === 0 || (LAST[rest] ?? '').includes(text.charAt(text.length - 1))
}

/** Whether `text` is exactly what an encoder writes: no padding, no spare bits, no space. */
export const isBase64url = (text: string): boolean => BASE64URL.test(text) && endsExactly(text)

/** Bytes of a base64url text; undefined unless it is exactly what an encoder writes. */
export const decodeBase64url = (text: string): Uint8Array<ArrayBuffer> | undefined =>
  isBase64url(text)
    ? Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0))
    : undefined

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a segment; undefined unless it is base64url of UTF-8. A runtime may have a faster way than the portable one. */
export type SegmentText = (segment: string) => string | undefined

/** The portable one. */
export const segmentText: SegmentText = (segment) => {
  const bytes = decodeBase64url(segment)
  try {
    return bytes && utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** The JSON object that a segment holds, with unique names. `what` names it in the message. Throws MalformedJws. */
export const decodeSegment = (segment: string, what: string, textOf: SegmentText = segmentText): JsonObject => {
  const text = textOf(segment)
  if (text === undefined) throw new MalformedJws(`the ${what} is not base64url of UTF-8`)
  const object = parseUniqueJsonObject(text)
  if (object === undefined) throw new MalformedJws(`the ${what} is not a JSON object with unique names`)
  return object
}

/** Where the payload of `token` begins and ends. Throws MalformedJws unless it has three segments that hold something. */
export const segmentsOf = (token: string): { readonly first: number; readonly last: number } => {
  const first = token.indexOf('.')
  const last = token.indexOf('.', first + 1)
  if (first < 1 || last === -1 || last === token.length - 1 || token.indexOf('.', last + 1) !== -1) {
    throw new MalformedJws('not three segments')
  }
  return { first, last }
}

/**
 * Takes a JWT apart and verifies nothing. Throws MalformedJws. The caller bounds the length.
 * RFC 7515 §5.2 steps 1 to 7, RFC 7519 §7.2.
 */
export const decodeCompactJws = (token: string): CompactJws => {
  const { first, last } = segmentsOf(token)
  const signature = decodeBase64url(token.slice(last + 1))
  if (signature === undefined) throw new MalformedJws('the signature is not base64url')
  return {
    header: decodeSegment(token.slice(0, first), 'header'),
    claims: decodeSegment(token.slice(first + 1, last), 'payload'),
    signingInput: token.slice(0, last),
    signature,
  }
}
