// The tenant log, read. Lines stand in segments of many (log-segments.ts); those that the versions before wrote in rows of their own
// are read as segments of one line.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import type { LogQuery } from '@symbolon/core/ports'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { parseFrozen } from '../frozen-json.ts'
import type { Database } from '../opening.ts'
import { COUNTED_AT_MOST, selectUserLog } from './log-lines-of-users.ts'
import { periodOf } from './log-segments.ts'

/** Segments of one query. */
const AT_ONCE = 20

/** Segments counted by one query. */
const COUNTED_AT_ONCE = 1_000

/** Before and behind every log id, which is made of digits. */
const START = ''
const END = '~'

type Segment = { readonly last_id: string; readonly events: string }

const parseLines = (events: string): readonly LogEvent[] => parseFrozen(events) as readonly LogEvent[]

const selectSegments = async (
  db: Database,
  tenant_id: string,
  ascending: boolean,
  mark: string,
): Promise<readonly Segment[]> => {
  const beyond = sql.raw(ascending ? '>' : '<')
  const { rows } = await sql<Segment>`
    select last_id, events from log_segments where tenant_id = ${tenant_id} and last_id ${beyond} ${mark}
    union all
    select log_id, '[' || document || ']' from log_events where tenant_id = ${tenant_id} and log_id ${beyond} ${mark}
    order by last_id ${sql.raw(ascending ? 'asc' : 'desc')} limit ${AT_ONCE}`.execute(db)
  return rows
}

/** The lines of whole periods in order, each once: whoever did not hear that lines were written has written them again. */
const linesOf = (segments: readonly Segment[], ascending: boolean): readonly LogEvent[] => {
  const lines = new Map(segments.flatMap(({ events }) => parseLines(events)).map((line) => [line.log_id, line]))
  const sorted = [...lines.values()].sort((one, other) => (one.log_id < other.log_id ? -1 : 1))
  return ascending ? sorted : sorted.toReversed()
}

/** The log from `mark` on, in order, some periods at a time. */
async function* readPeriods(
  db: Database,
  tenant_id: string,
  ascending: boolean,
  mark: string,
): AsyncGenerator<readonly LogEvent[]> {
  let held: readonly Segment[] = []
  for (let from = mark; ;) {
    const found = await selectSegments(db, tenant_id, ascending, from)
    held = [...held, ...found]
    if (found.length < AT_ONCE) return yield linesOf(held, ascending)
    from = found.at(-1)?.last_id ?? from
    // More of the last period may follow.
    const period = periodOf(from)
    yield linesOf(
      held.filter(({ last_id }) => periodOf(last_id) !== period),
      ascending,
    )
    held = held.filter(({ last_id }) => periodOf(last_id) === period)
  }
}

const countLines = async (db: Database, tenant_id: string): Promise<number> => {
  const { total: single } = await db
    .selectFrom(
      db.selectFrom('log_events').select('log_id').where('tenant_id', '=', tenant_id).limit(COUNTED_AT_MOST).as('c'),
    )
    .select((counted) => counted.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  let total = single
  for (let mark = END; total < COUNTED_AT_MOST;) {
    const segments = await db
      .selectFrom('log_segments')
      .select(['last_id', 'lines'])
      .where('tenant_id', '=', tenant_id)
      .where('last_id', '<', mark)
      .orderBy('last_id', 'desc')
      .limit(COUNTED_AT_ONCE)
      .execute()
    for (const { lines } of segments) total += lines
    if (segments.length < COUNTED_AT_ONCE) break
    mark = segments.at(-1)?.last_id ?? START
  }
  return Math.min(total, COUNTED_AT_MOST)
}

/** One page of the log and, unless nobody asks, how many lines there are, counted, and by type, client or words searched, up to 100,000. */
export const selectLogEvents = async (
  db: Database,
  tenant_id: string,
  query: LogQuery,
): Promise<{ readonly events: readonly LogEvent[]; readonly total: number }> => {
  const { type, client_id, user_id, after, limit, offset = 0 } = query
  if (user_id !== undefined) return selectUserLog(db, tenant_id, { ...query, user_id })
  const ascending = after !== undefined || query.ascending === true
  const start = after?.replaceAll('\0', '') ?? (ascending ? START : END)
  const { matching: isMeant, isUncounted = false } = query
  const isFiltered = type !== undefined || client_id !== undefined || isMeant !== undefined
  const matching: LogEvent[] = []
  let seen = 0
  for await (const lines of readPeriods(db, tenant_id, ascending, start)) {
    seen += lines.length
    for (const line of lines) {
      if (after !== undefined && line.log_id <= start) continue
      const fits = (type ?? line.type) === line.type && (client_id ?? line.client_id) === line.client_id
      if (fits && (isMeant?.(line) ?? true)) matching.push(line)
    }
    if (seen >= COUNTED_AT_MOST && isFiltered) break
    if (matching.length >= offset + limit && (isUncounted || !isFiltered)) break
    // A long look leaves others their turn.
    if (isFiltered) await nextTurn()
  }
  const total = isFiltered || isUncounted ? matching.length : await countLines(db, tenant_id)
  return { events: matching.slice(offset, offset + limit), total }
}

/** One line, if it is this tenant's. */
export const selectLogEvent = async (
  db: Database,
  tenant_id: string,
  log_id: string,
): Promise<LogEvent | undefined> => {
  if (!/^\d+$/.test(log_id)) return undefined
  const { rows } = await sql<Pick<Segment, 'events'>>`
    select events from log_segments
    where tenant_id = ${tenant_id} and last_id >= ${log_id} and last_id < ${periodOf(log_id) + END} and first_id <= ${log_id}
    union all
    select '[' || document || ']' from log_events where tenant_id = ${tenant_id} and log_id = ${log_id}`.execute(db)
  return rows.flatMap(({ events }) => parseLines(events)).find((line) => line.log_id === log_id)
}
