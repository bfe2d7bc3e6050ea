// Users: found by id, by identity, by what they log in with; changed only as they were read.
import { type RawBuilder, sql } from 'kysely'
import type { UserStore } from '@symbolon/core/record-store'
import type { Desk } from '../desk.ts'
import { selectRecordPage } from './record-page.ts'
import { statement } from '../statement.ts'
import { isStorable } from './storable.ts'
import { fold, toUser, type UserRow } from './user-document.ts'
import { insertUser, removeUser, replaceUser, replaceUsers } from './user-changes.ts'

export const USER_COLUMNS = sql`users.document, users.last_login, users.last_ip, users.logins_count`

/** `at` in seconds, perhaps with a fraction; kept in milliseconds. */
const countLogin = (desk: Desk, user_id: string, ip: string | undefined, at: number): Promise<void> =>
  desk.write(async (db) => {
    const last_ip = ip !== undefined && isStorable(ip) ? ip : null
    await sql`
      update users set logins_count = logins_count + 1, last_login = ${Math.round(at * 1000)}, last_ip = ${last_ip}
      where tenant_id = ${desk.tenant_id} and user_id = ${user_id}`.execute(db)
  }, false)

export const createUserRecords = (
  desk: Desk,
): Omit<UserStore, 'findPassword' | 'drawPassword' | 'keepPassword' | 'searchUsers'> => {
  const { tenant_id } = desk

  const select = async (condition: RawBuilder<unknown>) => {
    const { rows } = await desk.read((db) =>
      sql<UserRow>`select ${USER_COLUMNS} from users where users.tenant_id = ${tenant_id} and ${condition}`.execute(db),
    )
    return rows
  }

  const selectByIdentifier = async (connection: string, kind: string, value: string) => {
    if (!isStorable(connection) || !isStorable(value)) return undefined
    const { rows } = await desk.read((db) =>
      sql<UserRow>`
        select ${USER_COLUMNS} from user_identifiers as named
        join users on users.tenant_id = named.tenant_id and users.user_id = named.user_id
        where named.tenant_id = ${tenant_id} and named.connection = ${connection} and named.kind = ${kind}
        and named.value = ${value}`.execute(db),
    )
    return rows[0] && toUser(rows[0])
  }

  return {
    peopleEra: desk.peopleEra,
    findUser: (user_id) => {
      if (!isStorable(user_id)) return undefined
      const ask = async () => {
        const [row] = await desk.ask<UserRow>(statement`
          select document, last_login, last_ip, logins_count from users where tenant_id = ${tenant_id} and user_id = ${user_id}`)
        return row
      }
      return desk.recall(`user|${user_id}`, ask, toUser)
    },
    findUserByIdentity: (user_id) => selectByIdentifier('', 'identity', user_id),
    findUserByIdentifier: selectByIdentifier,
    usersByEmail: async (email) => {
      if (!isStorable(email)) return []
      const rows = await select(sql`users.email = ${fold(email)} order by users.user_id`)
      return rows.map(toUser).filter((user) => user.email === email)
    },
    pageUsers: async (connection, query) => {
      if (connection !== undefined && !isStorable(connection)) return { items: [] }
      const ofConnection = connection === undefined ? [] : [sql`users.connection = ${connection}`]
      const source = {
        columns: USER_COLUMNS,
        from: sql`users`,
        conditions: [sql`users.tenant_id = ${tenant_id}`, ...ofConnection],
        created_at: sql`users.created_at`,
        id: sql`users.user_id`,
      }
      return desk.read((db) => selectRecordPage<UserRow, ReturnType<typeof toUser>>(db, source, query, toUser))
    },
    insertUser: (user, password) => insertUser(desk, user, password),
    replaceUser: (before, after, password) => replaceUser(desk, before, after, password),
    replaceUsers: (change) => replaceUsers(desk, change),
    removeUser: (user_id) => (isStorable(user_id) ? removeUser(desk, user_id) : Promise.resolve(false)),
    countLogin: async (user_id, ip, at) => {
      if (isStorable(user_id)) await countLogin(desk, user_id, ip, at)
    },
  }
}
