// Searching users: everybody of the tenant for whom a condition holds, in an order.
import { type RawBuilder, sql } from 'kysely'
import type { UserStore } from '@symbolon/core/record-store'
import type { UserSearch } from '@symbolon/core/user-search'
import type { Desk } from '../desk.ts'
import type { Database } from '../opening.ts'
import { RARE } from '../rare.ts'
import { conditionOf } from './search-conditions.ts'
import { columnOf } from './search-fields.ts'
import { isUsable, sortLeaf } from './search-leaves.ts'
import { type SearchSource, sourceOf } from './search-source.ts'
import { toUser, type UserRow } from './user-document.ts'
import { type Scan, scanUsers } from './user-scan.ts'
import { USER_COLUMNS } from './users.ts'

const BY_AGE = sql`users.created_at, users.user_id`

/** The same, so that no index can serve it: otherwise the order would lead, and not what is asked for. NULLIF below does the same. */
const FEW_BY_AGE = sql`+users.created_at, users.user_id`

/** What users are put in order by, before their age. */
const sortValue = (desk: Desk, { sort }: UserSearch): RawBuilder<unknown> | undefined => {
  if (sort === undefined || !isUsable(sort.field)) return undefined
  const column = columnOf(sort.field)
  return column ? sql.ref(`users.${column.name}`) : sortLeaf(desk, sort.field)
}

/** Who has no value comes last, whichever way; between equals decides the age. */
const orderOf = (desk: Desk, search: UserSearch, { isNarrow, leadingColumn }: SearchSource): RawBuilder<unknown> => {
  const plain = sortValue(desk, search)
  if (plain !== undefined) {
    const value = isNarrow ? sql`nullif(${plain}, null)` : plain
    return sql`${value} ${sql.raw(search.sort?.descending === true ? 'desc' : 'asc')} nulls last, ${BY_AGE}`
  }
  if (leadingColumn !== undefined) return sql`${sql.ref(`users.${leadingColumn}`)}, users.user_id`
  return isNarrow ? FEW_BY_AGE : BY_AGE
}

/** What everybody has to be looked at for, in the event loop's own thread; undefined where an index, or another process, does the work. */
const scanFor = (desk: Desk, search: UserSearch, { isNarrow }: SearchSource): Scan | undefined => {
  if (desk.dialect !== 'sqlite' || isNarrow) return undefined
  const value = sortValue(desk, search)
  const isInOrder = value === undefined || columnOf(search.sort?.field ?? [])?.isIndexed === true
  if (search.matching === undefined && isInOrder) return undefined
  return { condition: search.matching ? conditionOf(desk, search.matching) : sql`1`, value }
}

/** Documents are large, and so only those of the page are looked at, not those that were put in order for it. */
const selectUsers = (desk: Desk, db: Database, source: SearchSource, search: UserSearch) => {
  const order = orderOf(desk, search, source)
  return sql<UserRow>`${RARE}
    select ${USER_COLUMNS} from (
      select users.user_id from ${source.words} order by ${order} limit ${search.limit} offset ${search.offset}
    ) as page cross join users where users.tenant_id = ${desk.tenant_id} and users.user_id = page.user_id
    order by ${order}`.execute(db)
}

export const createUserSearch = (desk: Desk): Pick<UserStore, 'searchUsers'> => ({
  searchUsers: async (search) => {
    const source = sourceOf(desk, search.matching)
    const scan = scanFor(desk, search, source)
    if (scan) return scanUsers(desk, scan, search)
    return desk.read(async (db) => {
      const users = (await selectUsers(desk, db, source, search)).rows.map(toUser)
      if (!search.withTotal) return { users, total: search.offset + users.length }
      const counted = await sql<{ total: number }>`${RARE} select count(*) as total from ${source.words}`.execute(db)
      return { users, total: counted.rows[0]?.total ?? 0 }
    })
  },
})
