// Many users in one transaction, each of them whole or not at all: new ones many to a statement, and one by one where some of them are
// in the way of others.
import { sql } from 'kysely'
import type { UserWrite } from '@symbolon/core/job-store'
import type { Written } from '@symbolon/core/record-store'
import type { Desk } from '../desk.ts'
import type { Database } from '../opening.ts'
import { chunksOf } from './many-rows.ts'
import { insertUsers, Overtaken, replaceOne } from './user-changes.ts'

type Insert = Extract<UserWrite, { readonly user: unknown }>

/** What becomes of `work`, which stands in a savepoint of its own. */
const within = async (desk: Desk, db: Database, work: () => Promise<void>): Promise<Written> => {
  await sql`savepoint piece`.execute(db)
  let written: Written = 'written'
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Overtaken) && desk.failureOf(error) !== 'unique') throw error
    written = error instanceof Overtaken ? 'stale' : 'conflict'
    await sql`rollback to piece`.execute(db)
  }
  await sql`release piece`.execute(db)
  return written
}

const writeOne = (desk: Desk, db: Database, write: UserWrite): Promise<Written> =>
  within(desk, db, () =>
    'user' in write
      ? insertUsers(db, desk.tenant_id, [write])
      : replaceOne(db, desk.tenant_id, write.before, write.after, write.password),
  )

const isInsert = (write: UserWrite): write is Insert => 'user' in write

/** What became of each, in their order. */
export const writeUsers = async (
  desk: Desk,
  db: Database,
  writes: readonly UserWrite[],
): Promise<readonly Written[]> => {
  const outcomes: Written[] = []
  for (const some of chunksOf(writes)) {
    const inserts = some.filter(isInsert)
    const isAllNew = inserts.length === some.length
    const together =
      isAllNew && some.length > 1 && (await within(desk, db, () => insertUsers(db, desk.tenant_id, inserts)))
    if (together === 'written') outcomes.push(...some.map((): Written => 'written'))
    else for (const write of some) outcomes.push(await writeOne(desk, db, write))
  }
  return outcomes
}
