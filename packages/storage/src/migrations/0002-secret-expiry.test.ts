import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { startPostgres } from '../../../../test/databases/postgres.ts'
import { migrate } from '../migrate.ts'
import type { Opening } from '../opening.ts'
import { openPostgres } from '../postgres.ts'
import { insertTenant } from '../queries/tenants.ts'
import { sampleTenant } from '../sample-documents.ts'
import { openSqlite } from '../sqlite.ts'
import { createStore } from '../store.ts'
import { FIRST_TABLES } from './0001-first-tables.ts'

/** A database as the version before left it, with one client and its secrets. */
const openOld = async (opening: Opening, secrets: readonly string[]): Promise<void> => {
  await opening.transact(async (db) => {
    await FIRST_TABLES.up(db, opening.dialect)
    await sql`create table migrations (name text primary key, applied_at bigint not null)`.execute(db)
    await db.insertInto('migrations').values({ name: FIRST_TABLES.name, applied_at: 1 }).execute()
    await insertTenant(db, sampleTenant('a'), 1)
    await sql`
      insert into clients (tenant_id, client_id, document, created_at) values ('ten_a', 'c', '{}', 1)`.execute(db)
    for (const [at, document] of secrets.entries()) {
      await sql`
        insert into client_secrets (tenant_id, id, client_id, document, created_at)
        values ('ten_a', ${`s${at}`}, 'c', ${document}, ${at})`.execute(db)
    }
  })
}

const SECRETS = ['{"hash":"current"}', '{"hash":"ended","expires_at":10}', '{"hash":"leaving","expires_at":4000000000}']

const checkEnded = async (opening: Opening): Promise<void> => {
  const now = () => 1_700_000_000_000
  await openOld(opening, SECRETS)
  await migrate(opening, now)
  const { store } = createStore(opening, { now, operatorLog: () => {} })
  await store.sweep(0)
  const kept = await store.tenant('ten_a').all('client_secrets', { client_id: 'c' })
  assert.deepEqual(
    kept.map(({ hash }) => hash),
    ['current', 'leaving'],
  )
  await store.close()
}

test('secrets of a database of the version before end as they were told to, on SQLite', () =>
  checkEnded(openSqlite(':memory:')))

test('secrets of a database of the version before end as they were told to, on PostgreSQL', async () => {
  const server = await startPostgres()
  try {
    await checkEnded(openPostgres(await server.createDatabase(), () => {}))
  } finally {
    await server.stop()
  }
})
