// ip-range: whether an address is in a list of addresses and ranges that an administrator wrote, and which addresses are counted as
// one. RFC 4632, RFC 4291

type Address = { readonly value: bigint; readonly bits: 32 | 128 }

const group = (text: string): bigint | undefined => (/^[0-9a-f]{1,4}$/i.test(text) ? BigInt(`0x${text}`) : undefined)

function readIPv4(text: string): bigint | undefined {
  const bytes = text.split('.')
  if (bytes.length !== 4 || !bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && Number(byte) < 256))
    return undefined
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

function readGroups(text: string): readonly bigint[] | undefined {
  if (text === '') return []
  const groups: bigint[] = []
  for (const [index, part] of text.split(':').entries()) {
    const isLast = index === text.split(':').length - 1
    const four = isLast && part.includes('.') ? readIPv4(part) : undefined
    if (four !== undefined) groups.push(four >> 16n, four & 0xffffn)
    else {
      const value = group(part)
      if (value === undefined) return undefined
      groups.push(value)
    }
  }
  return groups
}

function readIPv6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = [readGroups(halves[0] ?? ''), readGroups(halves[1] ?? '')]
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  return [...head, ...Array.from({ length: missing }, () => 0n), ...tail].reduce(
    (value, part) => (value << 16n) | part,
    0n,
  )
}

/** An IPv4 address that is written as an IPv6 one is the IPv4 one. */
function readAddress(text: string): Address | undefined {
  const four = readIPv4(text)
  if (four !== undefined) return { value: four, bits: 32 }
  const six = readIPv6(text)
  if (six === undefined) return undefined
  return six >> 32n === 0xffffn ? { value: six & 0xffff_ffffn, bits: 32 } : { value: six, bits: 128 }
}

/** The addresses that begin with the same bits. */
type Range = { readonly start: bigint; readonly bits: 32 | 128; readonly shift: bigint }

function readRange(text: string): Range | undefined {
  const [base = '', prefix, ...rest] = text.trim().split('/')
  const start = readAddress(base)
  if (!start || rest.length > 0) return undefined
  const length = prefix === undefined ? start.bits : Number(prefix)
  if (prefix !== undefined && (!/^\d{1,3}$/.test(prefix) || length > start.bits)) return undefined
  const shift = BigInt(start.bits - length)
  return { start: start.value >> shift, bits: start.bits, shift }
}

/** Whether it is an address or a range of them. */
export const isRange = (text: string): boolean => readRange(text) !== undefined

/** Tells whether an address is one of `ranges`, addresses or CIDR. What cannot be read is nowhere. */
export function withinRanges(ranges: readonly string[]): (ip: string | undefined) => boolean {
  const read = ranges.flatMap((text) => readRange(text) ?? [])
  return (ip) => {
    const address = ip === undefined || read.length === 0 ? undefined : readAddress(ip)
    return (
      address !== undefined &&
      read.some(({ start, bits, shift }) => bits === address.bits && address.value >> shift === start)
    )
  }
}

/** Whether `ip` is one of `ranges`, addresses or CIDR. What cannot be read is nowhere. */
export const isInRanges = (ip: string | undefined, ranges: readonly string[]): boolean => withinRanges(ranges)(ip)

/**
 * What is counted as one when attempts are: an IPv4 address, however it is written; of IPv6 the /64, since whoever has one address
 * there has all of them. What cannot be read is itself.
 */
export function networkOf(ip: string): string {
  const address = readAddress(ip)
  if (!address) return ip
  const { value, bits } = address
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.')
  const groups = [112n, 96n, 80n, 64n].map((shift) => ((value >> shift) & 0xffffn).toString(16))
  return `${groups.join(':')}::/64`
}
