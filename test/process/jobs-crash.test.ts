// A server that dies in the middle of an import: the next one goes on, and every user is there once.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Job } from '@symbolon/core/job-store'
import { openTenancy } from '@symbolon/core/tenancy'
import { readConfig } from '@symbolon/server/config'
import { openPorts } from '@symbolon/server/start'
import { startPostgres } from '../databases/postgres.ts'
import { freePort } from '../ports.ts'
import { until } from '../wire/until.ts'
import { askToken, newFolder, startProcess } from './server-process.ts'

/** Enough that a process can die in the middle of them. */
const ROWS = 2500

/** A round in which the process died before the first row was kept, or after the last, shows nothing, and is done again. */
const MOST_ROUNDS = 20

/** Milliseconds for all that is waited for: whoever goes on waits ten seconds for the one that died, on however busy a machine. */
const PATIENCE = 480_000

const credentials = { client_id: 'first', client_secret: 'first-secret-0123456789' }

const rows = (round: number): string =>
  JSON.stringify(Array.from({ length: ROWS }, (_, n) => ({ email: `person.${n}@round-${round}.example.com` })))

async function diesInTheMiddle(more: Readonly<Record<string, string>>): Promise<void> {
  const folder = newFolder()
  after(() => folder.remove())
  const deadline = performance.now() + PATIENCE
  const patiently = (what: string, isSo: () => Promise<boolean>): Promise<void> =>
    until(what, isSo, Math.max(0, deadline - performance.now()))
  const port = await freePort()
  const issuer = `http://localhost:${port}/`
  const environment = {
    SYMBOLON_URL: issuer,
    SYMBOLON_PORT: String(port),
    SYMBOLON_DATA: folder.path,
    SYMBOLON_DATABASE: `sqlite:${join(folder.path, 'symbolon.db')}`,
    SYMBOLON_MASTER_KEY: randomBytes(32).toString('base64'),
    SYMBOLON_BOOTSTRAP_CLIENT_ID: credentials.client_id,
    SYMBOLON_BOOTSTRAP_CLIENT_SECRET: credentials.client_secret,
    SYMBOLON_LOG_LEVEL: 'error',
    ...more,
  }
  let running = startProcess(folder.path, environment)
  await running.ready()
  const { access_token } = JSON.parse(
    await (await askToken(issuer, credentials, { audience: `${issuer}api/v2/` })).text(),
  )
  const headers = { authorization: `Bearer ${access_token}` }
  const get = async (path: string) => JSON.parse(await (await fetch(`${issuer}api/v2${path}`, { headers })).text())
  const [connection] = await get('/connections?name=Username-Password-Authentication')
  const beside = await openPorts(readConfig(environment), Date.now)
  after(() => beside.close())
  const [tenant] = await beside.ports.store.tenants()
  assert.ok(tenant)
  const { store } = openTenancy(beside.ports, tenant)

  let cut: Job | undefined
  let rounds = 0
  while (!cut && rounds < MOST_ROUNDS) {
    const body = new FormData()
    body.append('users', new Blob([rows(rounds)]))
    body.append('connection_id', connection.id)
    rounds += 1
    const started = await fetch(`${issuer}api/v2/jobs/users-imports`, { method: 'POST', headers, body })
    const { id } = JSON.parse(await started.text())
    assert.equal(started.status, 202)
    await patiently('some of it is done', async () => ((await store.findJob(id))?.progress.done ?? 0) > 0)
    await running.kill('SIGKILL')
    const left = await store.findJob(id)
    if (left?.status === 'processing') cut = left
    running = startProcess(folder.path, environment)
    await running.ready()
  }
  assert.ok(cut, `in none of ${rounds} rounds did the process die in the middle`)
  assert.ok(cut.progress.done > 0 && cut.progress.done < ROWS, String(cut.progress.done))
  const { id } = cut
  await patiently('all of it is done', async () => (await get(`/jobs/${id}`)).status === 'completed')
  assert.deepEqual((await get(`/jobs/${id}`)).summary, { failed: 0, updated: 0, inserted: ROWS, total: ROWS })
  assert.equal((await get('/users?include_totals=true&per_page=1')).total, ROWS * rounds)
  assert.equal(await running.kill('SIGTERM'), 0)
}

describe('kill -9 in the middle of an import of users', { concurrency: true }, () => {
  test('on SQLite', () => diesInTheMiddle({}))

  test('on PostgreSQL', async () => {
    const server = await startPostgres()
    after(() => server.stop())
    await diesInTheMiddle({ SYMBOLON_DATABASE: await server.createDatabase() })
  })
})
