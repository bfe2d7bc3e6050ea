// Searching users.
import { sql } from 'kysely'
import type { UserStore } from '@symbolon/core/record-store'
import type { Desk } from '../desk.ts'
import { toUser, type UserRow } from './user-document.ts'
import { USER_COLUMNS } from './users.ts'

export const createUserSearch = (desk: Desk): Pick<UserStore, 'searchUsers'> => ({
  searchUsers: ({ matching, sort, limit, offset, withTotal }) =>
    desk.read(async (db) => {
      if (matching !== undefined || sort !== undefined) throw new TypeError('Users cannot be searched like that.')
      const { rows } = await sql<UserRow>`
        select ${USER_COLUMNS} from users where tenant_id = ${desk.tenant_id}
        order by created_at, user_id limit ${limit} offset ${offset}`.execute(db)
      const users = rows.map(toUser)
      if (!withTotal) return { users, total: users.length }
      const counted = await sql<{ total: number }>`
        select count(*) as total from users where tenant_id = ${desk.tenant_id}`.execute(db)
      return { users, total: counted.rows[0]?.total ?? 0 }
    }),
})
