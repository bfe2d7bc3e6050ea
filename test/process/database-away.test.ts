import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { freePort } from '../ports.ts'
import { until } from '../wire/until.ts'
import { askToken, logLines, newFolder, startProcess, statusOf, type ServerProcess } from './server-process.ts'

const credentials = { client_id: 'first', client_secret: 'first-secret-0123456789' }

describe('a SQLite file that cannot be written', () => {
  const folder = newFolder()
  let server: ServerProcess
  let issuer: string
  let other: DatabaseSync
  let headers: Record<string, string>

  before(async () => {
    const port = await freePort()
    issuer = `http://localhost:${port}/`
    server = startProcess(folder.path, {
      SYMBOLON_PORT: String(port),
      SYMBOLON_BOOTSTRAP_CLIENT_ID: credentials.client_id,
      SYMBOLON_BOOTSTRAP_CLIENT_SECRET: credentials.client_secret,
    })
    await server.ready()
    const audience = `${issuer}api/v2/`
    const { access_token } = JSON.parse(await (await askToken(issuer, credentials, { audience })).text())
    headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
    assert.equal(await statusOf(await askToken(issuer, credentials)), 200)
    other = new DatabaseSync(join(folder.path, 'data', 'symbolon.db'), { timeout: 5000 })
  })
  after(async () => {
    other.close()
    await server.kill('SIGKILL')
    folder.remove()
  })

  const create = (name: string) =>
    fetch(`${issuer}api/v2/clients`, { method: 'POST', headers, body: JSON.stringify({ name }) })
  const names = async (): Promise<string> => (await fetch(`${issuer}api/v2/clients?per_page=100`, { headers })).text()

  /** A 503 in words, with when to come back, and a line for the operator with the id of the request. */
  async function requireUnavailable(response: Response): Promise<void> {
    const text = await response.text()
    assert.equal(response.status, 503, text)
    assert.match(response.headers.get('retry-after') ?? '', /^\d+$/)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.ok('error' in JSON.parse(text))
    const id = response.headers.get('x-auth0-requestid')
    assert.ok(id)
    await until('a line has the id of the request', () =>
      logLines(server.output()).some((line) => line['request_id'] === id),
    )
  }

  test('locked by another: tokens are given from memory, writes end in 503, and afterwards all is as before', async () => {
    other.exec('begin exclusive')
    try {
      assert.equal(await statusOf(await askToken(issuer, credentials)), 200)
      await requireUnavailable(await create('Locked out'))
      assert.equal(await statusOf(await fetch(`${issuer}health`)), 200)
    } finally {
      other.exec('rollback')
    }
    assert.equal(await statusOf(await create('After the lock')), 201)
    assert.ok(!(await names()).includes('Locked out'))
  })

  test('a lock shorter than the patience of a write is waited for', async () => {
    other.exec('begin exclusive')
    const written = create('Patient')
    await until('a token is given meanwhile', async () => (await statusOf(await askToken(issuer, credentials))) === 200)
    other.exec('rollback')
    assert.equal(await statusOf(await written), 201)
  })

  test('two processes on one file: what one writes the other sees, and a jti spent at one is spent at both', async () => {
    const port = await freePort()
    const second = startProcess(folder.path, {
      SYMBOLON_PORT: String(port),
      SYMBOLON_URL: issuer,
      SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1',
    })
    await second.ready()
    const forwarded = { ...headers, 'x-forwarded-host': new URL(issuer).host }
    const made = await fetch(`http://localhost:${port}/api/v2/clients`, {
      method: 'POST',
      headers: forwarded,
      body: JSON.stringify({ name: 'By the second', app_type: 'non_interactive' }),
    })
    assert.equal(made.status, 201)
    const { client_id, client_secret } = JSON.parse(await made.text())
    await until(
      'the first server knows the client',
      async () => (await statusOf(await askToken(issuer, { client_id, client_secret }))) === 403,
    )
    assert.equal(await second.kill('SIGTERM'), 0)
  })
})
