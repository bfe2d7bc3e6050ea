// Settings, signing keys and the log of a tenant.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

describe('tenant settings', () => {
  test('are there from the start', async () => {
    const settings = (await wing.ask('/tenants/settings')).json()
    assert.equal(settings.resource_parameter_profile, 'compatibility')
    assert.deepEqual([settings.session_lifetime, settings.idle_session_lifetime], [168, 72])
    assert.deepEqual(settings.enabled_locales, ['en'])
    assert.deepEqual(settings.sandbox_versions_available, ['22'])
    assert.deepEqual((await wing.ask('/tenants/settings?fields=enabled_locales')).json(), { enabled_locales: ['en'] })
  })

  test('take minutes for hours, and not both', async () => {
    const patch = (body: object) => wing.ask('/tenants/settings', { method: 'PATCH', body })
    const answer = await patch({ session_lifetime_in_minutes: 6000 })
    assert.equal(answer.json().session_lifetime, 100)
    assert.equal(answer.json().sandbox_versions_available, undefined)
    assert.equal((await patch({ session_lifetime: 1, session_lifetime_in_minutes: 60 })).statusCode, 400)
    assert.equal((await patch({ sandbox_versions_available: ['1'] })).statusCode, 400)
    assert.equal((await wing.ask('/tenants/settings')).json().session_lifetime, 100)
  })

  test('cannot be made or removed', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
      const answer = await wing.ask('/tenants/settings', { method })
      assert.equal(answer.statusCode, 405)
      assert.equal(answer.headers['allow'], 'GET, PATCH')
    }
  })
})

describe('signing keys', () => {
  test('rotate once the next one has been known long enough, and can then be revoked', async () => {
    const keys = (await wing.ask('/keys/signing')).json()
    assert.deepEqual(keys.map((key: { current: boolean; next: boolean }) => [key.current, key.next]).sort(), [
      [false, true],
      [true, false],
    ])
    assert.ok(!JSON.stringify(keys).includes('private'))
    const { client_id } = (await wing.ask('/clients', { method: 'POST', body: { name: 'x' } })).json()
    const ofClient = async () => (await wing.ask(`/clients/${client_id}`)).json().signing_keys
    const before = await ofClient()
    assert.deepEqual(await ofClient(), before)
    wing.clock.now += 3_600_000
    const previous = keys.find((key: { current: boolean }) => key.current)
    const rotated = await wing.ask('/keys/signing/rotate', { method: 'POST' })
    assert.equal(rotated.statusCode, 201, rotated.body)
    assert.equal(rotated.json().kid, keys.find((key: { next: boolean }) => key.next).kid)
    assert.deepEqual(before[0].cert, previous.cert)
    assert.deepEqual((await ofClient())[0].cert, rotated.json().cert, 'what is shown of a client follows')
    const revoked = await wing.ask(`/keys/signing/${previous.kid}/revoke`, { method: 'PUT' })
    assert.equal(revoked.statusCode, 200)
    assert.deepEqual(Object.keys(revoked.json()), ['kid', 'cert', 'revoked_at'])
    assert.equal((await wing.ask(`/keys/signing/${previous.kid}`)).json().revoked, true)
  })

  test('that are revoked open this door no more, at once', async () => {
    const own = await openSampleWing()
    try {
      const [current] = (await own.ask('/keys/signing')).json().filter((key: { current: boolean }) => key.current)
      own.clock.now += 3_600_000
      const old = await own.bearer(['read:clients'])
      assert.equal((await own.ask('/clients', { authorization: old })).statusCode, 200)
      await own.ask('/keys/signing/rotate', { method: 'POST' })
      assert.equal((await own.ask('/clients', { authorization: old })).statusCode, 200)
      own.clock.now += 1000
      assert.equal((await own.ask(`/keys/signing/${current.kid}/revoke`, { method: 'PUT' })).statusCode, 200)
      assert.equal((await own.ask('/clients', { authorization: old })).statusCode, 401)
    } finally {
      await own.close()
    }
  })

  test('that are not there are a 404', async () => {
    assert.equal((await wing.ask('/keys/signing/nothing')).statusCode, 404)
    assert.equal((await wing.ask('/keys/signing/nothing/revoke', { method: 'PUT' })).statusCode, 404)
    assert.equal((await wing.ask('/keys/signing/rotate', { method: 'POST', body: { alg: 'HS256' } })).statusCode, 400)
  })
})

