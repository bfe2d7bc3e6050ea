import { PUBLISHED_BEFORE_SIGNING } from '@symbolon/protocol/oauth/rfc7517-jwks'
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { currentSigningKey } from '@symbolon/core/tokens/signing-keys'
import { publicKeySet } from '@symbolon/core/tokens/signing-keys'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
before(async () => {
  wing = await openSampleWing()
  // The tenant's first keys have been known for a while.
  wing.clock.now += 1000 * PUBLISHED_BEFORE_SIGNING
})
after(() => wing.close())

let made = 0
const create = async (body: object = {}) => {
  const sent = { identifier: `urn:api:${(made += 1)}`, ...body }
  const answer = await wing.ask('/resource-servers', { method: 'POST', body: sent })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json()
}
const patch = (id: string, body: unknown) => wing.ask(`/resource-servers/${id}`, { method: 'PATCH', body })
const clientOf = async () => (await wing.ask('/clients', { method: 'POST', body: { name: 'caller' } })).json().client_id
const grantOf = async (client_id: string, audience: string, body: object) =>
  wing.ask('/client-grants', { method: 'POST', body: { client_id, audience, ...body } })

describe('a new API', () => {
  test('has the defaults', async () => {
    const { id, ...rest } = await create({ identifier: 'https://api.example.com/new/' })
    assert.match(id, /^[0-9a-f]{24}$/)
    assert.deepEqual(rest, {
      identifier: 'https://api.example.com/new/',
      name: 'https://api.example.com/new/',
      is_system: false,
      signing_alg: 'RS256',
      token_lifetime: 8000,
      token_lifetime_for_web: 7200,
      allow_offline_access: false,
      skip_consent_for_verifiable_first_party_clients: false,
      token_encryption: null,
      consent_policy: null,
      authorization_details: null,
      subject_type_authorization: { client: { policy: 'require_client_grant' }, user: { policy: 'allow_all' } },
    })
  })

  test('with a short lifetime has one as short for browsers', async () => {
    assert.equal((await create({ token_lifetime: 60 })).token_lifetime_for_web, 60)
  })

  test('has an identifier of its own', async () => {
    await create({ identifier: 'urn:taken' })
    const answer = await wing.ask('/resource-servers', { method: 'POST', body: { identifier: 'urn:taken' } })
    assert.equal(answer.statusCode, 409)
    assert.match(answer.json().message, /same identifier already exists/)
  })

  test('can be signed for with every algorithm we have, from the first moment', async () => {
    for (const signing_alg of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
      await create({ signing_alg })
      assert.equal((await currentSigningKey(wing.tenancy, signing_alg)).alg, signing_alg)
    }
    const { signing_secret } = await create({ signing_alg: 'HS256' })
    assert.ok(signing_secret.length >= 43)
  })

  const refused: readonly [what: string, body: object, message: RegExp][] = [
    ['with RS512, and says what there is', { signing_alg: 'RS512' }, /one of: HS256, RS256, PS256, ES256, EdDSA/],
    ['with a secret but no use for it', { signing_secret: 'a secret of some length' }, /Only an API with HS256/],
    [
      'with a public key for a secret',
      { signing_alg: 'HS256', signing_secret: '-----BEGIN PUBLIC KEY-----' },
      /secret cannot be used/,
    ],
    ['with a short secret', { signing_alg: 'HS256', signing_secret: 'short' }, /too short, minimum 16/],
    ['whose identifier has a line break', { identifier: 'urn:a\nb' }, /on property identifier/],
    ['whose identifier is endless', { identifier: 'u'.repeat(601) }, /maximum 600/],
    ['with a scope of two words', { scopes: [{ value: 'read all' }] }, /scopes\[0\]\.value/],
    ['with a scope of 281 characters', { scopes: [{ value: 'x'.repeat(281) }] }, /maximum 280/],
    ['with 1001 scopes', { scopes: Array.from({ length: 1001 }, (_, at) => ({ value: `s${at}` })) }, /maximum 1000/],
    ['with a scope twice', { scopes: [{ value: 'a' }, { value: 'a' }] }, /there twice/],
    ['whose tokens live no time', { token_lifetime: 0 }, /less than minimum 1/],
    ['whose tokens live for ever', { token_lifetime: 2592001 }, /greater than maximum 2592000/],
    [
      'whose tokens for browsers outlive the others',
      { token_lifetime: 60, token_lifetime_for_web: 61 },
      /must not be greater/,
    ],
    ['with a tiny token', { token_size_budget: 255 }, /less than minimum 256/],
    ['that calls itself the system’s', { is_system: true }, /not allowed: is_system/],
    ['without an identifier', { identifier: undefined }, /Missing required property: identifier/],
  ]
  for (const [what, body, message] of refused) {
    test(`is not made ${what}`, async () => {
      const answer = await wing.ask('/resource-servers', {
        method: 'POST',
        body: { identifier: 'urn:refused', ...body },
      })
      assert.equal(answer.statusCode, 400)
      assert.equal(answer.json().errorCode, 'invalid_body')
      assert.match(answer.json().message, message)
    })
  }
})

