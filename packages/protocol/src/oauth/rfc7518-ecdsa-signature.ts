// The two spellings of an ECDSA signature: r||s in a JWS (RFC 7518 §3.4), DER in a library (RFC 3279 §2.2.3).

const lengthOfInteger = (raw: Uint8Array, start: number, end: number): number => {
  let from = start
  while (from < end - 1 && raw[from] === 0) from += 1
  return end - from + ((raw[from] ?? 0) >= 0x80 ? 1 : 0)
}

/** Answers where the next begins. */
const writeInteger = (
  der: Uint8Array,
  at: number,
  raw: Uint8Array,
  start: number,
  end: number,
  length: number,
): number => {
  der[at] = 0x02
  der[at + 1] = length
  let to = at + 2
  // One byte more than there are: what would look negative begins with a zero.
  if (length > end - start) der[to++] = 0
  // So few bytes are copied faster one by one than by a call.
  for (let from = Math.max(start, end - length); from < end; from += 1) der[to++] = raw[from] ?? 0
  return to
}

/** Bytes of the longest DER of a signature: that of P-521. */
export const LONGEST_DER = 3 + 2 * (2 + 67)

/**
 * DER of r||s; undefined unless it has exactly twice `coordinate` bytes, which are 32, 48 or 66.
 *
 * @param into Where it is written: the answer is a part of it.
 */
export const derSignature = (
  raw: Uint8Array,
  coordinate: number,
  into: Uint8Array = new Uint8Array(LONGEST_DER),
): Uint8Array | undefined => {
  if (raw.length !== 2 * coordinate) return undefined
  const r = lengthOfInteger(raw, 0, coordinate)
  const s = lengthOfInteger(raw, coordinate, raw.length)
  const content = 4 + r + s
  // From 128 bytes on the length is written in a byte of its own, which only P-521 needs.
  const head = content < 0x80 ? 2 : 3
  const der = into.subarray(0, head + content)
  der[0] = 0x30
  if (head === 3) der[1] = 0x81
  der[head - 1] = content
  writeInteger(der, writeInteger(der, head, raw, 0, coordinate, r), raw, coordinate, raw.length, s)
  return der
}
