// Rows that are written many at a time, and belong to somebody.
import { CompiledQuery } from 'kysely'
import { type Desk, owned } from '../desk.ts'
import { OwnerGone } from '../failures.ts'
import { placeholderIn, type Parameter } from '../statement.ts'

/** Rows of one statement. */
export const ROWS_AT_ONCE = 50

export const chunksOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / ROWS_AT_ONCE) }, (_, at) =>
    all.slice(at * ROWS_AT_ONCE, (at + 1) * ROWS_AT_ONCE),
  )

// Whoever asks names a table and no more than ROWS_AT_ONCE rows, so that there are few.
const insertions = new Map<string, string>()

const makeInsertion = (
  dialect: Desk['dialect'],
  before: string,
  count: number,
  width: number,
  after: string,
): string => {
  const placeholder = placeholderIn(dialect)
  const row = (_: unknown, at: number) =>
    `(${Array.from({ length: width }, (_place, inRow) => placeholder(at * width + inRow + 1)).join(', ')})`
  return `${before} values ${Array.from({ length: count }, row).join(', ')} ${after}`
}

/** `rows`, all as wide as the first, between the words before and after VALUES. The text is made once for so many rows. */
export const insertion = (
  dialect: Desk['dialect'],
  before: string,
  rows: readonly (readonly Parameter[])[],
  after: string,
): CompiledQuery => {
  const key = `${dialect} ${rows.length} ${before}`
  const text = insertions.get(key) ?? makeInsertion(dialect, before, rows.length, rows[0]?.length ?? 0, after)
  insertions.set(key, text)
  return CompiledQuery.raw(text, rows.flat())
}

/** `dangling`, where what it writes names somebody who is not there: then nothing is written. */
export const unlessDangling = async (desk: Desk, work: () => Promise<void>): Promise<'written' | 'dangling'> => {
  try {
    await owned(desk, work)
    return 'written'
  } catch (error) {
    if (error instanceof OwnerGone) return 'dangling'
    throw error
  }
}
