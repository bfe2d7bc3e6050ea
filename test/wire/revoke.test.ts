import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { User } from '@symbolon/protocol/entities/user'
import { startPostgres } from '../databases/postgres.ts'
import {
  newApplication,
  newRefreshToken,
  newUser,
  redeem,
  newCode,
  refreshTokenOf,
  renew,
  ROTATING,
  userTokensOf,
  writeApplications,
  type Asker,
} from './people.ts'
import { basic, refuses } from './token-calls.ts'
import { startWorld, type World } from './world.ts'
import { until } from './until.ts'

const INVALID = { status: 403, error: 'invalid_grant', description: 'Unknown or invalid refresh token.' }
const UNAUTHORIZED = { status: 401, error: 'invalid_client', description: 'Unauthorized' }

const application = newApplication({ refresh_token: ROTATING })
const another = newApplication()
const native = newApplication({ app_type: 'native', token_endpoint_auth_method: 'none' })
const asNative: Asker = { credentials: { client_id: native.client_id } }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`revoking, on ${database}`, () => {
    const now = Date.now()
    let world: World
    let user: User
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      await writeApplications(world, application, another, native)
      user = await newUser(world)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const send = (body: URLSearchParams | string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${world.issuer}oauth/revoke`, { method: 'POST', body, headers })
    const revoke = ({ credentials }: Asker, token: string, more: Record<string, string> = {}): Promise<Response> =>
      send(new URLSearchParams({ ...credentials, token, ...more }))
    const accepts = async (response: Response): Promise<void> => {
      assert.equal(await response.text(), '')
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('cache-control'), 'no-store')
    }

    test('ends the token and every successor, by whichever of the line', async () => {
      const first = await newRefreshToken(world, application, user)
      const second = await refreshTokenOf(await renew(world, application, first))
      await accepts(await revoke(application, second))
      await refuses(await renew(world, application, second), INVALID)
      await refuses(await renew(world, application, first), INVALID)
      const other = await newRefreshToken(world, application, user)
      const next = await refreshTokenOf(await renew(world, application, other))
      await accepts(await revoke(application, other))
      await refuses(await renew(world, application, next), INVALID)
    })

    test('takes JSON and Basic as well, and any token_type_hint', async () => {
      const { client_id, client_secret } = application.credentials
      const one = await newRefreshToken(world, application, user)
      const json = JSON.stringify({ ...application.credentials, token: one, token_type_hint: 'access_token' })
      await accepts(await send(json, { 'content-type': 'application/json' }))
      await refuses(await renew(world, application, one), INVALID)
      const two = await newRefreshToken(world, application, user)
      await accepts(await send(new URLSearchParams({ token: two }), basic(client_id, client_secret)))
      await refuses(await renew(world, application, two), INVALID)
    })

    test('F9, B1: only its own client ends it; others are told the same and end nothing', async () => {
      const token = await newRefreshToken(world, application, user)
      await accepts(await revoke(another, token))
      await accepts(await revoke(asNative, token))
      const { client_id } = application.credentials
      for (const credentials of [{ client_id }, { client_id, client_secret: 'x' }, { client_secret: 'x' }, {}]) {
        await refuses(await revoke({ credentials }, token), UNAUTHORIZED)
      }
      await refreshTokenOf(await renew(world, application, token))
      const code = await newCode(world, native, user, {
        code_challenge: 'a'.repeat(43),
        code_challenge_method: 'plain',
      })
      const own = await refreshTokenOf(await redeem(world, asNative, code, { code_verifier: 'a'.repeat(43) }))
      await accepts(await revoke(asNative, own))
      await refuses(await renew(world, asNative, own), INVALID)
    })

    test('what is no refresh token is answered the same; a request without one is not', async () => {
      const { access_token, id_token } = await userTokensOf(
        await redeem(world, application, await newCode(world, application, user)),
      )
      for (const token of ['x', id_token ?? '', `v1.${'A'.repeat(80)}`]) await accepts(await revoke(application, token))
      await refuses(await send(new URLSearchParams(application.credentials)), { status: 400, error: 'invalid_request' })
      const info = await fetch(`${world.issuer}userinfo`, { headers: { authorization: `Bearer ${access_token}` } })
      assert.equal(info.status, 200)
    })

    test('is in the log, without the token', async () => {
      const token = await newRefreshToken(world, application, user)
      await accepts(await revoke(application, token))
      await until('the log has it', async () => {
        const { events } = await world.tenancy.store.logEvents({ limit: 1, type: 'srrt' })
        assert.ok(!JSON.stringify(events).includes(token.slice(3)))
        return events[0]?.user_id === user.user_id
      })
    })

    test('ends the consent too where the tenant says so', async () => {
      const { store } = world.tenancy
      const consent = { user_id: user.user_id, client_id: application.client_id, audience: '' }
      const settings = await store.find('tenant_settings', {})
      assert.ok(settings)
      const flags = { ...settings.flags, revoke_refresh_token_grant: true }
      await world.write({ replace: 'tenant_settings', before: settings, after: { ...settings, flags } })
      await store.addConsent({ ...consent, id: randomBytes(12).toString('hex'), scope: ['openid'], redirect_uris: [] })
      const token = await newRefreshToken(world, application, user)
      const other = await newRefreshToken(world, application, user)
      await accepts(await revoke(application, token))
      assert.equal(await store.findConsent(user.user_id, application.client_id, ''), undefined)
      await refuses(await renew(world, application, other), INVALID)
    })
  })
}

describe('revoking while the database cannot be written', () => {
  let world: World
  let locked: DatabaseSync
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-locked-'))

  before(async () => {
    const file = join(folder, 'symbolon.db')
    world = await startWorld({ database: `sqlite:${file}` })
    await writeApplications(world, application)
    locked = new DatabaseSync(file, { timeout: 5000 })
  })
  after(async () => {
    locked.close()
    await world.stop()
    rmSync(folder, { recursive: true })
  })

  test('F8: is answered with 503, never with 200, and renewing too; afterwards all is as before', async () => {
    const user = await newUser(world)
    const token = await newRefreshToken(world, application, user)
    const body = new URLSearchParams({ ...application.credentials, token })
    const revoke = () => fetch(`${world.issuer}oauth/revoke`, { method: 'POST', body })
    locked.exec('begin exclusive')
    try {
      for (const response of [await revoke(), await renew(world, application, token)]) {
        assert.equal(response.headers.get('retry-after'), '1')
        await refuses(response, { status: 503, error: 'temporarily_unavailable' })
      }
    } finally {
      locked.exec('rollback')
    }
    const next = await refreshTokenOf(await renew(world, application, token))
    assert.equal((await revoke()).status, 200)
    await refuses(await renew(world, application, next), INVALID)
  })
})