describe('an API in a path', () => {
  const identifier = 'https://api.example.com/with/slashes/?and=more&é|'
  for (const [how, encode] of [
    ['encoded once', (text: string) => encodeURIComponent(text)],
    ['encoded as Go does', (text: string) => encodeURIComponent(text).replaceAll('%3A', ':')],
    ['encoded twice', (text: string) => encodeURIComponent(encodeURIComponent(text))],
  ] as const) {
    test(`is found by its identifier, ${how}`, async () => {
      await wing.ask('/resource-servers', { method: 'POST', body: { identifier } })
      const answer = await wing.ask(`/resource-servers/${encode(identifier)}`)
      assert.equal(answer.statusCode, 200)
      assert.equal(answer.json().identifier, identifier)
      const changed = await patch(encode(identifier), { scopes: [{ value: how.replaceAll(' ', '_') }] })
      assert.equal(changed.statusCode, 200)
    })
  }

  test('is the one that is named, where a name looks encoded', async () => {
    await create({ identifier: 'urn:a%2Fb' })
    await create({ identifier: 'urn:a/b' })
    const found = async (path: string) => (await wing.ask(`/resource-servers/${path}`)).json().identifier
    assert.equal(await found('urn:a%252Fb'), 'urn:a%2Fb')
    assert.equal(await found('urn:a%2Fb'), 'urn:a/b')
  })

  for (const path of ['nothing', '%25zz', '%00', '..%2F..', '%E0%A4%A', 'x'.repeat(2000)]) {
    test(`is not found as ${path.slice(0, 20)}`, async () => {
      const { statusCode } = await wing.ask(`/resource-servers/${path}`)
      assert.ok(statusCode === 404 || statusCode === 400, String(statusCode))
    })
  }
})

