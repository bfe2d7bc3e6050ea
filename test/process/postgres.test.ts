import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { SignJWT } from 'jose'
import { startPostgres, type TestPostgres } from '../databases/postgres.ts'
import { freePort } from '../ports.ts'
import { until } from '../wire/until.ts'
import { newKeyedClient, newGrant, startWorld } from '../wire/world.ts'
import {
  askToken,
  logLines,
  newFolder,
  shownCredentials,
  startProcess,
  statusOf,
  type Environment,
  type ServerProcess,
} from './server-process.ts'

const credentials = { client_id: 'first', client_secret: 'first-secret-0123456789' }
const BOOTSTRAP = {
  SYMBOLON_BOOTSTRAP_CLIENT_ID: credentials.client_id,
  SYMBOLON_BOOTSTRAP_CLIENT_SECRET: credentials.client_secret,
}

describe('server processes on PostgreSQL', () => {
  let postgres: TestPostgres
  const folder = newFolder()
  before(async () => (postgres = await startPostgres()))
  after(async () => {
    await postgres.stop()
    folder.remove()
  })

  test('two that start at once on an empty database make one tenant and show one secret', async () => {
    const port = await freePort()
    const SYMBOLON_URL = `http://localhost:${port}`
    const shared = {
      SYMBOLON_URL,
      SYMBOLON_DATABASE: await postgres.createDatabase(),
      SYMBOLON_MASTER_KEY: randomBytes(32).toString('base64'),
    }
    const servers = [String(port), String(await freePort())].map((SYMBOLON_PORT) =>
      startProcess(folder.path, { ...shared, SYMBOLON_PORT }),
    )
    await Promise.all(servers.map((server) => server.ready()))
    const shown = servers.map((server) => shownCredentials(server.output())).filter((one) => one !== undefined)
    assert.ok(shown[0])
    for (const other of shown) assert.deepEqual(other, shown[0])
    assert.equal(await statusOf(await askToken(`${SYMBOLON_URL}/`, shown[0])), 200)
    assert.deepEqual(await Promise.all(servers.map((server) => server.kill('SIGTERM'))), [0, 0])
  })

  test('what is changed on one is seen by the other at once', async () => {
    const ports = [await freePort(), await freePort()] as const
    const issuer = `http://localhost:${ports[0]}/`
    const shared: Environment = {
      ...BOOTSTRAP,
      SYMBOLON_URL: issuer,
      SYMBOLON_DATABASE: await postgres.createDatabase(),
      SYMBOLON_MASTER_KEY: randomBytes(32).toString('base64'),
      SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1',
    }
    const first = startProcess(folder.path, { ...shared, SYMBOLON_PORT: String(ports[0]) })
    await first.ready()
    const second = startProcess(folder.path, { ...shared, SYMBOLON_PORT: String(ports[1]) })
    await second.ready()
    const atSecond = () =>
      fetch(`http://localhost:${ports[1]}/oauth/token`, {
        method: 'POST',
        headers: { 'x-forwarded-host': `localhost:${ports[0]}` },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          audience: 'https://api.example.com/',
          ...credentials,
        }),
      })
    assert.equal(await statusOf(await atSecond()), 200)
    const audience = `${issuer}api/v2/`
    const { access_token } = JSON.parse(await (await askToken(issuer, credentials, { audience })).text())
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
    const gone = await fetch(`${issuer}api/v2/clients/${credentials.client_id}`, { method: 'DELETE', headers })
    assert.equal(await statusOf(gone), 204)
    await until('the second server refuses the client', async () => (await statusOf(await atSecond())) === 401)
    await Promise.all([first.kill('SIGTERM'), second.kill('SIGTERM')])
  })

  test('of parallel uses of one assertion on two servers one succeeds', async () => {
    const world = await startWorld({ database: await postgres.createDatabase() })
    const client = newKeyedClient(['ES256'])
    const audience = 'https://api.example.com/'
    await world.write(client.changes, newGrant(client.client_id, audience, ['read:messages']))
    const second = await world.startSecond()
    const [key] = client.keys
    assert.ok(key)
    for (let round = 0; round < 5; round += 1) {
      const claims = { iss: client.client_id, sub: client.client_id, aud: world.issuer, jti: randomUUID() }
      const client_assertion: string = await new SignJWT(claims)
        .setProtectedHeader({ alg: key.alg, kid: key.kid })
        .setExpirationTime('60s')
        .sign(key.privateKey)
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
      const ask = { grant_type: 'client_credentials', audience, client_assertion, client_assertion_type }
      const responses = await Promise.all(
        Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? world : second).token(ask)),
      )
      const statuses = (await Promise.all(responses.map(statusOf))).sort()
      assert.deepEqual(statuses, [200, ...Array.from({ length: 9 }, () => 401)])
    }
    await second.stop()
    await world.stop()
  })

  test('a database that goes away and comes back: 503 for writes, a line with the id, no 500, and recovery', async () => {
    const database = new URL(await postgres.createDatabase())
    const wire = await startWire(database)
    database.port = String(wire.port)
    const port = await freePort()
    const issuer = `http://localhost:${port}/`
    const server: ServerProcess = startProcess(folder.path, {
      ...BOOTSTRAP,
      SYMBOLON_PORT: String(port),
      SYMBOLON_DATABASE: database.href,
      SYMBOLON_MASTER_KEY: randomBytes(32).toString('base64'),
    })
    await server.ready()
    const audience = `${issuer}api/v2/`
    const { access_token } = JSON.parse(await (await askToken(issuer, credentials, { audience })).text())
    assert.equal(await statusOf(await askToken(issuer, credentials)), 200)
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
    const create = (name: string) =>
      fetch(`${issuer}api/v2/clients`, { method: 'POST', headers, body: JSON.stringify({ name }) })

    await wire.cut()
    assert.equal(await statusOf(await askToken(issuer, credentials)), 200, 'what is remembered still counts')
    const refused = await create('While away')
    assert.equal(refused.status, 503, await refused.clone().text())
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
    const id = refused.headers.get('x-auth0-requestid')
    await until('a line has the id', () => logLines(server.output()).some((line) => line['request_id'] === id))
    assert.equal(await statusOf(await fetch(`${issuer}health`)), 200)
    assert.equal(await statusOf(await fetch(`${issuer}ready`)), 503)

    await wire.mend()
    await until('it is ready again', async () => (await statusOf(await fetch(`${issuer}ready`))) === 200)
    assert.equal(await statusOf(await create('When back')), 201)
    const names = await (await fetch(`${issuer}api/v2/clients`, { headers })).text()
    assert.ok(names.includes('When back') && !names.includes('While away'))
    assert.equal(await server.kill('SIGTERM'), 0)
    assert.ok(!server.output().includes(database.password))
    await wire.cut()
  })
})

/** A wire to `database` that can be cut, which leaves the database of the other tests alone. */
async function startWire({ hostname, port }: URL) {
  const sockets = new Set<Socket>()
  const own = await freePort()
  let listening: Server
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  const mend = (): Promise<void> =>
    new Promise((resolve) => {
      listening = createServer((socket) => {
        const to = keep(connect(Number(port), hostname))
        keep(socket).pipe(to).pipe(socket)
      }).listen(own, '127.0.0.1', resolve)
    })
  await mend()
  return {
    port: own,
    mend,
    cut: (): Promise<void> =>
      new Promise((resolve) => {
        listening.close(() => resolve())
        sockets.forEach((socket) => socket.destroy())
      }),
  }
}
