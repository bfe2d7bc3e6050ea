// Pages of records in order of creation.
import { type RawBuilder, sql } from 'kysely'
import type { RecordPage, RecordPageQuery } from '@symbolon/core/record-store'
import type { Database } from '../opening.ts'
import { fromMark, toMark } from './marks.ts'

type Words = RawBuilder<unknown>

export type RecordSource = {
  /** What a row has besides its place in the order. */
  readonly columns: Words
  readonly from: Words
  readonly conditions: readonly Words[]
  /** The two columns that the order is made of. */
  readonly created_at: Words
  readonly id: Words
}

type Placed = { readonly page_created_at: number; readonly page_id: string }

/** One page, the mark to go on with, and how many there are in all when that was asked. */
export const selectRecordPage = async <Row, R>(
  db: Database,
  source: RecordSource,
  query: RecordPageQuery,
  toRecord: (row: Row) => R,
): Promise<RecordPage<R>> => {
  const { columns, from, conditions, created_at, id } = source
  const after = query.after === undefined ? undefined : fromMark(query.after)
  const onwards = after ? [...conditions, sql`(${created_at}, ${id}) > (${after[0]}, ${after[1]})`] : conditions
  const { rows } = await sql<Row & Placed>`
    select ${columns}, ${created_at} as page_created_at, ${id} as page_id from ${from}
    where ${sql.join(onwards, sql` and `)} order by ${created_at}, ${id}
    limit ${query.limit + 1} offset ${after ? 0 : (query.offset ?? 0)}`.execute(db)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const next =
    rows.length > page.length && last ? { next: toMark({ created_at: last.page_created_at, id: last.page_id }) } : {}
  const items = page.map(toRecord)
  if (query.withTotal !== true) return { items, ...next }
  const counted = await sql<{ total: number }>`
    select count(*) as total from ${from} where ${sql.join(conditions, sql` and `)}`.execute(db)
  return { items, ...next, total: counted.rows[0]?.total ?? 0 }
}
