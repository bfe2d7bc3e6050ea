import assert from 'node:assert/strict'
import { createPublicKey, X509Certificate } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { importJWK, jwtVerify, decodeProtectedHeader, SignJWT, createLocalJWKSet, type JWK } from 'jose'
import { rotateSigningKey, revokeSigningKey } from '@symbolon/core/tokens/key-ring'
import { CLIENT_ID, CLIENT_SECRET } from '../server.ts'
import { basic, DEMO_API, GRANT, tokensOf } from './token-calls.ts'
import { until } from './until.ts'
import {
  newApi,
  newApiSecret,
  newClient,
  newGrant,
  newKeyedClient,
  newKeys,
  startWorld,
  type AssertionAlgorithm,
  type World,
} from './world.ts'

const KEY_SET = '.well-known/jwks.json'
const DOCUMENTS = ['.well-known/openid-configuration', '.well-known/oauth-authorization-server']
const ASSERTION_ALGORITHMS: readonly AssertionAlgorithm[] = ['RS256', 'RS384', 'PS256', 'ES256']

type Metadata = {
  readonly issuer: string
  readonly token_endpoint: string
  readonly jwks_uri: string
  readonly grant_types_supported: readonly string[]
  readonly response_types_supported: readonly string[]
  readonly token_endpoint_auth_methods_supported: readonly string[]
  readonly token_endpoint_auth_signing_alg_values_supported: readonly string[]
  readonly id_token_signing_alg_values_supported: readonly string[]
}

