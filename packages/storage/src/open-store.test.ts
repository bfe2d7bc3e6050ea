import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startPostgres } from '../../../test/databases/postgres.ts'
import { openStore } from './open-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'symbolon-open-'))
after(() => rmSync(folder, { recursive: true }))

const open = (database: string) => openStore({ database, now: () => 1, operatorLog: () => {} })

const refusal = async (database: string): Promise<string> => {
  const error = await open(database).then(
    () => assert.fail('It opened.'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof Error)
  assert.match(error.message, /^[A-Z][^\n]*\.$/, 'one sentence')
  assert.doesNotMatch(error.message, /hunter2|\bat \//)
  return error.message
}

test('a database that cannot be used is named in one sentence', async () => {
  assert.match(await refusal(`sqlite:${join(folder, 'missing', 'a.db')}`), /missing\/a\.db/)
  mkdirSync(join(folder, 'folder.db'))
  assert.match(await refusal(`sqlite:${join(folder, 'folder.db')}`), /folder\.db/)
  writeFileSync(join(folder, 'text.db'), 'This is not a database, but it is long enough to be read as one.'.repeat(99))
  assert.match(await refusal(`sqlite:${join(folder, 'text.db')}`), /text\.db.*not a database/)
  assert.match(await refusal('mysql://root:hunter2@localhost/x'), /neither sqlite:PATH nor postgres:/)
  assert.match(await refusal('sqlite:'), /neither sqlite:PATH nor postgres:/)
  assert.match(await refusal('not a url hunter'), /neither sqlite:PATH nor postgres:/)
  assert.match(
    await refusal('postgres://me:hunter2@127.0.0.1:1/none'),
    /postgres:\/\/127\.0\.0\.1:1\/none.*ECONNREFUSED/,
  )
})

test('a wrong password or name of a PostgreSQL database is said without the password', async () => {
  const { url } = await startPostgres()
  const wrong = new URL(url)
  wrong.pathname = '/none'
  assert.match(await refusal(wrong.href), /none.*does not exist/)
  if (wrong.password !== '') {
    wrong.pathname = '/postgres'
    wrong.password = 'hunter2'
    assert.match(await refusal(wrong.href), /password authentication failed/)
  }
})

test('two processes may start at once on an empty database', async () => {
  const server = await startPostgres()
  for (const database of [`sqlite:${join(folder, 'both.db')}`, await server.createDatabase()]) {
    const stores = await Promise.all([open(database), open(database), open(database)])
    for (const store of stores) await store.ready()
    for (const store of stores) await store.close()
    await (await open(database)).close()
  }
  await server.stop()
})
