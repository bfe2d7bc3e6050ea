// auth0 (node-auth0), as published and as the deploy tool brings it: its job managers import users and export them again.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { type Management, ManagementClient } from 'auth0'
import { startTestServer, CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'
import { until } from './until.ts'

const DATABASE = 'Username-Password-Authentication'

// The deploy tool's own copy is of another version; it is used by the same calls.
const brought = createRequire(import.meta.resolve('auth0-deploy-cli'))('auth0') as {
  ManagementClient: typeof ManagementClient
}

const rowOf = (name: string, n: number) => ({
  email: `${name}${n}@example.com`,
  user_id: `${name}-${n}`,
  email_verified: true,
  custom_password_hash: {
    algorithm: 'md5',
    hash: { value: createHash('md5').update(`salt password ${n}`).digest('hex'), encoding: 'hex' },
    salt: { value: 'salt ', encoding: 'utf8', position: 'prefix' },
  },
})

describe('auth0, the Management API client, for users in bulk', () => {
  let server: TestServer
  before(async () => void (server = await startTestServer({ tls: true })))
  after(() => server.stop())

  const judges = { published: ManagementClient, 'in the deploy tool': brought.ManagementClient }
  for (const [version, Client] of Object.entries(judges)) {
    const name = version.split(' ').at(-1) ?? ''

    test(`${version}: imports, reads what failed, exports`, async () => {
      const management = new Client({ domain: server.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
      const ended = async (id: string) => {
        return until(async () => {
          const job = await management.jobs.get(id)
          return job.status === 'completed' || job.status === 'failed' ? job : undefined
        })
      }
      const [connection] = (await management.connections.list({ name: DATABASE })).data
      const connection_id = connection?.id ?? ''
      const rows = [...Array.from({ length: 120 }, (_, n) => rowOf(name, n)), { email: 'nobody' }]
      const users = new Blob([JSON.stringify(rows)], { type: 'application/json' })
      const started = await management.jobs.usersImports.create({ users, connection_id, external_id: name })
      assert.deepEqual([started.type, started.status, started.external_id], ['users_import', 'pending', name])
      const job = await ended(started.id ?? '')
      assert.deepEqual(job.summary, { failed: 1, updated: 0, inserted: 120, total: 121 })
      const errors = (await management.jobs.errors.get(
        started.id ?? '',
      )) as readonly Management.GetJobErrorResponseContent[]
      assert.deepEqual(
        errors.map((row) => row.errors?.map(({ code, path }) => [code, path])),
        [[['INVALID_FORMAT', 'email']]],
      )
      const again = await management.jobs.usersImports.create({ users, connection_id, upsert: true })
      assert.equal((await ended(again.id ?? '')).summary?.updated, 120)

      const fields = [{ name: 'user_id' }, { name: 'email' }, { name: 'identities[0].connection', export_as: 'from' }]
      const order = await management.jobs.usersExports.create({ format: 'json', connection_id, fields })
      const { location } = (await ended(order.id ?? '')) as { readonly location?: string }
      const file = await fetch(location ?? '')
      assert.deepEqual([file.status, file.headers.get('content-type')], [200, 'application/gzip'])
      assert.equal(file.headers.get('cache-control'), 'no-store')
      const lines = gunzipSync(Buffer.from(await file.arrayBuffer()))
        .toString()
        .trimEnd()
        .split('\n')
      const exported = lines.map((line) => JSON.parse(line)).filter(({ email }) => email.startsWith(name))
      assert.equal(exported.length, 120)
      assert.deepEqual(
        exported.find(({ user_id }) => user_id === `auth0|${name}-7`),
        { user_id: `auth0|${name}-7`, email: `${name}7@example.com`, from: DATABASE },
      )
    })
  }

  test('who was imported logs in with the password of before, which is kept anew by then', async () => {
    const management = new ManagementClient({ domain: server.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
    const client = await management.clients.create({
      name: 'Trusted',
      app_type: 'regular_web',
      grant_types: ['http://auth0.com/oauth/grant-type/password-realm'],
    })
    const [connection] = (await management.connections.list({ name: DATABASE })).data
    await management.connections.clients.update(connection?.id ?? '', [
      { client_id: client.client_id ?? '', status: true },
    ])
    const login = (password: string) =>
      server.token({
        grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
        realm: DATABASE,
        username: 'published7@example.com',
        password,
        client_id: client.client_id ?? '',
        client_secret: client.client_secret ?? '',
        scope: 'openid',
      })
    assert.equal((await login('password 8')).status, 403)
    assert.equal((await login('password 7')).status, 200)
    assert.equal((await login('password 7')).status, 200)
  })

  test('a file that nobody may have is not there', async () => {
    for (const handle of ['x', 'a'.repeat(300)]) {
      assert.equal((await fetch(`${server.issuer}exports/${handle}`)).status, 404)
    }
  })
})
