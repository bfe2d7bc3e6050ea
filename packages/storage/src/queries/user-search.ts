// Searching users: everybody of the tenant for whom a condition holds, in an order.
import { type RawBuilder, sql } from 'kysely'
import type { UserStore } from '@symbolon/core/record-store'
import type { UserSearch } from '@symbolon/core/user-search'
import type { Desk } from '../desk.ts'
import { RARE } from '../rare.ts'
import { openLargeTotals } from './large-totals.ts'
import { conditionOf } from './search-conditions.ts'
import { columnOf } from './search-fields.ts'
import { isUsable, sortLeaf } from './search-leaves.ts'
import { type Order, type SearchSource, sourceOf } from './search-source.ts'
import { toUser, type UserRow } from './user-document.ts'
import { type Scan, scanUsers } from './user-scan.ts'
import { USER_COLUMNS } from './users.ts'

const BY_AGE = sql`users.created_at, users.user_id`

/** The same, so that no index can serve it: otherwise the order would lead, and not what is asked for. NULLIF below does the same. */
const FEW_BY_AGE = sql`+users.created_at, users.user_id`

/** Columns that everybody has a value in: PostgreSQL takes the index only where nothing is said of those who have none. */
const FULL: ReadonlySet<string> = new Set(['user_id', 'connection', 'created_at', 'updated_at', 'logins_count'])

const orderAsked = ({ sort }: UserSearch): Order => {
  if (sort === undefined || !isUsable(sort.field)) return 'usual'
  return columnOf(sort.field)?.name === 'created_at' ? 'age' : 'other'
}

/** What users are put in order by, before their age. */
const sortValue = (desk: Desk, { sort }: UserSearch): RawBuilder<unknown> | undefined => {
  if (sort === undefined || !isUsable(sort.field)) return undefined
  const column = columnOf(sort.field)
  return column ? sql.ref(`users.${column.name}`) : sortLeaf(desk, sort.field)
}

/** Who has no value comes last, whichever way; between equals decides the age. `ofFew`: for those who have been found already. */
const orderOf = (desk: Desk, search: UserSearch, { column }: SearchSource, ofFew: boolean): RawBuilder<unknown> => {
  const plain = sortValue(desk, search)
  const led = (value: RawBuilder<unknown>) => (ofFew ? sql`nullif(${value}, null)` : value)
  if (plain !== undefined) {
    const isFull = FULL.has(columnOf(search.sort?.field ?? [])?.name ?? '')
    const direction = sql.raw(search.sort?.descending === true ? 'desc' : 'asc')
    return sql`${led(plain)} ${direction} ${isFull ? sql`` : sql`nulls last`}, ${BY_AGE}`
  }
  if (column !== undefined) return sql`${led(sql.ref(`users.${column}`))}, ${BY_AGE}`
  return ofFew ? FEW_BY_AGE : BY_AGE
}

/** What everybody has to be looked at for, in the event loop's own thread; undefined where an index, or another process, does the work. */
const scanFor = (desk: Desk, search: UserSearch, { kind }: SearchSource): Scan | undefined => {
  if (desk.dialect !== 'sqlite' || kind !== 'everybody') return undefined
  const value = sortValue(desk, search)
  const isInOrder = value === undefined || columnOf(search.sort?.field ?? [])?.isIndexed === true
  if (search.matching === undefined && isInOrder) return undefined
  return { condition: search.matching ? conditionOf(desk, search.matching) : sql`1`, value }
}

/** Documents are large, and so only those of the page are looked at, not those that were put in order for it. */
const selectUsers = (desk: Desk, source: SearchSource, search: UserSearch) => {
  const order = orderOf(desk, search, source, source.kind === 'few')
  return desk.read(async (db) => {
    const { rows } = await sql<UserRow>`${RARE}
      select ${USER_COLUMNS} from (
        select users.user_id from ${source.words} order by ${order} limit ${search.limit} offset ${search.offset}
      ) as page cross join users where users.tenant_id = ${desk.tenant_id} and users.user_id = page.user_id
      order by ${orderOf(desk, search, source, true)}`.execute(db)
    return rows.map(toUser)
  })
}

export const createUserSearch = (desk: Desk): Pick<UserStore, 'searchUsers'> => {
  const largeTotal = openLargeTotals(desk.now)

  const totalOf = (search: UserSearch, { words, counted = words }: SearchSource): Promise<number> =>
    largeTotal(JSON.stringify(search.matching ?? null), () =>
      desk.read(async (db) => {
        const { rows } = await sql<{ total: number }>`${RARE} select count(*) as total from ${counted}`.execute(db)
        return rows[0]?.total ?? 0
      }),
    )

  /** Everybody is looked at for the total only where no index counts them. */
  const scanned = async (scan: Scan, search: UserSearch, source: SearchSource) => {
    const isCounted = search.withTotal && source.counted !== undefined
    const found = await scanUsers(desk, scan, { ...search, withTotal: search.withTotal && !isCounted })
    return isCounted ? { ...found, total: await totalOf(search, source) } : found
  }

  return {
    searchUsers: async (search) => {
      const source = await sourceOf(desk, search.matching, orderAsked(search))
      const scan = scanFor(desk, search, source)
      if (scan) return scanned(scan, search, source)
      const users = await selectUsers(desk, source, search)
      return { users, total: search.withTotal ? await totalOf(search, source) : search.offset + users.length }
    },
  }
}
