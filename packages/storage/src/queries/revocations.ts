// Revocations in the order in which they happened. A tenant's next number is taken from its head, whose row stays locked until COMMIT:
// so numbers become visible in their order, and nothing ever appears before what has been read already, whichever process wrote it.
// A number is at least the time in milliseconds: when a backup is restored, what comes then is newer than all that was ever read.
import { sql } from 'kysely'
import type { KeptRevocation, RevocationStore } from '@symbolon/core/revocation-store'
import { parseFrozen } from '../frozen-json.ts'
import { rowsOf } from '../desk.ts'
import type { Database } from '../opening.ts'
import type { Rooms } from '../rooms.ts'
import type { RevocationHeadRow } from '../tables.ts'

/** Takes the next `count` numbers of the tenant; the last of them. Others wait until this transaction has ended. */
const takeNumbers = async (db: Database, tenant_id: string, count: number, now: number): Promise<number> => {
  const earliest = Math.floor(now) + count - 1
  const { rows } = await sql<Pick<RevocationHeadRow, 'seq'>>`
    insert into revocation_heads (tenant_id, seq) values (${tenant_id}, ${earliest})
    on conflict (tenant_id) do update set
      seq = case when revocation_heads.seq + ${count} > ${earliest} then revocation_heads.seq + ${count} else ${earliest} end
    returning seq`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('The database has given no number.')
  return row.seq
}

const insertRevocations = async (
  db: Database,
  tenant_id: string,
  events: readonly KeptRevocation[],
  now: number,
): Promise<readonly number[]> => {
  const last = await takeNumbers(db, tenant_id, events.length, now)
  const first = last - events.length + 1
  for (const [at, event] of events.entries()) {
    await sql`
      insert into revocations (tenant_id, seq, event, expires_at)
      values (${tenant_id}, ${first + at}, ${JSON.stringify(event)}, ${Math.ceil(event.expires)})`.execute(db)
  }
  return events.map((_, at) => first + at)
}

const selectHead = async (db: Database, tenant_id: string): Promise<number> => {
  const row = await db
    .selectFrom('revocation_heads')
    .select('seq')
    .where('tenant_id', '=', tenant_id)
    .executeTakeFirst()
  return row?.seq ?? 0
}

/** The last number up to `seq` that an event has; 0 where there is none. */
const selectLastUpTo = async (db: Database, tenant_id: string, seq: number): Promise<number> => {
  const row = await db
    .selectFrom('revocations')
    .select('seq')
    .where('tenant_id', '=', tenant_id)
    .where('seq', '<=', seq)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.seq ?? 0
}

/** The head of every tenant that has one. */
export const selectRevocationHeads = (db: Database): Promise<readonly RevocationHeadRow[]> =>
  db.selectFrom('revocation_heads').select(['tenant_id', 'seq']).execute()

/** Forgets at most `limit` whose time is over at `now` (seconds since the epoch), of any tenants; how many. */
export const deleteExpiredRevocations = async (db: Database, now: number, limit: number): Promise<number> =>
  rowsOf(
    await sql`
      delete from revocations where (tenant_id, seq) in (
        select tenant_id, seq from revocations where expires_at < ${now} order by expires_at limit ${limit}
      )`.execute(db),
  )

const asKept = ({ seq, event }: { readonly seq: number; readonly event: string }) => ({
  seq,
  event: parseFrozen(event) as KeptRevocation,
})

export const createRevocations = ({ opening, guard, bell, now }: Rooms, tenant_id: string): RevocationStore => ({
  appendRevocations: async (events) => {
    if (events.length === 0) return []
    const numbers = await guard(() =>
      opening.transact(async (db) => {
        const taken = await insertRevocations(db, tenant_id, events, now())
        await opening.announceRevocation(db, tenant_id)
        return taken
      }),
    )
    bell.ring(tenant_id)
    return numbers
  },
  revocationsAfter: (seq, limit) =>
    guard(async () => {
      // The head first: whatever it counts has been committed, so that a later look at the rows finds all of it.
      const head = await selectHead(opening.db, tenant_id)
      const rows = await opening.db
        .selectFrom('revocations')
        .select(['seq', 'event'])
        .where('tenant_id', '=', tenant_id)
        .where('seq', '>', seq)
        .where('seq', '<=', head)
        .orderBy('seq')
        .limit(limit)
        .execute()
      const events = rows.map(asKept)
      const from = seq < head ? await selectLastUpTo(opening.db, tenant_id, seq) : head
      const through = rows.length < limit ? head : (rows.at(-1)?.seq ?? head)
      return { events, from, through, head }
    }),
  revocationsBefore: (seq, limit) =>
    guard(async () => {
      const rows = await opening.db
        .selectFrom('revocations')
        .select(['seq', 'event'])
        .where('tenant_id', '=', tenant_id)
        .where('seq', '<', seq)
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute()
      return rows.map(asKept)
    }),
  followRevocations: (wake) => bell.follow(tenant_id, wake),
})
