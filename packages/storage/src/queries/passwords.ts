// Passwords: one for each database identity, kept apart from the users.
import { sql } from 'kysely'
import type { Password } from '@symbolon/core/records'
import type { UserStore } from '@symbolon/core/record-store'
import { type Desk, rowsOf } from '../desk.ts'
import { parseFrozen } from '../frozen-json.ts'
import type { Database } from '../opening.ts'
import { RARE } from '../rare.ts'
import { ROWS_AT_ONCE } from './many-rows.ts'
import { isStorable, storable } from './storable.ts'

/** Where somebody lies when a password of a connection is drawn: anywhere, for good. */
const drawLot = (): number => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)

const rowOf = (tenant_id: string, password: Password) =>
  sql`(${tenant_id}, ${storable('user_id', password.user_id)}, ${password.connection}, ${drawLot()}, ${JSON.stringify(password)})`

const INTO = sql`insert into passwords (tenant_id, user_id, connection, lot, document)`

/** First ones: a password that was left of another with the same id goes. */
export const insertPasswords = async (db: Database, tenant_id: string, all: readonly Password[]): Promise<void> => {
  if (all.length === 0) return
  const isKept = all.length === 1 || all.length === ROWS_AT_ONCE
  const rows = sql.join(all.map((password) => rowOf(tenant_id, password)))
  await sql`${isKept ? sql`` : RARE}
    ${INTO} values ${rows}
    on conflict (tenant_id, user_id) do update set document = excluded.document, connection = excluded.connection`.execute(
    db,
  )
}

/** Sets or replaces. */
export const upsertPassword = (db: Database, tenant_id: string, password: Password): Promise<void> =>
  insertPasswords(db, tenant_id, [password])

/** Removes those of the identities `user_ids`. */
export const deletePasswords = async (db: Database, tenant_id: string, user_ids: readonly string[]): Promise<void> => {
  if (user_ids.length === 0) return
  await sql`delete from passwords where tenant_id = ${tenant_id} and user_id in (${sql.join(user_ids)})`.execute(db)
}

export const createPasswordRecords = (
  desk: Desk,
): Pick<UserStore, 'findPassword' | 'drawPassword' | 'keepPassword'> => ({
  drawPassword: async (connection, lot) => {
    if (!isStorable(connection)) return undefined
    const ofConnection = sql`tenant_id = ${desk.tenant_id} and connection = ${connection}`
    // The next one in the round, which begins again behind the last.
    const { rows } = await desk.read((db) =>
      sql<{ document: string }>`
        select document from (
          select * from (select document, 0 as round from passwords where ${ofConnection} and lot >= ${lot} order by lot limit 1) as later
          union all
          select * from (select document, 1 as round from passwords where ${ofConnection} order by lot limit 1) as first
        ) as found order by round limit 1`.execute(db),
    )
    return rows[0] && (parseFrozen(rows[0].document) as Password)
  },
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
