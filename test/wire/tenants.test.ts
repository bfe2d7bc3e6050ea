import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose'
import { addTenant, relocateTenant } from '@symbolon/server/offline'
import { CLIENT_ID, CLIENT_SECRET } from '../server.ts'
import { sendRaw, tokenRequest } from './raw-request.ts'
import { DEMO_API, GRANT, refuses, tokensOf, UNAUTHORIZED } from './token-calls.ts'
import { until } from './until.ts'
import { newGrant, newKeyedClient, startWorld, type World } from './world.ts'

type Side = {
  readonly issuer: string
  readonly credentials: { readonly client_id: string; readonly client_secret: string }
}

describe('two tenants in one process', () => {
  let world: World
  let first: Side
  let second: Side
  const signing = newKeyedClient(['ES256'])

  before(async () => {
    world = await startWorld()
    await world.write(signing.changes, newGrant(signing.client_id, DEMO_API, ['read:messages']))
    first = { issuer: world.issuer, credentials: { client_id: CLIENT_ID, client_secret: CLIENT_SECRET } }
    const url = world.issuer.replace('localhost', '127.0.0.1')
    const made = await addTenant(world.config, url)
    const { client_id, client_secret } = made
    second = { issuer: made.issuer, credentials: { client_id, client_secret } }
    assert.equal(made.issuer, url)
    await until('the running server answers for the new tenant', async () => {
      const response = await fetch(`${url}.well-known/jwks.json`)
      await response.body?.cancel()
      return response.status === 200
    })
  })
  after(() => world.stop())

  const ask = ({ issuer }: Side, parameters: Record<string, string>) =>
    fetch(`${issuer}oauth/token`, { method: 'POST', body: new URLSearchParams({ ...GRANT, ...parameters }) })
  const pairs = () =>
    [
      [first, second],
      [second, first],
    ] as const
  const tokenOf = async (side: Side, audience: string) =>
    (await tokensOf(await ask(side, { ...side.credentials, audience }))).access_token
  const keySetOf = async ({ issuer }: Side): Promise<string> => (await fetch(`${issuer}.well-known/jwks.json`)).text()
  const manage = ({ issuer }: Side, path: string, token: string, method = 'GET') =>
    fetch(`${issuer}api/v2${path}`, { method, headers: { authorization: `Bearer ${token}` } })

  test('each has its own issuer, in its tokens and in its metadata', async () => {
    for (const side of [first, second]) {
      const metadata = await (await fetch(`${side.issuer}.well-known/openid-configuration`)).text()
      assert.equal(JSON.parse(metadata).issuer, side.issuer)
      const keys = createRemoteJWKSet(new URL(`${side.issuer}.well-known/jwks.json`))
      const { payload } = await jwtVerify(await tokenOf(side, DEMO_API), keys, { issuer: side.issuer })
      assert.equal(payload.sub, `${side.credentials.client_id}@clients`)
    }
  })

  test('each has its own keys: no key id and no modulus of one is published by the other', async () => {
    const [ours, theirs] = [await keySetOf(first), await keySetOf(second)]
    const facts = (text: string): string[] =>
      [...text.matchAll(/"(?:kid|n|x5t)":"([^"]+)"/g)].map(([, value]) => value ?? '')
    assert.ok(facts(ours).length >= 6)
    for (const fact of facts(ours)) assert.ok(!theirs.includes(fact))
  })

  test('a token of one is not signed by a key of the other', async () => {
    for (const [side, other] of pairs()) {
      const keys = createRemoteJWKSet(new URL(`${other.issuer}.well-known/jwks.json`))
      await assert.rejects(jwtVerify(await tokenOf(side, DEMO_API), keys))
    }
  })

  test('a client and its secret work at their own tenant only', async () => {
    for (const [side, other] of pairs()) {
      await refuses(await ask(other, { ...side.credentials, audience: DEMO_API }), UNAUTHORIZED)
      const { client_id } = other.credentials
      const mixed = { client_id, client_secret: side.credentials.client_secret }
      await refuses(await ask(other, { ...mixed, audience: DEMO_API }), UNAUTHORIZED)
    }
  })

  test('the system API of one is unknown at the other', async () => {
    for (const [side, other] of pairs()) {
      await refuses(await ask(side, { ...side.credentials, audience: `${other.issuer}api/v2/` }), {
        status: 403,
        error: 'access_denied',
        description: `Service not enabled within domain: ${other.issuer}api/v2/`,
      })
    }
  })

  test('an assertion for one is refused by the other, and not spent by that', async () => {
    const [key] = signing.keys
    assert.ok(key)
    const assertionFor = (aud: string) =>
      new SignJWT({ iss: signing.client_id, sub: signing.client_id, aud, jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid })
        .setExpirationTime('60s')
        .sign(key.privateKey)
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    const parameters = { audience: DEMO_API, client_assertion_type: type }
    const client_assertion = await assertionFor(first.issuer)
    await refuses(await ask(second, { ...parameters, client_assertion }), UNAUTHORIZED)
    await tokensOf(await ask(first, { ...parameters, client_assertion }))
    const forSecond = await assertionFor(second.issuer)
    await refuses(await ask(first, { ...parameters, client_assertion: forSecond }), UNAUTHORIZED)
    await refuses(await ask(second, { ...parameters, client_assertion: forSecond }), UNAUTHORIZED)
  })

  test('an access token of the system API opens only its own tenant', async () => {
    for (const [side, other] of pairs()) {
      const token = await tokenOf(side, `${side.issuer}api/v2/`)
      const own = await manage(side, '/clients', token)
      assert.equal(own.status, 200, await own.clone().text())
      for (const path of [
        '/clients',
        '/resource-servers',
        '/client-grants',
        '/tenants/settings',
        '/keys/signing',
        '/logs',
      ]) {
        const response = await manage(other, path, token)
        assert.equal(response.status, 401, path)
        await response.body?.cancel()
      }
    }
  })

  test('lists, documents, keys and logs of one never show what is the other’s', async () => {
    for (const [side, other] of pairs()) {
      const token = await tokenOf(side, `${side.issuer}api/v2/`)
      const otherKid = JSON.parse(await keySetOf(other)).keys[0].kid
      await until('the log has been written', async () =>
        (await (await manage(side, '/logs', token)).text()).includes('seccft'),
      )
      for (const path of ['/clients', '/resource-servers', '/client-grants', '/keys/signing', '/logs?per_page=100']) {
        const text = await (await manage(side, path, token)).text()
        // A refused attempt with the other's credentials is in the log by the name that was tried.
        if (!path.startsWith('/logs')) assert.ok(!text.includes(other.credentials.client_id), path)
        assert.ok(!text.includes(otherKid), path)
        assert.ok(!text.includes(`"hostname":"${new URL(other.issuer).host}"`), path)
      }
      for (const path of [`/clients/${other.credentials.client_id}`, `/keys/signing/${otherKid}`]) {
        const response = await manage(side, path, token)
        assert.equal(response.status, 404, path)
        await response.body?.cancel()
      }
      const gone = await manage(side, `/clients/${other.credentials.client_id}`, token, 'DELETE')
      assert.ok(gone.status === 204 || gone.status === 404)
      await tokenOf(other, DEMO_API)
    }
  })

  test('what is deleted from one stays with the other', async () => {
    const store = world.tenancy.store
    const api = await store.find('resource_servers', { identifier: DEMO_API })
    assert.ok(api)
    await tokenOf(second, DEMO_API)
    await world.write({ replace: 'resource_servers', before: api, after: { ...api, token_lifetime: 77 } })
    assert.equal((await tokensOf(await ask(first, { ...first.credentials, audience: DEMO_API }))).expires_in, 77)
    assert.equal((await tokensOf(await ask(second, { ...second.credentials, audience: DEMO_API }))).expires_in, 8000)
  })

  describe('by host', () => {
    const form = () => new URLSearchParams({ ...GRANT, ...first.credentials, audience: DEMO_API }).toString()
    const statusFor = async (...headers: string[]) =>
      (await sendRaw(world.port, [tokenRequest(world.host, form(), headers)])).status

    test('the host decides, in any case, and a port that is not the tenant’s is another host', async () => {
      assert.equal(await statusFor(`Host: ${world.host}`), 200)
      assert.equal(await statusFor(`Host: ${world.host.toUpperCase()}`), 200)
      assert.equal(await statusFor(`Host: 127.0.0.1:${world.port}`), 401)
      assert.equal(await statusFor('Host: localhost'), 404)
      assert.equal(await statusFor('Host: localhost:1'), 404)
    })

    for (const host of [
      'unknown.example',
      '',
      ' ',
      '.',
      'localhost:',
      'localhost:99999999',
      'localhost.:1',
      'user@localhost',
      'localhost/',
      'localhost#',
      'localhost, localhost',
      '[::1]',
      '[',
      '%6cocalhost',
      "' or 1=1 --",
      'ⓛocalhost',
      'x'.repeat(5000),
      '__proto__',
    ]) {
      test(`no tenant answers for the host ${JSON.stringify(host.slice(0, 30))}, and nothing of one is said`, async () => {
        const response = await sendRaw(world.port, [tokenRequest(world.host, form(), [`Host: ${host}`])])
        assert.ok(response.status === 404 || response.status === 400, String(response.status))
        const { error } = JSON.parse(response.body)
        assert.ok(error === 'not_found' || error === 'invalid_request')
        assert.ok(!response.body.includes(world.host))
        assert.ok(!response.body.includes('evil'))
      })
    }

    test('for an unknown host no path answers, but the probes do', async () => {
      for (const path of [
        '/.well-known/openid-configuration',
        '/.well-known/jwks.json',
        '/pem',
        '/api/v2/clients',
        '/x',
      ]) {
        const response = await sendRaw(world.port, [`GET ${path} HTTP/1.1\r\nHost: unknown.example\r\n\r\n`])
        assert.equal(response.status, 404, path)
        assert.equal(JSON.parse(response.body).error, path.startsWith('/api/') ? 'Not Found' : 'not_found', path)
      }
      for (const path of ['/health', '/ready']) {
        const response = await sendRaw(world.port, [`GET ${path} HTTP/1.1\r\nHost: unknown.example\r\n\r\n`])
        assert.equal(response.status, 200, path)
      }
    })

    test('no Host header at all is no tenant', async () => {
      const text = tokenRequest(world.host, form())
        .toString()
        .replace(/Host: [^\r]*\r\n/, '')
      const response = await sendRaw(world.port, [text])
      assert.ok(response.status === 404 || response.status === 400)
      const old = await sendRaw(world.port, [text.replace('HTTP/1.1', 'HTTP/1.0')])
      assert.ok(old.status === 404 || old.status === 400)
    })

    test('who names two hosts is told so, whichever comes first: a proxy may have looked at the other one', async () => {
      const hosts = [world.host, `127.0.0.1:${world.port}`, 'evil.example']
      for (const [one, other] of hosts.flatMap((first) => hosts.map((second) => [first, second] as const))) {
        const lines = [`Host: ${one}`, `hOST: ${other}`]
        for (const request of [
          tokenRequest(world.host, form(), lines),
          ...['/.well-known/jwks.json', '/authorize', '/api/v2/clients', '/js/scripts.json'].map(
            (path) => `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`,
          ),
        ]) {
          const { status, body } = await sendRaw(world.port, [request])
          assert.deepEqual([status, /A request names its host once/.test(body)], [400, true], `${one} ${other}`)
        }
      }
    })

    for (const header of ['X-Forwarded-Host', 'Forwarded', 'X-Host', 'X-Original-Host', 'X-Forwarded-Server']) {
      test(`G9: ${header} from anybody counts for nothing`, async () => {
        const value = header === 'Forwarded' ? `host=127.0.0.1:${world.port}` : `127.0.0.1:${world.port}`
        assert.equal(await statusFor(`${header}: ${value}`), 200)
        assert.equal(await statusFor('Host: unknown.example', `${header}: ${world.host}`), 404)
      })
    }

    test('from a trusted proxy X-Forwarded-Host counts, and of several the one the nearest proxy wrote', async () => {
      const proxied = await world.startSecond()
      const from = (host: string) =>
        proxied.token({ ...GRANT, ...first.credentials, audience: DEMO_API }, { 'x-forwarded-host': host })
      try {
        for (const [host, status] of [
          [world.host, 200],
          [`127.0.0.1:${world.port}`, 401],
          ['unknown.example', 404],
          [`unknown.example, ${world.host}`, 200],
          [`${world.host}, unknown.example`, 404],
          [`${world.host}/`, 404],
        ] as const) {
          const response = await from(host)
          assert.equal(response.status, status, host)
          await response.body?.cancel()
        }
      } finally {
        await proxied.stop()
      }
    })
  })

  // The last one, since it takes the second tenant away from where it was.
  test('a tenant that moves answers under its new host only, with its clients and keys', async () => {
    const to = `http://[::1]:${world.port}/`
    const before = await keySetOf(second)
    await relocateTenant(world.config, second.issuer, to)
    const moved = { ...second, issuer: to }
    await until('the running server answers under the new host', async () => {
      const response = await fetch(`${to}.well-known/jwks.json`)
      await response.body?.cancel()
      return response.status === 200
    })
    assert.equal(await keySetOf(moved), before)
    const keys = createRemoteJWKSet(new URL(`${to}.well-known/jwks.json`))
    await jwtVerify(await tokenOf(moved, `${to}api/v2/`), keys, { issuer: to, audience: `${to}api/v2/` })
    await until('the old host is nobody’s', async () => {
      const gone = await fetch(`${second.issuer}.well-known/jwks.json`)
      await gone.body?.cancel()
      return gone.status === 404
    })
  })
})
