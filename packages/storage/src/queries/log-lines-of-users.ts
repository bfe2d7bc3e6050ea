// Where the lines about a user stand: for each of them the segment that holds it. Lines of before stand in rows of their own
// (log-rows.ts), by whose columns they are found likewise.
import { type RawBuilder, sql } from 'kysely'
import type { LogQuery } from '@symbolon/core/ports'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { parseFrozen } from '../frozen-json.ts'
import type { Database, Opening } from '../opening.ts'
import { RARE } from '../rare.ts'
import type { LogLineOfUserRow } from '../tables.ts'
import { chunksOf, insertion } from './many-rows.ts'

/** No count goes further: counting a long log would hold up everybody else. */
export const COUNTED_AT_MOST = 100_000

/** Names that a column cannot hold are found only by reading. */
const column = (name: string): string => name.replaceAll('\0', '').toWellFormed()

/** The lines about users among `events`, which stand in the segment `last_id`. */
export const linesOfUsers = (
  tenant_id: string,
  last_id: string,
  events: readonly LogEvent[],
): readonly LogLineOfUserRow[] =>
  events.flatMap(({ user_id, log_id, type, client_id }) => {
    if (user_id === undefined) return []
    const client = client_id === undefined ? null : column(client_id)
    return [{ tenant_id, user_id: column(user_id), log_id, type, client_id: client, last_id }]
  })

const INSERT = 'insert into log_lines_of_users (tenant_id, user_id, log_id, type, client_id, last_id)'

/** A line that is there already, because nobody heard that it was written, is left alone. */
export const insertLinesOfUsers = async (
  db: Database,
  dialect: Opening['dialect'],
  lines: readonly LogLineOfUserRow[],
): Promise<void> => {
  for (const some of chunksOf(lines)) {
    const rows = some.map((row) => [row.tenant_id, row.user_id, row.log_id, row.type, row.client_id, row.last_id])
    await db.executeQuery(insertion(dialect, INSERT, rows, 'on conflict do nothing'))
  }
}

/** Forgets where lines stood in segments up to `last_id`, as far as they were about `user_ids`. */
export const deleteLinesOfUsers = async (
  db: Database,
  tenant_id: string,
  user_ids: readonly string[],
  last_id: string,
): Promise<void> => {
  if (user_ids.length === 0) return
  await sql`${RARE}
    delete from log_lines_of_users where tenant_id = ${tenant_id} and user_id in (${sql.join(user_ids)})
    and log_id <= ${last_id} and last_id <= ${last_id}`.execute(db)
}

type Place = { readonly log_id: string; readonly last_id: string | null }

const parseLines = (events: string): readonly LogEvent[] => parseFrozen(events) as readonly LogEvent[]

/** The lines at `places`, which are few, in that order. */
const readLines = async (db: Database, tenant_id: string, places: readonly Place[]): Promise<readonly LogEvent[]> => {
  const segments = new Set(places.flatMap(({ last_id }) => last_id ?? []))
  const single = places.flatMap(({ log_id, last_id }) => (last_id === null ? log_id : []))
  const { rows } = await sql<{ events: string }>`${RARE}
    select events from log_segments where tenant_id = ${tenant_id} and last_id in (${sql.join(['', ...segments])})
    union all
    select '[' || document || ']' from log_events
    where tenant_id = ${tenant_id} and log_id in (${sql.join(['', ...single])})`.execute(db)
  const lines = new Map(rows.flatMap(({ events }) => parseLines(events)).map((line) => [line.log_id, line]))
  return places.flatMap(({ log_id }) => lines.get(log_id) ?? [])
}

/** One page of the lines about a user and how many there are, counted up to 100,000. */
export const selectUserLog = async (
  db: Database,
  tenant_id: string,
  query: LogQuery & { readonly user_id: string },
): Promise<{ readonly events: readonly LogEvent[]; readonly total: number }> => {
  const conditions = [sql`tenant_id = ${tenant_id}`]
  for (const name of ['type', 'client_id', 'user_id'] as const) {
    const value = query[name]
    if (value?.includes('\0') === true) return { events: [], total: 0 }
    if (value !== undefined) conditions.push(sql`${sql.ref(name)} = ${value}`)
  }
  const placesWhere = (all: readonly RawBuilder<unknown>[]) => {
    const where = sql.join(all, sql` and `)
    return sql`
      select log_id, last_id from log_lines_of_users where ${where}
      union all
      select log_id, null from log_events where ${where}`
  }
  const { after } = query
  const order = sql.raw(after !== undefined || query.ascending === true ? 'asc' : 'desc')
  const beyond = after === undefined ? [] : [sql`log_id > ${after.replaceAll('\0', '')}`]
  const { rows: places } = await sql<Place>`
    ${placesWhere([...conditions, ...beyond])}
    order by log_id ${order} limit ${query.limit} offset ${query.offset ?? 0}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from (${placesWhere(conditions)} limit ${COUNTED_AT_MOST}) as counted`.execute(db)
  return { events: await readLines(db, tenant_id, places), total: counted[0]?.total ?? 0 }
}
