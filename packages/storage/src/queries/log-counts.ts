// How many lines of each kind the tenant log has got in each hour, counted as they are written: what is drawn over time need not read
// the lines, of which there may be millions.
import { sql } from 'kysely'
import type { LogCount } from '@symbolon/core/log-count-store'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { rowsOf } from '../desk.ts'
import type { Database, Opening } from '../opening.ts'
import { chunksOf, insertion } from './many-rows.ts'

/** Milliseconds. */
const HOUR = 3_600_000

const hourOf = (milliseconds: number): number => Math.floor(milliseconds / HOUR)

type Counted = { readonly tenant_id: string; readonly hour: number; readonly type: string; readonly lines: number }

/** In the order of the primary key, so that processes that count at the same time wait for each other in one direction. */
const inOrder = (one: Counted, other: Counted): number => {
  if (one.tenant_id !== other.tenant_id) return one.tenant_id < other.tenant_id ? -1 : 1
  if (one.hour !== other.hour) return one.hour - other.hour
  return one.type < other.type ? -1 : 1
}

const countsOf = (tenant_id: string, events: readonly LogEvent[]): readonly Counted[] =>
  [...Map.groupBy(events, ({ date, type }) => `${hourOf(date)} ${type}`).values()].flatMap((alike) => {
    const [first] = alike
    return first ? [{ tenant_id, hour: hourOf(first.date), type: first.type, lines: alike.length }] : []
  })

const INSERT = 'insert into log_counts (tenant_id, hour, type, lines)'
const OR_ADD = 'on conflict (tenant_id, hour, type) do update set lines = log_counts.lines + excluded.lines'

/** Counts lines that have just been written, in the same transaction. */
export const addLogCounts = async (
  db: Database,
  dialect: Opening['dialect'],
  written: ReadonlyMap<string, readonly LogEvent[]>,
): Promise<void> => {
  const counts = [...written].flatMap(([tenant_id, events]) => countsOf(tenant_id, events)).sort(inOrder)
  for (const some of chunksOf(counts)) {
    const rows = some.map((row) => [row.tenant_id, row.hour, row.type, row.lines])
    await db.executeQuery(insertion(dialect, INSERT, rows, OR_ADD))
  }
}

/** The lines between two moments (milliseconds), by kind and by pieces of so many hours, which begin where the epoch does. */
export const selectLogCounts = async (
  db: Database,
  tenant_id: string,
  { from, until, hours }: { readonly from: number; readonly until: number; readonly hours: number },
): Promise<readonly LogCount[]> => {
  const { rows } = await sql<{ piece: number | string; type: string; lines: number | string }>`
    select hour - hour % cast(${hours} as bigint) as piece, type, sum(lines) as lines from log_counts
    where tenant_id = ${tenant_id} and hour >= ${hourOf(from)} and hour < ${hourOf(until)}
    group by piece, type`.execute(db)
  return rows.map(({ piece, type, lines }) => ({ from: Number(piece) * HOUR, type, lines: Number(lines) }))
}

/** Forgets the hours that had ended before `before`, milliseconds since the epoch; how many rows. */
export const deleteLogCounts = async (db: Database, tenant_id: string, before: number): Promise<number> =>
  rowsOf(await sql`delete from log_counts where tenant_id = ${tenant_id} and hour < ${hourOf(before)}`.execute(db))
