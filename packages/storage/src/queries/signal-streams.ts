// How far the receivers of security events have come.
import { sql } from 'kysely'
import type { SignalStreamStore } from '@symbolon/core/record-store'
import type { Desk } from '../desk.ts'

export const createSignalStreamRecords = ({ tenant_id, read, write }: Desk): SignalStreamStore => ({
  moveSignalStream: async (id, place) => {
    await write(
      (db) =>
        sql`
          insert into signal_stream_places (tenant_id, id, place)
          select tenant_id, id, cast(${place} as bigint) from signal_streams where tenant_id = ${tenant_id} and id = ${id}
          on conflict (tenant_id, id) do update set place = excluded.place
            where signal_stream_places.place < excluded.place`.execute(db),
      true,
    )
  },
  signalStreamPlace: async (id) => {
    const row = await read((db) =>
      db
        .selectFrom('signal_stream_places')
        .select('place')
        .where('tenant_id', '=', tenant_id)
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    return row === undefined ? undefined : Number(row.place)
  },
})
