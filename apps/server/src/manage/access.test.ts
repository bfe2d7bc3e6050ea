// Who gets in: every endpoint against no token, a token of another tenant, a token without the scope. Generated from the entity
// list, so that a new endpoint is held to it by itself.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Entity } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { EVERYTHING, openSampleWing, type Asked, type SampleWing } from './sample-wing.fixture.ts'

type Endpoint = {
  readonly method: NonNullable<Asked['method']>
  readonly url: string
  readonly scopes: readonly string[]
}

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const METHODS = { list: 'GET', get: 'GET', create: 'POST', update: 'PATCH', delete: 'DELETE' } as const

const endpointsOf = (entity: Entity): readonly Endpoint[] =>
  entity.verbs.map((verb) => {
    const isAboutOne = entity.id !== undefined && verb !== 'list' && verb !== 'create'
    const path = `/${entity.path.replace(/:\w+/, 'somebody')}${isAboutOne ? '/something' : ''}`
    return {
      method: METHODS[verb],
      url: path,
      scopes: entity.scopes[verb === 'list' || verb === 'get' ? 'read' : verb],
    }
  })

const ENDPOINTS: readonly Endpoint[] = [
  ...ENTITIES.flatMap((entity) => endpointsOf(entity)),
  { method: 'POST', url: '/clients/somebody/rotate-secret', scopes: ['update:client_keys'] },
  { method: 'GET', url: '/keys/signing', scopes: ['read:signing_keys'] },
  { method: 'GET', url: '/keys/signing/something', scopes: ['read:signing_keys'] },
  { method: 'POST', url: '/keys/signing/rotate', scopes: ['create:signing_keys', 'update:signing_keys'] },
  { method: 'PUT', url: '/keys/signing/something/revoke', scopes: ['update:signing_keys'] },
  { method: 'GET', url: '/logs', scopes: ['read:logs', 'read:logs_users'] },
  { method: 'GET', url: '/logs/something', scopes: ['read:logs', 'read:logs_users'] },
]

describe('every endpoint', () => {
  for (const { method, url, scopes } of ENDPOINTS) {
    const body = method === 'POST' || method === 'PATCH' ? {} : undefined
    const asked = body === undefined ? { method } : { method, body }

    test(`${method} ${url} answers nobody without a token`, async () => {
      const answer = await wing.ask(url, { ...asked, authorization: undefined })
      assert.equal(answer.statusCode, 401)
      assert.deepEqual(answer.json(), {
        statusCode: 401,
        error: 'Unauthorized',
        message: 'Missing authentication',
        attributes: { error: 'Missing authentication' },
      })
      assert.equal(answer.headers['cache-control'], 'no-store')
    })

    test(`${method} ${url} answers no administrator of another tenant`, async () => {
      const answer = await wing.ask(url, {
        ...asked,
        authorization: await wing.bearer(EVERYTHING, wing.tenancyOf('two.example')),
      })
      assert.equal(answer.statusCode, 401)
      assert.equal(answer.json().message, 'Invalid signature received for JSON Web Token validation')
    })

    test(`${method} ${url} needs its own scope, and says which`, async () => {
      const others = EVERYTHING.filter((scope) => !scopes.includes(scope))
      const answer = await wing.ask(url, { ...asked, scopes: others })
      assert.equal(answer.statusCode, 403)
      assert.equal(answer.json().errorCode, 'insufficient_scope')
      const named = url.endsWith('/rotate') ? 'create:signing_keys' : scopes.join(',')
      assert.equal(answer.json().message, `Insufficient scope, expected any of: ${named}`)
    })

    test(`${method} ${url} lets in who has the scope`, async () => {
      for (const granted of url.endsWith('/rotate') ? [scopes] : scopes.map((scope) => [scope])) {
        const { statusCode, body: said } = await wing.ask(url, { ...asked, scopes: granted })
        assert.ok(![401, 403, 405, 500].includes(statusCode), `${granted}: ${statusCode} ${said}`)
      }
    })
  }
})

