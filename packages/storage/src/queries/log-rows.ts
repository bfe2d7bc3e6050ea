// Lines of the tenant log in rows of their own: those about a user, by whom they are found. The version before wrote all lines so.
import { sql } from 'kysely'
import type { LogQuery } from '@symbolon/core/ports'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { parseFrozen } from '../frozen-json.ts'
import { rowsOf } from '../desk.ts'
import type { Database } from '../opening.ts'
import type { LogEventRow } from '../tables.ts'
import { lastOfOld } from './last-of-old.ts'

/** Rows of one INSERT. */
const ROWS_AT_ONCE = 50

/** No count goes further: counting a long log would hold up everybody else. */
export const COUNTED_AT_MOST = 100_000

const parseLine = (text: string): LogEvent => parseFrozen(text) as LogEvent

/** A line as it is kept. Names that a column cannot hold are found only by reading. */
const toRow = (tenant_id: string, event: LogEvent): LogEventRow => ({
  tenant_id,
  log_id: event.log_id,
  type: event.type,
  client_id: event.client_id?.replaceAll('\0', '').toWellFormed() ?? null,
  user_id: event.user_id?.replaceAll('\0', '').toWellFormed() ?? null,
  document: JSON.stringify(event),
})

type Entry = { readonly tenant_id: string; readonly event: LogEvent }

/** Appends lines; one that is there already, because nobody heard that it was written, is left alone. */
export const insertLogRows = async (db: Database, entries: readonly Entry[]): Promise<void> => {
  for (let at = 0; at < entries.length; at += ROWS_AT_ONCE) {
    const rows = entries.slice(at, at + ROWS_AT_ONCE).map(({ tenant_id, event }) => toRow(tenant_id, event))
    await db
      .insertInto('log_events')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** One page of the lines about a user and how many there are, counted up to 100,000. */
export const selectUserLog = async (
  db: Database,
  tenant_id: string,
  query: LogQuery & { readonly user_id: string },
): Promise<{ readonly events: readonly LogEvent[]; readonly total: number }> => {
  let matching = db.selectFrom('log_events').where('tenant_id', '=', tenant_id)
  for (const name of ['type', 'client_id', 'user_id'] as const) {
    const value = query[name]
    if (value?.includes('\0') === true) return { events: [], total: 0 }
    if (value !== undefined) matching = matching.where(name, '=', value)
  }
  const ascending = query.after !== undefined || query.ascending === true
  const { after } = query
  const page = after === undefined ? matching : matching.where('log_id', '>', after.replaceAll('\0', ''))
  const rows = await page
    .select('document')
    .orderBy('log_id', ascending ? 'asc' : 'desc')
    .limit(query.limit)
    .offset(query.offset ?? 0)
    .execute()
  const { total } = await db
    .selectFrom(matching.select('log_id').limit(COUNTED_AT_MOST).as('counted'))
    .select((counted) => counted.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { events: rows.map((row) => parseLine(row.document)), total }
}

/**
 * Forgets at most `limit` of a tenant's oldest lines, as far as they are older than `before` (milliseconds since the epoch);
 * how many. Relies on log ids being in order of time.
 */
export const deleteLogRows = async (
  db: Database,
  tenant_id: string,
  before: number,
  limit: number,
): Promise<number> => {
  const oldest = await db
    .selectFrom('log_events')
    .select(['log_id', 'document'])
    .where('tenant_id', '=', tenant_id)
    .orderBy('log_id')
    .limit(limit)
    .execute()
  const last = lastOfOld(oldest, (row) => parseLine(row.document).date >= before)
  if (last === undefined) return 0
  return rowsOf(
    await sql`delete from log_events where tenant_id = ${tenant_id} and log_id <= ${last.log_id}`.execute(db),
  )
}
