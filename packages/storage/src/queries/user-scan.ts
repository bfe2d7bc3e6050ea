// Searching through everybody, where no index leads to a few. SQLite works in the event loop's own thread, and so a large tenant is
// read piece by piece, with a turn for everybody else between two of them.
import { type RawBuilder, sql } from 'kysely'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { User } from '@symbolon/protocol/entities/user'
import type { UserSearch } from '@symbolon/core/user-search'
import type { Desk } from '../desk.ts'
import { RARE } from '../rare.ts'
import { toUser, type UserRow } from './user-document.ts'
import { USER_COLUMNS } from './users.ts'

/** Users of one piece: some milliseconds. */
const AT_ONCE = 1_000

type Value = string | number | null

type Looked = { readonly user_id: string; readonly created_at: number; readonly holds: number; readonly value: Value }

/** As SQLite puts values in order: numbers before texts, texts byte by byte. */
const compare = (one: NonNullable<Value>, other: NonNullable<Value>): number => {
  if (typeof one === 'number') return typeof other === 'number' ? one - other : -1
  if (typeof other === 'number') return 1
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** Who has no value comes last, whichever way. */
const inOrder =
  (descending: boolean) =>
  ({ value: one }: Looked, { value: other }: Looked): number => {
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return descending ? compare(other, one) : compare(one, other)
  }

/** What is asked of everybody: whether `condition` holds, and by what they are to be put in order, if not by their age. */
export type Scan = { readonly condition: RawBuilder<unknown>; readonly value: RawBuilder<unknown> | undefined }

const look = async ({ tenant_id, read }: Desk, { condition, value }: Scan, last: Looked | undefined) => {
  const onwards = last ? sql`and (created_at, user_id) > (${last.created_at}, ${last.user_id})` : sql``
  const { rows } = await read((db) =>
    sql<Looked>`${RARE}
      select user_id, created_at, coalesce((${condition}), 0) as holds, ${value ?? sql`null`} as value from users
      where tenant_id = ${tenant_id} ${onwards} order by created_at, user_id limit ${AT_ONCE}`.execute(db),
  )
  return rows
}

const readUsers = async ({ tenant_id, read }: Desk, user_ids: readonly string[]): Promise<readonly User[]> => {
  if (user_ids.length === 0) return []
  const { rows } = await read((db) =>
    sql<UserRow>`${RARE}
      select ${USER_COLUMNS} from users
      where tenant_id = ${tenant_id} and user_id in (${sql.join(user_ids)})`.execute(db),
  )
  const users = new Map(rows.map(toUser).map((user) => [user.user_id, user]))
  return user_ids.flatMap((user_id) => users.get(user_id) ?? [])
}

/** The page of a search, and for how many the condition holds, as far as everybody had to be looked at. */
export const scanUsers = async (
  desk: Desk,
  scan: Scan,
  { sort, limit, offset, withTotal }: UserSearch,
): Promise<{ readonly users: readonly User[]; readonly total: number }> => {
  const order = inOrder(sort?.descending === true)
  let first: readonly Looked[] = []
  let total = 0
  for (let last: Looked | undefined; ;) {
    const piece = await look(desk, scan, last)
    const matching = piece.filter(({ holds }) => holds !== 0)
    total += matching.length
    // A stable order: between equals decides the age, in which they are read.
    if (scan.value) first = [...first, ...matching].sort(order).slice(0, offset + limit)
    else if (first.length < offset + limit) first = [...first, ...matching].slice(0, offset + limit)
    last = piece.at(-1)
    const isEnough = !withTotal && !scan.value && first.length === offset + limit
    if (isEnough || piece.length < AT_ONCE) break
    await nextTurn()
  }
  return {
    users: await readUsers(
      desk,
      first.slice(offset).map(({ user_id }) => user_id),
    ),
    total,
  }
}
