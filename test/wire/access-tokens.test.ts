import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose'
import { GRANT, jwtOf, tokensOf } from './token-calls.ts'
import { until } from './until.ts'
import { newApi, newApiSecret, newClient, newGrant, newKeys, startWorld, type World } from './world.ts'

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'] as const
const DIALECTS = ['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'] as const
const SECRET = 'the-secret-of-an-api-with-hs256-which-is-long-enough'
const NOW = 1_800_000_000

const apiOf = (alg: string, dialect: string): string => `https://${alg}.example/${dialect}`

describe('an access token of client credentials', () => {
  let world: World
  const client = newClient({ client_id: 'machine_of_tokens' })
  const ask = (audience: string, scope?: string) =>
    world.token({ ...GRANT, ...client.credentials, audience, ...(scope === undefined ? {} : { scope }) })

  before(async () => {
    world = await startWorld({ now: () => NOW * 1000 + 999 })
    const matrix = ALGORITHMS.flatMap((signing_alg) =>
      DIALECTS.flatMap((token_dialect) => {
        const identifier = apiOf(signing_alg, token_dialect)
        const api = newApi({ identifier, signing_alg, token_dialect, enforce_policies: true })
        const secret = signing_alg === 'HS256' ? [newApiSecret(world.tenancy, api.document, SECRET)] : []
        return [api, ...secret, newGrant(client.client_id, identifier, ['read:a', 'write:a'])]
      }),
    )
    const special = [
      newApi({ identifier: 'urn:rbac-off', token_dialect: 'rfc9068_profile_authz', enforce_policies: false }),
      newApi({ identifier: 'urn:short', token_lifetime: 1 }),
      newApi({ identifier: 'urn:long', token_lifetime: 2_592_000 }),
      newApi({ identifier: 'urn:small', token_size_budget: 256 }),
      newApi({ identifier: 'urn:all', token_dialect: 'access_token_authz', enforce_policies: true }),
      newApi({ identifier: 'urn:none', token_dialect: 'access_token_authz', enforce_policies: true }),
    ]
    await world.write(
      client.changes,
      matrix,
      special,
      ...['urn:rbac-off', 'urn:short', 'urn:long', 'urn:small'].map((audience) =>
        newGrant(client.client_id, audience, ['read:a']),
      ),
      newGrant(client.client_id, 'urn:all', [], { allow_all_scopes: true }),
      newGrant(client.client_id, 'urn:none', []),
      await newKeys(world.tenancy, 'PS256'),
      await newKeys(world.tenancy, 'ES256'),
      await newKeys(world.tenancy, 'EdDSA'),
    )
  })
  after(() => world.stop())

  const common = (audience: string): JWTPayload => ({
    iss: world.issuer,
    sub: 'machine_of_tokens@clients',
    aud: audience,
    iat: NOW,
    exp: NOW + 8000,
    scope: 'read:a',
  })

  for (const alg of ALGORITHMS) {
    for (const dialect of DIALECTS) {
      test(`${alg} in the dialect ${dialect}: header and claims, each of them and no other`, async () => {
        const audience = apiOf(alg, dialect)
        const { header, claims } = await jwtOf(await ask(audience, 'read:a'))
        const isRfc9068 = dialect.startsWith('rfc9068')
        const { kid, ...rest } = header
        assert.deepEqual(rest, { alg, typ: isRfc9068 ? 'at+jwt' : 'JWT' })
        if (alg !== 'HS256') assert.match(String(kid), /^[\w-]{20,}$/)
        const { jti, ...named } = claims
        assert.deepEqual(named, {
          ...common(audience),
          ...(isRfc9068 ? { client_id: 'machine_of_tokens' } : { azp: 'machine_of_tokens', gty: 'client-credentials' }),
          ...(dialect.endsWith('_authz') ? { permissions: ['read:a', 'write:a'] } : {}),
        })
        if (isRfc9068) assert.match(String(jti), /^[\w-]{20,}$/)
        else assert.equal(jti, undefined)
      })
    }

    test(`${alg} verifies with what the tenant publishes, and with nothing else`, async () => {
      const { access_token } = await tokensOf(await ask(apiOf(alg, 'rfc9068_profile')))
      const keys = createRemoteJWKSet(new URL(`${world.issuer}.well-known/jwks.json`))
      const options = { currentDate: new Date(NOW * 1000), issuer: world.issuer, algorithms: [alg] }
      if (alg !== 'HS256') {
        await jwtVerify(access_token, keys, options)
        const changed = access_token.replace(/\.(.)/, (_, first) => `.${first === 'e' ? 'f' : 'e'}`)
        await assert.rejects(jwtVerify(changed, keys, options))
        return
      }
      await jwtVerify(access_token, Buffer.from(SECRET), options)
      await assert.rejects(jwtVerify(access_token, Buffer.from(`${SECRET}x`), options))
      const [header, payload, signature] = access_token.split('.')
      assert.equal(createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url'), signature)
      const published = Object(await (await fetch(`${world.issuer}.well-known/jwks.json`)).json())
      assert.ok(published.keys.length > 0)
      for (const { kty, alg } of published.keys) assert.ok(kty !== 'oct' && alg !== 'HS256')
    })
  }

  test('the ids of two tokens differ, and of one client with parallel requests as well', async () => {
    const responses = await Promise.all(Array.from({ length: 50 }, () => ask(apiOf('ES256', 'rfc9068_profile'))))
    const ids = await Promise.all(responses.map(async (response) => (await jwtOf(response)).claims.jti))
    assert.equal(new Set(ids).size, 50)
  })

  test('keys of different algorithms have different ids', async () => {
    const kids = await Promise.all(
      ['RS256', 'PS256', 'ES256', 'EdDSA'].map(async (alg) => {
        const { access_token } = await tokensOf(await ask(apiOf(alg, 'access_token')))
        return decodeProtectedHeader(access_token).kid
      }),
    )
    assert.equal(new Set(kids).size, 4)
  })

  test('permissions are there only where the API enforces its policies', async () => {
    const { claims } = await jwtOf(await ask('urn:rbac-off'))
    assert.ok(!('permissions' in claims))
  })

  test('permissions are all that the grant holds, also none and also all of the API', async () => {
    assert.deepEqual((await jwtOf(await ask('urn:all', 'read:a'))).claims.permissions, ['read:a', 'write:a'])
    const { claims } = await jwtOf(await ask('urn:none'))
    assert.deepEqual(claims.permissions, [])
    assert.ok(!('scope' in claims))
  })

  test('a token lives as long as its API says', async () => {
    for (const [audience, life] of [
      ['urn:short', 1],
      ['urn:long', 2_592_000],
    ] as const) {
      const response = await ask(audience)
      const { claims } = await jwtOf(response.clone())
      assert.equal((await tokensOf(response)).expires_in, life)
      assert.equal(claims.iat, NOW)
      assert.equal(claims.exp, NOW + life)
    }
  })

  test('a token over its size budget is issued, and the tenant log says how big it is and why', async () => {
    const { access_token } = await tokensOf(await ask('urn:small'))
    assert.ok(access_token.length > 256)
    const warnings = () => world.tenancy.store.logEvents({ limit: 10, type: 'w' })
    await until('the log has a warning', async () => (await warnings()).total > 0)
    const [warning] = (await warnings()).events
    assert.equal(warning?.audience, 'urn:small')
    assert.equal(warning.client_id, 'machine_of_tokens')
    assert.equal(warning.details?.['token_bytes'], access_token.length)
    assert.equal(warning.details?.['budget_bytes'], 256)
    assert.ok(!JSON.stringify(warning).includes(access_token))
  })

  test('every exchange is in the tenant log, with who, what and where from, and without the secret', async () => {
    const refused = await world.token({ ...GRANT, ...client.credentials, audience: 'urn:unknown' })
    await refused.body?.cancel()
    const failures = () => world.tenancy.store.logEvents({ limit: 10, type: 'feccft' })
    await until('the log has the failure', async () =>
      (await failures()).events.some((e) => e.audience === 'urn:unknown'),
    )
    const failure = (await failures()).events.find((event) => event.audience === 'urn:unknown')
    assert.equal(failure?.client_id, 'machine_of_tokens')
    assert.equal(failure.date, NOW * 1000 + 999)
    assert.match(failure.ip ?? '', /^(?:127\.0\.0\.1|::1)$/)
    const successes = await world.tenancy.store.logEvents({ limit: 5, type: 'seccft', client_id: 'machine_of_tokens' })
    assert.ok(successes.total > 20)
    const everything = JSON.stringify(await world.tenancy.store.logEvents({ limit: 100 }))
    assert.ok(!everything.includes(client.credentials.client_secret))
    assert.doesNotMatch(everything, /eyJ[\w-]+\.eyJ/)
  })
})
