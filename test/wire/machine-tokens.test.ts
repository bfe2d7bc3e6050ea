// Long-lived tokens of machines: made with a name, shown once, listed with their last use, ended one by one.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { createValidator } from '@symbolon/validator'
import { managed, type ManagementCall } from './managed.ts'
import { until } from './until.ts'
import { newApi, newClient, newGrant, startWorld, type World } from './world.ts'

const API = 'https://orders.example/'
const DAY = 86_400

const robot = newClient({ name: 'Robot' })
const gate = newClient({ name: 'Gate', resource_server_identifier: API })
const other = newClient({ name: 'Other' })
const page = newClient({ name: 'Page', token_endpoint_auth_method: 'none' })
const people = newClient({ name: 'People', grant_types: ['authorization_code'] })
const member = newClient({ name: 'Member' })

type Made = { readonly id: string; readonly token: string; readonly [field: string]: unknown }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`machine tokens, on ${database}`, () => {
    let world: World
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await world.write(
        robot.changes,
        gate.changes,
        other.changes,
        newApi({ identifier: API, name: 'Orders', token_dialect: 'rfc9068_profile' }, ['read:orders', 'write:orders']),
        newGrant(robot.client_id, API, ['read:orders', 'write:orders']),
        newGrant(robot.client_id, `${world.issuer}api/v2/`, ['read:clients']),
        ...[page, people, member].map(({ changes }) => changes).flat(),
        newGrant(page.client_id, API, ['read:orders']),
        newGrant(people.client_id, API, ['read:orders']),
        newGrant(member.client_id, API, ['read:orders'], { organization_usage: 'require' }),
      )
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = (...asked: ManagementCall): Promise<Made> => managed(world, ...asked)

    const make = (fields: object = {}): Promise<Made> =>
      call(201, 'POST', '/machine-tokens', { name: 'Nightly', client_id: robot.client_id, audience: API, ...fields })

    const claimsOf = async (token: string) => {
      const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', world.issuer))
      return (await jwtVerify(token, keys, { issuer: world.issuer, audience: API })).payload
    }

    const introspect = async (token: string, by = gate) => {
      const body = new URLSearchParams({ ...by.credentials, token })
      const response = await fetch(`${world.issuer}oauth/introspect`, { method: 'POST', body })
      assert.equal(response.status, 200)
      return Object(await response.json())
    }

    test('a published validator takes it, and it lives as long as was asked for', async () => {
      const made = await make({ lifetime: 30 * DAY, scope: ['read:orders'] })
      const claims = await claimsOf(made.token)
      assert.equal(claims.jti, made.id)
      assert.equal(claims.sub, `${robot.client_id}@clients`)
      assert.equal(claims['scope'], 'read:orders')
      assert.equal(Number(claims.exp) - Number(claims.iat), 30 * DAY)
      assert.equal(made['expires_at'], new Date(Number(claims.exp) * 1000).toISOString())
    })

    test('its value is shown once and kept nowhere', async () => {
      const { id, token } = await make()
      const shown = await call(200, 'GET', `/machine-tokens/${id}`)
      assert.deepEqual(
        [shown['name'], shown['scope'], shown['lifetime']],
        ['Nightly', ['read:orders', 'write:orders'], 7_776_000],
      )
      assert.equal(shown.token, undefined)
      const [, payload = '', signature = ''] = token.split('.')
      const all = JSON.stringify([
        await (await world.manage('GET', '/machine-tokens')).json(),
        await (await world.manage('GET', '/logs?per_page=100')).json(),
        await world.tenancy.store.find('machine_tokens', { id }),
      ])
      assert.ok(!all.includes(payload) && !all.includes(signature))
    })

    test('it is listed with its last use, as the API that asks about it tells', async () => {
      const { id, token } = await make({ name: 'Used' })
      assert.equal((await call(200, 'GET', `/machine-tokens/${id}`))['last_used_at'], undefined)
      assert.equal((await introspect(token)).active, true)
      await until(
        'the use is noted',
        async () => (await call(200, 'GET', `/machine-tokens/${id}`))['last_used_at'] !== undefined,
      )
      const list: unknown = await (await world.manage('GET', `/machine-tokens?client_id=${robot.client_id}`)).json()
      assert.ok(Array.isArray(list) && list.some((one) => one.id === id && typeof one.last_used_at === 'string'))
    })

    test('a validator that reports lets it be listed with its last use, and asks once a minute', async () => {
      const { id, token } = await make({ name: 'Reported' })
      let asked = 0
      let now = Date.now()
      const validator = createValidator({
        issuer: { issuer: world.issuer, introspection: { ...gate.credentials, reportUse: true } },
        audience: API,
        revocations: { follow: 'off' },
        now: () => now,
        fetch: (input, init) => {
          if (String(input).endsWith('/oauth/introspect')) asked += 1
          return fetch(input, init)
        },
      })
      for (let use = 0; use < 3; use++) assert.equal((await validator.verify(token)).claims['jti'], id)
      await until(
        'the use is noted',
        async () => (await call(200, 'GET', `/machine-tokens/${id}`))['last_used_at'] !== undefined,
      )
      assert.equal(asked, 1)
      now += 60_000
      await validator.verify(token)
      await until('it is reported again', async () => asked === 2)
      const common = await world.token({ grant_type: 'client_credentials', audience: API, ...robot.credentials })
      await validator.verify(Object(await common.json()).access_token)
      assert.equal(asked, 2)
    })

    test('a validator whose report is refused says so, and lets the token in all the same', async () => {
      const { token } = await make({ name: 'Unheard' })
      const notices: string[] = []
      const validator = createValidator({
        issuer: {
          issuer: world.issuer,
          introspection: { client_id: gate.client_id, client_secret: 'wrong', reportUse: true },
        },
        audience: API,
        revocations: { follow: 'off' },
        onNotice: ({ event }) => notices.push(event),
      })
      await validator.verify(token)
      await until('the notice', async () => notices.length > 0)
      assert.deepEqual(notices, ['use_not_reported'])
    })

    test('it ends alone: the others of the same client live', async () => {
      const [one, two] = [await make(), await make()]
      await call(204, 'DELETE', `/machine-tokens/${one.id}`)
      assert.deepEqual(await introspect(one.token), { active: false })
      assert.equal((await introspect(two.token)).active, true)
      await call(404, 'GET', `/machine-tokens/${one.id}`)
      const feed = await fetch(`${world.issuer}.well-known/revocations?since=0`)
      assert.equal(feed.status, 200)
    })

    test('whoever holds it can end it, and then it is in no list', async () => {
      const { id, token } = await make()
      const end = (by: typeof robot): Promise<Response> =>
        fetch(`${world.issuer}oauth/revoke`, {
          method: 'POST',
          body: new URLSearchParams({ ...by.credentials, token }),
        })
      assert.equal((await end(other)).status, 200)
      assert.equal((await introspect(token)).active, true)
      assert.equal((await end(robot)).status, 200)
      assert.deepEqual(await introspect(token), { active: false })
      await call(404, 'GET', `/machine-tokens/${id}`)
    })

    test('F2, F7: it ends with its client grant, and with its client', async () => {
      const short = newClient({ name: 'Short-lived' })
      await world.write(short.changes, newGrant(short.client_id, API, ['read:orders']))
      const first = await make({ client_id: short.client_id })
      const [grant] = Object(await (await world.manage('GET', `/client-grants?client_id=${short.client_id}`)).json())
      await call(204, 'DELETE', `/client-grants/${grant.id}`)
      assert.deepEqual(await introspect(first.token), { active: false })
      await call(404, 'GET', `/machine-tokens/${first.id}`)
      await world.write(newGrant(short.client_id, API, ['read:orders']))
      const second = await make({ client_id: short.client_id })
      await call(204, 'DELETE', `/clients/${short.client_id}`)
      assert.deepEqual(await introspect(second.token), { active: false })
      await call(404, 'GET', `/machine-tokens/${second.id}`)
    })

    test('F7: it ends when its client grant becomes narrower, and with its API, and is in no list then', async () => {
      const [short, away] = [newClient({ name: 'Narrowed' }), 'https://away.example/']
      const api = await call(201, 'POST', '/resource-servers', { identifier: away, scopes: [{ value: 'a' }] })
      await world.write(
        short.changes,
        newGrant(short.client_id, API, ['read:orders', 'write:orders']),
        newGrant(short.client_id, away, ['a']),
      )
      const narrowed = await make({ client_id: short.client_id, scope: ['read:orders'] })
      const [grant] = Object(
        await (
          await world.manage('GET', `/client-grants?client_id=${short.client_id}&audience=${encodeURIComponent(API)}`)
        ).json(),
      )
      await call(200, 'PATCH', `/client-grants/${grant.id}`, { scope: ['read:orders'] })
      assert.deepEqual(await introspect(narrowed.token), { active: false })
      await call(404, 'GET', `/machine-tokens/${narrowed.id}`)
      const gone = await make({ client_id: short.client_id, audience: away })
      await call(204, 'DELETE', `/resource-servers/${String(api['id'])}`)
      assert.deepEqual(await introspect(gone.token), { active: false })
      await call(404, 'GET', `/machine-tokens/${gone.id}`)
    })

    test('F6: it is dead with everything of its client or its API, or blacklisted, and its list says so', async () => {
      const all: readonly (readonly [path: string, body: (made: Made) => object, status: number])[] = [
        ['/blacklists/tokens', ({ id }) => ({ jti: id, aud: API }), 204],
        ['/revocations', () => ({ client_id: robot.client_id }), 202],
        ['/revocations', () => ({ client_id: robot.client_id, audience: API }), 202],
        ['/revocations', () => ({ audience: API }), 202],
      ]
      for (const [path, body, status] of all) {
        const made = await make()
        assert.equal(made['revoked'], false)
        await call(status, 'POST', path, body(made))
        assert.deepEqual(await introspect(made.token), { active: false }, JSON.stringify(body(made)))
        assert.equal((await call(200, 'GET', `/machine-tokens/${made.id}`))['revoked'], true)
      }
    })

    test('A2: made while its client grant goes, it is refused, or it is dead and in no list', async () => {
      for (let round = 0; round < 5; round += 1) {
        const short = newClient({ name: `Racing ${round}` })
        const grant = newGrant(short.client_id, API, ['read:orders'])
        await world.write(short.changes, grant)
        const id = 'document' in grant && 'id' in grant.document ? grant.document.id : ''
        const fields = { name: 'Race', client_id: short.client_id, audience: API }
        const [made] = await Promise.all([
          world.manage('POST', '/machine-tokens', fields),
          world.manage('DELETE', `/client-grants/${id}`),
        ])
        const { token } = Object(await made.json())
        if (made.status === 201) assert.deepEqual(await introspect(token), { active: false })
        const listed = await world.manage('GET', `/machine-tokens?client_id=${short.client_id}`)
        assert.deepEqual(await listed.json(), [])
      }
    })

    test('it gets no more than its client may have, and lives no longer than the tenant allows', async () => {
      for (const [fields, message] of [
        [{ client_id: 'nobody' }, /no client of this id/],
        [{ audience: 'https://nobody.example/' }, /Service not enabled/],
        [{ client_id: other.client_id }, /not authorized to access/],
        [{ scope: ['read:orders', 'admin'] }, /not been granted scopes: admin/],
        [{ client_id: page.client_id }, /Grant type 'client_credentials' not allowed/],
        [{ client_id: people.client_id }, /Grant type 'client_credentials' not allowed/],
        [{ client_id: member.client_id }, /organization is required/],
        [{ client_id: robot.client_id, audience: `${world.issuer}api/v2/` }, /Management API takes no tokens/],
        [{ lifetime: 100 * DAY }, /at most 7776000 seconds.*lifetime/],
        [{ lifetime: 366 * DAY }, /lifetime/],
        [{ lifetime: 1 }, /lifetime/],
        [{ name: '' }, /name/],
        [{ expires_at: '2099-01-01T00:00:00Z' }, /expires_at/],
      ] as const) {
        const body = { name: 'Nightly', client_id: robot.client_id, audience: API, ...fields }
        assert.match(String((await call(400, 'POST', '/machine-tokens', body))['message']), message)
      }
      await call(200, 'PATCH', '/tenants/settings', { machine_token_lifetime_limit: 365 * DAY })
      assert.equal((await make({ lifetime: 365 * DAY }))['lifetime'], 365 * DAY)
      await call(200, 'PATCH', '/tenants/settings', { machine_token_lifetime_limit: null })
    })

    test('its name can be changed, and nothing else', async () => {
      const { id } = await make()
      assert.equal((await call(200, 'PATCH', `/machine-tokens/${id}`, { name: 'Weekly' }))['name'], 'Weekly')
      for (const field of ['scope', 'lifetime', 'audience', 'client_id']) {
        await call(400, 'PATCH', `/machine-tokens/${id}`, { [field]: 'x' })
      }
    })
  })
}
