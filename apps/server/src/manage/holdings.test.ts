// What users hold: sessions, refresh tokens, what they allowed; seen by administrators, and ended.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { people, type People } from './people.fixture.ts'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
let made: People
before(async () => {
  wing = await openSampleWing()
  made = people(wing)
})
after(() => wing.close())

const ask = async (url: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE' = 'GET', body?: object) => {
  const answer = await wing.ask(url, body === undefined ? { method } : { method, body })
  return [answer.statusCode, answer.body === '' ? undefined : answer.json()] as const
}
const json = async (url: string) => (await wing.ask(url)).json()
const exists = async (id: string): Promise<readonly boolean[]> => [
  (await wing.tenancy.store.findSession(id)) !== undefined,
  (await wing.tenancy.store.findRefreshToken(id)) !== undefined,
]
const someone = async () => {
  const { user_id } = await made.user()
  return { user_id, client_id: await made.client(), url: `/users/${encodeURIComponent(user_id)}` }
}

describe('a session', () => {
  test('is shown without what opens it', async () => {
    const { user_id, client_id } = await someone()
    const { id } = await made.session(user_id, { clients: [client_id] })
    const [status, shown] = await ask(`/sessions/${id}`)
    assert.equal(status, 200)
    assert.deepEqual(shown, {
      id,
      user_id,
      created_at: '2026-01-02T03:04:05.000Z',
      updated_at: '2026-01-02T03:04:05.000Z',
      authenticated_at: '2026-01-02T03:04:05.000Z',
      idle_expires_at: '2026-01-02T04:04:05.000Z',
      expires_at: '2026-01-02T05:04:05.000Z',
      last_interacted_at: '2026-01-02T03:04:05.000Z',
      device: { initial_ip: '192.0.2.1' },
      clients: [{ client_id }],
      authentication: { methods: [{ name: 'pwd', timestamp: '2026-01-02T03:04:05.000Z' }] },
      cookie: { mode: 'persistent' },
    })
  })

  test('keeps notes of administrators, merged key by key', async () => {
    const { user_id } = await someone()
    const { id } = await made.session(user_id)
    await ask(`/sessions/${id}`, 'PATCH', { session_metadata: { a: '1', b: '2' } })
    const [, changed] = await ask(`/sessions/${id}`, 'PATCH', { session_metadata: { a: null, c: '3' } })
    assert.deepEqual(changed.session_metadata, { b: '2', c: '3' })
    assert.equal((await ask(`/sessions/${id}`, 'PATCH', { session_metadata: { a: 1 } }))[0], 400)
    assert.equal((await ask(`/sessions/${id}`, 'PATCH', { user_id: 'other' }))[0], 400)
  })

  for (const [method, path] of [
    ['DELETE', ''],
    ['POST', '/revoke'],
  ] as const) {
    test(`ends with ${method} ${path || 'of it'}, and its refresh tokens with it, and no others`, async () => {
      const { user_id, client_id } = await someone()
      const session = await made.session(user_id)
      const spared = await made.session(user_id)
      const bound = await made.refreshToken(user_id, client_id, { session_id: session.id })
      const free = await made.refreshToken(user_id, client_id, { session_id: spared.id })
      assert.equal((await ask(`/sessions/${session.id}${path}`, method))[0], 202)
      assert.deepEqual(await exists(session.id), [false, false])
      assert.deepEqual(await exists(bound.id), [false, false])
      assert.deepEqual(await exists(spared.id), [true, false])
      assert.deepEqual(await exists(free.id), [false, true])
      assert.equal((await ask(`/sessions/${session.id}`))[0], 404)
      assert.equal((await ask(`/sessions/${session.id}${path}`, method))[0], 404)
    })
  }

  test('is in the list of its user while it lives', async () => {
    const { user_id, url } = await someone()
    const all = [await made.session(user_id), await made.session(user_id), await made.session(user_id)]
    await made.session(user_id, { idle_expires_at: Math.floor(wing.clock.now / 1000) - 1 })
    const first = await json(`${url}/sessions?take=2`)
    const rest = await json(`${url}/sessions?take=2&from=${first.next}`)
    assert.deepEqual(
      [...first.sessions, ...rest.sessions].map((one: { id: string }) => one.id),
      all.map(({ id }) => id),
    )
    assert.equal((await json(`${url}/sessions?include_totals=true`)).total, 4)
    assert.equal((await ask(`${url}/sessions?from=nonsense`))[0], 400)
    assert.equal((await ask(`${url}/sessions`, 'DELETE'))[0], 202)
    assert.deepEqual(await json(`${url}/sessions`), { sessions: [] })
  })
})

