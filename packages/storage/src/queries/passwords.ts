// Passwords: one for each database identity, kept apart from the users.
import { sql } from 'kysely'
import type { Password } from '@symbolon/core/records'
import type { UserStore } from '@symbolon/core/record-store'
import { type Desk, rowsOf } from '../desk.ts'
import { parseFrozen } from '../frozen-json.ts'
import type { Database } from '../opening.ts'
import { isStorable, storable } from './storable.ts'

/** Sets or replaces. */
export const upsertPassword = async (db: Database, tenant_id: string, password: Password): Promise<void> => {
  await sql`
    insert into passwords (tenant_id, user_id, document)
    values (${tenant_id}, ${storable('user_id', password.user_id)}, ${JSON.stringify(password)})
    on conflict (tenant_id, user_id) do update set document = excluded.document`.execute(db)
}

/** Removes those of the identities `user_ids`. */
export const deletePasswords = async (db: Database, tenant_id: string, user_ids: readonly string[]): Promise<void> => {
  if (user_ids.length === 0) return
  await sql`delete from passwords where tenant_id = ${tenant_id} and user_id in (${sql.join(user_ids)})`.execute(db)
}

export const createPasswordRecords = (desk: Desk): Pick<UserStore, 'findPassword' | 'keepPassword'> => ({
  findPassword: async (user_id) => {
    if (!isStorable(user_id)) return undefined
    const { rows } = await desk.read((db) =>
      sql<{ document: string }>`
        select document from passwords where tenant_id = ${desk.tenant_id} and user_id = ${user_id}`.execute(db),
    )
    return rows[0] && (parseFrozen(rows[0].document) as Password)
  },
  keepPassword: (password, before) =>
    desk.write(async (db) => {
      if (before === undefined) {
        await upsertPassword(db, desk.tenant_id, password)
        return 'written'
      }
      const changed = await sql`
        update passwords set document = ${JSON.stringify(password)} where tenant_id = ${desk.tenant_id}
        and user_id = ${storable('user_id', password.user_id)} and document = ${JSON.stringify(before)}`.execute(db)
      return rowsOf(changed) === 1 ? 'written' : 'stale'
    }),
})
