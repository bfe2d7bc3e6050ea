// A server that dies in the middle of an import: the next one goes on, and every user is there once.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startPostgres } from '../databases/postgres.ts'
import { freePort } from '../ports.ts'
import { until } from '../wire/until.ts'
import { askToken, newFolder, startProcess } from './server-process.ts'

/** Enough that a process dies in the middle of them. */
const ROWS = 2500

/** Milliseconds after which nobody waits any longer: whoever goes on waits ten seconds for the one that died, on however busy a machine. */
const PATIENCE = 600_000

const credentials = { client_id: 'first', client_secret: 'first-secret-0123456789' }

const rows = (): string =>
  JSON.stringify(Array.from({ length: ROWS }, (_, n) => ({ email: `person.${n}@example.com` })))

async function diesInTheMiddle(more: Readonly<Record<string, string>>): Promise<void> {
  const folder = newFolder()
  after(() => folder.remove())
  const port = await freePort()
  const issuer = `http://localhost:${port}/`
  const environment = {
    SYMBOLON_PORT: String(port),
    SYMBOLON_BOOTSTRAP_CLIENT_ID: credentials.client_id,
    SYMBOLON_BOOTSTRAP_CLIENT_SECRET: credentials.client_secret,
    ...more,
  }
  const first = startProcess(folder.path, environment)
  await first.ready()
  const { access_token } = JSON.parse(
    await (await askToken(issuer, credentials, { audience: `${issuer}api/v2/` })).text(),
  )
  const headers = { authorization: `Bearer ${access_token}` }
  const get = async (path: string) => JSON.parse(await (await fetch(`${issuer}api/v2${path}`, { headers })).text())
  const [connection] = await get('/connections?name=Username-Password-Authentication')
  const body = new FormData()
  body.append('users', new Blob([rows()]))
  body.append('connection_id', connection.id)
  const started = await fetch(`${issuer}api/v2/jobs/users-imports`, { method: 'POST', headers, body })
  const { id } = JSON.parse(await started.text())
  assert.equal(started.status, 202)
  await until('some of it is done', async () => (await get(`/jobs/${id}`)).status !== 'pending', PATIENCE)
  await first.kill('SIGKILL')
  const second = startProcess(folder.path, environment)
  await second.ready()
  await until('all of it is done', async () => (await get(`/jobs/${id}`)).status === 'completed', PATIENCE)
  assert.deepEqual((await get(`/jobs/${id}`)).summary, { failed: 0, updated: 0, inserted: ROWS, total: ROWS })
  assert.equal((await get('/users?include_totals=true&per_page=1')).total, ROWS)
  assert.equal(await second.kill('SIGTERM'), 0)
}

describe('kill -9 in the middle of an import of users', { concurrency: true }, () => {
  test('on SQLite', () => diesInTheMiddle({}))

  test('on PostgreSQL', async () => {
    const server = await startPostgres()
    after(() => server.stop())
    await diesInTheMiddle({ SYMBOLON_DATABASE: await server.createDatabase() })
  })
})
