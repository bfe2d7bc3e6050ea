import { ALGORITHMS } from './algorithms.ts'
import type { SigningHandle } from './keys.ts'

/**
 * Signature, base64url, of `signingInput`, which is ASCII: two base64url segments and the dot. At once for ES256, EdDSA and
 * HS256; by the thread pool for RSA where there are cores for it, so that the loop stays free and all of them sign. RFC 7515 §5.1
 */
export const signJws = (handle: SigningHandle, signingInput: string): string | Promise<string> =>
  ALGORITHMS[handle.alg].sign(handle.key, signingInput)

/** `value` as a segment of a compact JWS. */
export const encodeSegment = (value: object): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
