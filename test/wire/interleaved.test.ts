// Something ends while tokens are being made: at every single step that the server takes, on a store that lets the test in between.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { OAuthError } from '@symbolon/core/errors'
import { exchangeToken } from '@symbolon/core/grants/exchange'
import type { TenantStore } from '@symbolon/core/ports'
import { introspect } from '@symbolon/core/tokens/introspect'
import { revokeToken } from '@symbolon/core/tokens/revoke-token'
import type { TokenResponse } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { Client } from '@symbolon/protocol/entities/client'
import { startPostgres } from '../databases/postgres.ts'
import {
  CALLBACK,
  newApplication,
  newCode,
  newRefreshToken,
  newSession,
  newUser,
  renew,
  ROTATING,
  writeApplications,
} from './people.ts'
import { refuses } from './token-calls.ts'
import { startWorld, type World } from './world.ts'

const INVALID = { status: 403, error: 'invalid_grant' }
const rotating = newApplication({ refresh_token: ROTATING })
const plain = newApplication()

/** Steps after which a request must have ended. */
const MOST_STEPS = 60

/** Calls of the store that write people, and whether they wait for the disk. */
const isDurable = (verb: string, more: unknown): boolean | undefined => {
  if (!/^(?:keep|spend|insert|rotate|touch|replace|remove|apply)/.test(verb)) return undefined
  if (verb === 'touchRefreshToken') return false
  return !(typeof more === 'object' && more !== null && Reflect.get(more, 'durable') === false)
}

