// MD4 (RFC 1320), which OpenSSL has put away: some directories' passwords are imported with it, and are hashed anew at the first login.

const ROUNDS = [
  { add: 0, shifts: [3, 7, 11, 19], order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] },
  { add: 0x5a827999, shifts: [3, 5, 9, 13], order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15] },
  { add: 0x6ed9eba1, shifts: [3, 9, 11, 15], order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15] },
] as const

const MIX = [
  (x: number, y: number, z: number) => (x & y) | (~x & z),
  (x: number, y: number, z: number) => (x & y) | (x & z) | (y & z),
  (x: number, y: number, z: number) => x ^ y ^ z,
] as const

const turn = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** 16 bytes. */
export function md4(input: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil((input.length + 9) / 64) * 64)
  input.copy(padded)
  padded[input.length] = 0x80
  padded.writeBigUInt64LE(BigInt(input.length) * 8n, padded.length - 8)
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let at = 0; at < padded.length; at += 64) state = mixBlock(state, padded.subarray(at, at + 64))
  const digest = Buffer.alloc(16)
  state.forEach((word, index) => digest.writeUInt32LE(word >>> 0, index * 4))
  return digest
}

type State = readonly [number, number, number, number]

function mixBlock(state: State, block: Buffer): State {
  let [a, b, c, d] = state
  for (const [round, { add, shifts, order }] of ROUNDS.entries()) {
    const mix = MIX[round] ?? MIX[0]
    for (const [step, word] of order.entries()) {
      const mixed = (a + mix(b, c, d) + block.readUInt32LE(word * 4) + add) | 0
      ;[a, d, c, b] = [d, c, b, turn(mixed, shifts[step % 4] ?? 0)]
    }
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0]
}
