// How far the receivers of the tenant log have come, and who is sending.
import { sql } from 'kysely'
import type { LogStreamStore } from '@symbolon/core/log-stream-store'
import type { Desk } from '../desk.ts'
import type { Database } from '../opening.ts'

type Row = { readonly place: string; readonly failures: number }

export const createLogStreamRecords = ({ tenant_id, read, write }: Desk): LogStreamStore => ({
  logStreamPlace: async (id) => {
    const row = await read((db) =>
      db
        .selectFrom('log_stream_places')
        .select(['place', 'failures', 'retry_at'])
        .where('tenant_id', '=', tenant_id)
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    return row && { place: row.place, failures: Number(row.failures), retry_at: Number(row.retry_at) }
  },
  takeLogStream: async (id, { place, now, until }) => {
    const { rows } = await write((db) =>
      sql<Row>`
        insert into log_stream_places (tenant_id, id, place, failures, retry_at, leased_until)
        select tenant_id, id, ${place}, cast(0 as bigint), cast(0 as bigint), cast(${until} as bigint)
          from log_streams where tenant_id = ${tenant_id} and id = ${id}
        on conflict (tenant_id, id) do update set leased_until = excluded.leased_until
          where log_stream_places.leased_until <= ${now} and log_stream_places.retry_at <= ${now}
        returning place, failures`.execute(db),
    )
    const [taken] = rows
    return taken && { place: taken.place, failures: Number(taken.failures) }
  },
  moveLogStream: async (id, until, { place, failures, retry_at }) => {
    await write(
      (db) =>
        db
          .updateTable('log_stream_places')
          .set({ place, failures, retry_at, leased_until: 0 })
          .where('tenant_id', '=', tenant_id)
          .where('id', '=', id)
          .where('leased_until', '=', until)
          .execute(),
      true,
    )
  },
})

export const selectTenantsWithLogStreams = async (db: Database): Promise<readonly string[]> => {
  const rows = await db.selectFrom('log_streams').select('tenant_id').distinct().execute()
  return rows.map(({ tenant_id }) => tenant_id)
}
