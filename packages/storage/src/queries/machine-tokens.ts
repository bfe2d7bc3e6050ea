// When a long-lived token was last seen, and those that have ended.
import { sql } from 'kysely'
import type { MachineTokenStore } from '@symbolon/core/record-store'
import { rowsOf, type Desk } from '../desk.ts'
import type { Database } from '../opening.ts'

export const createMachineTokenRecords = ({ tenant_id, read, write }: Desk): MachineTokenStore => ({
  noteMachineTokenUse: async (id, at) => {
    // What is gone meanwhile has no last use; losing the latest minute at a power failure hurts nobody.
    await write(
      (db) =>
        sql`
          insert into machine_token_uses (tenant_id, id, used_at)
          select tenant_id, id, ${at} from machine_tokens where tenant_id = ${tenant_id} and id = ${id}
          on conflict (tenant_id, id) do update set used_at = excluded.used_at
            where machine_token_uses.used_at < excluded.used_at`.execute(db),
      false,
    )
  },
  machineTokenUsedAt: async (id) => {
    const row = await read((db) =>
      db
        .selectFrom('machine_token_uses')
        .select('used_at')
        .where('tenant_id', '=', tenant_id)
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    return row === undefined ? undefined : Number(row.used_at)
  },
})

/** Removes at most `limit` that ended before `now` (ISO 8601), of any tenants; how many. They are worthless already. */
export const deleteExpiredMachineTokens = async (db: Database, now: string, limit: number): Promise<number> =>
  rowsOf(
    await sql`
      delete from machine_tokens where (tenant_id, id) in (
        select tenant_id, id from machine_tokens where expires_at < ${now} order by expires_at limit ${limit}
      )`.execute(db),
  )
