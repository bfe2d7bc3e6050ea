// Who gets in: every endpoint against no token, a token of another tenant, a token without the scope. Generated from the entity
// list, so that a new endpoint is held to it by itself.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { authenticateAdministrator } from '@symbolon/core/manage/administrator'
import { isCurrentUserScope, systemAudience } from '@symbolon/protocol/auth0/system-api'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { METHOD_OF, pathOf, scopesFor, type Entity } from '@symbolon/protocol/entities/entity'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { ENDPOINTS as MORE_ENDPOINTS } from '@symbolon/core/manage/endpoints'
import { EVERYTHING, openSampleWing, type Asked, type SampleWing } from './sample-wing.fixture.ts'

type Endpoint = {
  readonly method: NonNullable<Asked['method']>
  readonly url: string
  readonly scopes: readonly string[]
}

const SOMEBODY = {
  connection: 'Username-Password-Authentication',
  email: 'somebody@example.com',
  password: 'Correct-horse-7',
}

const systemGrant = (client_id: string, scope: readonly string[]) => ({
  client_id,
  audience: systemAudience('https://one.example/'),
  scope,
})

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const endpointsOf = (entity: Entity): readonly Endpoint[] =>
  entity.verbs.map((verb) => ({
    method: METHOD_OF[verb],
    url: pathOf(entity, verb)
      .replace(/:\w+(?=\/)/, 'somebody')
      .replace(':id', 'something'),
    scopes: scopesFor(entity, verb),
  }))

/** A body of one field, where these scopes let in for some fields and not for all. */
const fieldsOnlyFor = (url: string, granted: readonly string[]): { readonly body?: object } => {
  const entity = ([...ENTITIES, USER] as readonly Entity[]).find(
    ({ path }) => url.split('/').length === 3 && url.startsWith(`/${path}/`),
  )
  const holds = (scopes: readonly string[] = []) => scopes.some((scope) => granted.includes(scope))
  if (!entity || holds(entity.updateScopes['*'])) return {}
  const field = Object.keys(entity.updateScopes).find((name) => holds(entity.updateScopes[name]))
  return field === undefined ? {} : { body: { [field]: field === 'client_secret' ? 'a-secret-of-some-length' : null } }
}

const ENDPOINTS: readonly Endpoint[] = [
  ...ENTITIES.flatMap((entity) => endpointsOf(entity)),
  ...MORE_ENDPOINTS.map(({ method, path, scopes }) => ({
    method,
    url: path.replaceAll(/:\w+/g, 'something'),
    scopes,
  })),
]

