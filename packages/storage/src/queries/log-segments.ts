// How the tenant log is kept: many lines in one row, a segment, because a row costs more than what a line says. The ids of a
// segment's lines begin alike, with their period. So segments that several processes write side by side overlap within a period, and
// never beyond it.
import { sql } from 'kysely'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { rowsOf } from '../desk.ts'
import type { Database, Opening } from '../opening.ts'
import type { LogLineOfUserRow, LogSegmentRow } from '../tables.ts'
import { lastOfOld } from './last-of-old.ts'
import { addLogCounts } from './log-counts.ts'
import { deleteLinesOfUsers, insertLinesOfUsers, linesOfUsers } from './log-lines-of-users.ts'

/** What stands in an id before the last two digits of the millisecond: a period lasts a tenth of a second. */
const PERIOD_DIGITS = 17

/** Most lines of a segment, so that none becomes large. */
const MOST_LINES = 100

/** What the ids of one period begin with. */
export const periodOf = (log_id: string): string => log_id.slice(0, PERIOD_DIGITS)

const byId = (one: LogEvent, other: LogEvent): number => (one.log_id < other.log_id ? -1 : 1)

type Segment = {
  readonly row: LogSegmentRow
  readonly lines: readonly LogEvent[]
  readonly ofUsers: readonly LogLineOfUserRow[]
}

const toSegment = (tenant_id: string, events: readonly LogEvent[]): Segment => {
  const last_id = events.at(-1)?.log_id ?? ''
  const row = {
    tenant_id,
    last_id,
    first_id: events[0]?.log_id ?? '',
    newest: Math.max(...events.map(({ date }) => date)),
    lines: events.length,
    events: JSON.stringify(events),
  }
  return { row, lines: events, ofUsers: linesOfUsers(tenant_id, last_id, events) }
}

type Entry = { readonly tenant_id: string; readonly event: LogEvent }

const toSegments = (entries: readonly Entry[]): readonly Segment[] => {
  const segments: Segment[] = []
  for (const [tenant_id, ofTenant] of Map.groupBy(entries, (entry) => entry.tenant_id)) {
    const events = ofTenant.map(({ event }) => event).sort(byId)
    let from = 0
    events.forEach(({ log_id }, at) => {
      const next = events[at + 1]
      if (next && at + 1 - from < MOST_LINES && periodOf(next.log_id) === periodOf(log_id)) return
      segments.push(toSegment(tenant_id, events.slice(from, at + 1)))
      from = at + 1
    })
  }
  return segments
}

/** Appends lines of any tenants; a segment that is there already, because nobody heard that it was written, is left alone. */
export const insertLogSegments = async (
  db: Database,
  dialect: Opening['dialect'],
  entries: readonly Entry[],
): Promise<void> => {
  const segments = toSegments(entries)
  const written = new Map<string, LogEvent[]>()
  for (const { row, lines: counted } of segments) {
    const { tenant_id, last_id, first_id, newest, lines, events } = row
    const done = await sql`
      insert into log_segments (tenant_id, last_id, first_id, newest, lines, events)
      values (${tenant_id}, ${last_id}, ${first_id}, ${newest}, ${lines}, ${events}) on conflict do nothing`.execute(db)
    if (rowsOf(done) > 0) written.set(tenant_id, [...(written.get(tenant_id) ?? []), ...counted])
  }
  await insertLinesOfUsers(
    db,
    dialect,
    segments.flatMap(({ ofUsers }) => ofUsers),
  )
  await addLogCounts(db, dialect, written)
}

/**
 * Forgets at most `limit` of a tenant's oldest segments, as far as every line of them is older than `before` (milliseconds since
 * the epoch); how many. Relies on log ids being in order of time.
 */
export const deleteLogSegments = async (
  db: Database,
  tenant_id: string,
  before: number,
  limit: number,
): Promise<number> => {
  const oldest = await db
    .selectFrom('log_segments')
    .select(['last_id', 'newest', 'events'])
    .where('tenant_id', '=', tenant_id)
    .orderBy('last_id')
    .limit(limit)
    .execute()
  const last = lastOfOld(oldest, ({ newest }) => newest >= before)
  if (last === undefined) return 0
  const old = oldest.slice(0, oldest.indexOf(last) + 1)
  const ofUsers = old.flatMap((row) => linesOfUsers(tenant_id, row.last_id, JSON.parse(row.events) as LogEvent[]))
  await deleteLinesOfUsers(db, tenant_id, [...new Set(ofUsers.map(({ user_id }) => user_id))], last.last_id)
  return rowsOf(
    await sql`delete from log_segments where tenant_id = ${tenant_id} and last_id <= ${last.last_id}`.execute(db),
  )
}
