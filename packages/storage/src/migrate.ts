// Brings a database up to what this version expects: forward only, one step a file, all under one lock and in one transaction,
// so that any number of processes may start at once and a failing step leaves nothing behind.
import { sql } from 'kysely'
import { MIGRATIONS } from './migrations/index.ts'
import type { Opening } from './opening.ts'

/** PostgreSQL's name for the lock; any number that is always the same. */
const LOCK = 7_251_893_041

/** Runs what has not run yet. Steps of a newer version that are already there are left alone. */
export const migrate = (opening: Opening, now: () => number): Promise<void> =>
  opening.transact(async (db) => {
    if (opening.dialect === 'postgres') {
      await sql`set local statement_timeout = 0`.execute(db)
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(db)
    }
    await sql`create table if not exists migrations (name text primary key, applied_at bigint not null)`.execute(db)
    const done = await db.selectFrom('migrations').select('name').execute()
    const names = new Set(done.map((row) => row.name))
    for (const { name, up } of MIGRATIONS) {
      if (names.has(name)) continue
      await up(db, opening.dialect)
      await db.insertInto('migrations').values({ name, applied_at: now() }).execute()
    }
  })
