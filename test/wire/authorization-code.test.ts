import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createHash, randomBytes } from 'node:crypto'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import type { User } from '@symbolon/protocol/entities/user'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import {
  CALLBACK,
  newApplication,
  newCode,
  newPkce,
  newSession,
  newUser,
  redeem,
  refreshTokenOf,
  renew,
  userTokensOf,
  writeApplications,
} from './people.ts'
import { refuses, UNAUTHORIZED } from './token-calls.ts'
import { newApi, newClient, startWorld, type World } from './world.ts'
import { startPostgres } from '../databases/postgres.ts'

const INVALID_CODE = { status: 403, error: 'invalid_grant', description: 'Invalid authorization code' }
const UNVERIFIED = { status: 403, error: 'invalid_grant', description: 'Failed to verify code verifier' }

const application = newApplication()
const another = newApplication()
const native = newApplication({ app_type: 'native', token_endpoint_auth_method: 'none' })
const spa = { credentials: { client_id: native.client_id } }
const API = 'https://orders.example.com/'

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`an authorization code, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let user: User
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      await writeApplications(world, application, another, native)
      await world.write(
        newApi({ identifier: API, allow_offline_access: true, token_lifetime: 500, token_lifetime_for_web: 100 }),
      )
      user = await newUser(world)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    test('gives an opaque access token, an ID token and a refresh token', async () => {
      const session = await newSession(world, user)
      const code = await newCode(world, application, user, {
        session_id: session.id,
        nonce: 'n-1',
        with_auth_time: true,
      })
      const tokens = await userTokensOf(await redeem(world, application, code))
      assert.equal(tokens.scope, 'openid profile email offline_access')
      assert.equal(tokens.expires_in, 86_400)
      assert.ok(!tokens.access_token.includes('.'))
      assert.match(tokens.refresh_token ?? '', /^v1\.[\w-]{80}$/)
      const { nickname, name, picture, updated_at, email } = user
      assert.deepEqual(decodeJwt(tokens.id_token ?? ''), {
        iss: world.issuer,
        sub: user.user_id,
        aud: application.client_id,
        iat: Math.floor(now / 1000),
        exp: Math.floor(now / 1000) + 36_000,
        nonce: 'n-1',
        sid: session.id,
        auth_time: session.authenticated_at,
        nickname,
        name,
        picture,
        updated_at,
        email,
        email_verified: true,
      })
      assert.equal(decodeProtectedHeader(tokens.id_token ?? '').alg, 'RS256')
    })

    test('for an API gives a JWT that userinfo takes as well', async () => {
      const code = await newCode(world, application, user, { audience: API, scopes: ['openid', 'read:a'] })
      const { access_token, refresh_token, expires_in } = await userTokensOf(await redeem(world, application, code))
      assert.equal(refresh_token, undefined)
      assert.equal(expires_in, 500)
      assert.deepEqual(decodeJwt(access_token), {
        iss: world.issuer,
        sub: user.user_id,
        aud: [API, `${world.issuer}userinfo`],
        iat: Math.floor(now / 1000),
        exp: Math.floor(now / 1000) + 500,
        scope: 'openid read:a',
        azp: application.client_id,
      })
    })

    test('A3: of 200 requests at once with one code exactly one succeeds', async () => {
      const code = await newCode(world, application, user)
      const responses = await Promise.all(Array.from({ length: 200 }, () => redeem(world, application, code)))
      const succeeded = responses.filter(({ status }) => status === 200)
      assert.equal(succeeded.length, 1)
      await Promise.all(responses.filter(({ status }) => status !== 200).map((one) => refuses(one, INVALID_CODE)))
      const [winner] = succeeded
      assert.ok(winner)
      const refresh_token = await refreshTokenOf(winner)
      await refuses(await redeem(world, application, code), INVALID_CODE)
      await refuses(await renew(world, application, refresh_token), { status: 403, error: 'invalid_grant' })
    })

    test('used a second time ends the refresh token that came of it, and no other', async () => {
      const code = await newCode(world, application, user)
      const first = await refreshTokenOf(await redeem(world, application, code))
      const other = await refreshTokenOf(await redeem(world, application, await newCode(world, application, user)))
      await refuses(await redeem(world, application, code), INVALID_CODE)
      await refuses(await renew(world, application, first), { status: 403, error: 'invalid_grant' })
      await userTokensOf(await renew(world, application, other))
    })

    test('lives 60 seconds', async () => {
      const late = await newCode(world, application, user)
      const last = await newCode(world, application, user)
      now += 59_000
      await userTokensOf(await redeem(world, application, last))
      now += 1000
      await refuses(await redeem(world, application, late), INVALID_CODE)
    })

    test('A7, B1: what another client does with it burns nothing', async () => {
      const code = await newCode(world, application, user)
      await refuses(await redeem(world, another, code), INVALID_CODE)
      await refuses(await redeem(world, spa, code), INVALID_CODE)
      await refuses(
        await redeem(world, { credentials: { ...application.credentials, client_secret: 'x' } }, code),
        UNAUTHORIZED,
      )
      await refuses(await redeem(world, another, code, { redirect_uri: 'https://evil.example/' }), INVALID_CODE)
      await userTokensOf(await redeem(world, application, code))
    })

    test('A6: one wrong proof of the right client uses it up', async () => {
      const pkce = newPkce()
      const code = await newCode(world, application, user, {}, pkce)
      await refuses(await redeem(world, application, code, { code_verifier: newPkce().verifier }), UNVERIFIED)
      await refuses(await redeem(world, application, code, { code_verifier: pkce.verifier }), INVALID_CODE)
      const moved = await newCode(world, application, user)
      await refuses(await redeem(world, application, moved, { redirect_uri: `${CALLBACK}/` }), INVALID_CODE)
      await refuses(await redeem(world, application, moved), INVALID_CODE)
    })

    test('A5: nothing else that can be used once is taken for one', async () => {
      const handle = randomBytes(32).toString('base64url')
      const hash = createHash('sha256').update(handle).digest('base64url')
      const expires_at = Math.floor(now / 1000) + 60
      await world.tenancy.store.keepOneTime({
        kind: 'login_ticket',
        hash,
        user_id: user.user_id,
        client_id: application.client_id,
        content: {
          client_id: application.client_id,
          user_id: user.user_id,
          connection: 'c',
          verifier_hash: hash,
          origin: 'https://app.example.com',
          authenticated_at: expires_at,
        },
        expires_at,
        spent_at: null,
      })
      const refresh_token = await refreshTokenOf(
        await redeem(world, application, await newCode(world, application, user)),
      )
      for (const code of [handle, refresh_token, 'x', 'urn:ietf:params:oauth:request_uri:x', hash]) {
        await refuses(await redeem(world, application, code), INVALID_CODE)
      }
    })

    test('B2: is a handle, and with one character changed it is none', async () => {
      const code = await newCode(world, application, user)
      assert.match(code, /^[\w-]{52}$/)
      for (let at = 0; at < code.length; at += 1) {
        const changed = `${code.slice(0, at)}${code[at] === 'A' ? 'B' : 'A'}${code.slice(at + 1)}`
        await refuses(await redeem(world, application, changed), INVALID_CODE)
      }
      await userTokensOf(await redeem(world, application, code))
    })

    test('D1: with a challenge it needs the verifier', async () => {
      const { verifier, challenge } = newPkce()
      const wrong = [undefined, '', verifier.slice(0, 42), 'a'.repeat(129), challenge, `${verifier.slice(0, -1)} `]
      for (const code_verifier of wrong) {
        const code = await newCode(world, native, user, {}, { verifier, challenge })
        const more = code_verifier === undefined ? {} : { code_verifier }
        await refuses(await redeem(world, spa, code, more), UNVERIFIED)
      }
      const code = await newCode(world, native, user, {}, { verifier, challenge })
      const body = { grant_type: 'authorization_code', ...spa.credentials, code, redirect_uri: CALLBACK }
      const list = await fetch(`${world.issuer}oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, code_verifier: [verifier] }),
      })
      await refuses(list, { status: 400, error: 'invalid_request' })
      await userTokensOf(await redeem(world, spa, code, { code_verifier: verifier }))
    })

    test('D2, D4: a verifier without a challenge is refused, and a public client cannot do without both', async () => {
      const { verifier } = newPkce()
      const code = await newCode(world, application, user)
      await refuses(await redeem(world, application, code, { code_verifier: verifier }), UNVERIFIED)
      await refuses(await redeem(world, spa, await newCode(world, native, user)), UNVERIFIED)
    })

    test('D5: a plain challenge is its own verifier and nothing else', async () => {
      const { verifier, challenge } = newPkce()
      const plain = { code_challenge: verifier, code_challenge_method: 'plain' } as const
      const right = await newCode(world, native, user, plain)
      await userTokensOf(await redeem(world, spa, right, { code_verifier: verifier }))
      // The challenge of S256 was seen by the browser; it must not do as a plain one.
      const code = await newCode(world, native, user, {}, { verifier, challenge })
      await refuses(await redeem(world, spa, code, { code_verifier: challenge }), UNVERIFIED)
    })

    test('a redirect_uri that was not sent at the beginning must not be sent at the end', async () => {
      const code = await newCode(world, application, user, { redirect_uri: null })
      await refuses(await redeem(world, application, code), INVALID_CODE)
      const other = await newCode(world, application, user, { redirect_uri: null })
      const { credentials } = application
      await userTokensOf(await world.token({ grant_type: 'authorization_code', ...credentials, code: other }))
    })

    test('F1, F11: of a user who is blocked or gone gives nothing, nor when the session has ended meanwhile', async () => {
      const blocked = await newUser(world)
      const code = await newCode(world, application, blocked)
      assert.equal(await world.tenancy.store.replaceUser(blocked, { ...blocked, blocked: true }), 'written')
      await refuses(await redeem(world, application, code), {
        status: 403,
        error: 'unauthorized',
        description: 'user is blocked',
      })
      const gone = await newUser(world)
      const orphan = await newCode(world, application, gone)
      assert.ok(await world.tenancy.store.removeUser(gone.user_id))
      await refuses(await redeem(world, application, orphan), INVALID_CODE)
      const session = await newSession(world, user)
      const ended = await newCode(world, application, user, { session_id: session.id })
      assert.ok(await world.tenancy.store.removeSession(session.id))
      await refuses(await redeem(world, application, ended), { status: 403, error: 'access_denied' })
    })

    test('F5: of a client that may not use the connection gives nothing, with a session or without', async () => {
      const apart = newApplication()
      await world.write(apart.changes)
      const { id } = await newSession(world, user)
      for (const session_id of [id, null]) {
        const code = await newCode(world, apart, user, { session_id })
        await refuses(await redeem(world, apart, code), { status: 403, error: 'access_denied' })
      }
    })

    test('of a third-party application needs the consent that it came of', async () => {
      const stranger = newApplication({ is_first_party: false })
      await world.write(stranger.changes)
      // Strangers' users come from connections of the whole tenant.
      const connection = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
      assert.ok(connection)
      const shared = { ...connection, is_domain_connection: true }
      await world.write({ replace: 'connections', before: connection, after: shared })
      await refuses(await redeem(world, stranger, await newCode(world, stranger, user)), {
        status: 403,
        error: 'access_denied',
      })
      await world.tenancy.store.addConsent({
        id: randomBytes(12).toString('hex'),
        user_id: user.user_id,
        client_id: stranger.client_id,
        audience: '',
        scope: ['openid', 'profile', 'email', 'offline_access'],
        redirect_uris: [CALLBACK],
      })
      const refresh_token = await refreshTokenOf(await redeem(world, stranger, await newCode(world, stranger, user)))
      await userTokensOf(await renew(world, stranger, refresh_token))
      await world.tenancy.store.removeConsentsOfUser(user.user_id)
      await refuses(await renew(world, stranger, refresh_token), { status: 403, error: 'access_denied' })
    })

    test('a user with the name of a machine gets nothing, however it came to be', async () => {
      const machine: User = {
        user_id: `${application.client_id}@clients`,
        identities: [{ connection: FIRST_CONNECTION, provider: 'auth0', user_id: 'machine', isSocial: false }],
        created_at: new Date(now).toISOString(),
        updated_at: new Date(now).toISOString(),
      }
      assert.equal(await world.tenancy.store.insertUser(machine), 'written')
      await refuses(await redeem(world, application, await newCode(world, application, machine)), {
        status: 403,
        error: 'access_denied',
      })
    })

    test('B15, F12: a client whose tokens must be bound to a key gets none, with an API or without', async () => {
      const bound = newApplication({ require_proof_of_possession: true })
      await writeApplications(world, bound)
      for (const audience of [null, API]) {
        await refuses(await redeem(world, bound, await newCode(world, bound, user, { audience })), {
          status: 403,
          error: 'access_denied',
          description: 'Only tokens bound to a key are allowed, and this request binds none',
        })
      }
    })

    test('C17: gives ID tokens that the published keys verify, by RS256 or as the client says', async () => {
      for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
        const made = await world.manage('POST', '/clients', {
          name: `Signed with ${alg}`,
          app_type: 'regular_web',
          callbacks: [CALLBACK],
          grant_types: ['authorization_code'],
          jwt_configuration: { alg, lifetime_in_seconds: 60 },
        })
        assert.equal(made.status, 201)
        const { client_id, client_secret } = JSON.parse(await made.text())
        const client = { client_id, credentials: { client_id, client_secret }, changes: [] }
        const { id_token = '' } = await userTokensOf(await redeem(world, client, await newCode(world, client, user)))
        const keys = createLocalJWKSet(JSON.parse(await (await fetch(`${world.issuer}.well-known/jwks.json`)).text()))
        const { payload, protectedHeader } = await jwtVerify(id_token, keys, {
          issuer: world.issuer,
          audience: client_id,
          algorithms: [alg],
          currentDate: new Date(now),
        })
        assert.equal(protectedHeader.alg, alg)
        assert.equal(payload.exp, Math.floor(now / 1000) + 60)
      }
    })

    test('of a client that may not use the grant is refused before it is looked at', async () => {
      const machine = newClient({ grant_types: ['client_credentials'] })
      await world.write(machine.changes)
      await refuses(await redeem(world, machine, await newCode(world, machine, user)), {
        status: 403,
        error: 'unauthorized_client',
        description: "Grant type 'authorization_code' not allowed for the client.",
      })
      await refuses(await world.token({ grant_type: 'authorization_code', ...application.credentials }), {
        status: 400,
        error: 'invalid_request',
        description: 'Missing required parameter: code',
      })
    })
  })
}
