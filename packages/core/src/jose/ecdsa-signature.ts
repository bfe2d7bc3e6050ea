// What the library makes of an ECDSA signature on P-256, as a JWS spells it. RFC 7518 §3.4, RFC 3279 §2.2.3

const COORDINATE = 32

// Written and read within one synchronous call.
const scratch = Buffer.alloc(2 * COORDINATE)

const copyInteger = (der: Uint8Array, at: number, to: number): number => {
  const length = der[at + 1] ?? 0
  const start = at + 2
  const end = start + length
  // A leading zero only says that the number is positive; a short number is filled up from the left.
  const from = Math.max(start, end - COORDINATE)
  const gap = COORDINATE - (end - from)
  scratch.fill(0, to, to + gap)
  scratch.set(der.subarray(from, end), to + gap)
  return end
}

/** r||s, base64url, of a DER signature as the library makes it. */
export const rawSignature = (der: Uint8Array): string => {
  copyInteger(der, copyInteger(der, 2, 0), COORDINATE)
  return scratch.toString('base64url')
}
