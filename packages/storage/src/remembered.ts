// What this process remembers of the database, so that the way to a token needs no query. An answer counts as long as its
// tenant's era lasts; a change begins a new era, so that a read that started before it can be answered but not remembered.
import { LRUCache } from 'lru-cache'
import type { Where } from '@symbolon/core/ports'

/** Answers and documents kept, each; the least recently used go first. */
const MOST_ENTRIES = 10_000

/** Bytes of answers and of documents kept, each, as far as the length of their texts says. */
const MOST_BYTES = 8 * 1_024 * 1_024

/** What takes more than this alone would push out too much else, and is not kept. */
const LARGEST_ENTRY = MOST_BYTES / 4

const BOUNDS = { max: MOST_ENTRIES, maxSize: MOST_BYTES, maxEntrySize: LARGEST_ENTRY }

/** Around what is kept: promise, entry, places in the maps. */
const OVERHEAD = 256

/** Longer questions come from strangers and are not worth remembering; the longest of ours is for an API by its identifier. */
const LONGEST_KEY = 1_024

/** One tenant's part of the memory, or that of all hosts. */
export type Mind = { readonly prefix: string; era: number }

/** One asking of the database, while it is under way. */
export type Asking = {
  /** Whether the era in which it began still lasts. */
  readonly isCurrent: () => boolean
  /** Length of the texts that its answer was made of. */
  length: number
}

/** `known` is what `answer` has come to, as soon as it has and is something. */
type Entry = { readonly era: number; readonly answer: Promise<unknown>; readonly known?: unknown }

type Value = { readonly text: string; readonly value: unknown }

// A character may take two bytes. An answer holds what was made of its texts, a value the text besides.
const answerSize = (key: string, length: number): number => OVERHEAD + 2 * key.length + length
const valueSize = (name: string, text: string): number => OVERHEAD + 2 * (name.length + text.length)

/** Keeps `answer` while it is awaited and, unless it fails, for as long as there is room for what it was made of. */
const keep = (answers: LRUCache<string, Entry>, key: string, entry: Entry, asking: Asking): void => {
  answers.set(key, entry, { size: answerSize(key, 0) })
  const settle = (hasFailed: boolean, known?: unknown): void => {
    if (answers.peek(key) !== entry) return
    if (hasFailed) answers.delete(key)
    // A new object, for the same one would keep its size. What is too large leaves by this.
    else if (asking.length > 0) answers.set(key, { ...entry, known }, { size: answerSize(key, asking.length) })
  }
  entry.answer.then(
    (known) => settle(false, known),
    () => settle(true),
  )
}

/** One text for one question. Lengths stand before values, so that no value can pretend to be two. */
export const keyOf = (mind: Mind, verb: string, collection: string, where: Where): string => {
  let key = mind.prefix + verb + collection
  for (const name in where) {
    const value = where[name]
    if (typeof value === 'string') key += `|${name}=${value.length}:${value}`
    else key += `|${name}=${typeof value}${JSON.stringify(value)}`
  }
  return key
}

export const createMemory = () => {
  const answers = new LRUCache<string, Entry>(BOUNDS)
  const values = new LRUCache<string, Value>(BOUNDS)
  const minds = new Map<string, Mind>()
  let era = 0
  let trusted = true

  const mindOf = (name: string): Mind => {
    const mind = minds.get(name) ?? { prefix: `${name}|`, era }
    minds.set(name, mind)
    return mind
  }
  const forget = (name: string): void => {
    mindOf(name).era = ++era
  }
  const forgetAll = (): void => {
    era += 1
    for (const mind of minds.values()) mind.era = era
  }

  return {
    mindOf,
    forget,
    forgetAll,
    /** Which era of a mind this is; NaN without trust, since nothing is then known to be as it was. */
    eraOf: (mind: Mind): number => (trusted ? mind.era : NaN),
    /** The answer to this very question in this era, itself or a promise of it; undefined where nobody has asked. */
    recall: (mind: Mind, key: string): unknown => {
      const entry = answers.get(key)
      return entry !== undefined && entry.era === mind.era ? (entry.known ?? entry.answer) : undefined
    },
    /** Asks once however many wait for the answer, and keeps it for this era unless it is a failure. */
    remember: <T>(mind: Mind, key: string, ask: (asking: Asking) => Promise<T>): Promise<T> => {
      const began = mind.era
      const asking: Asking = { isCurrent: () => mind.era === began, length: 0 }
      const answer = ask(asking)
      if (!trusted || key.length > LONGEST_KEY) return answer
      keep(answers, key, { era: began, answer }, asking)
      return answer
    },
    /** The value for `text`: the very object that was made of it before, if `name` has not changed since. */
    sameAsBefore: (name: string, text: string, asking: Asking, make: (text: string) => unknown): unknown => {
      asking.length += text.length
      const before = values.get(name)
      if (before?.text === text) return before.value
      const value = make(text)
      // A late answer from before a change must not push out a newer one.
      if (trusted && (before === undefined || asking.isCurrent()))
        values.set(name, { text, value }, { size: valueSize(name, text) })
      return value
    },
    /** Bytes that are kept, as they are counted. */
    size: (): number => answers.calculatedSize + values.calculatedSize,
    /** Without trust nothing is remembered and every question goes to the database. */
    trust: (isTrusted: boolean): void => {
      if (trusted !== isTrusted) forgetAll()
      trusted = isTrusted
    },
  }
}

export type Memory = ReturnType<typeof createMemory>
