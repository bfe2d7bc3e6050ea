// The few words of DER that a certificate is written in. X.690

const length = (bytes: number): Buffer => {
  if (bytes < 0x80) return Buffer.of(bytes)
  const digits: number[] = []
  for (let rest = bytes; rest > 0; rest >>>= 8) digits.unshift(rest & 0xff)
  return Buffer.of(0x80 | digits.length, ...digits)
}

/** One value with its tag and length. */
export const tagged = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.of(tag), length(body.length), body])
}

export const sequence = (...content: readonly Uint8Array[]): Buffer => tagged(0x30, ...content)
export const set = (...content: readonly Uint8Array[]): Buffer => tagged(0x31, ...content)
/** `[number]`, constructed. */
export const context = (number: number, ...content: readonly Uint8Array[]): Buffer => tagged(0xa0 | number, ...content)
/** `[number]` in place of a primitive type's own tag. */
export const contextPrimitive = (number: number, content: Uint8Array): Buffer => tagged(0x80 | number, content)
export const octetString = (content: Uint8Array): Buffer => tagged(0x04, content)
export const bitString = (content: Uint8Array, unusedBits = 0): Buffer => tagged(0x03, Buffer.of(unusedBits), content)
export const utf8String = (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8'))
export const boolean = (value: boolean): Buffer => tagged(0x01, Buffer.of(value ? 0xff : 0))
export const nothing = (): Buffer => Buffer.of(0x05, 0x00)

/** A positive number given as bytes, highest first, in its shortest form. */
export const integer = (bytes: Uint8Array): Buffer => {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first === -1 ? Buffer.of(0) : bytes.subarray(first)
  return (digits[0] ?? 0) >= 0x80 ? tagged(0x02, Buffer.of(0), digits) : tagged(0x02, digits)
}

const base128 = (arc: number): number[] => {
  const digits = [arc & 0x7f]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 | (rest & 0x7f))
  return digits
}

/** An object identifier in its dotted form: `1.2.840.10045.4.3.2`. */
export const objectIdentifier = (dotted: string): Buffer => {
  const [root = 0, branch = 0, ...arcs] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([root * 40 + branch, ...arcs].flatMap(base128)))
}

/** UTCTime until 2049, GeneralizedTime from 2050 on. `seconds` since the epoch. RFC 5280 §4.1.2.5 */
export const time = (seconds: number): Buffer => {
  const iso = new Date(seconds * 1000).toISOString()
  const digits = `${iso.slice(0, 19).replace(/[-:T]/g, '')}Z`
  return iso < '2050' ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}

/** `der` as PEM. RFC 7468 */
export const pem = (label: string, der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