describe('a refresh token', () => {
  test('is shown without the token', async () => {
    const { user_id, client_id } = await someone()
    const { id } = await made.refreshToken(user_id, client_id, { rotating: true })
    const shown = await json(`/refresh-tokens/${id}`)
    assert.deepEqual(shown, {
      id,
      user_id,
      created_at: '2026-01-02T03:04:05.000Z',
      idle_expires_at: '2026-01-02T04:04:05.000Z',
      expires_at: null,
      device: { initial_user_agent: 'A browser' },
      client_id,
      session_id: null,
      rotating: true,
      resource_servers: [{ audience: 'https://api.example.com/', scopes: 'read:messages offline_access' }],
      last_exchanged_at: null,
    })
  })

  test('is listed by user and client, and by the user’s own path', async () => {
    const { user_id, client_id, url } = await someone()
    const other = await made.client()
    const { id } = await made.refreshToken(user_id, client_id)
    await made.refreshToken(user_id, other)
    const ids = (tokens: { id: string }[]) => tokens.map((token) => token.id)
    const where = `user_id=${encodeURIComponent(user_id)}`
    assert.equal((await json(`/refresh-tokens?${where}`)).refresh_tokens.length, 2)
    assert.deepEqual(ids((await json(`/refresh-tokens?${where}&client_id=${client_id}`)).refresh_tokens), [id])
    assert.deepEqual((await json(`/refresh-tokens?${where}&client_id=${client_id}&fields=id`)).refresh_tokens, [{ id }])
    const page = await json(`${url}/refresh-tokens?include_totals=true&take=1`)
    assert.deepEqual([page.tokens.length, page.total, typeof page.next], [1, 2, 'string'])
    assert.equal((await ask('/refresh-tokens'))[0], 400)
    assert.equal((await ask(`${url}/refresh-tokens`, 'DELETE'))[0], 202)
    assert.deepEqual(await json(`${url}/refresh-tokens`), { tokens: [] })
  })

  test('keeps notes, and ends', async () => {
    const { user_id, client_id } = await someone()
    const { id } = await made.refreshToken(user_id, client_id)
    const body = { refresh_token_metadata: { device: 'phone' } }
    assert.deepEqual((await ask(`/refresh-tokens/${id}`, 'PATCH', body))[1].refresh_token_metadata, { device: 'phone' })
    assert.deepEqual((await json(`/refresh-tokens/${id}`)).refresh_token_metadata, { device: 'phone' })
    assert.deepEqual(await ask(`/refresh-tokens/${id}`, 'DELETE'), [204, undefined])
    assert.equal((await ask(`/refresh-tokens/${id}`))[0], 404)
    assert.equal((await ask(`/refresh-tokens/${id}`, 'DELETE'))[0], 404)
  })

  test('is revoked in bulk: by ids, by user and client, never all', async () => {
    const { user_id, client_id } = await someone()
    const tokens = await Promise.all(Array.from({ length: 4 }, () => made.refreshToken(user_id, client_id)))
    const [first, second] = tokens.map(({ id }) => id)
    assert.equal((await ask('/refresh-tokens/revoke', 'POST', { ids: [first, second, 'nothing'] }))[0], 202)
    const left = async () =>
      (await json(`/refresh-tokens?user_id=${encodeURIComponent(user_id)}`)).refresh_tokens.length
    assert.equal(await left(), 2)
    for (const body of [{}, { audience: 'https://api.example.com/' }, { ids: [first], user_id }]) {
      assert.equal((await ask('/refresh-tokens/revoke', 'POST', body))[0], 400)
    }
    assert.equal((await ask('/refresh-tokens/revoke', 'POST', { user_id, client_id, audience: 'urn:other' }))[0], 202)
    assert.equal(await left(), 2)
    assert.equal((await ask('/refresh-tokens/revoke', 'POST', { user_id, client_id }))[0], 202)
    assert.equal(await left(), 0)
  })
})

