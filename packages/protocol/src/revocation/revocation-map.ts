// What has been revoked, as a validator keeps it: a table of open addresses in typed arrays, since a million entries as objects
// would cost five times as much, and a look at one several misses of the processor's memory.
import type { RevocationEvent } from './event.ts'

/** Keys of a token, four 32-bit words each: the first 128 bits of their SHA-256, as many as a forger would have to hit. */
export type RevocationKeys = Uint32Array

const WORDS = 4
const SMALLEST = 1024
/** Latest time that an entry can hold, seconds: 2106. */
const LATEST = 0xffff_ffff

export type RevocationMap = {
  /** Entries there are. */
  readonly size: () => number
  /** Bytes that they take. */
  readonly bytes: () => number
  /** Remembers an event. Of several with the same key the latest times count, whatever order they come in. */
  readonly add: (event: Pick<RevocationEvent, 'key' | 'before' | 'expires'>) => void
  /** Whether a token issued at `iat`, seconds, is dead by any of `keys`. */
  readonly revokes: (keys: RevocationKeys, iat: number) => boolean
  /** Forgets what no living token needs at `now`, seconds. */
  readonly prune: (now: number) => void
}

type Table = {
  readonly slots: number
  readonly keys: Uint32Array
  /** Behind each key: `before` and `expires`. An `expires` of 0 is an empty slot. */
  readonly times: Uint32Array
  /** A byte of each key, 0 for an empty slot: small enough to stay near the processor, and it answers nearly every question. */
  readonly marks: Uint8Array
}

const newTable = (slots: number): Table => ({
  slots,
  keys: new Uint32Array(slots * WORDS),
  times: new Uint32Array(slots * 2),
  marks: new Uint8Array(slots),
})

const markOf = (word: number): number => (word >>> 24) | 1

/** The slot of the key at `at` of `keys`, or the empty one where it would be. Keys are hashes: their own bits spread them. */
const slotOf = ({ slots, keys: held, marks }: Table, keys: Uint32Array, at: number): number => {
  const first = keys[at] ?? 0
  const second = keys[at + 1] ?? 0
  const third = keys[at + 2] ?? 0
  const fourth = keys[at + 3] ?? 0
  const mark = markOf(second)
  let slot = first & (slots - 1)
  for (let found = marks[slot]; found !== 0; found = marks[slot]) {
    const held0 = slot * WORDS
    const isIt =
      found === mark &&
      held[held0] === first &&
      held[held0 + 1] === second &&
      held[held0 + 2] === third &&
      held[held0 + 3] === fourth
    if (isIt) return slot
    slot = (slot + 1) & (slots - 1)
  }
  return slot
}

const put = (table: Table, keys: Uint32Array, at: number, before: number, expires: number): boolean => {
  const slot = slotOf(table, keys, at)
  const isNew = table.marks[slot] === 0
  if (isNew) {
    table.keys.set(keys.subarray(at, at + WORDS), slot * WORDS)
    table.marks[slot] = markOf(keys[at + 1] ?? 0)
  }
  const time = slot * 2
  table.times[time] = Math.max(before, table.times[time] ?? 0)
  table.times[time + 1] = Math.max(expires, table.times[time + 1] ?? 0)
  return isNew
}

const seconds = (time: number): number => Math.min(LATEST, Math.max(0, Math.ceil(time)))

const decoded = new Uint32Array(WORDS)
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const SEXTETS = new Map([...ALPHABET].map((character, value) => [character.charCodeAt(0), value]))

/** Writes the first 128 bits of `key`, base64url, to `words` from `at` on. Throws RangeError when it is no SHA-256. */
export const writeRevocationKey = (key: string, words: Uint32Array, at: number): void => {
  if (key.length !== 43) throw new RangeError('a key of a revocation has 43 characters')
  let value = 0
  let bits = 0
  let word = at
  for (let index = 0; word < at + WORDS; index += 1) {
    const sextet = SEXTETS.get(key.charCodeAt(index))
    if (sextet === undefined) throw new RangeError('a key of a revocation is base64url')
    const free = 32 - bits
    if (free > 6) {
      value = (value << 6) | sextet
      bits += 6
    } else {
      words[word] = (value << free) | (sextet >>> (6 - free))
      value = sextet & ((1 << (6 - free)) - 1)
      bits = 6 - free
      word += 1
    }
  }
}

/** The words of `keys`, each a SHA-256 in base64url. */
export const revocationKeys = (keys: readonly string[]): RevocationKeys => {
  const words = new Uint32Array(keys.length * WORDS)
  for (const [index, key] of keys.entries()) writeRevocationKey(key, words, index * WORDS)
  return words
}

export function newRevocationMap(): RevocationMap {
  let table = newTable(SMALLEST)
  let size = 0

  /** Moves what lives at `now` into a table that suits it. */
  const rebuild = (now: number): void => {
    const { slots, keys, times, marks } = table
    let living = 0
    for (let slot = 0; slot < slots; slot += 1) if (marks[slot] !== 0 && (times[slot * 2 + 1] ?? 0) >= now) living += 1
    let wanted = SMALLEST
    while (wanted * 0.5 < living + 1) wanted *= 2
    const next = newTable(wanted)
    for (let slot = 0; slot < slots; slot += 1) {
      const expires = times[slot * 2 + 1] ?? 0
      if (marks[slot] !== 0 && expires >= now) put(next, keys, slot * WORDS, times[slot * 2] ?? 0, expires)
    }
    table = next
    size = living
  }

  return {
    size: () => size,
    bytes: () => table.keys.byteLength + table.times.byteLength + table.marks.byteLength,
    add: ({ key, before, expires }) => {
      writeRevocationKey(key, decoded, 0)
      if (put(table, decoded, 0, seconds(before), seconds(expires))) size += 1
      if (size > table.slots * 0.7) rebuild(0)
    },
    revokes: (keys, iat) => {
      if (size === 0) return false
      for (let at = 0; at < keys.length; at += WORDS) {
        const slot = slotOf(table, keys, at)
        if (table.marks[slot] !== 0 && iat <= (table.times[slot * 2] ?? 0)) return true
      }
      return false
    },
    prune: rebuild,
  }
}