describe('a changed API', () => {
  test('shows its secret to who may read it, or has just set or made it, and to nobody else', async () => {
    const scopes = ['update:resource_servers']
    const url = (id: string) => `/resource-servers/${id}`
    const seen = async (id: string, body: object, more: readonly string[] = []) =>
      (await wing.ask(url(id), { method: 'PATCH', body, scopes: [...scopes, ...more] })).json().signing_secret
    const made = await wing.ask('/resource-servers', {
      method: 'POST',
      body: { identifier: 'urn:guarded', signing_alg: 'HS256' },
      scopes: ['create:resource_servers'],
    })
    const { id, signing_secret } = made.json()
    assert.ok(signing_secret.length >= 43)
    for (const body of [{}, { name: 'x' }, { signing_alg: 'HS256' }]) {
      assert.equal(await seen(id, body), undefined, JSON.stringify(body))
      assert.equal(await seen(id, body, ['read:resource_servers']), signing_secret, JSON.stringify(body))
    }
    assert.notEqual(await seen(id, { signing_secret: null }), signing_secret)
    assert.equal(await seen(id, { signing_secret: 'chosen by me, and long' }), 'chosen by me, and long')
    assert.equal(await seen(id, { name: 'y' }), undefined)
    assert.equal(await seen(id, { signing_alg: 'RS256' }), undefined)
    assert.ok((await seen(id, { signing_alg: 'HS256' })).length >= 43)
    assert.equal(await seen(id, { name: 'z' }), undefined)
    assert.ok(!JSON.stringify(wing.recorded).includes(signing_secret))
  })

  test('keeps its secret until HS256 is left, and gets a new one when it comes back', async () => {
    const { id, signing_secret } = await create({ signing_alg: 'HS256', signing_secret: 'chosen by me, and long' })
    assert.equal(signing_secret, 'chosen by me, and long')
    assert.equal((await patch(id, { name: 'x' })).json().signing_secret, signing_secret)
    assert.equal(
      (await patch(id, { signing_secret: 'another one, as long' })).json().signing_secret,
      'another one, as long',
    )
    const kept = await wing.tenancy.store.find('api_secrets', { id })
    assert.ok(kept && !kept.secret.includes('another'))
    assert.equal((await patch(id, { signing_alg: 'RS256' })).json().signing_secret, undefined)
    assert.equal(await wing.tenancy.store.find('api_secrets', { id }), undefined)
    assert.notEqual((await patch(id, { signing_alg: 'HS256' })).json().signing_secret, 'another one, as long')
    assert.ok(!JSON.stringify(wing.recorded).includes('another one, as long'))
  })

  test('takes a scope that is gone out of every grant, in the same moment', async () => {
    const { id, identifier } = await create({ scopes: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] })
    const grants: string[] = []
    for (const scope of [['c', 'b', 'a'], ['b'], ['a', 'c']]) {
      grants.push((await grantOf(await clientOf(), identifier, { scope })).json().id)
    }
    await patch(id, { scopes: [{ value: 'a' }, { value: 'c' }] })
    const scopes = await Promise.all(
      grants.map(async (grant) => (await wing.ask(`/client-grants/${grant}`)).json().scope),
    )
    assert.deepEqual(scopes, [['c', 'a'], [], ['a', 'c']])
  })

  test('that is removed takes its grants with it', async () => {
    const { id, identifier } = await create({ signing_alg: 'HS256' })
    const grant = (await grantOf(await clientOf(), identifier, { scope: [] })).json()
    assert.equal((await wing.ask(`/resource-servers/${id}`, { method: 'DELETE' })).statusCode, 204)
    assert.equal((await wing.ask(`/client-grants/${grant.id}`)).statusCode, 404)
    assert.equal(await wing.tenancy.store.find('api_secrets', { id }), undefined)
  })
})

describe('the system API', () => {
  const SYSTEM = encodeURIComponent('https://one.example/api/v2/')

  test('is there, as on Auth0', async () => {
    const api = (await wing.ask(`/resource-servers/${SYSTEM}`)).json()
    assert.equal(api.name, 'Auth0 Management API')
    assert.equal(api.is_system, true)
    assert.deepEqual([api.token_lifetime, api.token_lifetime_for_web], [86400, 7200])
    assert.ok(api.scopes.length > 270)
    assert.deepEqual(api.scopes[0], { value: 'read:client_grants', description: 'Read Client Grants' })
  })

  test('cannot be removed, nor changed so that it lets others in or everybody out', async () => {
    assert.equal((await wing.ask(`/resource-servers/${SYSTEM}`, { method: 'DELETE' })).statusCode, 400)
    for (const body of [{ scopes: [] }, { signing_alg: 'HS256' }, { name: 'x' }, { allow_offline_access: true }]) {
      assert.equal((await patch(SYSTEM, body)).statusCode, 400, JSON.stringify(body))
    }
    assert.equal((await patch(SYSTEM, { token_lifetime: 3600 })).statusCode, 200)
    assert.equal((await wing.ask(`/resource-servers/${SYSTEM}`)).json().token_lifetime_for_web, 3600)
  })
})