describe('the access of a user', () => {
  test('is revoked whole, for one session, or without the refresh tokens', async () => {
    const { user_id, client_id, url } = await someone()
    const [one, two] = [await made.session(user_id), await made.session(user_id)]
    const token = await made.refreshToken(user_id, client_id, { session_id: one.id })
    const stranger = await made.session((await made.user()).user_id)
    const revoke = (body: object) => ask(`${url}/revoke-access`, 'POST', body)
    assert.equal((await revoke({ session_id: stranger.id }))[0], 404)
    assert.equal((await revoke({ session_id: one.id, preserve_refresh_tokens: true }))[0], 202)
    assert.deepEqual(
      [await exists(one.id), await exists(token.id)],
      [
        [false, false],
        [false, true],
      ],
    )
    assert.equal((await revoke({}))[0], 202)
    assert.deepEqual(
      [await exists(two.id), await exists(token.id)],
      [
        [false, false],
        [false, false],
      ],
    )
    assert.deepEqual(await exists(stranger.id), [true, false])
    const narrow = { method: 'POST', body: {}, scopes: ['delete:sessions'] } as const
    assert.equal((await wing.ask(`${url}/revoke-access`, narrow)).statusCode, 403)
  })
})

describe('what a user allowed', () => {
  test('is listed, and what lives from it ends with it', async () => {
    const { user_id, client_id } = await someone()
    const id = await made.consent(user_id, client_id)
    const kept = await made.consent(user_id, client_id, 'urn:other')
    const token = await made.refreshToken(user_id, client_id)
    const other = await made.refreshToken(user_id, client_id, {
      resource_servers: [{ audience: 'urn:other', scopes: ['a'] }],
    })
    const where = `user_id=${encodeURIComponent(user_id)}`
    const [grant] = await json(`/grants?${where}&audience=${encodeURIComponent('https://api.example.com/')}`)
    assert.deepEqual(grant, {
      id,
      clientID: client_id,
      user_id,
      audience: 'https://api.example.com/',
      scope: ['read:messages'],
    })
    const page = await json(`/grants?${where}&include_totals=true&per_page=1`)
    assert.deepEqual(Object.keys(page), ['total', 'start', 'limit', 'grants'])
    assert.equal(page.total, 2)
    assert.deepEqual(await ask(`/grants/${id}`, 'DELETE'), [204, undefined])
    assert.deepEqual(
      [await exists(token.id), await exists(other.id)],
      [
        [false, false],
        [false, true],
      ],
    )
    assert.equal((await ask(`/grants/${id}`, 'DELETE'))[0], 404)
    assert.equal((await ask('/grants', 'DELETE'))[0], 400)
    assert.equal((await ask(`/grants?${where}`, 'DELETE'))[0], 204)
    assert.deepEqual(await json(`/grants?${where}`), [])
    assert.deepEqual(
      [await exists(other.id), await wing.tenancy.store.findConsentById(kept)],
      [[false, false], undefined],
    )
  })
})

