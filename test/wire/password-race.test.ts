// Somebody who knows the old password keeps logging in while it is being changed: at every single step of the login, and nothing that
// comes of it lasts.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { OAuthError } from '@symbolon/core/errors'
import { exchangeToken } from '@symbolon/core/grants/exchange'
import { authenticateCrossOrigin, takeLoginTicket } from '@symbolon/core/login/cross-origin'
import { loginWithPassword } from '@symbolon/core/login/password'
import type { TenantStore } from '@symbolon/core/ports'
import { findSession, startSession } from '@symbolon/core/sessions/session'
import type { Tenancy } from '@symbolon/core/tenancy'
import { nextPassword } from '@symbolon/core/users/new-user'
import { startPostgres } from '../databases/postgres.ts'
import { newApplication, newUserWithPassword, renew, writeApplications } from './people.ts'
import { startWorld, type World } from './world.ts'

const OLD = 'Correct-horse-7'
const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const client = newApplication({ grant_types: [REALM, 'refresh_token', 'authorization_code'] })

/** Steps after which a login must have ended. */
const MOST_STEPS = 60

/** `store`, whose every call waits for `step` first. */
const stepped = (store: TenantStore, step: () => Promise<void>): TenantStore =>
  new Proxy(store, {
    get: (target, verb) => {
      const known: unknown = Reflect.get(target, verb)
      if (typeof known !== 'function' || verb === 'forget') return known
      return async (...given: readonly unknown[]) => {
        await step()
        return Reflect.apply(known, target, given)
      }
    },
  })

type Person = Awaited<ReturnType<typeof newUserWithPassword>>

/** A login, and whether what came of it still works. */
type Attempt = (tenancy: Tenancy, person: Person) => Promise<() => Promise<boolean>>

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a password that changes in the middle of a login, on ${database}`, () => {
    let world: World
    let stopDatabase = async (): Promise<void> => {}
    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await writeApplications(world, client)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    /** What a reset does, in its order. */
    const change = async ({ user_id }: Person): Promise<void> => {
      const { store, hasher } = world.tenancy
      const kept = await store.findPassword(user_id)
      assert.ok(kept)
      assert.ok(await store.keepPassword(nextPassword(world.tenancy, kept, await hasher.hash('Another-horse-8')), kept))
      await store.removeOneTimes('login_ticket', { user_id })
      await store.removeSessionsOfUser(user_id)
      await store.removeRefreshTokens({ user_id })
    }

    const inTheMiddle = async (attempt: Attempt): Promise<void> => {
      for (let at = 0; at < MOST_STEPS; at += 1) {
        const person = await newUserWithPassword(world, OLD)
        let taken = 0
        let changing: Promise<void> | undefined
        const step = async (): Promise<void> => {
          taken += 1
          if (taken - 1 === at) changing = change(person)
          await changing
        }
        const tenancy = { ...world.tenancy, store: stepped(world.tenancy.store, step) }
        let works: (() => Promise<boolean>) | undefined
        try {
          works = await attempt(tenancy, person)
        } catch (error) {
          assert.ok(error instanceof Error && taken > at, String(error))
        }
        if (taken <= at) {
          assert.ok(at > 5, `${at} steps`)
          assert.equal(await works?.(), true, 'undisturbed it works')
          await change(person)
        }
        assert.notEqual(await works?.(), true, `step ${at}`)
        if (taken <= at) return
      }
      throw new Error('a login without end')
    }

    const visitor = { ip: undefined, user_agent: undefined }

    const loginOf = async ({ store }: Tenancy, { email }: Person) => {
      const kept = await store.find('clients', { client_id: client.client_id })
      assert.ok(kept)
      return { client: kept, connection: FIRST_CONNECTION, username: email, password: OLD, visitor }
    }

    test('no refresh token', () =>
      inTheMiddle(async (tenancy, { email }) => {
        const login = { grant_type: REALM, realm: FIRST_CONNECTION, username: email, password: OLD }
        const parameters = { ...login, ...client.credentials, scope: 'openid offline_access' }
        const request = { parameters, authorization: undefined, ip: undefined, user_agent: undefined }
        const { refresh_token = '' } = await exchangeToken(tenancy, { ...request, forwarded_for: undefined })
        assert.notEqual(refresh_token, '')
        return async () => (await renew(world, client, refresh_token)).ok
      }))

    test('no session', () =>
      inTheMiddle(async (tenancy, person) => {
        const login = await loginOf(world.tenancy, person)
        const proven = await loginWithPassword(tenancy, login)
        const { handle } = await startSession(tenancy, { ...proven, client_id: client.client_id, visitor })
        return async () => (await findSession(world.tenancy, handle)) !== undefined
      }))

    test('no session by a ticket of another origin', () =>
      inTheMiddle(async (tenancy, person) => {
        const login = await loginOf(world.tenancy, person)
        const given = await authenticateCrossOrigin(tenancy, { ...login, origin: 'https://app.example.com' })
        const { login_ticket: ticket, co_verifier: verifier } = given
        const taken = await takeLoginTicket(tenancy, { ticket, verifier, client_id: client.client_id })
        const connection = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
        if (!taken || !connection) throw new OAuthError('access_denied', 'no ticket')
        const { password } = taken
        const proven = { user: person, connection, method: 'pwd', password }
        const { handle } = await startSession(tenancy, { ...proven, client_id: client.client_id, visitor })
        return async () => (await findSession(world.tenancy, handle)) !== undefined
      }))
  })
}