describe('a client grant', () => {
  test('keeps the order of its scopes, and is for one client and one API', async () => {
    const { identifier } = await create({ scopes: [{ value: 'a' }, { value: 'b' }] })
    const client_id = await clientOf()
    const answer = await grantOf(client_id, identifier, { scope: ['b', 'a'] })
    assert.equal(answer.statusCode, 201)
    const { id, ...rest } = answer.json()
    assert.match(id, /^cgr_[A-Za-z0-9]{16}$/)
    assert.deepEqual(rest, { client_id, audience: identifier, scope: ['b', 'a'], subject_type: 'client' })
    assert.equal((await grantOf(client_id, identifier, { scope: [] })).statusCode, 409)
    assert.equal((await grantOf(client_id, identifier, { subject_type: 'user' })).statusCode, 201)
    const listed = (await wing.ask(`/client-grants?client_id=${client_id}&subject_type=client`)).json()
    assert.deepEqual(listed, [answer.json()])
    const page = (
      await wing.ask(`/client-grants?include_totals=true&take=50&audience=${encodeURIComponent(identifier)}`)
    ).json()
    assert.deepEqual(Object.keys(page), ['client_grants'])
    assert.equal(page.client_grants.length, 2)
  })

  test('can be for all scopes, those to come among them', async () => {
    const { identifier } = await create({ scopes: [{ value: 'a' }] })
    const { scope, allow_all_scopes } = (await grantOf(await clientOf(), identifier, { allow_all_scopes: true })).json()
    assert.deepEqual([scope, allow_all_scopes], [undefined, true])
    assert.equal(
      (await grantOf(await clientOf(), identifier, { allow_all_scopes: true, scope: ['a'] })).statusCode,
      400,
    )
  })

  test('is not made for what is not there', async () => {
    const { identifier } = await create({ scopes: [{ value: 'a' }] })
    const client_id = await clientOf()
    const said = async (client: string, audience: string, body: object) => {
      const { statusCode, errorCode } = (await grantOf(client, audience, body)).json()
      return [statusCode, errorCode]
    }
    assert.deepEqual(await said('nobody', identifier, {}), [404, 'inexistent_client'])
    assert.deepEqual(await said(client_id, 'urn:nothing', {}), [404, 'inexistent_resource_server'])
    assert.deepEqual(await said(client_id, identifier, { scope: ['b'] }), [400, 'invalid_body'])
    assert.deepEqual(await said(client_id, identifier, { scope: ['a', 'a'] }), [400, 'invalid_body'])
    assert.deepEqual(await said(client_id, identifier, { default_for: 'third_party_clients' }), [400, 'invalid_body'])
  })

  test('can be for all third-party clients instead, once an API', async () => {
    const { identifier } = await create()
    const body = { audience: identifier, default_for: 'third_party_clients' }
    assert.equal((await wing.ask('/client-grants', { method: 'POST', body })).statusCode, 201)
    assert.equal((await wing.ask('/client-grants', { method: 'POST', body })).statusCode, 409)
    assert.equal((await wing.ask('/client-grants', { method: 'POST', body: { audience: identifier } })).statusCode, 400)
  })

  test('made at the same moment as another is made once', async () => {
    const { identifier } = await create()
    const client_id = await clientOf()
    const answers = await Promise.all(Array.from({ length: 5 }, () => grantOf(client_id, identifier, {})))
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 409, 409, 409, 409])
  })

  test('never keeps a scope that its API loses at the same moment, whoever is first', async () => {
    const scopes = [{ value: 'keep' }, { value: 'gone' }]
    const held = { scope: ['keep', 'gone'] }
    const grantsOf = async (identifier: string): Promise<readonly { readonly scope: readonly string[] }[]> =>
      (await wing.ask(`/client-grants?audience=${encodeURIComponent(identifier)}`)).json()
    const lose = (id: string) => wing.ask(`/resource-servers/${id}`, { method: 'PATCH', body: { scopes: [scopes[0]] } })

    const first = await create({ scopes })
    wing.overtake(() => lose(first.id))
    const refused = await grantOf(await clientOf(), first.identifier, held)
    assert.equal(refused.statusCode, 400, 'made while the API loses it')
    assert.deepEqual(await grantsOf(first.identifier), [])

    const second = await create({ scopes })
    const client_id = await clientOf()
    wing.overtake(() => grantOf(client_id, second.identifier, held))
    assert.equal((await lose(second.id)).statusCode, 200)
    const [made] = await grantsOf(second.identifier)
    assert.deepEqual(made?.scope, ['keep'], 'lost while the grant is made')

    const third = await create({ scopes })
    const { id } = (await grantOf(await clientOf(), third.identifier, { scope: ['keep'] })).json()
    wing.overtake(() => lose(third.id))
    const widened = await wing.ask(`/client-grants/${id}`, { method: 'PATCH', body: held })
    assert.equal(widened.statusCode, 400, 'widened while the API loses it')
    assert.deepEqual((await grantsOf(third.identifier))[0]?.scope, ['keep'])
  })

  test('never outlives its client, whoever is first', async () => {
    const { identifier } = await create()
    const client_id = await clientOf()
    const [removed, granted] = await Promise.all([
      wing.ask(`/clients/${client_id}`, { method: 'DELETE' }),
      grantOf(client_id, identifier, {}),
    ])
    assert.equal(removed.statusCode, 204)
    assert.ok(granted.statusCode === 201 || granted.json().errorCode === 'inexistent_client', granted.body)
    assert.deepEqual((await wing.ask(`/client-grants?client_id=${client_id}`)).json(), [])
  })
})