describe('the log of a user', () => {
  test('has the lines about the user, newest first, and no others', async () => {
    const { user_id, url } = await someone()
    const { user_id: other } = await someone()
    const { tenant_id } = wing.tenancy.tenant
    const line = (number: number, about: string) => ({
      tenant_id,
      event: { log_id: String(number).padStart(56, '9'), date: wing.clock.now, type: 's', user_id: about },
    })
    await wing.ports.store.appendLogEvents([line(1, user_id), line(2, other), line(3, user_id)])
    const ids = (await json(`${url}/logs`)).map(({ log_id }: { log_id: string }) => log_id.slice(-1))
    assert.deepEqual(ids, ['3', '1'])
    const page = await json(`${url}/logs?include_totals=true&per_page=1&page=1`)
    assert.deepEqual([page.start, page.limit, page.length, page.total], [1, 1, 1, 2])
    assert.equal((await ask(`${url}/logs?page=20&per_page=50`))[0], 400)
  })
})

describe('device credentials', () => {
  test('are refresh tokens by another name, ended by an administrator or their own user', async () => {
    const { user_id, client_id } = await someone()
    const plain = await made.refreshToken(user_id, client_id)
    const rotating = await made.refreshToken(user_id, client_id, { rotating: true })
    const where = `user_id=${encodeURIComponent(user_id)}&client_id=${client_id}`
    const listed = await json(`/device-credentials?${where}`)
    assert.deepEqual(
      listed.map((one: { id: string; type: string }) => [one.id, one.type]),
      [
        [plain.id, 'refresh_token'],
        [rotating.id, 'rotating_refresh_token'],
      ],
    )
    assert.equal((await json(`/device-credentials?${where}&type=rotating_refresh_token`)).length, 1)
    assert.deepEqual(await json(`/device-credentials?${where}&type=public_key`), [])
    assert.equal((await ask(`/device-credentials?${where}&type=other`))[0], 400)
    const scopes = ['delete:current_user_device_credentials', 'create:current_user_device_credentials']
    const own = await made.token(user_id, scopes)
    const foreign = await made.token((await made.user()).user_id, scopes)
    const remove = async (id: string, authorization: string) =>
      (await wing.ask(`/device-credentials/${id}`, { method: 'DELETE', authorization })).statusCode
    assert.equal(await remove(plain.id, foreign), 404)
    assert.deepEqual(await exists(plain.id), [false, true])
    assert.equal(await remove(plain.id, own), 204)
    assert.equal((await ask(`/device-credentials/${rotating.id}`, 'DELETE'))[0], 204)
    const body = { device_name: 'x', type: 'public_key', value: 'x', device_id: 'a1' }
    const refused = await wing.ask('/device-credentials', { method: 'POST', body, authorization: own })
    assert.deepEqual([refused.statusCode, refused.json().errorCode], [400, 'operation_not_supported'])
  })
})

describe('an API that is deleted', () => {
  test('takes along what was allowed at it and the refresh tokens for it', async () => {
    const { user_id, client_id } = await someone()
    const audience = 'https://passing.example.com/'
    const { id } = (await wing.ask('/resource-servers', { method: 'POST', body: { identifier: audience } })).json()
    const consent = await made.consent(user_id, client_id, audience)
    const token = await made.refreshToken(user_id, client_id, { resource_servers: [{ audience, scopes: [] }] })
    assert.equal((await ask(`/resource-servers/${id}`, 'DELETE'))[0], 204)
    assert.equal(await wing.tenancy.store.findConsentById(consent), undefined)
    assert.deepEqual(await exists(token.id), [false, false])
  })
})

describe('a client that is deleted', () => {
  test('takes along what users gave it', async () => {
    const { user_id, client_id } = await someone()
    const consent = await made.consent(user_id, client_id)
    const token = await made.refreshToken(user_id, client_id)
    assert.equal((await ask(`/clients/${client_id}`, 'DELETE'))[0], 204)
    assert.equal(await wing.tenancy.store.findConsentById(consent), undefined)
    assert.deepEqual(await exists(token.id), [false, false])
  })
})
