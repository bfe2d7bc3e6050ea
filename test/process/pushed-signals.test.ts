// A process that pushes security events is killed in the middle: another goes on where it was, in order, and none is lost. RFC 8935
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { openTenancy } from '@symbolon/core/tenancy'
import { userEnded } from '@symbolon/core/tokens/ended'
import { revoke } from '@symbolon/core/tokens/revoke'
import { readConfig } from '@symbolon/server/config'
import { openPorts } from '@symbolon/server/start'
import { createRemoteJWKSet } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { freePort } from '../ports.ts'
import { callsTo, CLIENT_ID, CLIENT_SECRET } from '../server.ts'
import { startReceiver } from '../wire/event-receiver.ts'
import { managed } from '../wire/managed.ts'
import { until } from '../wire/until.ts'
import { newFolder, startProcess } from './server-process.ts'

const AUDIENCE = 'https://receiver.example.com'

/** Before the kill, and while nobody pushes. */
const EVENTS = 12
const MORE = 5

/** What has been acknowledged when the process dies with the next one on its way. */
const ACKNOWLEDGED = 4

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`kill -9 of a process that pushes security events, on ${database}`, () => {
    const folder = newFolder()
    const ends: (() => Promise<unknown>)[] = []
    after(async () => {
      for (const end of ends.toReversed()) await end()
      folder.remove()
    })

    test('another process goes on where it was: none is lost, and they come in order', async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) ends.push(() => server.stop())
      const receiver = await startReceiver()
      ends.push(receiver.stop)
      const [port, otherPort] = [await freePort(), await freePort()]
      const issuer = `http://localhost:${port}/`
      const environment = {
        SYMBOLON_URL: issuer,
        SYMBOLON_PORT: String(port),
        SYMBOLON_DATA: folder.path,
        SYMBOLON_DATABASE: server ? await server.createDatabase() : `sqlite:${join(folder.path, 'symbolon.db')}`,
        SYMBOLON_MASTER_KEY: randomBytes(32).toString('base64'),
        SYMBOLON_BOOTSTRAP_CLIENT_ID: CLIENT_ID,
        SYMBOLON_BOOTSTRAP_CLIENT_SECRET: CLIENT_SECRET,
        SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1',
        SYMBOLON_EGRESS_ALLOW: '127.0.0.1',
        SYMBOLON_LOG_LEVEL: 'error',
      }
      const first = startProcess(folder.path, environment)
      await first.ready()
      const delivery = { method: 'urn:ietf:rfc:8935', endpoint_url: receiver.url }
      await managed(callsTo(issuer), 201, 'POST', '/signal-streams', { name: 'Mail', audience: AUDIENCE, delivery })

      const beside = await openPorts(readConfig(environment), Date.now)
      ends.push(beside.close)
      const [tenant] = await beside.ports.store.tenants()
      assert.ok(tenant)
      const tenancy = openTenancy(beside.ports, tenant)
      const say = async (from: number, count: number): Promise<void> => {
        for (let n = from; n < from + count; n += 1) await revoke(tenancy, userEnded(`auth0|${n}`))
      }

      const jtis = () => new Set(receiver.deliveries.map(({ jti }) => jti))
      // The event behind those that were acknowledged is on its way when the process dies.
      receiver.answer((_delivery, response) => {
        if (jtis().size <= ACKNOWLEDGED) response.writeHead(202).end()
      })
      await say(0, EVENTS)
      await until('one is on its way', () => jtis().size > ACKNOWLEDGED, 60_000)
      const second = startProcess(folder.path, { ...environment, SYMBOLON_PORT: String(otherPort) })
      await second.ready()
      await first.kill('SIGKILL')
      receiver.answer((_delivery, response) => void response.writeHead(202).end())
      await say(EVENTS, MORE)
      await until('all have come', () => jtis().size === EVENTS + MORE, 120_000)

      const keys = createRemoteJWKSet(new URL(`http://localhost:${otherPort}/.well-known/jwks.json`), {
        headers: { 'x-forwarded-host': new URL(issuer).host },
      })
      const told = (await receiver.events(issuer, AUDIENCE, keys)).map(({ sub_id }) => sub_id)
      const expected = Array.from({ length: EVENTS + MORE }, (_, n) => ({
        format: 'iss_sub',
        iss: issuer,
        sub: `auth0|${n}`,
      }))
      assert.deepEqual(told, expected)
      // What was on its way came again, and nothing came before it that had been acknowledged.
      const places = receiver.deliveries.map(({ jti }) => [...jtis()].indexOf(jti))
      assert.ok(
        places.every((place, at) => at === 0 || place >= (places[at - 1] ?? 0)),
        String(places),
      )
      assert.equal(await second.kill('SIGTERM'), 0)
    })
  })
}
