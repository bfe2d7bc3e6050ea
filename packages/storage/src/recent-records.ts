// Users, their roles, and sessions that were just read, kept only for as long as the database itself can tell that nobody has changed any: one
// request asks for the same several times. Where the database cannot tell, every question goes to it.
import type { Soon } from '@symbolon/core/soon'
import { LRUCache } from 'lru-cache'
import type { Opening } from './opening.ts'

const MOST_ENTRIES = 2_000

/** Bytes, as far as the length of their texts says. */
const MOST_BYTES = 4 * 1_024 * 1_024

/** Around what is kept: the entry, its key, the record's own fields. */
const OVERHEAD = 512

type Row = { readonly document: string }

/** A key names a question, and stands for one kind of record. */
export type RecentRecords = {
  /**
   * What `ask` would find now, made into a value; at once, and the same, until somebody changes people.
   * @throws what `ask` throws
   */
  readonly find: <R extends Row, T>(
    key: string,
    ask: () => Promise<R | undefined>,
    make: (row: R) => T,
  ) => Soon<T | undefined>
  /** Another one whenever people may have changed; NaN where the database cannot tell. */
  readonly era: () => number
}

type Kept = { readonly value: unknown }

export const createRecentRecords = ({ peopleMark }: Pick<Opening, 'peopleMark'>): RecentRecords => {
  const kept = new LRUCache<string, Kept>({ max: MOST_ENTRIES, maxSize: MOST_BYTES })
  let current: number | undefined

  /** Undefined where the database cannot tell; whoever asks it then hears why. */
  const markNow = (): number | undefined => {
    try {
      return peopleMark?.()
    } catch {
      return undefined
    }
  }

  const askNow = async <R extends Row, T>(
    key: string,
    mark: number | undefined,
    ask: () => Promise<R | undefined>,
    make: (row: R) => T,
  ): Promise<T | undefined> => {
    const row = await ask()
    if (row === undefined) return undefined
    const value = make(row)
    // Read while nobody changed anything: neither before the question was answered, nor since.
    if (mark !== undefined && mark === markNow()) kept.set(key, { value }, { size: OVERHEAD + 2 * row.document.length })
    return value
  }

  /** Forgets what may have changed. */
  const keepUp = (): number | undefined => {
    const mark = markNow()
    if (mark !== current) kept.clear()
    return (current = mark)
  }

  return {
    era: () => markNow() ?? NaN,
    find: <R extends Row, T>(key: string, ask: () => Promise<R | undefined>, make: (row: R) => T) => {
      const mark = keepUp()
      // A key stands for one kind of record, so that what is found under it was made by the same `make`.
      const known = kept.get(key)
      return known ? (known.value as T) : askNow(key, mark, ask, make)
    },
  }
}
