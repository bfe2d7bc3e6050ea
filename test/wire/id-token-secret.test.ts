// ID tokens that are signed with the client's own secret (HS256), as applications from older days want them.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { clientSecretPurpose } from '@symbolon/core/clients/kept-secret'
import { unseal } from '@symbolon/core/jose/sealing'
import { findSigningKeys } from '@symbolon/core/tokens/signing-keys'
import type { User } from '@symbolon/protocol/entities/user'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, signIn, toldBy } from './browser.ts'
import { managed } from './managed.ts'
import {
  CALLBACK,
  newApplication,
  newCode,
  newPkce,
  newUser,
  redeem,
  userTokensOf,
  writeApplications,
} from './people.ts'
import { refuses } from './token-calls.ts'
import { startWorld, type NewClient, type World } from './world.ts'

const BYE = 'https://app.example.com/bye'
const HS256 = { alg: 'HS256', lifetime_in_seconds: 3600 } as const
const RS256 = { alg: 'RS256', lifetime_in_seconds: 3600 } as const
const CHOSEN = 'chosen-by-an-administrator-0123456789'

type Made = NewClient & { readonly secret: string }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`ID tokens signed with the client secret, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let user: User
    let stopDatabase = async (): Promise<void> => {}
    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      user = await newUser(world)
    })
    after(async () => {
      await world?.stop()
      await stopDatabase()
    })

    const withSecret = (client_id: string, secret: string): Made => ({
      client_id,
      secret,
      credentials: { client_id, client_secret: secret },
      changes: [],
    })

    async function make(fields: Readonly<Record<string, unknown>> = {}): Promise<Made> {
      const { client_id, client_secret } = await managed<Record<string, string>>(world, 201, 'POST', '/clients', {
        name: 'From older days',
        app_type: 'regular_web',
        callbacks: [CALLBACK],
        allowed_logout_urls: [BYE],
        grant_types: ['authorization_code', 'refresh_token'],
        jwt_configuration: HS256,
        ...fields,
      })
      return withSecret(String(client_id), String(client_secret))
    }

    const change = (client: Made, status: number, fields: unknown): Promise<Readonly<Record<string, unknown>>> =>
      managed(world, status, 'PATCH', `/clients/${client.client_id}`, fields)

    async function idTokenOf(client: NewClient): Promise<string> {
      const pkce = newPkce()
      const code = await newCode(world, client, user, {}, pkce)
      const answer = await redeem(world, client, code, { code_verifier: pkce.verifier })
      return (await userTokensOf(answer)).id_token ?? ''
    }

    /** Whether `id_token` is one for `client` by `secret`. */
    const isSignedWith = (id_token: string, client: NewClient, secret: string | Uint8Array): Promise<boolean> =>
      jwtVerify(id_token, typeof secret === 'string' ? Buffer.from(secret) : secret, {
        issuer: world.issuer,
        audience: client.client_id,
        algorithms: ['HS256'],
        currentDate: new Date(now),
      }).then(
        () => true,
        () => false,
      )

    const kept = (client: NewClient) => world.tenancy.store.all('client_secrets', { client_id: client.client_id })

    const logoutBy = (id_token_hint: string): Promise<Response> =>
      newBrowser(world.issuer).send(
        `/oidc/logout?${new URLSearchParams({ id_token_hint, post_logout_redirect_uri: BYE })}`,
      )

    /** An ID token with these claims and whatever MAC `key` makes. */
    const forged = (claims: object, key: string | Buffer): string => {
      const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
      const input = `${segment({ alg: 'HS256', typ: 'JWT' })}.${segment(claims)}`
      return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
    }

    test('are such as the secret verifies, and nothing else changes: access token, /userinfo, refresh', async () => {
      const client = await make()
      const tokens = await userTokensOf(await redeem(world, client, await newCode(world, client, user)))
      const { id_token = '', access_token, refresh_token = '' } = tokens
      assert.deepEqual(decodeProtectedHeader(id_token), { alg: 'HS256', typ: 'JWT' })
      assert.ok(await isSignedWith(id_token, client, client.secret))
      assert.ok(!(await isSignedWith(id_token, client, `${client.secret}x`)))
      assert.equal(decodeJwt(id_token).exp, Math.floor(now / 1000) + 3600)
      const headers = { authorization: `Bearer ${access_token}` }
      const info = await fetch(`${world.issuer}userinfo`, { headers })
      assert.equal(Object(await info.json()).sub, user.user_id)
      const renewed = await world.token({ grant_type: 'refresh_token', refresh_token, ...client.credentials })
      assert.ok(await isSignedWith(Object(await renewed.json()).id_token, client, client.secret))
      const configuration = await fetch(`${world.issuer}.well-known/openid-configuration`)
      assert.ok(Object(await configuration.json()).id_token_signing_alg_values_supported.includes('HS256'))
    })

    test('come through the browser too, with hashes of what they come with', async () => {
      const client = await make({ grant_types: ['authorization_code', 'implicit'] })
      const browser = newBrowser(world.issuer)
      await signIn(world, browser, user, client.client_id)
      const asked = { client_id: client.client_id, redirect_uri: CALLBACK, scope: 'openid', nonce: 'n' }
      const answer = await browser.send(authorizePath({ ...asked, response_type: 'code id_token token' }))
      const { id_token = '', code = '', access_token = '' } = toldBy({ url: answer.headers.get('location') ?? '' })
      assert.ok(await isSignedWith(id_token, client, client.secret))
      const half = (text: string): string =>
        createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
      const { at_hash, c_hash, nonce } = decodeJwt(id_token)
      assert.deepEqual({ at_hash, c_hash, nonce }, { at_hash: half(access_token), c_hash: half(code), nonce: 'n' })
    })

    test('the secret is kept sealed, for these clients alone, and only as long as it signs', async () => {
      const client = await make()
      const [row] = await kept(client)
      assert.ok(row?.sealed_secret !== undefined && !JSON.stringify(row).includes(client.secret))
      const { masterKey, tenant } = world.tenancy
      const opened = unseal(masterKey, clientSecretPurpose(tenant.tenant_id, row.id), row.sealed_secret)
      assert.equal(opened.toString(), client.secret)
      const [other] = await kept(await make({ jwt_configuration: RS256 }))
      assert.equal(other?.sealed_secret, undefined)
      await change(client, 200, { jwt_configuration: RS256 })
      world.tenancy.store.forget()
      const [after] = await kept(client)
      assert.deepEqual(after, { id: row.id, client_id: row.client_id, hash: row.hash })
      const { keys } = Object(await (await fetch(`${world.issuer}.well-known/jwks.json`)).json())
      await jwtVerify(await idTokenOf(client), createLocalJWKSet({ keys }), { currentDate: new Date(now) })
    })

    test('a client comes to them with its secret, and hears which field is missing without', async () => {
      const client = await make({ jwt_configuration: RS256 })
      const { message } = await change(client, 400, { jwt_configuration: HS256 })
      assert.match(
        String(message),
        /only a hash is kept: send client_secret too.* on property jwt_configuration\.alg\.$/,
      )
      await change(client, 200, { jwt_configuration: HS256, client_secret: client.secret })
      assert.ok(await isSignedWith(await idTokenOf(client), client, client.secret))
      await change(client, 200, { client_secret: CHOSEN })
      const chosen = withSecret(client.client_id, CHOSEN)
      assert.ok(await isSignedWith(await idTokenOf(chosen), client, CHOSEN))
      await change(client, 200, { name: 'Another name' })
      assert.ok(await isSignedWith(await idTokenOf(chosen), client, CHOSEN))
    })

    test('a secret that is no key is refused: too short, or the text of one of another kind', async () => {
      const client = await make()
      for (const [client_secret, says] of [
        ['only-31-characters-0123456789-a', /31 bytes, minimum 32' on property client_secret/],
        ['{"kty":"RSA","n":"0123456789012345","e":"AQAB"}', /text of a key.* on property client_secret/],
        ['-----BEGIN-PUBLIC-KEY-----MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB', /text of a key/],
      ] as const) {
        assert.match(String((await change(client, 400, { client_secret })).message), says)
      }
      assert.ok(await isSignedWith(await idTokenOf(client), client, client.secret))
    })

    test('of a client whose secret is encoded (secret_encoded) the bytes behind it are the key', async () => {
      const client = await make({ jwt_configuration: { ...HS256, secret_encoded: true } })
      const id_token = await idTokenOf(client)
      assert.ok(await isSignedWith(id_token, client, Buffer.from(client.secret, 'base64url')))
      assert.ok(!(await isSignedWith(id_token, client, client.secret)))
      const short = await change(client, 400, { client_secret: 'x'.repeat(40) })
      assert.match(String(short.message), /30 bytes, minimum 32/)
    })

    test('a rotated secret signs at once; what the old one signed counts as long as that does', async () => {
      const client = await make()
      const old = await idTokenOf(client)
      const rotate = (body?: object) =>
        managed(world, 200, 'POST', `/clients/${client.client_id}/rotate-secret`, body ?? {})
      const { client_secret } = await rotate({ grace_period: 600 })
      const next = withSecret(client.client_id, String(client_secret))
      assert.ok(await isSignedWith(await idTokenOf(client), client, next.secret))
      assert.equal((await logoutBy(old)).status, 302)
      now += 601_000
      assert.equal((await logoutBy(old)).status, 400)
      const latest = await idTokenOf(next)
      assert.equal((await logoutBy(latest)).status, 302)
      await rotate()
      assert.equal((await logoutBy(latest)).status, 400)
    })

    test('where only a hash is left, no ID token is made, which is said; the next secret mends it', async () => {
      const old = newApplication({ jwt_configuration: { alg: 'HS256' } })
      await writeApplications(world, old)
      await refuses(await redeem(world, old, await newCode(world, old, user)), {
        status: 403,
        error: 'access_denied',
        description: /only a hash is kept\. Rotate it, set client_secret/,
      })
      const code = await newCode(world, old, user, { scopes: [] })
      assert.equal((await userTokensOf(await redeem(world, old, code))).id_token, undefined)
      const { client_secret } = await managed(world, 200, 'POST', `/clients/${old.client_id}/rotate-secret`)
      const mended = withSecret(old.client_id, String(client_secret))
      assert.ok(await isSignedWith(await idTokenOf(mended), old, mended.secret))
    })

    test('a client without a secret gets RS256, which it can check', async () => {
      const page = await make({ app_type: 'spa', token_endpoint_auth_method: 'none' })
      assert.equal(decodeProtectedHeader(await idTokenOf(page)).alg, 'RS256')
      await change(page, 200, { token_endpoint_auth_method: 'client_secret_post' })
      assert.ok(await isSignedWith(await idTokenOf(page), page, page.secret))
    })

    test('as hints they say who it is about, at the login and at the logout', async () => {
      const client = await make()
      const browser = newBrowser(world.issuer)
      await signIn(world, browser, user, client.client_id)
      const asked = { client_id: client.client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid' }
      const hinted = async (id_token_hint: string): Promise<Record<string, string>> =>
        toldBy({
          url:
            (await browser.send(authorizePath({ ...asked, prompt: 'none', id_token_hint }))).headers.get('location') ??
            '',
        })
      const id_token = await idTokenOf(client)
      const other = await make()
      assert.notEqual((await hinted(id_token))['code'], undefined)
      // For another application, and by the secret of another.
      assert.equal((await hinted(await idTokenOf(other)))['code'], undefined)
      assert.equal((await hinted(forged(decodeJwt(id_token), other.secret)))['code'], undefined)
      const leaving = { id_token_hint: id_token, post_logout_redirect_uri: BYE, state: 's' }
      const gone = await browser.send(`/oidc/logout?${new URLSearchParams(leaving)}`)
      assert.equal(gone.headers.get('location'), `${BYE}?state=s`)
      assert.equal((await hinted(id_token))['error'], 'login_required')
    })

    test('E1, E3: none that is signed with a public key, in whichever form, or with a secret of another, is taken anywhere', async () => {
      const client = await make()
      const asymmetric = await make({ jwt_configuration: RS256 })
      const page = await make({ token_endpoint_auth_method: 'none' })
      const [key] = await findSigningKeys(world.tenancy)
      assert.ok(key)
      const { keys } = Object(await (await fetch(`${world.issuer}.well-known/jwks.json`)).json())
      const publicTexts = [key.cert, key.cert.trim(), JSON.stringify(keys[0]), String(keys[0].n), keys[0].x5c[0], '']
      const forgeries: string[] = []
      for (const { client_id, secret } of [client, asymmetric, page]) {
        const time = Math.floor(now / 1000)
        const claims = { iss: world.issuer, sub: user.user_id, aud: client_id, iat: time, exp: time + 60 }
        for (const text of publicTexts) forgeries.push(forged(claims, text))
        forgeries.push(forged(claims, Buffer.from(String(keys[0].n), 'base64url')))
        // Whose ID tokens are not signed with its secret cannot sign any with it.
        if (client_id !== client.client_id) forgeries.push(forged(claims, secret))
        forgeries.push(forged({ ...claims, aud: [client_id] }, secret), forged({ ...claims, aud: 'nobody' }, secret))
      }
      for (const token of forgeries) {
        assert.equal((await logoutBy(token)).status, 400)
        const headers = { authorization: `Bearer ${token}` }
        assert.equal((await fetch(`${world.issuer}userinfo`, { headers })).status, 401)
        assert.equal((await fetch(`${world.issuer}api/v2/clients`, { headers })).status, 401)
      }
      // Neither is a real one an access token, nor a proof of who the client is.
      const id_token = await idTokenOf(client)
      const headers = { authorization: `Bearer ${id_token}` }
      assert.equal((await fetch(`${world.issuer}userinfo`, { headers })).status, 401)
      assert.equal((await fetch(`${world.issuer}api/v2/clients`, { headers })).status, 401)
      const assertion = await world.token({
        grant_type: 'refresh_token',
        refresh_token: 'x',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: forged({ iss: client.client_id, sub: client.client_id, aud: world.issuer }, client.secret),
      })
      assert.equal(assertion.status, 401)
    })
  })
}
