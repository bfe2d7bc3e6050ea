// Cryptography for scripts: node:crypto behind a list of what rules use. Bytes travel as base64. A call that fails says so in words.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  randomUUID,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'

type Question = Readonly<Record<string, unknown>>
type Answer = { readonly value: unknown } | { readonly error: string }

/** Most bytes of one answer of random bytes, and most rounds of a key derivation. */
const MOST_BYTES = 65_536
const MOST_ROUNDS = 1_000_000

const bytes = (question: Question, name: string): Buffer => Buffer.from(String(question[name] ?? ''), 'base64')
const word = (question: Question, name: string): string => String(question[name] ?? '')
const whole = (question: Question, name: string, most: number): number => {
  const value = Number(question[name])
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new RangeError(`${name} must be a whole number up to ${most}`)
  return value
}

const OPERATIONS: Readonly<Record<string, (question: Question) => unknown>> = {
  hash: (q) => createHash(word(q, 'algorithm')).update(bytes(q, 'data')).digest('base64'),
  hmac: (q) => createHmac(word(q, 'algorithm'), bytes(q, 'key')).update(bytes(q, 'data')).digest('base64'),
  randomBytes: (q) => randomBytes(whole(q, 'size', MOST_BYTES)).toString('base64'),
  randomUUID: () => randomUUID(),
  pbkdf2: (q) =>
    pbkdf2Sync(
      bytes(q, 'password'),
      bytes(q, 'salt'),
      whole(q, 'iterations', MOST_ROUNDS),
      whole(q, 'keylen', 1024),
      word(q, 'digest'),
    ).toString('base64'),
  equal: (q) => {
    const [one, other] = [bytes(q, 'one'), bytes(q, 'other')]
    if (one.length !== other.length) throw new RangeError('Input buffers must have the same byte length')
    return timingSafeEqual(one, other)
  },
  encrypt: (q) => {
    const cipher = createCipheriv(word(q, 'algorithm'), bytes(q, 'key'), bytes(q, 'iv'))
    return Buffer.concat([cipher.update(bytes(q, 'data')), cipher.final()]).toString('base64')
  },
  decrypt: (q) => {
    const decipher = createDecipheriv(word(q, 'algorithm'), bytes(q, 'key'), bytes(q, 'iv'))
    return Buffer.concat([decipher.update(bytes(q, 'data')), decipher.final()]).toString('base64')
  },
  sign: (q) => sign(word(q, 'algorithm'), bytes(q, 'data'), word(q, 'key')).toString('base64'),
  verify: (q) => verify(word(q, 'algorithm'), bytes(q, 'data'), word(q, 'key'), bytes(q, 'signature')),
}

/** `{ operation, … }` → `{ value }` or `{ error }`. */
export const cryptoCall = (question: unknown): Answer => {
  const asked: Question = { ...(question as object) }
  const operation = word(asked, 'operation')
  const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined
  if (!run) return { error: `crypto has no ${operation}` }
  try {
    return { value: run(asked) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'The operation failed' }
  }
}
