import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { startPostgres } from '../../../../test/databases/postgres.ts'
import { migrate } from '../migrate.ts'
import type { Opening } from '../opening.ts'
import { openPostgres } from '../postgres.ts'
import { insertTenant } from '../queries/tenants.ts'
import { sampleTenant } from '../sample-documents.ts'
import { sampleUser } from '../sample-records.ts'
import { openSqlite } from '../sqlite.ts'
import { createStore } from '../store.ts'

const INDEXES = [
  'users_by_connection',
  'users_blocked',
  'users_by_last_login',
  'users_by_logins_count',
  'users_by_updated_at',
]

/** Makes the database one of the version before, whose users have no leaves. */
const undo = async ({ db }: Opening): Promise<void> => {
  for (const name of INDEXES) await sql`drop index ${sql.ref(name)}`.execute(db)
  await sql`drop table user_leaves`.execute(db)
  await sql`delete from migrations where name = '0027-search-indexes'`.execute(db)
}

const checkUsers = async (opening: Opening): Promise<void> => {
  const now = () => 1_700_000_000_000
  await migrate(opening, now)
  for (const id of ['a', 'b']) await insertTenant(opening.db, sampleTenant(id), 1)
  const { store } = createStore(opening, { now, operatorLog: () => {} })
  const users = Array.from({ length: 700 }, (_, at) =>
    sampleUser(String(at).padStart(3, '0'), { app_metadata: { rest: at % 7, list: ['x', { at }] } }),
  )
  await Promise.all(users.map((user) => store.tenant('ten_a').insertUser(user)))
  await store.tenant('ten_b').insertUser(sampleUser('b', { app_metadata: { rest: 3 } }))
  await undo(opening)
  await migrate(opening, now)
  const found = async (tenant: string, path: string, value: string) => {
    const matching = { is: 'like', field: path.split('.'), value, wild: false } as const
    const search = { matching, sort: undefined, limit: 1_000, offset: 0, withTotal: true }
    const answer = await store.tenant(tenant).searchUsers(search)
    assert.equal(answer.total, answer.users.length)
    return answer.users.map(({ user_id }) => user_id)
  }
  const thirds = users.filter((_, at) => at % 7 === 3).map(({ user_id }) => user_id)
  assert.deepEqual(await found('ten_a', 'app_metadata.rest', '3'), thirds)
  assert.deepEqual(await found('ten_a', 'app_metadata.list.at', '699'), ['auth0|699'])
  assert.deepEqual(await found('ten_b', 'app_metadata.rest', '3'), ['auth0|b'])
  await store.close()
}

test('users of before are found by what stands in their metadata, on SQLite', () => checkUsers(openSqlite(':memory:')))

test('users of before are found by what stands in their metadata, on PostgreSQL', async () => {
  const server = await startPostgres()
  try {
    await checkUsers(openPostgres(await server.createDatabase(), () => {}))
  } finally {
    await server.stop()
  }
})