describe('things of another tenant', () => {
  test('cannot be read, changed or removed by their id', async () => {
    const host = 'two.example'
    const client = (await wing.ask('/clients', { method: 'POST', body: { name: 'theirs' }, host })).json()
    const api = (
      await wing.ask('/resource-servers', { method: 'POST', body: { identifier: 'urn:theirs' }, host })
    ).json()
    const theirs = { client_id: client.client_id, audience: 'urn:theirs' }
    const grant = (await wing.ask('/client-grants', { method: 'POST', body: theirs, host })).json()
    const log = { log_id: '9'.repeat(56), date: wing.clock.now, type: 'sapi' }
    await wing.ports.store.appendLogEvents([{ tenant_id: wing.tenancyOf(host).tenant.tenant_id, event: log }])
    const [key] = (await wing.ask('/keys/signing', { host })).json()
    const paths = [`/clients/${client.client_id}`, `/resource-servers/${api.id}`, `/resource-servers/urn:theirs`]
    paths.push(`/client-grants/${grant.id}`)
    for (const url of [
      ...paths,
      `/clients/${client.client_id}/credentials`,
      `/keys/signing/${key.kid}`,
      `/logs/${log.log_id}`,
    ]) {
      assert.equal((await wing.ask(url)).statusCode, 404, url)
      assert.equal((await wing.ask(url, { host })).statusCode, 200, url)
    }
    for (const url of paths) {
      assert.equal((await wing.ask(url, { method: 'DELETE' })).statusCode, 404, url)
      const body = url.startsWith('/client-grants') ? { scope: [] } : { name: 'ours' }
      assert.equal((await wing.ask(url, { method: 'PATCH', body })).statusCode, 404, url)
      assert.equal((await wing.ask(url, { host })).statusCode, 200, url)
    }
    assert.equal((await wing.ask(`/clients/${client.client_id}/rotate-secret`, { method: 'POST' })).statusCode, 404)
    assert.equal((await wing.ask(`/keys/signing/${key.kid}/revoke`, { method: 'PUT' })).statusCode, 404)
    assert.equal((await wing.ask('/client-grants', { method: 'POST', body: theirs })).statusCode, 404)
    const log_ids = (await wing.ask('/logs')).json().map((event: { log_id: string }) => event.log_id)
    assert.ok(!log_ids.includes(log.log_id))
  })
})