describe('every endpoint', () => {
  for (const { method, url, scopes } of ENDPOINTS) {
    const body = method === 'POST' || method === 'PATCH' ? {} : undefined
    const asked = body === undefined ? { method } : { method, body }

    test(`G5: ${method} ${url} answers nobody without a token`, async () => {
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

    test(`G5: ${method} ${url} needs its own scope, and says which`, async () => {
      const others = EVERYTHING.filter((scope) => !scopes.includes(scope))
      const answer = await wing.ask(url, { ...asked, scopes: others })
      assert.equal(answer.statusCode, 403)
      assert.equal(answer.json().errorCode, 'insufficient_scope')
      const named = url.endsWith('/rotate') ? 'create:signing_keys' : scopes.join(',')
      assert.equal(answer.json().message, `Insufficient scope, expected any of: ${named}`)
    })

    test(`${method} ${url} lets in who has the scope`, async () => {
      const own = scopes.filter((scope) => !isCurrentUserScope(scope))
      for (const granted of url.endsWith('/rotate') ? [scopes] : own.map((scope) => [scope])) {
        const narrow = method === 'PATCH' ? fieldsOnlyFor(url, granted) : {}
        const { statusCode, body: said } = await wing.ask(url, { ...asked, ...narrow, scopes: granted })
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
    const { user_id } = (await wing.ask('/users', { method: 'POST', body: SOMEBODY })).json()
    const claims = { ...wing.claimsFor([...EVERYTHING, 'read:current_user']), sub: user_id }
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
      await own.ask('/client-grants', { method: 'POST', body: systemGrant(client.client_id, []) })
      const exp = own.clock.now / 1000 + 30
      const claims = { ...own.claimsFor(EVERYTHING), azp: client.client_id, sub: `${client.client_id}@clients` }
      const authorization = `Bearer ${await own.sign({ ...claims, exp })}`
      const longer = `Bearer ${await own.sign({ ...claims, exp: exp + 60 })}`
      const { id } = (await own.ask(`/client-grants?client_id=${client.client_id}`)).json()[0]
      await own.ask(`/client-grants/${id}`, { method: 'PATCH', body: { scope: ['read:clients'] } })
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

describe('a right that was given', () => {
  let own: SampleWing
  before(async () => void (own = await openSampleWing()))
  after(() => own.close())

  /** A client, its grant for the system API, and a token that says all that the grant said then. */
  const holder = async (scope: readonly string[], more: object = {}) => {
    const { client_id } = (await own.ask('/clients', { method: 'POST', body: { name: 'holder' } })).json()
    const body = { ...systemGrant(client_id, scope), ...more }
    const { id } = (await own.ask('/client-grants', { method: 'POST', body })).json()
    const claims = { ...own.claimsFor(scope), azp: client_id, sub: `${client_id}@clients` }
    const authorization = `Bearer ${await own.sign(claims)}`
    const tried = async (url: string) => (await own.ask(url, { authorization })).statusCode
    return { client_id, id, tried }
  }

  test('ends at once when the client grant is narrowed, and comes back with it', async () => {
    const { id, tried } = await holder(['read:clients', 'read:logs'])
    const narrow = (scope: readonly string[]) => own.ask(`/client-grants/${id}`, { method: 'PATCH', body: { scope } })
    assert.deepEqual([await tried('/clients'), await tried('/logs')], [200, 200])
    await narrow(['read:logs'])
    assert.deepEqual([await tried('/clients'), await tried('/logs')], [403, 200])
    await narrow(['read:logs', 'read:clients', 'read:client_grants'])
    assert.deepEqual([await tried('/clients'), await tried('/client-grants')], [200, 403])
  })

  test('ends at once when the client grant is deleted', async () => {
    const { id, tried } = await holder(['read:clients'])
    assert.equal(await tried('/clients'), 200)
    await own.ask(`/client-grants/${id}`, { method: 'DELETE' })
    assert.equal(await tried('/clients'), 401)
  })

  test('is not of a client whose grant speaks of its users', async () => {
    const { tried } = await holder(['read:clients'], { subject_type: 'user' })
    assert.equal(await tried('/clients'), 401)
  })

  test('lasts under a grant of all scopes', async () => {
    const { client_id } = (await own.ask('/clients', { method: 'POST', body: { name: 'all' } })).json()
    const body = { client_id, audience: systemAudience(own.tenancy.tenant.issuer), allow_all_scopes: true }
    assert.equal((await own.ask('/client-grants', { method: 'POST', body })).statusCode, 201)
    const claims = { ...own.claimsFor(['read:clients']), azp: client_id, sub: `${client_id}@clients` }
    const authorization = `Bearer ${await own.sign(claims)}`
    assert.equal((await own.ask('/clients', { authorization })).statusCode, 200)
    assert.equal((await own.ask('/logs', { authorization })).statusCode, 403)
  })

  test('is not had by a user who is called as a machine is', async () => {
    const body = { ...SOMEBODY, user_id: 'x@clients' }
    const { user_id } = (await own.ask('/users', { method: 'POST', body })).json()
    for (const [sub, status] of [
      [user_id, 403],
      ['other@clients', 401],
      ['@clients', 401],
      [`${own.tenancy.tenant.first_client_id}@clients `, 401],
    ] as const) {
      const authorization = `Bearer ${await own.sign({ ...own.claimsFor(EVERYTHING), sub })}`
      assert.equal((await own.ask('/clients', { authorization })).statusCode, status, sub)
    }
  })

  test('ends with its key, also when another server revoked it', async () => {
    const authorization = await own.bearer(['read:clients'])
    assert.equal((await own.ask('/clients', { authorization })).statusCode, 200)
    const keys = await own.tenancy.store.all('signing_keys', {})
    const before = keys.find(({ state }) => state === 'current')
    assert.ok(before)
    // As the store shows it, whoever wrote it.
    const revoked = { replace: 'signing_keys', before, after: { ...before, state: 'revoked' } } as const
    assert.equal((await own.tenancy.store.apply([revoked])).outcome, 'applied')
    assert.equal((await own.ask('/clients', { authorization })).statusCode, 401)
  })

  test('ends when the tenant gets another issuer', async () => {
    const tenancy = own.tenancyOf('two.example')
    const authorization = await own.bearer(['read:clients'], tenancy)
    assert.ok((await authenticateAdministrator(tenancy, authorization)).scopes.has('read:clients'))
    const moved = { ...tenancy, tenant: { ...tenancy.tenant, host: 'new.example', issuer: 'https://new.example/' } }
    await assert.rejects(async () => authenticateAdministrator(moved, authorization), { message: 'Invalid token' })
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

  test('is each time what its reader may see, and what it is now, however many read it in turn', async () => {
    const made = (await wing.ask('/clients', { method: 'POST', body: { name: 'x', description: 'y' } })).json()
    const url = `/clients/${made.client_id}`
    const fieldsFor = async (...scopes: readonly string[]) => {
      const answer = await wing.ask(url, { scopes })
      assert.equal(answer.statusCode, 200)
      assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
      return answer.json()
    }
    for (const name of ['x', 'changed', 'again']) {
      const changed = await wing.ask(url, { method: 'PATCH', body: { name } })
      assert.equal(changed.statusCode, 200)
      for (let turn = 0; turn < 3; turn += 1) {
        const whole = await fieldsFor('read:clients', 'read:client_keys')
        assert.equal(whole.name, name)
        assert.equal(whole.signing_keys.length, 1)
        const withoutKeys = await fieldsFor('read:clients')
        assert.equal(withoutKeys.name, name)
        assert.equal(withoutKeys.signing_keys, undefined)
        const summary = await fieldsFor('read:client_summary')
        assert.deepEqual(Object.keys(summary).toSorted(), ['client_id', 'description', 'name'])
        assert.deepEqual((await wing.ask(`${url}?fields=name`, { scopes: ['read:clients'] })).json(), { name })
      }
    }
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

  test('to a PATCH is no more than its caller may read or has sent', async () => {
    const encryption_key = { pub: 'a public key', cert: 'a certificate', subject: 'somebody' }
    const body = { name: 'x', encryption_key, addons: { box: { key: 'private' } } }
    const { client_id } = (await wing.ask('/clients', { method: 'POST', body })).json()
    const patched = async (sent: object, scopes: readonly string[]) =>
      (await wing.ask(`/clients/${client_id}`, { method: 'PATCH', body: sent, scopes })).json()
    const seen = async (sent: object, scopes: readonly string[]) => {
      const { name, encryption_key: key, addons, signing_keys } = await patched(sent, scopes)
      assert.equal(name, 'x')
      return [key !== undefined, addons !== undefined, signing_keys !== undefined]
    }
    const secret = { client_secret: 'chosen-by-somebody-else' }
    assert.deepEqual(await seen({}, ['update:clients']), [false, false, false])
    assert.deepEqual(await seen(secret, ['update:client_keys']), [false, false, false])
    assert.deepEqual(await seen({ encryption_key }, ['update:clients']), [true, false, false])
    assert.deepEqual(await seen({ addons: { box: {} } }, ['update:clients']), [false, true, false])
    assert.deepEqual(await seen({}, ['update:clients', 'read:clients']), [false, true, false])
    assert.deepEqual(await seen({}, ['update:clients', 'read:client_keys']), [true, true, true])
  })

  test('is not shown for an empty PATCH by who may change only a part', async () => {
    const { client_id } = (await wing.ask('/clients', { method: 'POST', body: { name: 'x' } })).json()
    const tried = async (scope: string) =>
      (await wing.ask(`/clients/${client_id}`, { method: 'PATCH', body: {}, scopes: [scope] })).statusCode
    for (const narrow of CLIENT.scopes.update.filter((scope) => scope !== 'update:clients')) {
      assert.equal(await tried(narrow), 403, narrow)
    }
    assert.equal(await tried('update:clients'), 200)
  })
})
