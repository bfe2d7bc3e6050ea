// The two spellings of an ECDSA signature: r||s in a JWS (RFC 7518 §3.4), DER in a library (RFC 3279 §2.2.3).

const lengthOfInteger = (raw: Uint8Array, start: number, end: number): number => {
  let from = start
  while (from < end - 1 && raw[from] === 0) from += 1
  return end - from + ((raw[from] ?? 0) >= 0x80 ? 1 : 0)
}

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
  const copied = Math.min(length, end - start)
  der.set(raw.subarray(end - copied, end), at + 2 + length - copied)
  return at + 2 + length
}

/** DER of r||s; undefined unless it has exactly twice `coordinate` bytes, which are 32, 48 or 66. */
export const derSignature = (raw: Uint8Array, coordinate: number): Uint8Array | undefined => {
  if (raw.length !== 2 * coordinate) return undefined
  const r = lengthOfInteger(raw, 0, coordinate)
  const s = lengthOfInteger(raw, coordinate, raw.length)
  const content = 4 + r + s
  // From 128 bytes on the length is written in a byte of its own, which only P-521 needs.
  const head = content < 0x80 ? 2 : 3
  const der = new Uint8Array(head + content)
  der[0] = 0x30
  if (head === 3) der[1] = 0x81
  der[head - 1] = content
  writeInteger(der, writeInteger(der, head, raw, 0, coordinate, r), raw, coordinate, raw.length, s)
  return der
}
