// A database in MaxMind's format with a few networks, for tests. MaxMind DB File Format Specification 2.0

type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value }

const [STRING, DOUBLE, UINT32, MAP, ARRAY, BOOLEAN] = [2, 3, 6, 7, 11, 14]

/** A control byte, the byte of an extended type, the size. */
function head(type: number, size: number): Buffer {
  const extended = type > 7
  const [first, more] =
    size < 29 ? [size, []] : size < 285 ? [29, [size - 29]] : [30, [(size - 285) >> 8, (size - 285) & 255]]
  return Buffer.from([((extended ? 0 : type) << 5) | first, ...(extended ? [type - 7] : []), ...more])
}

function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([head(STRING, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'boolean') return head(BOOLEAN, value ? 1 : 0)
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0) {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value)
      return Buffer.concat([head(UINT32, 4), bytes])
    }
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleBE(value)
    return Buffer.concat([head(DOUBLE, 8), bytes])
  }
  if (Array.isArray(value)) return Buffer.concat([head(ARRAY, value.length), ...value.map(encode)])
  const members = Object.entries(value)
  return Buffer.concat([
    head(MAP, members.length),
    ...members.flatMap(([name, inner]) => [encode(name), encode(inner)]),
  ])
}

/** Bits of a network, in a tree of 128: IPv4 lies in its first 2^32. */
function bitsOf(network: string): readonly number[] {
  const [address = '', length = ''] = network.split('/')
  if (address.includes('.')) {
    const bits = address.split('.').flatMap((byte) => [...Number(byte).toString(2).padStart(8, '0')].map(Number))
    return [...Array<number>(96).fill(0), ...bits].slice(0, 96 + Number(length))
  }
  const [start = '', end = ''] = address.split('::')
  const groups = (side: string): readonly string[] => (side === '' ? [] : side.split(':'))
  const zeros = Array<string>(8 - groups(start).length - groups(end).length).fill('0')
  const all = [...groups(start), ...zeros, ...groups(end)]
  return all
    .flatMap((group) => [...parseInt(group, 16).toString(2).padStart(16, '0')].map(Number))
    .slice(0, Number(length))
}

type Node = [Node | number | undefined, Node | number | undefined]

/** The bytes of a database in which each network has its record. */
export function placeDatabase(records: Readonly<Record<string, Value>>): Buffer {
  const root: Node = [undefined, undefined]
  const data: Buffer[] = []
  for (const [network, record] of Object.entries(records)) {
    const bits = bitsOf(network)
    let node = root
    for (const bit of bits.slice(0, -1)) {
      const next = node[bit]
      node = Array.isArray(next) ? next : (node[bit] = [undefined, undefined])
    }
    node[bits.at(-1) ?? 0] = data.reduce((sum, { length }) => sum + length, 0)
    data.push(encode(record))
  }
  const nodes: Node[] = []
  const number = (node: Node): void => {
    nodes.push(node)
    for (const side of node) if (Array.isArray(side)) number(side)
  }
  number(root)
  const places = new Map(nodes.map((node, at) => [node, at]))
  const tree = nodes.flatMap((node) =>
    node.map((side) => {
      const record = Buffer.alloc(4)
      const leads = Array.isArray(side)
        ? places.get(side)
        : side === undefined
          ? nodes.length
          : nodes.length + 16 + side
      record.writeUInt32BE(leads ?? 0)
      return record
    }),
  )
  const metadata = encode({
    node_count: nodes.length,
    record_size: 32,
    ip_version: 6,
    database_type: 'Test-City',
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    description: { en: 'For tests' },
  })
  return Buffer.concat([
    ...tree,
    Buffer.alloc(16),
    ...data,
    Buffer.from('abcdef', 'hex'),
    Buffer.from('MaxMind.com'),
    metadata,
  ])
}
