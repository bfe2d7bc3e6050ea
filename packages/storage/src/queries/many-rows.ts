// Rows that are written many at a time, and belong to somebody.
import { type Desk, owned } from '../desk.ts'
import { OwnerGone } from '../failures.ts'

/** Rows of one statement. */
export const ROWS_AT_ONCE = 50

export const chunksOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / ROWS_AT_ONCE) }, (_, at) =>
    all.slice(at * ROWS_AT_ONCE, (at + 1) * ROWS_AT_ONCE),
  )

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