describe('a token', () => {
  const refusals: readonly [title: string, authorization: () => Promise<string>, status: number, message: string][] = [
    ['that is none', async () => 'Bearer abc', 400, 'Bad HTTP authentication header format'],
    ['under another scheme', async () => 'Basic YTpi', 400, 'Bad HTTP authentication header format'],
    ['that is empty', async () => 'Bearer ', 400, 'Bad HTTP authentication header format'],
    ['that is enormous', async () => `Bearer ${'a'.repeat(20_000)}.${'b'.repeat(20_000)}.c`, 401, 'Invalid token'],
    [
      'that has expired',
      async () => `Bearer ${await wing.sign({ ...wing.claimsFor(EVERYTHING), exp: wing.clock.now / 1000 - 10 })}`,
      401,
      'Expired token received for JSON Web Token validation',
    ],
    [
      'that was tampered with',
      async () => (await wing.bearer(EVERYTHING)).replace(/.{4}$/, 'AAAA'),
      401,
      'Invalid signature received for JSON Web Token validation',
    ],
    [
      'without a signature',
      async () => `Bearer ${await wing.sign(wing.claimsFor(EVERYTHING), { header: { alg: 'none' } })}`,
      401,
      'Invalid signature received for JSON Web Token validation',
    ],
    [
      'for another API',
      async () => `Bearer ${await wing.sign({ ...wing.claimsFor(EVERYTHING), aud: 'https://api.example.com/' })}`,
      401,
      'Invalid token',
    ],
    [
      'of another issuer',
      async () => `Bearer ${await wing.sign({ ...wing.claimsFor(EVERYTHING), iss: 'https://two.example/' })}`,
      401,
      'Invalid token',
    ],
    [
      'of another kind',
      async () => `Bearer ${await wing.sign(wing.claimsFor(EVERYTHING), { header: { typ: 'logout+jwt' } })}`,
      401,
      'Invalid token',
    ],
    [
      'that is bound to a key, shown as if it were not',
      async () => `Bearer ${await wing.sign({ ...wing.claimsFor(EVERYTHING), cnf: { jkt: 'x' } })}`,
      401,
      'Invalid token',
    ],
    [
      'of a client that is gone',
      async () => `Bearer ${await wing.sign({ ...wing.claimsFor(EVERYTHING), azp: 'gone' })}`,
      401,
      'Invalid token',
    ],
  ]
  for (const [title, authorization, status, message] of refusals) {
    test(`${title} opens nothing`, async () => {
      const answer = await wing.ask('/clients', { authorization: await authorization() })
      assert.equal(answer.statusCode, status, answer.body)
      assert.equal(answer.json().message, message)
    })
  }

  test('of a user carries no right but those about the user', async () => {
    const claims = { ...wing.claimsFor([...EVERYTHING, 'read:current_user']), sub: 'auth0|1' }
    const answer = await wing.ask('/clients', { authorization: `Bearer ${await wing.sign(claims)}` })
    assert.equal(answer.statusCode, 403)
  })

  test('of the RFC 9068 dialect is as good', async () => {
    const claims = wing.claimsFor(EVERYTHING)
    const authorization = `Bearer ${await wing.sign({ ...claims, client_id: claims.azp }, { header: { typ: 'at+jwt' } })}`
    assert.equal((await wing.ask('/clients', { authorization })).statusCode, 200)
  })

  test('that is known is refused all the same once it has expired, or its client is gone', async () => {
    const own = await openSampleWing()
    try {
      const client = (await own.ask('/clients', { method: 'POST', body: { name: 'short-lived' } })).json()
      const exp = own.clock.now / 1000 + 30
      const claims = { ...own.claimsFor(EVERYTHING), azp: client.client_id, sub: `${client.client_id}@clients` }
      const authorization = `Bearer ${await own.sign({ ...claims, exp })}`
      const longer = `Bearer ${await own.sign({ ...claims, exp: exp + 60 })}`
      assert.equal((await own.ask('/clients', { authorization })).statusCode, 200)
      assert.equal((await own.ask('/clients', { authorization: longer })).statusCode, 200)
      own.clock.now += 36_000
      assert.equal((await own.ask('/clients', { authorization })).statusCode, 401)
      assert.equal((await own.ask('/clients', { authorization: longer })).statusCode, 200)
      await own.ask(`/clients/${client.client_id}`, { method: 'DELETE' })
      assert.equal((await own.ask('/clients', { authorization: longer })).statusCode, 401)
    } finally {
      await own.close()
    }
  })
})

describe('what a client shows', () => {
  test('is a summary to who may read no more', async () => {
    const made = (
      await wing.ask('/clients', { method: 'POST', body: { name: 'x', description: 'y', app_type: 'spa' } })
    ).json()
    const seen = await wing.ask(`/clients/${made.client_id}`, { scopes: ['read:client_summary'] })
    assert.deepEqual(seen.json(), { client_id: made.client_id, name: 'x', description: 'y', app_type: 'spa' })
  })

  test('includes keys only for who may read keys', async () => {
    const { client_id } = (await wing.ask('/clients', { method: 'POST', body: { name: 'x' } })).json()
    assert.equal((await wing.ask(`/clients/${client_id}`, { scopes: ['read:clients'] })).json().signing_keys, undefined)
    assert.ok((await wing.ask(`/clients/${client_id}`, { scopes: ['read:client_keys'] })).json().signing_keys)
  })

  test('may be changed only in what the scope is about', async () => {
    const { client_id } = (await wing.ask('/clients', { method: 'POST', body: { name: 'x' } })).json()
    const url = `/clients/${client_id}`
    const tried = async (scope: string, body: object) =>
      (await wing.ask(url, { method: 'PATCH', body, scopes: [scope] })).statusCode
    assert.equal(await tried('update:client_keys', { callbacks: ['https://evil.example'] }), 403)
    assert.equal(await tried('update:clients', { client_secret: 'chosen-by-somebody-else' }), 403)
    assert.equal(await tried('update:client_keys', { client_secret: 'chosen-by-somebody-else' }), 200)
    assert.equal(await tried('update:clients', { callbacks: ['https://app.example'] }), 200)
  })
})
