// Who pushes the security events of a stream, and how it went. A hold is a time that one statement takes, so that of any number of
// processes one has it; when that process dies the time runs out. Times are milliseconds since the epoch.
import { sql } from 'kysely'
import type { PushFailure, SignalPushStore, StreamToPush } from '@symbolon/core/revocation-store'
import { rowsOf, type Desk } from '../desk.ts'
import type { Database } from '../opening.ts'

export const createSignalPushRecords = ({ tenant_id, read, write }: Desk): SignalPushStore => ({
  holdSignalPush: async (id, holder, now, until) => {
    const { rows } = await write(
      (db) =>
        sql<{ readonly failures: number }>`
          insert into signal_pushes (tenant_id, id, holder, held_until, not_before, failures)
          select tenant_id, id, ${holder}, cast(${until} as bigint), 0, 0 from signal_streams
            where tenant_id = ${tenant_id} and id = ${id}
          on conflict (tenant_id, id) do update set holder = excluded.holder, held_until = excluded.held_until
            where signal_pushes.holder = excluded.holder
              or (signal_pushes.held_until <= ${now} and signal_pushes.not_before <= ${now})
          returning failures`.execute(db),
      // After a power failure nobody holds anything.
      false,
    )
    return rows[0]?.failures
  },
  leaveSignalPush: async (id, holder, { now, not_before, failures, failure }) => {
    const said = failure === undefined ? null : JSON.stringify(failure)
    const done = await write(
      (db) =>
        sql`
          update signal_pushes set holder = '', held_until = ${now}, not_before = ${not_before}, failures = ${failures},
            last_failure = coalesce(${said}, last_failure)
          where tenant_id = ${tenant_id} and id = ${id} and holder = ${holder}`.execute(db),
      false,
    )
    return rowsOf(done) > 0
  },
  resumeSignalPush: async (id) => {
    await write(
      (db) => sql`update signal_pushes set not_before = 0 where tenant_id = ${tenant_id} and id = ${id}`.execute(db),
      false,
    )
  },
  signalPushState: async (id) => {
    const row = await read((db) =>
      db
        .selectFrom('signal_pushes')
        .select(['failures', 'not_before', 'last_failure'])
        .where('tenant_id', '=', tenant_id)
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    if (!row?.last_failure) return undefined
    // As it was left.
    const failure = JSON.parse(row.last_failure) as PushFailure
    return { failure, failures: Number(row.failures), not_before: Number(row.not_before) }
  },
})

/**
 * At most `limit` streams of any tenants, of one tenant at most `ofOne`, that are pushed, have something behind them that was not
 * looked at, and that nobody holds or waits for at `now`; those that have waited longest come first. A place counts in halves of a number.
 */
export const selectStreamsToPush = async (
  db: Database,
  now: number,
  limit: number,
  ofOne: number,
): Promise<readonly StreamToPush[]> => {
  const { rows } = await sql<StreamToPush>`
    select tenant_id, id from (
      select s.tenant_id, s.id, coalesce(d.held_until, 0) as served,
        row_number() over (partition by s.tenant_id order by coalesce(d.held_until, 0), s.id) as nth
      from signal_streams s
      join revocation_heads h on h.tenant_id = s.tenant_id
      left join signal_stream_places p on p.tenant_id = s.tenant_id and p.id = s.id
      left join signal_pushes d on d.tenant_id = s.tenant_id and d.id = s.id
      where s.pushed = 1 and coalesce(p.place, 2 * s.begins_after + 1, 0) < 2 * h.seq + 1
        and (d.id is null or (d.held_until <= ${now} and d.not_before <= ${now}))
    ) as due where nth <= ${ofOne} order by served, tenant_id, id limit ${limit}`.execute(db)
  return rows
}
