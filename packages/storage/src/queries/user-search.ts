// Searching users: everybody of the tenant for whom a condition holds, in an order.
import { type RawBuilder, sql } from 'kysely'
import type { UserStore } from '@symbolon/core/record-store'
import type { UserSearch } from '@symbolon/core/user-search'
import type { Desk } from '../desk.ts'
import { RARE } from '../rare.ts'
import { conditionOf } from './search-conditions.ts'
import { columnOf } from './search-fields.ts'
import { isUsable, sortLeaf } from './search-leaves.ts'
import { toUser, type UserRow } from './user-document.ts'
import { USER_COLUMNS } from './users.ts'

const BY_AGE = sql`users.created_at, users.user_id`

/** Who has no value comes last, whichever way; between equals decides the age. */
const orderOf = (desk: Desk, sort: UserSearch['sort']): RawBuilder<unknown> => {
  if (sort === undefined || !isUsable(sort.field)) return BY_AGE
  const column = columnOf(sort.field)
  const value = column ? sql.ref(`users.${column.name}`) : sortLeaf(desk, sort.field)
  return sql`${value} ${sql.raw(sort.descending ? 'desc' : 'asc')} nulls last, ${BY_AGE}`
}

export const createUserSearch = (desk: Desk): Pick<UserStore, 'searchUsers'> => ({
  searchUsers: ({ matching, sort, limit, offset, withTotal }) =>
    desk.read(async (db) => {
      const ofTenant = sql`users.tenant_id = ${desk.tenant_id}`
      const condition = matching === undefined ? ofTenant : sql`${ofTenant} and ${conditionOf(desk, matching)}`
      const { rows } = await sql<UserRow>`${RARE}
        select ${USER_COLUMNS} from users where ${condition}
        order by ${orderOf(desk, sort)} limit ${limit} offset ${offset}`.execute(db)
      const users = rows.map(toUser)
      if (!withTotal) return { users, total: offset + users.length }
      const counted = await sql<{ total: number }>`${RARE}
        select count(*) as total from users where ${condition}`.execute(db)
      return { users, total: counted.rows[0]?.total ?? 0 }
    }),
})
