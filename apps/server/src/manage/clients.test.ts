import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { isClientSecret } from '@symbolon/core/clients/secret'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const create = async (body: object) => {
  const answer = await wing.ask('/clients', { method: 'POST', body })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json()
}
const refusal = async (url: string, method: 'POST' | 'PATCH' | 'DELETE', body?: unknown) => {
  const answer = await wing.ask(url, body === undefined ? { method } : { method, body })
  assert.ok(answer.statusCode >= 400, answer.body)
  const { statusCode, message, errorCode } = answer.json()
  return { statusCode, message, errorCode }
}
const pemOf = (key: { export: (options: { format: 'pem'; type: 'spki' }) => string | Buffer }) =>
  String(key.export({ format: 'pem', type: 'spki' }))
const P256 = pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
const RSA = pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)
const SHORT_RSA = pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)

describe('a new client', () => {
  test('is answered as Auth0 does, with its secret this once', async () => {
    const { client_id, client_secret, signing_keys, ...rest } = await create({ name: 'Minimal' })
    assert.match(client_id, /^[A-Za-z0-9]{32}$/)
    assert.match(client_secret, /^[A-Za-z0-9_-]{64}$/)
    assert.deepEqual(Object.keys(signing_keys[0]), ['cert', 'pkcs7', 'subject'])
    assert.deepEqual(rest, {
      tenant: 'one',
      global: false,
      name: 'Minimal',
      is_first_party: true,
      oidc_conformant: false,
      grant_types: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
      jwt_configuration: { lifetime_in_seconds: 36000, secret_encoded: false },
      sso_disabled: false,
      cross_origin_authentication: false,
      custom_login_page_on: true,
      refresh_token: {
        rotation_type: 'non-rotating',
        expiration_type: 'non-expiring',
        leeway: 0,
        token_lifetime: 2592000,
        infinite_token_lifetime: true,
        infinite_idle_token_lifetime: true,
        idle_token_lifetime: 1296000,
      },
      is_token_endpoint_ip_header_trusted: false,
      callback_url_template: false,
      encrypted: true,
    })
    assert.equal(await isClientSecret(wing.tenancy, client_id, client_secret), true)
  })

  test('has longer refresh tokens with a kind of application, and ending ones when it asks for them', async () => {
    const { refresh_token } = await create({
      name: 'spa',
      app_type: 'spa',
      refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
    })
    assert.equal(refresh_token.token_lifetime, 31557600)
    assert.equal(refresh_token.infinite_token_lifetime, false)
  })

  test('never has its secret read again, nor kept anywhere as it is', async () => {
    const { client_id, client_secret } = await create({ name: 'Secretive' })
    for (const url of [`/clients/${client_id}`, '/clients?per_page=100', '/logs']) {
      assert.ok(!(await wing.ask(url)).body.includes(client_secret), url)
    }
    assert.ok(!JSON.stringify(wing.recorded).includes(client_secret))
    const kept = await wing.tenancy.store.all('client_secrets', { client_id })
    assert.ok(!JSON.stringify(kept).includes(client_secret))
  })

  const refused: readonly [what: string, body: object, message: RegExp][] = [
    ['without a name', {}, /'Missing required property: name'\.$/],
    ['with fields nobody knows, each of which is named', { name: 'x', foo: 1, bar: 2 }, /not allowed: foo,bar'\.$/],
    ['with an id of its own', { name: 'x', client_id: 'mine' }, /not allowed: client_id'/],
    ['as the global one', { name: 'x', global: true }, /not allowed: global'/],
    ['with a secret of its own', { name: 'x', client_secret: 'x'.repeat(64) }, /not allowed: client_secret'/],
    ['whose name could be a script', { name: '<script>' }, /pattern.* on property name\.$/],
    ['with an empty name', { name: '' }, /on property name/],
    ['with a grant type nobody knows', { name: 'x', grant_types: ['magic'] }, /on property grant_types\[0\]\.$/],
    ['with a callback that runs', { name: 'x', callbacks: ['JavaScript:alert(1)'] }, /on property callbacks\[0\]\.$/],
    ['with a callback of 3000 characters', { name: 'x', callbacks: [`https://${'a'.repeat(3000)}`] }, /callbacks\[0\]/],
    ['with 101 callbacks', { name: 'x', callbacks: Array(101).fill('https://a') }, /Array is too long, maximum 100/],
    [
      'with eleven keys of metadata',
      { name: 'x', client_metadata: Object.fromEntries([...'abcdefghijk'].map((k) => [k, 'v'])) },
      /maximum 10/,
    ],
    ['with metadata that is no text', { name: 'x', client_metadata: { a: 1 } }, /client_metadata\.a\.$/],
    ['with a null', { name: 'x', description: null }, /Expected type string but found type null/],
    [
      'with rotating tokens that never end',
      { name: 'x', refresh_token: { rotation_type: 'rotating', expiration_type: 'non-expiring' } },
      /must be expiring/,
    ],
    [
      'with two ways to prove itself',
      {
        name: 'x',
        token_endpoint_auth_method: 'none',
        client_authentication_methods: { private_key_jwt: { credentials: [] } },
      },
      /exclude each other/,
    ],
    ['with a NUL in it', { name: 'x', description: 'a\u0000b' }, /characters that are not allowed/],
    ['with half a character', { name: 'x', description: '\ud800' }, /characters that are not allowed/],
    [
      'with something too deep',
      { name: 'x', addons: { a: JSON.parse('['.repeat(40) + ']'.repeat(40)) } },
      /Nested too deeply/,
    ],
  ]
  for (const [what, body, message] of refused) {
    test(`is not made ${what}`, async () => {
      const { statusCode, errorCode, message: said } = await refusal('/clients', 'POST', body)
      assert.deepEqual([statusCode, errorCode], [400, 'invalid_body'])
      assert.match(said, /^Payload validation error: '/)
      assert.match(said, message)
    })
  }
})

describe('the list of clients', () => {
  test('comes bare, with totals, or from a mark, and ends', async () => {
    for (let count = 0; count < 5; count += 1) await create({ name: `listed ${count}` })
    const all = (await wing.ask('/clients?per_page=100')).json()
    assert.ok(Array.isArray(all))
    const totals = (await wing.ask('/clients?include_totals=true&page=1&per_page=2')).json()
    assert.deepEqual(Object.keys(totals), ['total', 'start', 'limit', 'clients'])
    assert.deepEqual([totals.total, totals.start, totals.limit, totals.clients.length], [all.length, 2, 2, 2])
    const beyond = (await wing.ask('/clients?include_totals=true&page=1000&per_page=50')).json()
    assert.deepEqual(beyond.clients, [])
    const ids: string[] = []
    for (let next: string | undefined = '', turns = 0; next !== undefined && turns < 100; turns += 1) {
      const from: string = next === '' ? '' : `&from=${next}`
      const page = (await wing.ask(`/clients?take=2&include_totals=true${from}`)).json()
      assert.equal(page.total, undefined)
      ids.push(...page.clients.map((client: { client_id: string }) => client.client_id))
      next = page.next
    }
    assert.deepEqual(
      ids,
      all.map((client: { client_id: string }) => client.client_id),
    )
  })

  test('has exactly one global client, apart from all others', async () => {
    const globals = (await wing.ask('/clients?is_global=true&include_totals=true')).json()
    assert.equal(globals.total, 1)
    assert.equal(globals.clients[0].name, 'All Applications')
    const others = (await wing.ask('/clients?is_global=false&per_page=100')).json()
    assert.ok(others.every((client: { global: boolean }) => !client.global))
  })

  test('can be filtered, and answers only with the fields asked for', async () => {
    await create({ name: 'native one', app_type: 'native' })
    const natives = (await wing.ask('/clients?app_type=native,spa&fields=name,app_type')).json()
    assert.ok(natives.length > 0)
    for (const client of natives) assert.deepEqual(Object.keys(client), ['name', 'app_type'])
    const without = (await wing.ask('/clients?fields=signing_keys&include_fields=false')).json()
    assert.ok(without.every((client: object) => !('signing_keys' in client) && 'client_id' in client))
  })

  for (const query of [
    'foo=1',
    'per_page=101',
    'per_page=0',
    'page=-1',
    'page=x',
    'take=1000',
    'include_totals=yes',
    'from=nonsense',
    'is_global=1',
    'page=1&page=2',
    '__proto__=1',
  ]) {
    test(`refuses ?${query}`, async () => {
      const answer = await wing.ask(`/clients?${query}`)
      assert.equal(answer.statusCode, 400)
      assert.equal(answer.json().errorCode, 'invalid_query_string')
      assert.match(answer.json().message, /^Query validation error: '/)
    })
  }
})

describe('a new secret', () => {
  test('ends the old one at once', async () => {
    const { client_id, client_secret } = await create({ name: 'rotated' })
    const answer = await wing.ask(`/clients/${client_id}/rotate-secret`, { method: 'POST' })
    assert.equal(answer.statusCode, 200)
    const rotated = answer.json()
    assert.equal(rotated.name, 'rotated')
    assert.match(rotated.client_secret, /^[A-Za-z0-9_-]{64}$/)
    assert.equal(await isClientSecret(wing.tenancy, client_id, client_secret), false)
    assert.equal(await isClientSecret(wing.tenancy, client_id, rotated.client_secret), true)
  })

  test('leaves the old one for as long as was asked, and no later', async () => {
    const own = await openSampleWing()
    try {
      const made = (await own.ask('/clients', { method: 'POST', body: { name: 'x' } })).json()
      const url = `/clients/${made.client_id}/rotate-secret`
      const works = (secret: string) => isClientSecret(own.tenancy, made.client_id, secret)
      const first = (await own.ask(url, { method: 'POST', body: { grace_period: 60 } })).json()
      assert.deepEqual([await works(made.client_secret), await works(first.client_secret)], [true, true])
      const second = (await own.ask(url, { method: 'POST', body: { grace_period: 604_800 } })).json()
      own.clock.now += 61_000
      assert.deepEqual(
        [await works(made.client_secret), await works(first.client_secret), await works(second.client_secret)],
        [false, true, true],
      )
    } finally {
      await own.close()
    }
  })

  test('leaves two that work at most, however often it is done', async () => {
    const { client_id, client_secret } = await create({ name: 'often' })
    const secrets: string[] = [client_secret]
    for (let n = 0; n < 4; n += 1) {
      const body = { grace_period: 604_800 }
      const answer = await wing.ask(`/clients/${client_id}/rotate-secret`, { method: 'POST', body })
      secrets.push(answer.json().client_secret)
    }
    const working = await Promise.all(secrets.map((secret) => isClientSecret(wing.tenancy, client_id, secret)))
    assert.deepEqual(working, [false, false, false, true, true])
    assert.equal((await wing.tenancy.store.all('client_secrets', { client_id })).length, 2)
  })

  test('of many at the same time leaves one that works', async () => {
    const { client_id } = await create({ name: 'raced' })
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => wing.ask(`/clients/${client_id}/rotate-secret`, { method: 'POST' })),
    )
    const secrets = answers.filter(({ statusCode }) => statusCode === 200).map((answer) => answer.json().client_secret)
    const working = await Promise.all(secrets.map((secret) => isClientSecret(wing.tenancy, client_id, secret)))
    assert.equal(working.filter(Boolean).length, 1)
    assert.equal((await wing.tenancy.store.all('client_secrets', { client_id })).length, 1)
  })

  for (const body of [{ grace_period: -1 }, { grace_period: 604_801 }, { grace_period: '5' }, { other: 1 }, []]) {
    test(`is not made with ${JSON.stringify(body)}`, async () => {
      const { client_id, client_secret } = await create({ name: 'x' })
      assert.equal((await refusal(`/clients/${client_id}/rotate-secret`, 'POST', body)).statusCode, 400)
      assert.equal(await isClientSecret(wing.tenancy, client_id, client_secret), true)
    })
  }
})

describe('changes at the same time', () => {
  test('of different fields all hold', async () => {
    const { client_id } = await create({ name: 'shared' })
    const url = `/clients/${client_id}`
    const bodies = [
      { description: 'd' },
      { logo_uri: 'https://logo.example/' },
      { callbacks: ['https://a'] },
      { sso: true },
      { client_metadata: { a: '1' } },
      { client_metadata: { b: '2' } },
    ]
    const answers = await Promise.all(bodies.map((body) => wing.ask(url, { method: 'PATCH', body })))
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      bodies.map(() => 200),
    )
    const client = (await wing.ask(url)).json()
    assert.deepEqual(
      [client.description, client.logo_uri, client.callbacks, client.sso, client.client_metadata],
      ['d', 'https://logo.example/', ['https://a'], true, { a: '1', b: '2' }],
    )
  })

  test('metadata never grows past its bound by small steps', async () => {
    const { client_id } = await create({
      name: 'x',
      client_metadata: Object.fromEntries([...'abcdefghij'].map((k) => [k, 'v'])),
    })
    const { statusCode } = await refusal(`/clients/${client_id}`, 'PATCH', { client_metadata: { k: 'v' } })
    assert.equal(statusCode, 400)
    const answer = await wing.ask(`/clients/${client_id}`, {
      method: 'PATCH',
      body: { client_metadata: { a: null, k: 'v' } },
    })
    assert.equal(answer.statusCode, 200)
  })
})

describe('a change that changes nothing', () => {
  test('is answered, and not written', async () => {
    const { client_id } = await create({ name: 'same', callbacks: ['https://a'] })
    wing.between.store = (real) => ({ ...real, apply: async () => assert.fail('nothing was to be written') })
    try {
      const answer = await wing.ask(`/clients/${client_id}`, {
        method: 'PATCH',
        body: { name: 'same', callbacks: ['https://a'] },
      })
      assert.equal(answer.statusCode, 200)
      assert.equal((await wing.ask(`/clients/${client_id}`, { method: 'PATCH', body: {} })).statusCode, 200)
    } finally {
      wing.between.store = (real) => real
    }
  })
})

describe('a client that is removed', () => {
  test('takes its secrets, credentials and grants with it', async () => {
    const { client_id } = await create({ name: 'leaving' })
    await wing.ask(`/clients/${client_id}/credentials`, {
      method: 'POST',
      body: { credential_type: 'public_key', pem: RSA },
    })
    await wing.ask('/client-grants', {
      method: 'POST',
      body: { client_id, audience: 'https://api.example.com/', scope: [] },
    })
    assert.equal((await wing.ask(`/clients/${client_id}`, { method: 'DELETE' })).statusCode, 204)
    for (const collection of ['client_secrets', 'client_credentials', 'client_grants'] as const) {
      assert.deepEqual(await wing.tenancy.store.all(collection, { client_id }), [], collection)
    }
    assert.equal((await refusal(`/clients/${client_id}`, 'DELETE')).statusCode, 404)
  })

  test('is never the global one', async () => {
    const [{ client_id }] = (await wing.ask('/clients?is_global=true')).json()
    assert.equal((await refusal(`/clients/${client_id}`, 'DELETE')).statusCode, 400)
    const body = { custom_login_page: '<html></html>', custom_login_page_on: true }
    assert.equal((await wing.ask(`/clients/${client_id}`, { method: 'PATCH', body })).statusCode, 200)
  })
})

describe('a credential', () => {
  const credentialsOf = (client_id: string) => `/clients/${client_id}/credentials`

  test('is answered without its key, named by its thumbprint', async () => {
    const { client_id } = await create({ name: 'signs' })
    const body = { credential_type: 'public_key', name: 'first', pem: P256, alg: 'ES256' }
    const answer = await wing.ask(credentialsOf(client_id), { method: 'POST', body })
    assert.equal(answer.statusCode, 201, answer.body)
    const { id, kid, ...rest } = answer.json()
    assert.match(id, /^cred_[A-Za-z0-9]{22}$/)
    assert.match(kid, /^[A-Za-z0-9_-]{43}$/)
    const at = new Date(wing.clock.now).toISOString()
    assert.deepEqual(rest, {
      credential_type: 'public_key',
      name: 'first',
      alg: 'ES256',
      created_at: at,
      updated_at: at,
    })
    assert.deepEqual((await wing.ask(credentialsOf(client_id))).json(), [answer.json()])
    assert.deepEqual((await wing.ask(`${credentialsOf(client_id)}/${id}`)).json(), answer.json())
    const patched = await wing.ask(`${credentialsOf(client_id)}/${id}`, {
      method: 'PATCH',
      body: { expires_at: '2030-01-01T00:00:00Z' },
    })
    assert.equal(patched.json().expires_at, '2030-01-01T00:00:00.000Z')
  })

  test('is found only below its own client', async () => {
    const [one, other] = [await create({ name: 'one' }), await create({ name: 'other' })]
    const { id } = (
      await wing.ask(credentialsOf(one.client_id), {
        method: 'POST',
        body: { credential_type: 'public_key', pem: RSA },
      })
    ).json()
    assert.equal((await wing.ask(`${credentialsOf(other.client_id)}/${id}`)).statusCode, 404)
    assert.equal((await refusal(`${credentialsOf(other.client_id)}/${id}`, 'DELETE')).statusCode, 404)
    const named = { client_authentication_methods: { private_key_jwt: { credentials: [{ id }] } } }
    assert.equal((await refusal(`/clients/${other.client_id}`, 'PATCH', named)).statusCode, 400)
    assert.equal((await wing.ask(`/clients/${one.client_id}`, { method: 'PATCH', body: named })).statusCode, 200)
  })

  test('can come with a new client, which then proves itself with it', async () => {
    const made = await create({
      name: 'keyed',
      client_authentication_methods: {
        private_key_jwt: { credentials: [{ credential_type: 'public_key', pem: RSA, kid: 'chosen-by-me' }] },
      },
    })
    const [credential] = (await wing.ask(credentialsOf(made.client_id))).json()
    assert.equal(credential.kid, 'chosen-by-me')
    assert.deepEqual(made.client_authentication_methods, { private_key_jwt: { credentials: [{ id: credential.id }] } })
    assert.equal(
      (await wing.ask(`${credentialsOf(made.client_id)}/${credential.id}`, { method: 'DELETE' })).statusCode,
      204,
    )
    const { client_authentication_methods } = (await wing.ask(`/clients/${made.client_id}`)).json()
    assert.deepEqual(client_authentication_methods, { private_key_jwt: { credentials: [] } })
  })

  const unfit: readonly [what: string, body: object][] = [
    ['whose key is too short', { pem: SHORT_RSA }],
    ['whose key is of another kind than its algorithm', { pem: P256 }],
    ['whose key is of another kind than its algorithm, the other way', { pem: RSA, alg: 'ES256' }],
    [
      'whose key is private',
      {
        pem: String(
          generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }),
        ),
        alg: 'ES256',
      },
    ],
    ['whose key is none', { pem: 'hello' }],
    ['whose algorithm is symmetric', { pem: RSA, alg: 'HS256' }],
    ['whose expiry is no certificate’s', { pem: RSA, parse_expiry_from_cert: true }],
    ['that ends on no day', { pem: RSA, expires_at: '2030-13-45T00:00:00Z' }],
    ['without a key', {}],
  ]
  for (const [what, body] of unfit) {
    test(`is not made ${what}`, async () => {
      const { client_id } = await create({ name: 'x' })
      const { statusCode, errorCode } = await refusal(credentialsOf(client_id), 'POST', {
        credential_type: 'public_key',
        ...body,
      })
      assert.deepEqual([statusCode, errorCode], [400, 'invalid_body'])
    })
  }

  test('is one of two at most, and its name is its own', async () => {
    const { client_id } = await create({ name: 'x' })
    const body = { credential_type: 'public_key', pem: RSA }
    assert.equal((await wing.ask(credentialsOf(client_id), { method: 'POST', body })).statusCode, 201)
    assert.equal((await refusal(credentialsOf(client_id), 'POST', body)).statusCode, 409)
    const other = { ...body, pem: P256, alg: 'ES256' }
    assert.equal((await wing.ask(credentialsOf(client_id), { method: 'POST', body: other })).statusCode, 201)
    assert.equal((await refusal(credentialsOf(client_id), 'POST', { ...body, kid: 'a-third-one' })).statusCode, 400)
  })

  test('is one of two at most when many come at once', async () => {
    const { client_id } = await create({ name: 'x' })
    const pems = Array.from({ length: 10 }, () => pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey))
    const answers = await Promise.all(
      pems.map((pem) =>
        wing.ask(credentialsOf(client_id), {
          method: 'POST',
          body: { credential_type: 'public_key', alg: 'ES256', pem },
        }),
      ),
    )
    const codes = answers.map(({ statusCode }) => statusCode).sort()
    assert.deepEqual(codes, [201, 201, ...Array(8).fill(400)])
    assert.equal((await wing.ask(credentialsOf(client_id))).json().length, 2)
  })

  test('that is removed while its client is told to use it is named nowhere, whoever is first', async () => {
    for (const isRemovedFirst of [true, false]) {
      const { client_id } = await create({ name: 'x' })
      const made = await wing.ask(credentialsOf(client_id), {
        method: 'POST',
        body: { credential_type: 'public_key', pem: RSA },
      })
      const { id } = made.json()
      const name = () =>
        wing.ask(`/clients/${client_id}`, {
          method: 'PATCH',
          body: { client_authentication_methods: { private_key_jwt: { credentials: [{ id }] } } },
        })
      const remove = () => wing.ask(`${credentialsOf(client_id)}/${id}`, { method: 'DELETE' })
      wing.overtake(isRemovedFirst ? remove : name)
      const late = await (isRemovedFirst ? name() : remove())
      assert.equal(late.statusCode, isRemovedFirst ? 400 : 204, late.body)
      const { client_authentication_methods: methods } = (await wing.ask(`/clients/${client_id}`)).json()
      assert.deepEqual(methods?.private_key_jwt?.credentials ?? [], [])
      assert.deepEqual((await wing.ask(credentialsOf(client_id))).json(), [])
    }
  })

  test('that went astray keeps nobody from changing the rest of its client', async () => {
    const { client_id } = await create({ name: 'x' })
    const before = await wing.tenancy.store.find('clients', { client_id })
    assert.ok(before)
    const methods = { private_key_jwt: { credentials: [{ id: 'cred_gone' }] } }
    await wing.tenancy.store.apply([
      { replace: 'clients', before, after: { ...before, client_authentication_methods: methods } },
    ])
    const patch = (body: object) => wing.ask(`/clients/${client_id}`, { method: 'PATCH', body })
    assert.equal((await patch({ description: 'still changeable' })).statusCode, 200)
    assert.equal((await patch({ client_authentication_methods: methods })).statusCode, 400)
  })

  test('needs a client that is there', async () => {
    const { statusCode, errorCode } = await refusal(credentialsOf('nobody'), 'POST', {
      credential_type: 'public_key',
      pem: RSA,
    })
    assert.deepEqual([statusCode, errorCode], [404, 'inexistent_client'])
    assert.equal((await wing.ask(credentialsOf('nobody'))).statusCode, 404)
  })
})
