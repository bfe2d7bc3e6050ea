import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { randomBytes } from 'node:crypto'
import { sealOpaqueToken } from '@symbolon/core/tokens/opaque-token'
import { rotateSigningKey } from '@symbolon/core/tokens/key-ring'
import type { User } from '@symbolon/protocol/entities/user'
import { startPostgres } from '../databases/postgres.ts'
import { newApplication, newCode, newUser, redeem, userTokensOf, writeApplications } from './people.ts'
import { tokensOf } from './token-calls.ts'
import { newApi, newApiSecret, newClient, newGrant, startWorld, type World } from './world.ts'

const ORDERS = 'https://orders.example.com/'
const RFC9068 = 'https://rfc9068.example.com/'
const SECRET = 'https://secret.example.com/'

const application = newApplication()
const machine = newClient()

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`userinfo, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let user: User
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      const symmetric = newApi({ identifier: SECRET, signing_alg: 'HS256' })
      await writeApplications(world, application)
      await world.write(
        machine.changes,
        newApi({ identifier: ORDERS, token_lifetime: 500 }),
        newApi({ identifier: RFC9068, token_dialect: 'rfc9068_profile' }),
        symmetric,
        newApiSecret(world.tenancy, symmetric.document, randomBytes(32).toString('hex')),
        newGrant(machine.client_id, ORDERS, ['read:a']),
      )
      user = await newUser(world, { given_name: 'Ada', phone_number: '+4912345', username: 'ada' })
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const tokenFor = async (audience: string | null, scopes = ['openid', 'email'], whose: User = user) => {
      const code = await newCode(world, application, whose, { audience, scopes })
      return (await userTokensOf(await redeem(world, application, code))).access_token
    }
    const ask = (token: string | undefined, init: RequestInit = {}, query = ''): Promise<Response> =>
      fetch(`${world.issuer}userinfo${query}`, {
        ...init,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      })
    const refusesToken = async (response: Response, error: string | null = 'invalid_token', status = 401) => {
      assert.equal(await response.text(), 'Unauthorized')
      assert.equal(response.status, status)
      assert.match(response.headers.get('content-type') ?? '', /^text\/plain/)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      const challenge = response.headers.get('www-authenticate') ?? ''
      assert.match(challenge, /^Bearer realm="Users"/)
      assert.equal(/error="(\w+)"/.exec(challenge)?.[1] ?? null, error)
      return challenge
    }

    test('says of the user what the scopes of the token ask for, whatever token it is', async () => {
      const expected = { sub: user.user_id, email: user.email, email_verified: true }
      for (const audience of [null, ORDERS, RFC9068]) {
        const token = await tokenFor(audience)
        for (let time = 0; time < 2; time += 1) {
          const response = await ask(token)
          assert.equal(response.status, 200)
          assert.equal(response.headers.get('cache-control'), 'no-store')
          assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
          assert.deepEqual(await response.json(), expected)
        }
      }
      const all = await ask(await tokenFor(null, ['openid', 'profile', 'phone', 'address']))
      assert.deepEqual(await all.json(), {
        sub: user.user_id,
        name: user.name,
        given_name: 'Ada',
        nickname: 'ada',
        picture: user.picture,
        updated_at: user.updated_at,
        phone_number: '+4912345',
        phone_number_verified: false,
      })
    })

    test('takes the token as header or in a form, by GET and by POST, and not twice', async () => {
      const token = await tokenFor(null)
      assert.equal((await ask(token, { method: 'POST' })).status, 200)
      const body = new URLSearchParams({ access_token: token })
      assert.equal((await ask(undefined, { method: 'POST', body })).status, 200)
      assert.equal((await ask(token, { method: 'POST', body })).status, 400)
      await refusesToken(await ask(undefined), null)
      await refusesToken(await ask(''), 'invalid_token')
    })

    test('takes it in the URL only where the tenant says so', async () => {
      const query = `?access_token=${await tokenFor(null)}`
      await refusesToken(await ask(undefined, {}, query), null)
      const settings = await world.tenancy.store.find('tenant_settings', {})
      assert.ok(settings)
      const after = { ...settings, flags: { ...settings.flags, allow_access_token_in_query: true } }
      await world.write({ replace: 'tenant_settings', before: settings, after })
      assert.equal((await ask(undefined, {}, query)).status, 200)
      const kept = await world.tenancy.store.find('tenant_settings', {})
      assert.ok(kept)
      await world.write({ replace: 'tenant_settings', before: kept, after: settings })
      await refusesToken(await ask(undefined, {}, query), null)
    })

    test('refuses what is no token of a user for it', async () => {
      const forMachine = await world.token({
        grant_type: 'client_credentials',
        ...machine.credentials,
        audience: ORDERS,
      })
      await refusesToken(await ask((await tokensOf(forMachine)).access_token))
      await refusesToken(await ask(await tokenFor(ORDERS, ['read:a'])))
      await refusesToken(await ask(await tokenFor(SECRET)))
      await refusesToken(await ask(await tokenFor(null, [])), 'insufficient_scope', 403)
      const iat = Math.floor(now / 1000)
      const content = {
        sub: `${machine.client_id}@clients`,
        client_id: machine.client_id,
        scope: 'openid',
        iat,
        exp: iat + 60,
      }
      await refusesToken(await ask(sealOpaqueToken(world.tenancy, { ...content, kind: 'access_token' })))
      await refusesToken(await ask(sealOpaqueToken(world.tenancy, { ...content, sub: user.user_id, kind: 'other' })))
      const code = await newCode(world, application, user)
      await refusesToken(await ask(code))
      const { id_token, refresh_token } = await userTokensOf(await redeem(world, application, code))
      await refusesToken(await ask(id_token))
      await refusesToken(await ask(refresh_token))
    })

    test('E12: a token that was cut, lengthened or changed is none', async () => {
      for (const token of [await tokenFor(null), await tokenFor(ORDERS)]) {
        assert.equal((await ask(token)).status, 200)
        await refusesToken(await ask(token.slice(0, 80)))
        await refusesToken(await ask(token.slice(0, -1)))
        await refusesToken(await ask(`${token}A`))
        for (let at = 0; at < token.length; at += 7) {
          if (token[at] === '.') continue
          await refusesToken(await ask(`${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`))
        }
      }
    })

    test('looks at the end of a token every time, also of one that it knows', async () => {
      const token = await tokenFor(ORDERS)
      assert.equal((await ask(token)).status, 200)
      now += 499_000
      assert.equal((await ask(token)).status, 200)
      now += 1000
      assert.match(await refusesToken(await ask(token)), /error_description="The token has expired"/)
      const opaque = await tokenFor(null)
      now += 86_399_000
      assert.equal((await ask(opaque)).status, 200)
      now += 1000
      await refusesToken(await ask(opaque))
    })

    test('F1: of a user who is blocked or gone says nothing, nor through a client that is gone', async () => {
      const somebody = await newUser(world)
      const tokens = [await tokenFor(null, ['openid'], somebody), await tokenFor(ORDERS, ['openid'], somebody)]
      for (const token of tokens) assert.equal((await ask(token)).status, 200)
      const blocked = { ...somebody, blocked: true }
      assert.equal(await world.tenancy.store.replaceUser(somebody, blocked), 'written')
      for (const token of tokens) await refusesToken(await ask(token))
      assert.equal(await world.tenancy.store.replaceUser(blocked, somebody), 'written')
      for (const token of tokens) assert.equal((await ask(token)).status, 200)
      await world.tenancy.store.removeUser(somebody.user_id)
      for (const token of tokens) await refusesToken(await ask(token))
      const short = newApplication()
      await writeApplications(world, short)
      const code = await newCode(world, short, user, { audience: ORDERS, scopes: ['openid'] })
      const { access_token } = await userTokensOf(await redeem(world, short, code))
      assert.equal((await ask(access_token)).status, 200)
      const document = await world.tenancy.store.find('clients', { client_id: short.client_id })
      assert.ok(document)
      await world.write({ remove: 'clients', document })
      await refusesToken(await ask(access_token))
    })

    test('says what the user is now, and what code says of it now, however often it has said something else', async () => {
      const { store } = world.tenancy
      const before = await newUser(world, { given_name: 'Before' })
      const tokens = [
        await tokenFor(null, ['openid', 'profile'], before),
        await tokenFor(ORDERS, ['openid', 'profile'], before),
      ]
      const says = async (expected: Record<string, unknown>) => {
        for (const token of [...tokens, ...tokens]) {
          const told = Object(await (await ask(token)).json())
          for (const [name, value] of Object.entries(expected)) assert.equal(told[name], value)
        }
      }
      const of = { user_id: before.user_id, client_id: application.client_id, session_id: undefined }
      await says({ given_name: 'Before', shoe_size: undefined })
      assert.equal(await store.replaceUser(before, { ...before, given_name: 'After' }), 'written')
      await says({ given_name: 'After', shoe_size: undefined })
      await store.keepUserinfoClaims(of, { claims: { shoe_size: 42 }, profile: {} }, Math.floor(now / 1000) + 3600)
      await says({ given_name: 'After', shoe_size: 42 })
      await store.keepUserinfoClaims(of, undefined, Math.floor(now / 1000) + 3600)
      await says({ given_name: 'After', shoe_size: undefined })
    })

    test('takes tokens of the key before, as long as it is served', async () => {
      const token = await tokenFor(ORDERS)
      now += 60_000
      await rotateSigningKey(world.tenancy, 'RS256')
      await world.write()
      assert.equal((await ask(token)).status, 200)
    })
  })
}
