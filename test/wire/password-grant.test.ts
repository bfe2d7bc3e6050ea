import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import type { User } from '@symbolon/protocol/entities/user'
import { decodeJwt } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { newApplication, newUser, newUserWithPassword, renew, userTokensOf, writeApplications } from './people.ts'
import { refuses } from './token-calls.ts'
import { newApi, startWorld, type World } from './world.ts'
import { until } from './until.ts'

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const ORDERS = 'https://orders.example.com/'
const PASSWORD = 'correct horse battery staple'
const WRONG = { status: 403, error: 'invalid_grant', description: 'Wrong email or password.' }

const grant_types = ['password', REALM, 'refresh_token'] as const
const application = newApplication({ grant_types: [...grant_types], is_token_endpoint_ip_header_trusted: true })
const unconnected = newApplication({ grant_types: [...grant_types] })
const native = newApplication({ grant_types: [...grant_types], token_endpoint_auth_method: 'none' })

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`the password grants, on ${database}`, () => {
    const now = Date.now()
    let world: World
    let user: User & { readonly email: string }
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      await writeApplications(world, application, native)
      await world.write(
        unconnected.changes,
        newApi({ identifier: ORDERS, allow_offline_access: true, token_lifetime: 500 }),
      )
      user = await newUserWithPassword(world, PASSWORD)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const ask = (more: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}) =>
      world.token(
        {
          grant_type: REALM,
          realm: FIRST_CONNECTION,
          ...application.credentials,
          username: user.email,
          password: PASSWORD,
          ...more,
        },
        headers,
      )

    async function setDirectory(default_directory: string): Promise<void> {
      const kept = await world.tenancy.store.find('tenant_settings', {})
      assert.ok(kept)
      await world.write({ replace: 'tenant_settings', before: kept, after: { ...kept, default_directory } })
    }

    test('give tokens without nonce and session, and a refresh token that works', async () => {
      const scope = 'openid email offline_access read:a'
      const tokens = await userTokensOf(await ask({ scope, audience: ORDERS }))
      assert.equal(tokens.scope, scope)
      assert.equal(tokens.expires_in, 500)
      const claims = decodeJwt(tokens.access_token)
      assert.equal(claims.gty, 'password')
      assert.equal(claims.sub, user.user_id)
      const { nonce, sid, email, auth_time } = decodeJwt(tokens.id_token ?? '')
      assert.deepEqual(
        { nonce, sid, email, auth_time },
        { nonce: undefined, sid: undefined, email: user.email, auth_time: undefined },
      )
      const renewed = await userTokensOf(await renew(world, application, tokens.refresh_token ?? ''))
      assert.equal(renewed.scope, scope)
    })

    test('without scope give all scopes of the API', async () => {
      assert.equal((await userTokensOf(await ask({ audience: ORDERS }))).scope, 'read:a write:a')
      const { scope, id_token } = await userTokensOf(await ask())
      assert.deepEqual({ scope, id_token }, { scope: '', id_token: undefined })
    })

    test('say the same of a wrong password and of nobody', async () => {
      await refuses(await ask({ password: 'wrong' }), WRONG)
      await refuses(await ask({ username: 'nobody@example.com' }), WRONG)
      await refuses(await ask({ password: ' ' }), WRONG)
    })

    test('G16: of a user who has no password are none, the empty one included', async () => {
      const { email } = await newUser(world)
      for (const password of [' ', 'undefined', 'null', PASSWORD]) {
        await refuses(await ask({ username: email ?? '', password }), WRONG)
      }
      for (const who of [email ?? '', user.email]) {
        const empty = await ask({ username: who, password: '' })
        assert.equal(empty.status, 400)
        assert.equal(Object(await empty.json())['error'], 'invalid_request')
      }
    })

    test('name what is missing', async () => {
      for (const name of ['username', 'password', 'realm']) {
        await refuses(await ask({ [name]: '' }), {
          status: 400,
          error: 'invalid_request',
          description: `Missing required parameter: ${name}`,
        })
      }
    })

    test('need a directory that the client may use', async () => {
      const unknown = { status: 400, error: 'invalid_request', description: 'Unknown or invalid realm' }
      await refuses(await ask({ realm: 'elsewhere' }), unknown)
      await refuses(await ask({ ...unconnected.credentials }), unknown)
      await refuses(await ask({ grant_type: 'password' }), {
        status: 500,
        error: 'server_error',
        description: 'Authorization server not configured with default connection.',
      })
      await setDirectory(FIRST_CONNECTION)
      await userTokensOf(await ask({ grant_type: 'password' }))
      await setDirectory('elsewhere')
      await refuses(await ask({ grant_type: 'password' }), {
        status: 400,
        error: 'invalid_request',
        description: 'invalid connection specified for password grant',
      })
      await setDirectory('')
    })

    test('F1: a user who is blocked is told so, and only with the right password', async () => {
      const somebody = await newUserWithPassword(world, PASSWORD)
      const { email, user_id } = somebody
      const kept = await world.tenancy.store.findUser(user_id)
      assert.ok(kept)
      assert.equal(await world.tenancy.store.replaceUser(kept, { ...kept, blocked: true }), 'written')
      await refuses(await ask({ username: email }), {
        status: 403,
        error: 'unauthorized',
        description: 'user is blocked',
      })
      await refuses(await ask({ username: email, password: 'wrong' }), WRONG)
    })

    test('are for public clients too, and for clients that have them', async () => {
      const { client_id } = native
      const asNative = {
        client_id,
        grant_type: REALM,
        realm: FIRST_CONNECTION,
        username: user.email,
        password: PASSWORD,
      }
      await userTokensOf(await world.token(asNative))
      const without = newApplication()
      await world.write(without.changes)
      await refuses(await ask({ ...without.credentials }), {
        status: 403,
        error: 'unauthorized_client',
        description: `Grant type '${REALM}' not allowed for the client.`,
      })
    })

    test('after ten wrong passwords from one address block the account there, and not for another', async () => {
      const { email } = await newUserWithPassword(world, PASSWORD)
      const from = (ip: string) => ({ 'auth0-forwarded-for': ip })
      for (let attempt = 0; attempt < 10; attempt += 1) {
        await refuses(await ask({ username: email, password: 'wrong' }, from('192.0.2.1')), WRONG)
      }
      await refuses(await ask({ username: email }, from('192.0.2.1')), {
        status: 429,
        error: 'too_many_attempts',
        description: /^Your account has been blocked after multiple consecutive login attempts\./,
      })
      await userTokensOf(await ask({ username: email }, from('192.0.2.2')))
      await until('the log has both addresses', async () => {
        const { events } = await world.tenancy.store.logEvents({ limit: 50 })
        const addressesOf = (type: string) => events.filter((one) => one.type === type).map(({ ip }) => ip)
        return addressesOf('sepft').includes('192.0.2.2') && addressesOf('fepft').includes('192.0.2.1')
      })
    })
  })
}
