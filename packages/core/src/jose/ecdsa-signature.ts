// The two spellings of an ECDSA signature on P-256: r||s in a JWS (RFC 7518 §3.4), DER in a library (RFC 3279 §2.2.3).

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

const integerLength = (raw: Uint8Array, start: number): number => {
  let from = start
  while (from < start + COORDINATE - 1 && raw[from] === 0) from += 1
  return start + COORDINATE - from + ((raw[from] ?? 0) >= 0x80 ? 1 : 0)
}

const writeInteger = (der: Uint8Array, at: number, raw: Uint8Array, start: number, length: number): number => {
  der[at] = 0x02
  der[at + 1] = length
  const end = start + COORDINATE
  const copied = Math.min(length, COORDINATE)
  der.set(raw.subarray(end - copied, end), at + 2 + length - copied)
  return at + 2 + length
}

/** DER of r||s; undefined when it has not exactly 64 bytes. */
export const derSignature = (raw: Uint8Array): Uint8Array | undefined => {
  if (raw.length !== 2 * COORDINATE) return undefined
  const r = integerLength(raw, 0)
  const s = integerLength(raw, COORDINATE)
  const der = new Uint8Array(6 + r + s)
  der[0] = 0x30
  der[1] = 4 + r + s
  writeInteger(der, writeInteger(der, 2, raw, 0, r), raw, COORDINATE, s)
  return der
}