describe('an API in use that changes its algorithm', () => {
  let wing: SampleWing
  let made = 0
  before(async () => void (wing = await openSampleWing()))
  after(() => wing.close())
  const create = async () => {
    const body = { identifier: `https://api.example.com/changing/${(made += 1)}` }
    return (await wing.ask('/resource-servers', { method: 'POST', body })).json()
  }

  test('waits until the new keys have been published long enough, and then signs with them', async () => {
    const { id } = await create()
    const change = () => wing.ask(`/resource-servers/${id}`, { method: 'PATCH', body: { signing_alg: 'EdDSA' } })
    const refused = await change()
    assert.equal(refused.statusCode, 409, refused.body)
    assert.match(refused.json().message, /have just been published; it may sign from 2026-/)
    const algorithms = (await publicKeySet(wing.tenancy)).keys.map(({ alg }) => alg)
    assert.ok(algorithms.includes('EdDSA'), 'the keys are published meanwhile')
    assert.equal((await wing.ask(`/resource-servers/${id}`)).json().signing_alg, 'RS256')

    wing.clock.now += 1000 * PUBLISHED_BEFORE_SIGNING - 1
    assert.equal((await change()).statusCode, 409)
    wing.clock.now += 1000
    assert.equal((await change()).statusCode, 200)
  })

  test('can be told ahead of time, by publishing the keys first', async () => {
    const make = () => wing.ask('/keys/signing', { method: 'POST', body: { alg: 'PS256' } })
    assert.equal((await make()).statusCode, 201)
    assert.equal((await make()).statusCode, 409)
    const { id } = await create()
    // A key counts as published from the full second on.
    wing.clock.now += 1000 * (PUBLISHED_BEFORE_SIGNING + 1)
    const body = { signing_alg: 'PS256' }
    assert.equal((await wing.ask(`/resource-servers/${id}`, { method: 'PATCH', body })).statusCode, 200)
  })
})
