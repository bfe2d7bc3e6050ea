// Users, their roles, and sessions that were just read, kept only for as long as the database itself can tell that nobody has changed any: one
// request asks for the same several times. Where the database cannot tell, every question goes to it.
import { LRUCache } from 'lru-cache'
import type { Opening } from './opening.ts'

const MOST_ENTRIES = 2_000

/** Bytes, as far as the length of their texts says. */
const MOST_BYTES = 4 * 1_024 * 1_024

/** Around what is kept: the entry, its key, the record's own fields. */
const OVERHEAD = 512

type Row = { readonly document: string }

export type RecentRecords = <R extends Row, T extends object>(
  key: string,
  ask: () => Promise<R | undefined>,
  make: (row: R) => T,
) => Promise<T | undefined>

/** What `ask` would find now, made into a value; the same object until somebody changes people. `key` names the question. */
export const createRecentRecords = ({ peopleMark }: Pick<Opening, 'peopleMark'>): RecentRecords => {
  const kept = new LRUCache<string, object>({ max: MOST_ENTRIES, maxSize: MOST_BYTES })
  let current: number | undefined

  return async <R extends Row, T extends object>(
    key: string,
    ask: () => Promise<R | undefined>,
    make: (row: R) => T,
  ): Promise<T | undefined> => {
    const mark = peopleMark?.()
    if (mark !== current) kept.clear()
    current = mark
    // A key stands for one kind of record, so that what is found under it was made by the same `make`.
    const known = kept.get(key) as T | undefined
    if (known !== undefined) return known
    const row = await ask()
    if (row === undefined) return undefined
    const value = make(row)
    // Read while nobody changed anything: neither before the question was answered, nor since.
    if (mark !== undefined && mark === peopleMark?.())
      kept.set(key, value, { size: OVERHEAD + 2 * row.document.length })
    return value
  }
}