describe('what the server says about itself', () => {
  let now = Date.now()
  let world: World
  const first = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET }
  const signing = ASSERTION_ALGORITHMS.map((alg) => newKeyedClient([alg]))
  const publicClient = newClient({ token_endpoint_auth_method: 'none', client_id: 'public_one' })

  before(async () => {
    world = await startWorld({ now: () => now })
    const apis = (['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'] as const).flatMap((signing_alg) => {
      const api = newApi({ identifier: `urn:${signing_alg}`, signing_alg })
      const grant = newGrant(CLIENT_ID, `urn:${signing_alg}`, ['read:a'])
      const secret = newApiSecret(world.tenancy, api.document, 'a-secret-of-more-than-32-characters')
      return signing_alg === 'HS256' ? [api, secret, grant] : [api, grant]
    })
    await world.write(
      apis,
      publicClient.changes,
      ...signing.flatMap(({ client_id, changes }) => [changes, newGrant(client_id, DEMO_API, ['read:messages'])]),
      await newKeys(world.tenancy, 'PS256'),
      await newKeys(world.tenancy, 'ES256'),
      await newKeys(world.tenancy, 'EdDSA'),
    )
  })
  after(() => world.stop())

  const read = async (path: string): Promise<string> => {
    const response = await fetch(`${world.issuer}${path}`)
    assert.equal(response.status, 200, path)
    return response.text()
  }
  const metadata = async (): Promise<Metadata> => JSON.parse(await read(DOCUMENTS[0] ?? ''))
  const keys = async (): Promise<readonly JWK[]> => JSON.parse(await read(KEY_SET)).keys
  const token = async (audience = DEMO_API) =>
    (await tokensOf(await world.token({ ...GRANT, ...first, audience }))).access_token

  describe('its metadata', () => {
    test('is the same at both places, readable from any origin, and may be kept for a short time', async () => {
      const texts = await Promise.all(DOCUMENTS.map(read))
      assert.equal(texts[0], texts[1])
      for (const path of DOCUMENTS) {
        const { headers } = await fetch(`${world.issuer}${path}`, { headers: { origin: 'https://any.example' } })
        assert.equal(headers.get('access-control-allow-origin'), '*')
        assert.equal(headers.get('content-type'), 'application/json; charset=utf-8')
        assert.match(headers.get('cache-control') ?? '', /^public, max-age=\d+$/)
        assert.equal(headers.get('set-cookie'), null)
      }
    })

    test('names the issuer byte for byte, and endpoints below it', async () => {
      const document = await metadata()
      assert.equal(document.issuer, world.issuer)
      const urls = Object.entries(document).filter(([name]) => /_endpoint$|_uri$/.test(name))
      assert.ok(urls.length >= 2)
      for (const [name, url] of urls) assert.ok(String(url).startsWith(world.issuer), name)
    })

    const READ = new Set(['jwks_uri', 'revocation_feed_endpoint'])
    test('every endpoint it names answers', async () => {
      const document = await metadata()
      for (const [name, url] of Object.entries(document).filter(([name]) => /_endpoint$|_uri$/.test(name))) {
        const response = await fetch(String(url), { method: READ.has(name) ? 'GET' : 'POST' })
        assert.notEqual(response.status, 404, name)
        assert.notEqual(response.status, 405, name)
        assert.ok(response.status < 500, name)
        await response.body?.cancel()
      }
    })

    test('every grant type it names is known to the token endpoint, and one it does not name is not', async () => {
      // That one is for the authorization endpoint alone.
      const exchanged = (await metadata()).grant_types_supported.filter((type) => type !== 'implicit')
      for (const grant_type of [...exchanged, 'implicit', 'urn:ietf:params:oauth:grant-type:saml2-bearer']) {
        const text = await (await world.token({ grant_type })).text()
        assert.equal(text.includes('unsupported_grant_type'), !exchanged.includes(grant_type), grant_type)
      }
    })

    test('every way to authenticate that it names works', async () => {
      const { token_endpoint_auth_methods_supported: methods } = await metadata()
      const ask = { ...GRANT, audience: DEMO_API }
      const ways: Readonly<Record<string, () => Promise<Response>>> = {
        client_secret_basic: () => world.token(ask, basic(CLIENT_ID, CLIENT_SECRET)),
        client_secret_post: () => world.token({ ...ask, ...first }),
        private_key_jwt: () => withAssertion(signing[0]),
        none: () => world.token({ ...ask, client_id: 'public_one' }),
      }
      assert.deepEqual([...methods].sort(), Object.keys(ways).sort())
      for (const method of methods) {
        const response = await ways[method]?.()
        // A public client is known, and may not use this grant.
        assert.equal(response?.status, method === 'none' ? 403 : 200, method)
        await response?.body?.cancel()
      }
    })

    test('every algorithm of assertions that it names works', async () => {
      const { token_endpoint_auth_signing_alg_values_supported: algorithms } = await metadata()
      assert.deepEqual([...algorithms].sort(), [...ASSERTION_ALGORITHMS].sort())
      for (const alg of algorithms) {
        await tokensOf(await withAssertion(signing.find(({ keys }) => keys[0]?.alg === alg)))
      }
    })

    test('every algorithm of tokens that it names can sign the tokens of an API', async () => {
      const { id_token_signing_alg_values_supported: algorithms } = await metadata()
      assert.deepEqual([...algorithms].sort(), ['ES256', 'EdDSA', 'HS256', 'PS256', 'RS256'])
      for (const alg of algorithms) assert.equal(decodeProtectedHeader(await token(`urn:${alg}`)).alg, alg)
    })

    test('says what every reader of it needs to find', async () => {
      const document: Record<string, unknown> = { ...(await metadata()) }
      for (const name of [
        'issuer',
        'jwks_uri',
        'token_endpoint',
        'subject_types_supported',
        'response_types_supported',
      ]) {
        assert.ok(document[name] !== undefined, name)
      }
      for (const value of Object.values(document)) assert.notEqual(value, null)
    })

    function withAssertion(client: (typeof signing)[number] | undefined) {
      const key = client?.keys[0]
      assert.ok(client && key)
      const claims = { iss: client.client_id, sub: client.client_id, aud: world.issuer, jti: crypto.randomUUID() }
      return new SignJWT({ ...claims, exp: Math.floor(now / 1000) + 60 })
        .setProtectedHeader({ alg: key.alg, kid: key.kid })
        .sign(key.privateKey)
        .then((client_assertion) =>
          world.token({
            ...GRANT,
            audience: DEMO_API,
            client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            client_assertion,
          }),
        )
    }
  })

  describe('its keys', () => {
    test('may be read from any origin, kept as long as they say, and are asked for by GET and HEAD alone', async () => {
      const { headers } = await fetch(`${world.issuer}${KEY_SET}`)
      assert.equal(headers.get('access-control-allow-origin'), '*')
      assert.match(headers.get('cache-control') ?? '', /^public, max-age=\d+$/)
      assert.match(headers.get('content-type') ?? '', /^application\/json/)
      const head = await fetch(`${world.issuer}${KEY_SET}`, { method: 'HEAD' })
      assert.equal(head.status, 200)
      assert.equal(await head.text(), '')
      const post = await fetch(`${world.issuer}${KEY_SET}`, { method: 'POST' })
      assert.equal(post.status, 405)
      assert.equal(post.headers.get('allow'), 'GET, HEAD')
      await post.body?.cancel()
    })

    test('hold no private half, and each has an id, a use and an algorithm', async () => {
      const all = await keys()
      assert.equal(new Set(all.map(({ kid }) => kid)).size, all.length)
      for (const key of all) {
        for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.ok(!(secret in key), secret)
        assert.equal(key.use, 'sig')
        assert.ok(key.kid && key.alg)
      }
      assert.deepEqual(new Set(all.map(({ alg }) => alg)), new Set(['RS256', 'PS256', 'ES256', 'EdDSA']))
    })

    test('come with a certificate of the same key, self-signed for the tenant’s host, and its thumbprints', async () => {
      for (const key of await keys()) {
        const certificate = new X509Certificate(Buffer.from(key.x5c?.[0] ?? '', 'base64'))
        assert.ok(certificate.verify(certificate.publicKey))
        assert.equal(certificate.subject, 'CN=localhost')
        assert.equal(certificate.issuer, certificate.subject)
        const published = createPublicKey({ key: { ...key }, format: 'jwk' }).export({ format: 'der', type: 'spki' })
        assert.deepEqual(certificate.publicKey.export({ format: 'der', type: 'spki' }), published)
        const bare = (text: string) => Buffer.from(text.replaceAll(':', ''), 'hex').toString('base64url')
        assert.equal(key.x5t, bare(certificate.fingerprint))
        assert.equal(key['x5t#S256'], bare(certificate.fingerprint256))
      }
    })

    test('verify every token, and the one named does alone', async () => {
      for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
        const text = await token(`urn:${alg}`)
        const key = (await keys()).find(({ kid }) => kid === decodeProtectedHeader(text).kid)
        assert.equal(key?.alg, alg)
        await jwtVerify(text, await importJWK(key), { currentDate: new Date(now) })
      }
    })
  })

  describe('its certificate', () => {
    test('/pem, /rawpem, /cer and /cert are the certificate of the key that signs', async () => {
      const { kid } = decodeProtectedHeader(await token())
      const der = (await keys()).find((key) => key.kid === kid)?.x5c?.[0]
      const pem = await read('pem')
      assert.equal(await read('rawpem'), pem)
      assert.equal(new X509Certificate(pem).raw.toString('base64'), der)
      for (const path of ['cer', 'cert']) {
        const bytes = Buffer.from(await (await fetch(`${world.issuer}${path}`)).arrayBuffer())
        assert.equal(bytes.toString('base64'), der)
      }
    })

    test('each with the type and the file name of its kind', async () => {
      for (const [path, type, disposition] of [
        ['pem', 'application/x-pem-file', 'attachment; filename="localhost.pem"'],
        ['rawpem', 'text/plain; charset=utf-8', null],
        ['cer', 'application/pkix-cert', 'attachment; filename="localhost.cer"'],
      ] as const) {
        const { headers } = await fetch(`${world.issuer}${path}`)
        assert.equal(headers.get('content-type'), type)
        assert.equal(headers.get('content-disposition'), disposition)
        assert.equal(headers.get('access-control-allow-origin'), '*')
      }
    })
  })

  describe('when keys rotate', () => {
    const kidOfTokens = async () => decodeProtectedHeader(await token()).kid
    const rs256 = async () => (await keys()).filter(({ alg }) => alg === 'RS256').map(({ kid }) => kid)
    const maxAge = async () => {
      const { headers } = await fetch(`${world.issuer}${KEY_SET}`)
      return Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1])
    }

    test('a key that has just been published does not sign until nobody can hold an older key set', async () => {
      await assert.rejects(rotateSigningKey(world.tenancy, 'RS256'), { status: 409 })
      now += (await maxAge()) * 1000 - 2000
      await assert.rejects(rotateSigningKey(world.tenancy, 'RS256'), { status: 409 })
      assert.equal((await rs256()).length, 2)
    })

    test('the next one signs, was published before, and the one before stays published', async () => {
      // It takes the other nodes some seconds more to learn of it.
      now += 10_000
      const old = await token()
      const oldKid = decodeProtectedHeader(old).kid
      const published = await rs256()
      const set = createLocalJWKSet({ keys: [...(await keys())] })
      await rotateSigningKey(world.tenancy, 'RS256')
      await until('the server signs with the next key', async () => (await kidOfTokens()) !== oldKid)
      const kid = await kidOfTokens()
      assert.ok(published.includes(kid))
      // Whoever read the key set before the rotation takes the new tokens; whoever reads it now takes the old ones.
      await jwtVerify(await token(), set, { currentDate: new Date(now) })
      await jwtVerify(old, createLocalJWKSet({ keys: [...(await keys())] }), { currentDate: new Date(now) })
      assert.equal((await rs256()).length, 3)
      const certificate = new X509Certificate(await read('pem')).raw.toString('base64')
      assert.equal((await keys()).find((key) => key.kid === kid)?.x5c?.[0], certificate)
    })

    test('a revoked key is published no more, and the current one cannot be revoked', async () => {
      const current = await kidOfTokens()
      await assert.rejects(revokeSigningKey(world.tenancy, String(current)), { status: 409 })
      const all = await world.tenancy.store.all('signing_keys', {})
      const previous = all.find(({ state, alg }) => state === 'previous' && alg === 'RS256')
      assert.ok(previous)
      await revokeSigningKey(world.tenancy, previous.kid)
      await until('the server publishes it no more', async () => !(await rs256()).includes(previous.kid))
      assert.equal(await kidOfTokens(), current)
    })
  })
})