describe('the log', () => {
  test('says who changed what, and from what to what, without secrets', async () => {
    const client = (await wing.ask('/clients', { method: 'POST', body: { name: 'before' } })).json()
    const url = `/clients/${client.client_id}`
    await wing.ask(url, { method: 'PATCH', body: { name: 'after', client_secret: 'chosen-by-somebody-else' } })
    const event = wing.recorded.at(-1)
    assert.equal(event?.type, 'sapi')
    assert.equal(event.client_id, wing.tenancy.tenant.first_client_id)
    const { request, changed, before: was, after: is, id } = event.details ?? {}
    assert.deepEqual(
      [id, changed, was, is],
      [client.client_id, ['name', 'client_secret'], { name: 'before' }, { name: 'after' }],
    )
    assert.deepEqual(Reflect.get(Object(request), 'path'), `/api/v2${url}`)
    assert.ok(!JSON.stringify(wing.recorded).includes('chosen-by-somebody-else'))
  })

  test('holds nothing of what is guarded, and of free maps only the names', async () => {
    const body = {
      name: 'guarded',
      encryption_key: { pub: 'HUSH-1', cert: 'HUSH-2', subject: 'HUSH-3' },
      addons: { box: { key: 'HUSH-4' } },
      client_metadata: { colour: 'HUSH-5' },
      jwt_configuration: { lifetime_in_seconds: 77, scopes: { s: 'HUSH-6' } },
      express_configuration: { deep: { er: 'HUSH-7' } },
      session_transfer: { delegation: { d: 'HUSH-8' } },
    }
    const { client_id } = (await wing.ask('/clients', { method: 'POST', body })).json()
    assert.deepEqual(Reflect.get(Object(wing.recorded.at(-1)?.details?.['after']), 'client_metadata'), ['colour'])
    const client_metadata = { colour: 'HUSH-9' }
    await wing.ask(`/clients/${client_id}`, { method: 'PATCH', body: { client_metadata, addons: { a: 'HUSH-A' } } })
    assert.deepEqual(wing.recorded.at(-1)?.details?.['changed'], ['addons', 'client_metadata'])
    await wing.ask(`/clients/${client_id}`, { method: 'DELETE' })
    const identifier = 'urn:hush'
    const secret = { identifier, signing_alg: 'HS256', signing_secret: 'HUSH-of-enough-characters' }
    const { id } = (await wing.ask('/resource-servers', { method: 'POST', body: secret })).json()
    await wing.ask(`/resource-servers/${id}`, { method: 'DELETE' })
    await wing.ask('/tenants/settings', { method: 'PATCH', body: { security_headers: { h: 'HUSH-B' } } })
    const log = JSON.stringify(wing.recorded)
    assert.doesNotMatch(log, /HUSH/)
    assert.match(log, /"lifetime_in_seconds":77/)
  })

  test('says who was refused', async () => {
    await wing.ask('/clients', { scopes: ['read:logs'] })
    const event = wing.recorded.at(-1)
    assert.equal(event?.type, 'fapi')
    assert.match(event.description ?? '', /^Insufficient scope/)
  })

  test('says nothing of what was not done', async () => {
    const count = wing.recorded.length
    await wing.ask('/clients', { method: 'POST', body: {} })
    await wing.ask('/clients/nobody', { method: 'DELETE' })
    assert.equal(wing.recorded.length, count)
  })

  test('is read newest first by pages, and onward from an entry', async () => {
    const { tenant_id } = wing.tenancy.tenant
    await wing.ports.store.appendLogEvents(wing.recorded.map((event) => ({ tenant_id, event })))
    const ids = wing.recorded.map(({ log_id }) => log_id)
    const { start, limit, length, total, logs } = (await wing.ask('/logs?include_totals=true&per_page=2&page=1')).json()
    assert.deepEqual([start, limit, length, total], [2, 2, 2, ids.length])
    assert.deepEqual(
      logs.map((log: { log_id: string }) => log.log_id),
      ids.toReversed().slice(2, 4),
    )
    const onward = (await wing.ask(`/logs?from=${ids[1]}&take=2`)).json()
    assert.deepEqual(
      onward.map((log: { log_id: string }) => log.log_id),
      ids.slice(2, 4),
    )
    const one = (await wing.ask(`/logs/${ids[0]}`)).json()
    assert.equal(one.log_id, ids[0])
    assert.equal(one['_id'], ids[0])
    assert.equal(one.date, new Date(wing.recorded[0]?.date ?? 0).toISOString())
    const missing = await wing.ask(`/logs/${'9'.repeat(56)}`)
    assert.equal(missing.statusCode, 404)
    assert.equal((await wing.ask('/logs?page=20&per_page=50')).statusCode, 400)
    const types = async (query: string): Promise<ReadonlySet<string>> =>
      new Set((await wing.ask(`/logs?${query}`)).json().map(({ type }: { type: string }) => type))
    assert.deepEqual(await types('q=type:fapi'), new Set(['fapi']))
    assert.deepEqual(await types('search=NOT type:fapi'), new Set(['sapi']))
    assert.deepEqual(await types('q=description:*nowhere*'), new Set())
    const counted = (await wing.ask('/logs?q=type:fapi&include_totals=true&per_page=1')).json()
    assert.deepEqual([counted.length, counted.total], [1, wing.recorded.filter(({ type }) => type === 'fapi').length])
    assert.equal((await wing.ask('/logs?q=type:s&take=2')).statusCode, 400)
    assert.match((await wing.ask('/logs?q=type:[s')).json().message, /on property q/)
  })
})
