// Who is let in, by where a request comes from. reference: Management API, section 22.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'
import { startPostgres, type TestPostgres } from '../databases/postgres.ts'
import { managed, type ManagementCall } from './managed.ts'
import { until } from './until.ts'

const OUTSIDE = '203.0.113.7'
const OFFICE = '198.51.100.20'

type Acl = { readonly id: string }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`network ACLs, on ${database}`, () => {
    let server: TestServer
    let postgres: TestPostgres | undefined
    let ahead = 0
    before(async () => {
      postgres = database === 'PostgreSQL' ? await startPostgres() : undefined
      const chosen = await postgres?.createDatabase()
      server = await startTestServer({
        now: () => Date.now() + ahead,
        environment: { SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1' },
        ...(chosen === undefined ? {} : { database: chosen }),
      })
    })
    after(async () => {
      await server.stop()
      await postgres?.stop()
    })
    const call = <T = Readonly<Record<string, unknown>>>(...asked: ManagementCall): Promise<T> =>
      managed(server, ...asked)
    beforeEach(async () => {
      for (const { id } of Object.values(await call<readonly Acl[]>(200, 'GET', '/network-acls')))
        await call(200, 'DELETE', `/network-acls/${id}`)
    })
    const acl = (priority: number, rule: object, more: object = {}): Promise<Acl> =>
      call<Acl>(201, 'POST', '/network-acls', {
        description: `Number ${priority}`,
        active: true,
        priority,
        rule,
        ...more,
      })
    const from = (path: string, ip: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${server.issuer}${path}`, { redirect: 'manual', headers: { 'x-forwarded-for': ip, ...headers } })
    const token = (ip: string): Promise<Response> =>
      server.token(
        {
          grant_type: 'client_credentials',
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          audience: `${server.issuer}api/v2/`,
        },
        { 'x-forwarded-for': ip },
      )
    const statuses = async (ip: string): Promise<readonly number[]> => [
      (await token(ip)).status,
      (await from('.well-known/jwks.json', ip)).status,
      (await from('authorize', ip)).status,
      (await from('api/v2/clients', ip)).status,
    ]
    const OPEN = [200, 200, 400, 401] as const

    test('nobody is turned away without one, nor by one that is not active', async () => {
      assert.deepEqual(await statuses(OUTSIDE), OPEN)
      await acl(1, { match_all: true, scope: 'tenant', action: { block: true } }, { active: false })
      assert.deepEqual(await statuses(OUTSIDE), OPEN)
    })

    test('a block holds for its part of the tenant', async () => {
      const match = { ipv4_cidrs: ['203.0.113.0/24'] }
      const { id } = await acl(1, { match, scope: 'authentication', action: { block: true } })
      assert.deepEqual(await statuses(OUTSIDE), [403, 403, 403, 401])
      assert.deepEqual(await statuses(OFFICE), OPEN)
      const refused = await token(OUTSIDE)
      assert.equal(refused.headers.get('cache-control'), 'no-store')
      assert.deepEqual(await refused.json(), {
        error: 'access_denied',
        error_description: 'Requests from where this one comes are not let in.',
      })
      await call(200, 'PATCH', `/network-acls/${id}`, { rule: { match, scope: 'management', action: { block: true } } })
      assert.deepEqual(await statuses(OUTSIDE), [200, 200, 400, 403])
      assert.equal((await from('%61pi/v2/clients', OUTSIDE)).status, 403, 'however the path is written')
      const body = (await (await from('api/v2/clients', OUTSIDE)).json()) as Record<string, unknown>
      assert.deepEqual([body['statusCode'], body['error']], [403, 'Forbidden'])
      await call(200, 'PATCH', `/network-acls/${id}`, { rule: { match, scope: 'tenant', action: { block: true } } })
      assert.deepEqual(await statuses(OUTSIDE), [403, 403, 403, 403])
    })

    test('the first that applies decides: let in the office, and nobody else', async () => {
      await acl(2, { match_all: true, scope: 'authentication', action: { block: true } })
      const { id } = await acl(1, {
        match: { ipv4_cidrs: [`${OFFICE}/32`] },
        scope: 'tenant',
        action: { allow: true },
      })
      assert.deepEqual(await statuses(OFFICE), OPEN)
      assert.equal((await token(OUTSIDE)).status, 403)
      await call(200, 'PATCH', `/network-acls/${id}`, { priority: 3 })
      assert.equal((await token(OFFICE)).status, 403)
    })

    test('others than those that are named are sent elsewhere', async () => {
      const action = { redirect: true, redirect_uri: 'https://example.com/not-here?ü' }
      const not_match = { ipv4_cidrs: [OFFICE], user_agents: ['Friend/*'] }
      await acl(1, { not_match, scope: 'authentication', action })
      for (const path of ['authorize', '.well-known/jwks.json']) {
        const sent = await from(path, OUTSIDE)
        assert.deepEqual([sent.status, sent.headers.get('location')], [302, 'https://example.com/not-here?%C3%BC'])
        assert.equal(sent.headers.get('cache-control'), 'no-store')
      }
      assert.deepEqual(await statuses(OFFICE), OPEN)
      assert.equal((await from('authorize', OUTSIDE, { 'user-agent': 'friend/1.0' })).status, 400)
    })

    test('one that only logs turns nobody away, and the tenant log tells of it: once, and then what came in ten minutes', async () => {
      const match = { user_agents: ['*crawler*'] }
      const { id } = await acl(1, { match, scope: 'authentication', action: { block: true, log: true } })
      const ask = (user_agent: string): Promise<Response> => from('authorize', OUTSIDE, { 'user-agent': user_agent })
      for (const user_agent of ['A Crawler/1', 'A Crawler/1', 'Something else'])
        assert.equal((await ask(user_agent)).status, 400)
      ahead += 601_000
      assert.equal((await ask('Something else')).status, 400)
      const lines = async (): Promise<readonly { readonly details: Readonly<Record<string, unknown>> }[]> => {
        const found = await call<readonly { details: Record<string, unknown> }[]>(
          200,
          'GET',
          '/logs?q=type:acls_summary',
        )
        return Object.values(found).filter(({ details }) => details['acl_id'] === id)
      }
      await until('both lines are there', async () => (await lines()).length === 2)
      assert.deepEqual(
        (await lines()).map(({ details }) => [details['match'], details['total_request_count'], details['action']]),
        [
          [{ successes: 1 }, { successes: 2 }, { block: true, log: true }],
          [{ successes: 1 }, { successes: 1 }, { block: true, log: true }],
        ],
      )
    })

    test('what nobody here can know is kept, but cannot be active', async () => {
      const rule = { match: { geo_country_codes: ['DE'] }, scope: 'tenant', action: { block: true } }
      const wish = { description: 'Not from there', active: true, rule }
      const refused = await call<{ message: string }>(400, 'POST', '/network-acls', wish)
      assert.match(refused.message, /active set to false' on property rule\.match\.geo_country_codes\.$/)
      const kept = await call<Acl>(201, 'POST', '/network-acls', { ...wish, active: false })
      assert.deepEqual((({ rule: is, priority }) => [is, priority])(Object(kept)), [rule, 100])
      await call(400, 'PATCH', `/network-acls/${kept.id}`, { active: true })
      await call(400, 'PUT', `/network-acls/${kept.id}`, wish)
    })

    test('a tenant has at most twenty, however many are made at once, and few patterns in each', async () => {
      const rule = { match: { user_agents: ['bad*'] }, scope: 'tenant', action: { block: true } }
      const wish = { description: 'One of many', active: false, rule }
      for (let made = 0; made < 18; made += 1) await call(201, 'POST', '/network-acls', wish)
      const asked = await Promise.all(
        Array.from({ length: 6 }, async () => (await server.manage('POST', '/network-acls', wish)).status),
      )
      assert.equal(asked.filter((status) => status === 201).length, 2, asked.join(' '))
      assert.equal(Object.keys(await call<object>(200, 'GET', '/network-acls')).length, 20)
      const user_agents = Array.from({ length: 11 }, (_, number) => `bad${number}*`)
      const { message } = await call<{ message: string }>(400, 'POST', '/network-acls', {
        ...wish,
        rule: { ...rule, match: { user_agents } },
      })
      assert.match(message, /user_agents/)
    })

    test('a rule that says nothing, or two things, is refused by name', async () => {
      const block = { block: true }
      const match = { ipv4_cidrs: [OUTSIDE] }
      const wrong: readonly (readonly [object, string])[] = [
        [{ scope: 'tenant', action: block }, 'rule'],
        [{ match, match_all: true, scope: 'tenant', action: block }, 'rule'],
        [{ match: {}, scope: 'tenant', action: block }, 'rule.match'],
        [{ match, scope: 'tenant', action: {} }, 'rule.action'],
        [{ match, scope: 'tenant', action: { block: true, allow: true } }, 'rule.action'],
        [{ match, scope: 'tenant', action: { block: false, allow: true } }, 'rule.action.block'],
        [{ match, scope: 'tenant', action: { redirect: true } }, 'rule.action.redirect_uri'],
        [
          { match, scope: 'tenant', action: { block: true, redirect_uri: 'https://a.example' } },
          'rule.action.redirect_uri',
        ],
        [{ match: { ipv6_cidrs: ['2002:7bcd:/32'] }, scope: 'tenant', action: block }, 'rule.match.ipv6_cidrs[0]'],
        [{ not_match: { ipv4_cidrs: ['1.2.3.4/33'] }, scope: 'tenant', action: block }, 'rule.not_match'],
        [{ match, scope: 'everywhere', action: block }, 'rule'],
      ]
      for (const [rule, property] of wrong) {
        const said = { description: 'Wrong', active: true, rule }
        const { message } = await call<{ message: string }>(400, 'POST', '/network-acls', said)
        assert.ok(message.includes(`on property ${property}`), `${JSON.stringify(rule)}: ${message}`)
      }
    })
  })
}
