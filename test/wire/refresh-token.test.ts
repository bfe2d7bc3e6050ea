import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { randomBytes } from 'node:crypto'
import { newRefreshTokenText } from '@symbolon/core/tokens/refresh-token-text'
import type { User } from '@symbolon/protocol/entities/user'
import { decodeJwt } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import {
  newApplication,
  newCode,
  newRefreshToken,
  newUser,
  redeem,
  refreshTokenOf,
  renew,
  ROTATING,
  userTokensOf,
  writeApplications,
} from './people.ts'
import { refuses, UNAUTHORIZED } from './token-calls.ts'
import { newApi, newGrant, startWorld, type World } from './world.ts'
import { until } from './until.ts'

const INVALID = { status: 403, error: 'invalid_grant', description: 'Unknown or invalid refresh token.' }
const ORDERS = 'https://orders.example.com/'
const BILLS = 'https://bills.example.com/'
const ASKS = 'https://asks.example.com/'

const rotating = newApplication({ refresh_token: ROTATING })
const plain = newApplication({
  refresh_token: {
    rotation_type: 'non-rotating',
    expiration_type: 'expiring',
    token_lifetime: 86_400,
    idle_token_lifetime: 3600,
  },
})
const endless = newApplication()
const leeway = newApplication({ refresh_token: { ...ROTATING, leeway: 120 } })
const roaming = newApplication({
  refresh_token: {
    ...ROTATING,
    policies: [
      { audience: BILLS, scope: ['read:a'] },
      { audience: ASKS, scope: ['read:a'] },
    ],
  },
})
const native = newApplication({ app_type: 'native', token_endpoint_auth_method: 'none', refresh_token: ROTATING })
const clients = [rotating, plain, endless, leeway, roaming, native]

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a refresh token, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let user: User
    let stopDatabase = async (): Promise<void> => {}
    const pass = (seconds: number): void => void (now += seconds * 1000)

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      const skips = { allow_offline_access: true, skip_consent_for_verifiable_first_party_clients: true }
      await writeApplications(world, ...clients)
      await world.write(
        newApi({ identifier: ORDERS, ...skips }),
        newApi({ identifier: BILLS, ...skips }),
        newApi({ identifier: ASKS, allow_offline_access: true }),
      )
      user = await newUser(world)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    describe('that rotates', () => {
      test('is replaced with every use; the one before is dead once its successor was used', async () => {
        const first = await newRefreshToken(world, rotating, user)
        const tokens = await userTokensOf(await renew(world, rotating, first))
        assert.equal(tokens.scope, 'openid profile email offline_access')
        const second = tokens.refresh_token ?? ''
        assert.notEqual(second, first)
        const claims = decodeJwt(tokens.id_token ?? '')
        assert.equal(claims.sub, user.user_id)
        assert.equal(claims.nonce, undefined)
        assert.equal(claims.sid, undefined)
        const third = await refreshTokenOf(await renew(world, rotating, second))
        await refuses(await renew(world, rotating, first), INVALID)
        await refuses(await renew(world, rotating, third), INVALID)
      })

      test('A1: asked for 200 times at once it has one successor, and nobody is logged out', async () => {
        let token = await newRefreshToken(world, rotating, user)
        for (let round = 0; round < 5; round += 1) {
          const responses = await Promise.all(Array.from({ length: 200 }, () => renew(world, rotating, token)))
          const successors = new Set(await Promise.all(responses.map(refreshTokenOf)))
          assert.equal(successors.size, 1)
          const [successor = ''] = successors
          assert.notEqual(successor, token)
          token = successor
        }
        await refreshTokenOf(await renew(world, rotating, token))
      })

      test('presented again within the overlap it is answered with the same successor, in whatever process', async () => {
        const second = await world.startSecond()
        try {
          const first = await newRefreshToken(world, rotating, user)
          const successor = await refreshTokenOf(await renew(world, rotating, first))
          pass(29)
          assert.equal(await refreshTokenOf(await renew(second, rotating, first)), successor)
          assert.equal(await refreshTokenOf(await renew(world, rotating, first)), successor)
          await refreshTokenOf(await renew(world, rotating, successor))
        } finally {
          await second.stop()
        }
      })

      test('after the overlap it is theft: the whole line ends, and the log names both sides', async () => {
        const first = await newRefreshToken(world, rotating, user)
        const headers = { 'user-agent': 'the rightful' }
        const { credentials } = rotating
        const body = { grant_type: 'refresh_token', ...credentials, refresh_token: first }
        const successor = await refreshTokenOf(await world.token(body, headers))
        pass(30)
        await refuses(await world.token(body, { 'user-agent': 'the other' }), INVALID)
        await refuses(await renew(world, rotating, successor), INVALID)
        let line: unknown
        await until('the log has it', async () => {
          const { events } = await world.tenancy.store.logEvents({ limit: 1, type: 'ferrt' })
          line = events.find(({ user_agent }) => user_agent === 'the other')
          return line !== undefined
        })
        const text = JSON.stringify(line)
        assert.ok(text.includes('the rightful') && text.includes(user.user_id), text)
        assert.ok(!text.includes(first) && !text.includes(successor))
      })

      test('leeway of the client is the overlap', async () => {
        const first = await newRefreshToken(world, leeway, user)
        const successor = await refreshTokenOf(await renew(world, leeway, first))
        pass(119)
        assert.equal(await refreshTokenOf(await renew(world, leeway, first)), successor)
        pass(1)
        await refuses(await renew(world, leeway, first), INVALID)
        await refuses(await renew(world, leeway, successor), INVALID)
      })

      test('A4: retired tokens stay dead after a restart of everything but the database', async () => {
        const first = await newRefreshToken(world, rotating, user)
        const secondToken = await refreshTokenOf(await renew(world, rotating, first))
        const third = await refreshTokenOf(await renew(world, rotating, secondToken))
        const second = await world.startSecond()
        try {
          await refuses(await renew(second, rotating, first), INVALID)
          await refuses(await renew(second, rotating, third), INVALID)
        } finally {
          await second.stop()
        }
      })

      test('A2: revoked while it rotates, nothing of it is left', async () => {
        for (let round = 0; round < 20; round += 1) {
          const token = await newRefreshToken(world, rotating, user)
          const [answers] = await Promise.all([
            Promise.all(Array.from({ length: 5 }, () => renew(world, rotating, token))),
            revoke(world, rotating, token),
          ])
          const alive = await Promise.all(answers.filter(({ status }) => status === 200).map(refreshTokenOf))
          for (const one of new Set([token, ...alive])) await refuses(await renew(world, rotating, one), INVALID)
        }
      })

      test('keeps the end it was born with, and lives on with use until then', async () => {
        let token = await newRefreshToken(world, rotating, user)
        for (let hour = 0; hour < 24; hour += 1) {
          pass(3599)
          token = await refreshTokenOf(await renew(world, rotating, token))
        }
        pass(24)
        await refuses(await renew(world, rotating, token), INVALID)
      })

      test('ends when it is not used for the idle lifetime', async () => {
        const token = await newRefreshToken(world, rotating, user)
        pass(3600)
        await refuses(await renew(world, rotating, token), INVALID)
      })
    })

    describe('that does not rotate', () => {
      test('stays the same and is not repeated in the answer', async () => {
        const token = await newRefreshToken(world, plain, user)
        const responses = await Promise.all(Array.from({ length: 20 }, () => renew(world, plain, token)))
        for (const response of responses) assert.equal((await userTokensOf(response)).refresh_token, undefined)
      })

      test('lives on with use, and ends when it is not used', async () => {
        const token = await newRefreshToken(world, plain, user)
        for (let hour = 0; hour < 3; hour += 1) {
          pass(3540)
          await userTokensOf(await renew(world, plain, token))
        }
        pass(3600)
        await refuses(await renew(world, plain, token), INVALID)
      })

      test('ends at its absolute end whatever was done with it', async () => {
        const token = await newRefreshToken(world, plain, user)
        for (let part = 0; part < 26; part += 1) {
          pass(3300)
          await userTokensOf(await renew(world, plain, token))
        }
        pass(600)
        await refuses(await renew(world, plain, token), INVALID)
      })

      test('of a client without ends has none', async () => {
        const token = await newRefreshToken(world, endless, user)
        pass(100_000_000)
        await userTokensOf(await renew(world, endless, token))
      })
    })

    test('follows its client from one kind to the other', async () => {
      const client = newApplication()
      await writeApplications(world, client)
      const first = await newRefreshToken(world, client, user)
      await setRefreshToken(client.client_id, ROTATING)
      const second = await refreshTokenOf(await renew(world, client, first))
      const third = await refreshTokenOf(await renew(world, client, second))
      await refuses(await renew(world, client, first), INVALID)
      assert.ok(third)
      const other = await newRefreshToken(world, client, user)
      await setRefreshToken(client.client_id, { ...ROTATING, rotation_type: 'non-rotating' })
      const last = await refreshTokenOf(await renew(world, client, other))
      assert.equal((await userTokensOf(await renew(world, client, last))).refresh_token, undefined)
      pass(31)
      assert.equal((await userTokensOf(await renew(world, client, last))).refresh_token, undefined)
    })

    async function setRefreshToken(
      client_id: string,
      refresh_token: typeof ROTATING | (Omit<typeof ROTATING, 'rotation_type'> & { rotation_type: 'non-rotating' }),
    ) {
      const kept = await world.tenancy.store.find('clients', { client_id })
      assert.ok(kept)
      await world.write({ replace: 'clients', before: kept, after: { ...kept, refresh_token } })
    }

    test('B1, B3: without the right credentials of its own client it is refused and not burnt', async () => {
      const token = await newRefreshToken(world, rotating, user)
      const { client_id } = rotating.credentials
      await refuses(await renew(world, plain, token), INVALID)
      await refuses(await renew(world, { credentials: { client_id: native.client_id } }, token), INVALID)
      await refuses(await renew(world, { credentials: { client_id } }, token), UNAUTHORIZED)
      await refuses(await renew(world, { credentials: { client_id, client_secret: '' } }, token), UNAUTHORIZED)
      await refuses(await renew(world, { credentials: { client_id, client_secret: 'wrong' } }, token), UNAUTHORIZED)
      await refreshTokenOf(await renew(world, rotating, token))
    })

    test('E12: mistyped, cut or longer it is none, and ends nothing', async () => {
      const token = await newRefreshToken(world, rotating, user)
      for (let at = 0; at < token.length; at += 1) {
        const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
        await refuses(await renew(world, rotating, changed), INVALID)
      }
      for (const text of [
        token.slice(0, -1),
        `${token}A`,
        token.slice(3),
        'v1.',
        `v2.${token.slice(3)}`,
        'a'.repeat(5000),
      ]) {
        await refuses(await renew(world, rotating, text), INVALID)
      }
      // Of the right form and sealed by this server, but never issued.
      await refuses(await renew(world, rotating, newRefreshTokenText(world.tenancy).text), INVALID)
      await refreshTokenOf(await renew(world, rotating, token))
    })

    test('F1: of a user who is blocked gives nothing, and of one who is gone', async () => {
      const somebody = await newUser(world)
      const token = await newRefreshToken(world, rotating, somebody)
      const blocked = { ...somebody, blocked: true }
      assert.equal(await world.tenancy.store.replaceUser(somebody, blocked), 'written')
      await refuses(await renew(world, rotating, token), {
        status: 403,
        error: 'unauthorized',
        description: 'user is blocked',
      })
      assert.equal(await world.tenancy.store.replaceUser(blocked, somebody), 'written')
      const next = await refreshTokenOf(await renew(world, rotating, token))
      assert.ok(await world.tenancy.store.removeUser(somebody.user_id))
      await refuses(await renew(world, rotating, next), INVALID)
    })

    test('has auth_time in its ID tokens if the first one had it, and only then', async () => {
      const auth_time = Math.floor(now / 1000) - 100
      for (const with_auth_time of [true, false]) {
        let token = await newRefreshToken(world, rotating, user, { auth_time, with_auth_time })
        for (let time = 0; time < 2; time += 1) {
          const tokens = await userTokensOf(await renew(world, rotating, token))
          assert.equal(decodeJwt(tokens.id_token ?? '').auth_time, with_auth_time ? auth_time : undefined)
          token = tokens.refresh_token ?? ''
        }
      }
    })

    describe('and scopes', () => {
      test('B7, B8: fewer on request, never more', async () => {
        const token = await newRefreshToken(world, rotating, user, {
          audience: ORDERS,
          scopes: ['openid', 'offline_access', 'read:a'],
        })
        const scope = 'openid read:a write:a email anything'
        const tokens = await userTokensOf(await renew(world, rotating, token, { scope }))
        assert.equal(tokens.scope, 'openid read:a')
        assert.equal(decodeJwt(tokens.access_token).scope, 'openid read:a')
        const all = await userTokensOf(await renew(world, rotating, tokens.refresh_token ?? ''))
        assert.equal(all.scope, 'openid offline_access read:a')
        assert.equal(decodeJwt(all.access_token).gty, 'refresh_token')
        const none = await userTokensOf(await renew(world, rotating, all.refresh_token ?? '', { scope: 'write:a' }))
        assert.equal(none.scope, '')
        assert.equal(none.id_token, undefined)
        await refuses(await renew(world, rotating, none.refresh_token ?? '', { scope: 'a"b' }), {
          status: 400,
          error: 'invalid_scope',
        })
      })

      test('B7: another API only where a policy of the client names it', async () => {
        const token = await newRefreshToken(world, roaming, user, {
          audience: ORDERS,
          scopes: ['openid', 'offline_access', 'read:a', 'write:a'],
        })
        const scope = 'openid offline_access read:a write:a'
        const bills = await userTokensOf(await renew(world, roaming, token, { audience: BILLS, scope }))
        assert.deepEqual(decodeJwt(bills.access_token).aud, [BILLS, `${world.issuer}userinfo`])
        assert.equal(bills.scope, 'openid offline_access read:a')
        const next = bills.refresh_token ?? ''
        for (const audience of [
          ASKS,
          `${world.issuer}api/v2/`,
          'https://unknown.example/',
          `${world.issuer}userinfo`,
        ]) {
          await refuses(await renew(world, roaming, next, { audience }), { status: 403, error: 'access_denied' })
        }
        await refuses(await renew(world, roaming, next, { resource: ASKS }), { status: 403, error: 'access_denied' })
        const back = await userTokensOf(await renew(world, roaming, next))
        assert.equal(back.scope, scope)
        const narrow = await newRefreshToken(world, rotating, user, { audience: ORDERS, scopes: ['offline_access'] })
        await refuses(await renew(world, rotating, narrow, { audience: BILLS }), {
          status: 403,
          error: 'access_denied',
        })
      })

      test('F3: a right that was withdrawn is in no token any more', async () => {
        const strict = 'https://strict.example.com/'
        const fields = {
          allow_offline_access: true,
          enforce_policies: true,
          token_dialect: 'access_token_authz',
        } as const
        await world.write(newApi({ identifier: strict, ...fields }))
        const somebody = await newUser(world)
        const { store } = world.tenancy
        const permission = (permission_name: string) => ({ resource_server_identifier: strict, permission_name })
        await store.grantPermissions(somebody.user_id, [permission('read:a')])
        const role = { id: `rol_${randomBytes(8).toString('hex')}`, name: randomBytes(4).toString('hex') }
        await world.write({ insert: 'roles', document: { ...role, permissions: [permission('write:a')] } })
        await store.assignRoles([{ user_id: somebody.user_id, role_id: role.id }])
        const token = await newRefreshToken(world, rotating, somebody, {
          audience: strict,
          scopes: ['offline_access', 'read:a', 'write:a'],
        })
        const both = await userTokensOf(await renew(world, rotating, token, { scope: 'read:a' }))
        assert.equal(both.scope, 'read:a')
        assert.deepEqual(decodeJwt(both.access_token).permissions, ['read:a', 'write:a'])
        await store.withdrawRoles(somebody.user_id, [role.id])
        const fewer = await userTokensOf(await renew(world, rotating, both.refresh_token ?? ''))
        assert.equal(fewer.scope, 'offline_access read:a')
        assert.deepEqual(decodeJwt(fewer.access_token).permissions, ['read:a'])
        const kept = await store.find('resource_servers', { identifier: strict })
        assert.ok(kept)
        await world.write({
          replace: 'resource_servers',
          before: kept,
          after: { ...kept, allow_offline_access: false },
        })
        await refuses(await renew(world, rotating, fewer.refresh_token ?? ''), INVALID)
      })

      test('an API that wants client grants for users is asked within one', async () => {
        const granted = 'https://granted.example.com/'
        await world.write(
          newApi({
            identifier: granted,
            allow_offline_access: true,
            subject_type_authorization: { user: { policy: 'require_client_grant' } },
          }),
        )
        const scopes = ['offline_access', 'read:a', 'write:a']
        const code = await newCode(world, rotating, user, { audience: granted, scopes })
        await refuses(await redeem(world, rotating, code), {
          status: 403,
          error: 'access_denied',
          description: `Client "${rotating.client_id}" is not authorized to access resource server "${granted}".`,
        })
        await world.write(newGrant(rotating.client_id, granted, ['read:a'], { subject_type: 'user' }))
        const tokens = await userTokensOf(await redeem(world, rotating, code))
        assert.equal(tokens.scope, 'offline_access read:a')
      })
    })

    test('a user has at most 200 of a client: the oldest goes', async () => {
      const collector = await newUser(world)
      const oldest = await newRefreshToken(world, plain, collector)
      pass(1)
      const second = await newRefreshToken(world, plain, collector)
      pass(1)
      for (let count = 0; count < 199; count += 1) await newRefreshToken(world, plain, collector)
      await refuses(await renew(world, plain, oldest), INVALID)
      await userTokensOf(await renew(world, plain, second))
    })

    test('the database holds none of its text', async () => {
      const token = await newRefreshToken(world, rotating, user)
      const successor = await refreshTokenOf(await renew(world, rotating, token))
      const { items } = await world.tenancy.store.pageRefreshTokens({ user_id: user.user_id }, { limit: 100 })
      const kept = JSON.stringify(items)
      for (const text of [token, successor]) assert.ok(!kept.includes(text) && !kept.includes(text.slice(3, 30)))
    })
  })
}

const revoke = (world: World, { credentials }: typeof rotating, token: string): Promise<Response> =>
  fetch(`${world.issuer}oauth/revoke`, { method: 'POST', body: new URLSearchParams({ ...credentials, token }) })
