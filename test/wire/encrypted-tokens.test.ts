// Access tokens that only their API can read: the published jose decrypts and verifies them as the API would.
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { compactDecrypt, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { managed, type ManagementCall } from './managed.ts'
import { enabledFor, newApplication, newUserWithPassword } from './people.ts'
import { newClient, newGrant, startWorld, type World } from './world.ts'

const PASSWORD = 'Lovelace-1815-engine'
const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

const robot = newClient({ name: 'Robot' })
const web = newApplication({ name: 'Shop', grant_types: [PASSWORD_REALM] })

type Pair = { readonly pem: string; readonly privateKey: KeyObject }

const pairOf = (privatePem: string): Pair => ({
  pem: createPublicKey(privatePem).export({ format: 'pem', type: 'spki' }).toString(),
  privateKey: createPrivateKey(privatePem),
})

const newRsa = (modulusLength = 2048): Pair =>
  pairOf(
    generateKeyPairSync('rsa', {
      modulusLength,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey,
  )

const newEc = (namedCurve: string): Pair =>
  pairOf(
    generateKeyPairSync('ec', {
      namedCurve,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey,
  )

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`encrypted access tokens, on ${database}`, () => {
    let world: World
    let user: { readonly email: string; readonly user_id: string }
    let made = 0
    let stopDatabase = async (): Promise<void> => {}
    const rsa = newRsa()

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await world.write(robot.changes, web.changes, await enabledFor(world, [web]))
      user = await newUserWithPassword(world, PASSWORD)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = (...asked: ManagementCall) => managed(world, ...asked)

    const encryption = (alg: string, pem: string | undefined, kid?: string) => ({
      format: 'compact-nested-jwe',
      encryption_key: { alg, ...(pem === undefined ? {} : { pem }), ...(kid === undefined ? {} : { kid }) },
    })

    const newApi = async (alg: string, pem: string, more: object = {}) => {
      made += 1
      const identifier = `https://secret-${made}.example/`
      const api = await call(201, 'POST', '/resource-servers', {
        identifier,
        scopes: [{ value: 'read:secrets' }],
        token_encryption: encryption(alg, pem),
        skip_consent_for_verifiable_first_party_clients: true,
        ...more,
      })
      await world.write(newGrant(robot.client_id, identifier, ['read:secrets']))
      return { ...api, identifier, path: `/resource-servers/${String(api['id'])}` }
    }

    const tokenFor = async (audience: string): Promise<string> => {
      const response = await world.token({ ...robot.credentials, grant_type: 'client_credentials', audience })
      assert.equal(response.status, 200, await response.clone().text())
      return Object(await response.json()).access_token
    }

    /** As the API would. */
    const read = async (token: string, key: KeyObject, audience: string) => {
      const { plaintext, protectedHeader } = await compactDecrypt(token, key)
      const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', world.issuer))
      const { payload } = await jwtVerify(plaintext, keys, { issuer: world.issuer, audience })
      return { header: protectedHeader, claims: payload }
    }

    const KINDS: readonly (readonly [alg: string, pair: () => Pair])[] = [
      ['RSA-OAEP-256', () => rsa],
      ['RSA-OAEP-384', () => rsa],
      ['RSA-OAEP-512', () => rsa],
      ['ECDH-ES', () => newEc('P-256')],
      ['ECDH-ES', () => newEc('P-384')],
      ['ECDH-ES', () => newEc('P-521')],
    ]
    for (const [alg, pair] of KINDS) {
      test(`${alg}: the API reads a token that is signed within, and nobody else reads anything`, async () => {
        const { pem, privateKey } = pair()
        const { identifier } = await newApi(alg, pem)
        const token = await tokenFor(identifier)
        assert.equal(token.split('.').length, 5)
        const { header, claims } = await read(token, privateKey, identifier)
        assert.deepEqual([header.alg, header.enc, header.cty], [alg, 'A256GCM', 'JWT'])
        assert.equal(claims['scope'], 'read:secrets')
        const stranger = alg === 'ECDH-ES' ? newEc('P-256') : newRsa()
        await assert.rejects(compactDecrypt(token, stranger.privateKey))
        assert.doesNotMatch(token, /eyJpc3Mi/)
      })
    }

    test('a changed character is refused by whoever holds the key', async () => {
      const { identifier } = await newApi('RSA-OAEP-256', rsa.pem)
      const parts = (await tokenFor(identifier)).split('.')
      for (const at of [1, 2, 3, 4]) {
        const changed = parts.map((part, index) =>
          index === at ? `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}` : part,
        )
        await assert.rejects(compactDecrypt(changed.join('.'), rsa.privateKey))
      }
    })

    test('a user’s token is encrypted as well, and is for no other reader', async () => {
      const { identifier } = await newApi('RSA-OAEP-256', rsa.pem)
      const form = { realm: 'Username-Password-Authentication', username: user.email, password: PASSWORD }
      const response = await world.token({
        ...web.credentials,
        grant_type: PASSWORD_REALM,
        ...form,
        audience: identifier,
        scope: 'openid read:secrets',
      })
      const { access_token, id_token } = Object(await response.json())
      const { claims } = await read(access_token, rsa.privateKey, identifier)
      assert.deepEqual([claims.sub, claims.aud], [user.user_id, identifier])
      assert.equal(String(id_token).split('.').length, 3)
      const userinfo = await fetch(`${world.issuer}userinfo`, { headers: { authorization: `Bearer ${access_token}` } })
      assert.equal(userinfo.status, 401)
    })

    test('the key changes without a refused request: new tokens name the new key, old ones still open with the old', async () => {
      const api = await newApi('RSA-OAEP-256', rsa.pem)
      const before = await tokenFor(api.identifier)
      const next = newRsa()
      const changed = await call(200, 'PATCH', api.path, {
        token_encryption: encryption('RSA-OAEP-256', next.pem, 'second'),
      })
      assert.deepEqual(changed['token_encryption'], encryption('RSA-OAEP-256', undefined, 'second'))
      const after = await tokenFor(api.identifier)
      assert.equal(decodeProtectedHeader(after).kid, 'second')
      assert.notEqual(decodeProtectedHeader(before).kid, 'second')
      await read(before, rsa.privateKey, api.identifier)
      await read(after, next.privateKey, api.identifier)
      await call(200, 'PATCH', api.path, { token_encryption: null })
      assert.equal((await tokenFor(api.identifier)).split('.').length, 3)
    })

    test('its client ends a single one, nobody else does, and nobody learns anything of it here', async () => {
      const { identifier } = await newApi('RSA-OAEP-256', rsa.pem, { token_dialect: 'rfc9068_profile' })
      const ask = async (path: string, { credentials }: typeof robot, token: string) => {
        const response = await fetch(`${world.issuer}oauth/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...credentials, token }),
        })
        assert.equal(response.status, 200, path)
        return path === 'introspect' ? Object(await response.json()) : undefined
      }
      const within = async (token: string) =>
        new TextDecoder().decode((await compactDecrypt(token, rsa.privateKey)).plaintext)
      const isAlive = async (token: string) => (await ask('introspect', robot, await within(token))).active

      const [token, kept] = [await tokenFor(identifier), await tokenFor(identifier)]
      assert.deepEqual(await ask('introspect', robot, token), { active: false })
      const [header = '', ...rest] = token.split('.')
      const changed = [`${header.slice(0, -4)}${header.slice(-4) === 'AAAA' ? 'BBBB' : 'AAAA'}`, ...rest].join('.')
      for (const text of [changed, 'a.b.c.d.e', '....', `${header}.b.c`]) await ask('revoke', robot, text)
      await ask('revoke', web, token)
      assert.equal(await isAlive(token), true)

      await ask('revoke', robot, token)
      assert.equal(await isAlive(token), false)
      assert.equal(await isAlive(kept), true)
    })

    test('what is answered can be sent again: the key that is kept stays', async () => {
      const api = await newApi('RSA-OAEP-256', rsa.pem)
      const { token_encryption } = await call(200, 'GET', api.path)
      assert.equal(JSON.stringify(token_encryption).includes('PUBLIC KEY'), false)
      await call(200, 'PATCH', api.path, { token_encryption })
      await read(await tokenFor(api.identifier), rsa.privateKey, api.identifier)
      const text = JSON.stringify(await (await world.manage('GET', '/logs?per_page=50')).json())
      assert.doesNotMatch(text, /PUBLIC KEY/)
    })

    test('E9: a key that cannot be used is refused by name, and a private one above all', async () => {
      const small = newRsa(1024)
      const secret = rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
      for (const [alg, pem, message] of [
        ['RSA-OAEP-256', undefined, /missing/],
        ['RSA-OAEP-256', 'nonsense', /not a public key/],
        ['RSA-OAEP-256', secret, /private key/],
        ['RSA-OAEP-256', small.pem, /2048 bits/],
        ['RSA-OAEP-256', newEc('P-256').pem, /RSA key/],
        ['ECDH-ES', rsa.pem, /P-256/],
        ['ECDH-ES', newEc('secp256k1').pem, /P-256/],
        ['RSA1_5', rsa.pem, /alg/],
      ] as const) {
        const body = { identifier: 'https://never.example/', token_encryption: encryption(alg, pem) }
        const { message: said } = await call(400, 'POST', '/resource-servers', body)
        assert.match(String(said), message)
        assert.match(String(said), /token_encryption/)
        assert.doesNotMatch(String(said), /BEGIN/)
      }
    })
  })
}