/** `store`, whose every call is first told to `step`. */
const stepped = (store: TenantStore, step: (verb: string, last: unknown) => Promise<void>): TenantStore =>
  new Proxy(store, {
    get: (target, verb) => {
      const known: unknown = Reflect.get(target, verb)
      if (typeof known !== 'function' || verb === 'forget') return known
      return async (...given: readonly unknown[]) => {
        await step(String(verb), given.at(-1))
        return Reflect.apply(known, target, given)
      }
    },
  })

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`what ends in the middle, on ${database}`, () => {
    let world: World
    let stopDatabase = async (): Promise<void> => {}
    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await writeApplications(world, rotating, plain)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    /** A token request in which `step` comes before every call of the store. Undefined when it is refused. */
    async function exchange(
      parameters: Readonly<Record<string, string>>,
      step: (verb: string, last: unknown) => Promise<void>,
    ): Promise<TokenResponse | undefined> {
      const tenancy = { ...world.tenancy, store: stepped(world.tenancy.store, step) }
      const request = { parameters, authorization: undefined, ip: undefined, user_agent: undefined }
      try {
        return await exchangeToken(tenancy, { ...request, forwarded_for: undefined })
      } catch (error) {
        assert.ok(error instanceof OAuthError, String(error))
        return undefined
      }
    }

    /** `end` at step 0, 1, 2 … of requests of their own, until one has fewer steps; answers with how many there were. */
    async function atEveryStep(
      request: () => Promise<Readonly<Record<string, string>>>,
      end: () => Promise<void>,
      judge: (tokens: TokenResponse | undefined, at: number, verbsAfter: readonly string[]) => Promise<void>,
    ): Promise<number> {
      for (let at = 0; at < MOST_STEPS; at += 1) {
        let taken = 0
        const verbsAfter: string[] = []
        const parameters = await request()
        let ending: Promise<void> | undefined
        const tokens = await exchange(parameters, async (verb) => {
          taken += 1
          if (taken - 1 === at) ending = end()
          if (ending) verbsAfter.push(verb)
          // What is asked for at the same time is asked for afterwards.
          await ending
        })
        if (taken <= at) return at
        await judge(tokens, at, verbsAfter)
      }
      throw new Error('a request without end')
    }

    for (const [kind, client] of [
      ['rotates', rotating],
      ['does not rotate', plain],
    ] as const) {
      test(`A2: a refresh token that ${kind}, revoked at any step of its renewal, leaves nothing alive`, async () => {
        const user = await newUser(world)
        const document: Client | undefined = await world.tenancy.store.find('clients', { client_id: client.client_id })
        assert.ok(document)
        let token = ''
        const steps = await atEveryStep(
          async () => {
            token = await newRefreshToken(world, client, user)
            return { grant_type: 'refresh_token', ...client.credentials, refresh_token: token }
          },
          () => revokeToken(world.tenancy, document, token),
          async (tokens) => {
            for (const text of [token, tokens?.refresh_token ?? token]) {
              await refuses(await renew(world, client, text), INVALID)
            }
            const access = tokens?.access_token
            if (access) assert.deepEqual(await introspect(world.tenancy, document, access), { active: false })
          },
        )
        assert.ok(steps > 5, `${steps} steps`)
      })
    }

    test('F1, F11: a user who is blocked or deleted before the last look at it gets nothing, from a code or a refresh token', async () => {
      for (const way of ['code', 'refresh token'] as const) {
        for (const end of ['block', 'delete'] as const) {
          let user = await newUser(world)
          const steps = await atEveryStep(
            async () => {
              user = await newUser(world)
              if (way === 'refresh token') {
                const refresh_token = await newRefreshToken(world, rotating, user)
                return { grant_type: 'refresh_token', ...rotating.credentials, refresh_token }
              }
              const code = await newCode(world, rotating, user)
              return { grant_type: 'authorization_code', ...rotating.credentials, code, redirect_uri: CALLBACK }
            },
            async () => {
              const { store } = world.tenancy
              if (end === 'delete') await store.removeUser(user.user_id)
              else assert.equal(await store.replaceUser(user, { ...user, blocked: true }), 'written')
            },
            async (tokens, at, verbsAfter) => {
              const isSeen = verbsAfter.includes('findUser')
              if (isSeen) assert.equal(tokens, undefined, `${way}, ${end}, step ${at}`)
              if (tokens?.refresh_token === undefined) return
              await refuses(await renew(world, rotating, tokens.refresh_token), {
                status: 403,
                error: end === 'block' ? 'unauthorized' : 'invalid_grant',
              })
            },
          )
          assert.ok(steps > 5)
        }
      }
    })

    test('a session that ends before the last look at it gives nothing', async () => {
      const user = await newUser(world)
      let session = await newSession(world, user)
      await atEveryStep(
        async () => {
          session = await newSession(world, user)
          const code = await newCode(world, plain, user, { session_id: session.id })
          return { grant_type: 'authorization_code', ...plain.credentials, code, redirect_uri: CALLBACK }
        },
        async () => {
          await world.tenancy.store.removeSession(session.id)
          await world.tenancy.store.removeRefreshTokens({ session_id: session.id })
        },
        async (tokens, at, verbsAfter) => {
          if (verbsAfter.includes('findSession')) assert.equal(tokens, undefined, `step ${at}`)
          const { refresh_token } = tokens ?? {}
          if (refresh_token !== undefined) await refuses(await renew(world, plain, refresh_token), INVALID)
        },
      )
    })

    test('a whole code flow waits for the disk once, and a renewal once', async () => {
      const user = await newUser(world)
      for (const scopes of [['openid'], ['openid', 'offline_access']]) {
        const writes: (readonly [verb: string, durable: boolean])[] = []
        const note = async (verb: string, last: unknown): Promise<void> => {
          const durable = isDurable(verb, last)
          if (durable !== undefined) writes.push([verb, durable])
        }
        const tenancy = { ...world.tenancy, store: stepped(world.tenancy.store, note) }
        const code = await newCode({ ...world, tenancy }, rotating, user, { scopes })
        const parameters = { grant_type: 'authorization_code', ...rotating.credentials, code, redirect_uri: CALLBACK }
        const tokens = await exchange(parameters, note)
        assert.ok(tokens)
        assert.equal(writes.filter(([, durable]) => durable).length, 1, JSON.stringify(writes))
        assert.deepEqual(writes[0], ['keepOneTime', false])
        const { refresh_token } = tokens
        if (refresh_token === undefined) continue
        writes.length = 0
        assert.ok(await exchange({ grant_type: 'refresh_token', ...rotating.credentials, refresh_token }, note))
        assert.deepEqual(writes, [['rotateRefreshToken', true]])
      }
    })
  })
}
