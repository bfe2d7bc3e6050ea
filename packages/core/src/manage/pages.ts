// Lists of records in the shapes that can be asked for. reference: Management API, section 3.
import type { ListQuery, Selection } from '@symbolon/protocol/entities/query'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { RecordPage, RecordPageQuery } from '../record-store.ts'
import type { ApiError } from '../errors.ts'
import { invalidQuery } from './refusals.ts'

/** What to ask the store for. */
export const recordPageOf = ({ mode, page, per_page, take, from }: ListQuery, withTotal = false): RecordPageQuery =>
  mode === 'checkpoint'
    ? { limit: take, withTotal, ...(from === undefined ? {} : { after: from }) }
    : { limit: per_page, offset: page * per_page, withTotal: withTotal || mode === 'totals' }

const isInvalidMark = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'invalid_mark'

export const notAMark = (): ApiError => invalidQuery('Not a mark of this list', 'from')

/** What `read` answers; a mark that is none of this list is the caller's mistake. @throws ApiError 400 */
export const readMarked = async <T>(read: () => Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch (error) {
    if (!isInvalidMark(error)) throw error
    throw notAMark()
  }
}

/** Items in the shape that was asked for, under this key. */
export const answerPage = (
  { mode, page, per_page }: ListQuery,
  key: string,
  order: 'totals-first' | 'items-first',
  { items, total = 0, next }: RecordPage<Document>,
): Document | readonly Document[] => {
  if (mode === 'array') return items
  if (mode === 'checkpoint') return { [key]: items, ...(next === undefined ? {} : { next }) }
  const numbers = { start: page * per_page, limit: per_page }
  return order === 'totals-first' ? { total, ...numbers, [key]: items } : { [key]: items, ...numbers, total }
}

/** One page of what is there as a whole. */
export const cutPage = <T>({ mode, page, per_page }: ListQuery, all: readonly T[]): RecordPage<T> => ({
  items: mode === 'checkpoint' ? all : all.slice(page * per_page, (page + 1) * per_page),
  total: all.length,
})

/** What was chosen of something. */
export const chosen = (document: Document, selection: Selection | undefined): Document =>
  selection
    ? Object.fromEntries(Object.entries(document).filter(([name]) => selection.names.has(name) === selection.include))
    : document
