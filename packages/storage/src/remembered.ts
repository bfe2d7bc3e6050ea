// What this process remembers of the database, so that the way to a token needs no query. An answer counts as long as its
// tenant's era lasts; a change begins a new era, so that a read that started before it can be answered but not remembered.
import { LRUCache } from 'lru-cache'
import type { Where } from '@symbolon/core/ports'

/** Answers and documents kept, each; the least recently used go first. */
const MOST_ENTRIES = 10_000

/** Longer questions come from strangers and are not worth remembering. */
const LONGEST_KEY = 2_048

/** One tenant's part of the memory, or that of all hosts. */
export type Mind = { readonly prefix: string; era: number }

type Entry = { readonly era: number; readonly answer: Promise<unknown> }

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
  const answers = new LRUCache<string, Entry>({ max: MOST_ENTRIES })
  const values = new LRUCache<string, { readonly text: string; readonly value: unknown }>({ max: MOST_ENTRIES })
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
    /** The answer to this very question in this era, or undefined. */
    recall: (mind: Mind, key: string): Promise<unknown> | undefined => {
      const entry = answers.get(key)
      return entry !== undefined && entry.era === mind.era ? entry.answer : undefined
    },
    /** Asks once however many wait for the answer, and keeps it for this era unless it is a failure. */
    remember: <T>(mind: Mind, key: string, ask: (isCurrent: () => boolean) => Promise<T>): Promise<T> => {
      const began = mind.era
      const answer = ask(() => mind.era === began)
      if (!trusted || key.length > LONGEST_KEY) return answer
      const entry: Entry = { era: began, answer }
      answers.set(key, entry)
      answer.catch(() => {
        if (answers.peek(key) === entry) answers.delete(key)
      })
      return answer
    },
    /** The value for `text`: the very object that was made of it before, if `name` has not changed since. */
    sameAsBefore: (name: string, text: string, isCurrent: () => boolean, make: (text: string) => unknown): unknown => {
      const before = values.get(name)
      if (before?.text === text) return before.value
      const value = make(text)
      // A late answer from before a change must not push out a newer one.
      if (trusted && (before === undefined || isCurrent())) values.set(name, { text, value })
      return value
    },
    /** Without trust nothing is remembered and every question goes to the database. */
    trust: (isTrusted: boolean): void => {
      if (trusted !== isTrusted) forgetAll()
      trusted = isTrusted
    },
  }
}

export type Memory = ReturnType<typeof createMemory>
