// What has been revoked is dead wherever it is shown, from the moment in which that was answered. design.md §5; security.md F
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { User } from '@symbolon/protocol/entities/user'
import type { RevocationPage } from '@symbolon/protocol/revocation/feed'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { newBrowser, signIn } from './browser.ts'
import {
  newApplication,
  newPkce,
  newCode,
  newSession,
  newUser,
  OPENID,
  redeem,
  renew,
  ROTATING,
  type UserTokens,
  userTokensOf,
  writeApplications,
} from './people.ts'
import { GRANT, refuses, tokensOf } from './token-calls.ts'
import { until } from './until.ts'
import { newApi, newApiSecret, newClient, newGrant, startWorld, type World } from './world.ts'

const ORDERS = 'https://orders.example.com/'
const STRICT = 'https://strict.example.com/'
const RFC9068 = 'https://rfc9068.example.com/'
const SECRET = 'https://secret.example.com/'
const DEAD = { active: false }

const application = newApplication({ refresh_token: { ...ROTATING, leeway: 0 } })
const other = newApplication()
const page = newApplication({ app_type: 'spa', token_endpoint_auth_method: 'none' })
const machine = newClient()
const guard = newClient({ app_type: 'resource_server', resource_server_identifier: ORDERS, grant_types: [] })

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`revocation, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      const symmetric = newApi({ identifier: SECRET, signing_alg: 'HS256' })
      await writeApplications(world, application, other, page)
      await world.write(
        machine.changes,
        guard.changes,
        newApi({ identifier: ORDERS, allow_offline_access: true }),
        newApi({ identifier: STRICT, revoke_tokens_on_logout: true }),
        newApi({ identifier: RFC9068, token_dialect: 'rfc9068_profile' }),
        symmetric,
        newApiSecret(world.tenancy, symmetric.document, randomBytes(32).toString('hex')),
        newGrant(machine.client_id, ORDERS, ['read:a', 'write:a']),
        newGrant(machine.client_id, SECRET, ['read:a']),
        newGrant(machine.client_id, RFC9068, ['read:a']),
      )
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const post = (path: string, parameters: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(`${world.issuer}${path}`, { method: 'POST', body: new URLSearchParams(parameters) })
    const introspect = async (
      asker: { readonly credentials: Readonly<Record<string, string>> },
      token: string,
    ): Promise<Record<string, unknown>> => {
      const answer = await post('oauth/introspect', { ...asker.credentials, token })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      return (await answer.json()) as Record<string, unknown>
    }
    const lives = async (token: string, asker = application): Promise<boolean> => {
      const answer = await introspect(asker, token)
      if (answer['active'] === false) assert.deepEqual(answer, DEAD)
      return answer['active'] === true
    }
    const userinfo = async (token: string): Promise<number> =>
      (await fetch(`${world.issuer}userinfo`, { headers: { authorization: `Bearer ${token}` } })).status
    const revoke = async (asker: { readonly credentials: Readonly<Record<string, string>> }, token: string) => {
      const answer = await post('oauth/revoke', { ...asker.credentials, token })
      assert.deepEqual([answer.status, await answer.text()], [200, ''])
    }
    const login = async (user: User, fields: object = {}, client = application): Promise<UserTokens> => {
      const pkce = newPkce()
      const code = await newCode(world, client, user, { audience: ORDERS, ...fields }, pkce)
      const isPublic = client === page
      const asker = isPublic ? { credentials: { client_id: client.client_id } } : client
      return userTokensOf(await redeem(world, asker, code, { code_verifier: pkce.verifier }))
    }
    const machineToken = async (audience = ORDERS): Promise<string> =>
      (await tokensOf(await world.token({ ...GRANT, ...machine.credentials, audience }))).access_token
    const manage = async (method: string, path: string, body?: unknown): Promise<void> => {
      const answer = await world.manage(method, path, body)
      assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${await answer.text()}`)
    }
    /** A page of the feed, whose signature is good. */
    const readPage = async (since: number, init: RequestInit = {}) => {
      const answer = await fetch(`${world.issuer}.well-known/revocations?since=${since}`, init)
      if (answer.status !== 200) return { answer, page: undefined }
      const keys = createRemoteJWKSet(new URL(`${world.issuer}.well-known/jwks.json`))
      const text = await answer.text()
      const { payload } = await jwtVerify<RevocationPage>(text, keys, { typ: 'revocations+jwt', issuer: world.issuer })
      return { answer, page: payload }
    }
    const headOf = async (): Promise<number> => (await readPage(0)).page?.head ?? 0

    test('an access token that its client revokes is dead at once: opaque, JWT in every dialect, signed with a secret, remembered or not', async () => {
      const user = await newUser(world)
      for (const audience of [null, ORDERS, RFC9068]) {
        // What says the same in the same second is the same token.
        const [one, two] = [await newSession(world, user), await newSession(world, user)]
        const token = await login(user, { audience, session_id: one.id })
        const sibling = await login(user, { audience, session_id: two.id })
        assert.deepEqual([await userinfo(token.access_token), await lives(token.access_token)], [200, true])
        await revoke(application, token.access_token)
        assert.deepEqual([await userinfo(token.access_token), await lives(token.access_token)], [401, false])
        assert.deepEqual([await userinfo(sibling.access_token), await lives(sibling.access_token)], [200, true])
      }
      for (const audience of [ORDERS, SECRET, RFC9068]) {
        const token = await machineToken(audience)
        assert.equal(await lives(token, machine), true)
        await revoke(machine, token)
        assert.equal(await lives(token, machine), false)
      }
    })

    test('F9, B6: nobody revokes the token of another client, nor without proof, and a client without a secret its own alone', async () => {
      const user = await newUser(world)
      const tokens = await login(user)
      const own = await login(user, {}, page)
      for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
        for (const asker of [other, machine, guard, page]) {
          await revoke({ credentials: asker === page ? { client_id: page.client_id } : asker.credentials }, token)
        }
        await refuses(await post('oauth/revoke', { client_id: application.client_id, token }), {
          status: 401,
          error: 'invalid_client',
        })
      }
      assert.equal(await lives(tokens.access_token), true)
      assert.equal(await lives(tokens.refresh_token ?? ''), true)
      await revoke({ credentials: { client_id: page.client_id } }, own.access_token)
      assert.equal(await userinfo(own.access_token), 401)
    })

    test('a refresh token that is revoked takes the access tokens of its session with it, and of no other', async () => {
      const user = await newUser(world)
      const [here, there] = [await newSession(world, user), await newSession(world, user)]
      const tokens = await login(user, { session_id: here.id })
      const elsewhere = await login(user, { session_id: there.id })
      const beside = await login(user, { session_id: here.id }, other)
      const renewed = await userTokensOf(await renew(world, application, tokens.refresh_token ?? ''))
      assert.equal(decodeJwt(renewed.access_token)['sid'], here.id)
      await revoke(application, renewed.refresh_token ?? '')
      for (const { access_token } of [tokens, renewed]) {
        assert.deepEqual([await lives(access_token), await userinfo(access_token)], [false, 401])
      }
      assert.equal(await lives(elsewhere.access_token), true)
      assert.equal(await lives(beside.access_token, other), true)
    })

    test('a refresh token that comes back too late, and a code that comes back, take the access tokens with them', async () => {
      const user = await newUser(world)
      const tokens = await login(user)
      const renewed = await userTokensOf(await renew(world, application, tokens.refresh_token ?? ''))
      const later = await userTokensOf(await renew(world, application, renewed.refresh_token ?? ''))
      await refuses(await renew(world, application, tokens.refresh_token ?? ''), {
        status: 403,
        error: 'invalid_grant',
      })
      for (const { access_token } of [tokens, renewed, later]) assert.equal(await lives(access_token), false)
      now += 1000
      const code = await newCode(world, application, user, { audience: ORDERS, scopes: ['openid'] })
      const { access_token } = await userTokensOf(await redeem(world, application, code))
      assert.equal(await lives(access_token), true)
      await refuses(await redeem(world, application, code), { status: 403, error: 'invalid_grant' })
      assert.equal(await lives(access_token), false)
    })

    const ENDINGS: readonly (readonly [what: string, end: (user: User, sid: string) => Promise<void>])[] = [
      ['is blocked', (user) => manage('PATCH', `/users/${user.user_id}`, { blocked: true })],
      ['is deleted', (user) => manage('DELETE', `/users/${user.user_id}`)],
      ['is logged out everywhere', (user) => manage('POST', `/users/${user.user_id}/revoke-access`, {})],
      ['is revoked', ({ user_id }) => manage('POST', '/revocations', { user_id })],
      ['has its session ended', (_user, sid) => manage('DELETE', `/sessions/${sid}`)],
      ['has its session revoked', (_user, session_id) => manage('POST', '/revocations', { session_id })],
      ['has its refresh tokens ended', (user) => manage('DELETE', `/users/${user.user_id}/refresh-tokens`)],
    ]
    for (const [what, end] of ENDINGS) {
      test(`F1, F6, F10: when a user ${what}, its access tokens are dead for this server, and the feed says so`, async () => {
        const [user, bystander] = [await newUser(world), await newUser(world)]
        const session = await newSession(world, user)
        const tokens = await login(user, { session_id: session.id })
        const opaque = await login(user, { session_id: session.id, audience: null })
        const others = await login(bystander)
        const before = await headOf()
        await end(user, session.id)
        for (const { access_token } of [tokens, opaque]) {
          assert.deepEqual([await lives(access_token), await userinfo(access_token)], [false, 401])
        }
        assert.equal(await lives(others.access_token), true)
        const { page: told } = await readPage(before)
        assert.ok((told?.events.length ?? 0) > 0)
        assert.ok(told?.events.every(({ seq, before: until }) => seq > before && until >= Math.floor(now / 1000)))
        assert.ok(!JSON.stringify(told).includes(user.user_id))
      })
    }

    test('a user who is unblocked gets tokens that live, also in the second of the block, and the old ones stay dead', async () => {
      const user = await newUser(world)
      const old = await login(user)
      await manage('PATCH', `/users/${user.user_id}`, { blocked: true })
      await manage('PATCH', `/users/${user.user_id}`, { blocked: false })
      const fresh = await login(user)
      assert.deepEqual([await lives(old.access_token), await lives(fresh.access_token)], [false, true])
      assert.equal(await userinfo(fresh.access_token), 200)
    })

    test('whoever logs out keeps its tokens, but those for an API that wants them to end', async () => {
      const user = await newUser(world)
      const browser = newBrowser(world.issuer)
      const { id } = await signIn(world, browser, user, application.client_id)
      const kept = await login(user, { session_id: id })
      const ended = await login(user, { session_id: id, audience: STRICT })
      assert.equal(await lives(ended.access_token), true)
      await browser.send(`/v2/logout?client_id=${application.client_id}`)
      assert.deepEqual([await lives(ended.access_token), await userinfo(ended.access_token)], [false, 401])
      assert.equal(await lives(kept.access_token), true)
    })

    test('F2, F7: when a client grant is narrowed or deleted, or a client or an API goes, its tokens are dead', async () => {
      const clients = [newClient(), newClient(), newClient()]
      const api = newApi({ identifier: `https://${randomBytes(6).toString('hex')}.example.com/` })
      const { identifier } = api.document
      const grants = clients.map(({ client_id }) => newGrant(client_id, identifier, ['read:a', 'write:a']))
      await world.write(api, ...clients.map(({ changes }) => changes), ...grants)
      const idOf = (at: number): string => {
        const grant = grants[at]
        assert.ok(grant && 'insert' in grant && grant.insert === 'client_grants')
        return grant.document.id
      }
      const tokenOf = async (at: number): Promise<string> =>
        (await tokensOf(await world.token({ ...GRANT, ...clients[at]?.credentials, audience: identifier })))
          .access_token
      const tokens = [await tokenOf(0), await tokenOf(1), await tokenOf(2)]
      const before = await headOf()
      const keysSince = async () => ((await readPage(before)).page?.events ?? []).map(({ kind }) => kind)
      const alive = async (at: number) => lives(tokens[at] ?? '', clients[at])
      await manage('PATCH', `/client-grants/${idOf(0)}`, {
        scope: ['read:a'],
      })
      assert.deepEqual([await alive(0), await alive(1), await alive(2)], [false, true, true])
      await manage('DELETE', `/client-grants/${idOf(1)}`)
      assert.deepEqual([await alive(1), await alive(2)], [false, true])
      await manage('DELETE', `/clients/${clients[0]?.client_id}`)
      assert.ok((await keysSince()).includes('client'))
      await manage('DELETE', `/resource-servers/${api.document.id}`)
      assert.ok((await keysSince()).includes('api'))
      assert.equal(await alive(2), false)
    })

    test('a token is blacklisted by its id and audience, and listed; another API has never heard of it', async () => {
      const [token, survivor] = [await machineToken(RFC9068), await machineToken(RFC9068)]
      const jti = String(decodeJwt(token)['jti'])
      await manage('POST', '/blacklists/tokens', { jti, aud: ORDERS })
      assert.equal(await lives(token, machine), true)
      await manage('POST', '/blacklists/tokens', { jti, aud: RFC9068 })
      await manage('POST', '/blacklists/tokens', { jti, aud: RFC9068 })
      assert.deepEqual([await lives(token, machine), await lives(survivor, machine)], [false, true])
      const listed = await (await world.manage('GET', `/blacklists/tokens?aud=${encodeURIComponent(RFC9068)}`)).json()
      assert.deepEqual(listed, [{ aud: RFC9068, jti }])
      const byClient = String(decodeJwt(survivor)['jti'])
      await manage('POST', '/blacklists/tokens', { jti: byClient, aud: machine.client_id })
      assert.equal(await lives(survivor, machine), false)
      assert.equal((await world.manage('POST', '/blacklists/tokens', {})).status, 400)
      assert.equal((await world.manage('POST', '/blacklists/tokens', { jti: '' })).status, 400)
    })

    test('an administrator revokes a token that somebody holds out, access or refresh; what is none that lives is a 400', async () => {
      const user = await newUser(world)
      const tokens = await login(user)
      for (const token of [await machineToken(), tokens.access_token]) await manage('POST', '/revocations', { token })
      assert.equal(await lives(tokens.access_token), false)
      now += 1000
      const renewed = await userTokensOf(await renew(world, application, tokens.refresh_token ?? ''))
      await manage('POST', '/revocations', { token: renewed.refresh_token })
      assert.deepEqual([await lives(renewed.access_token), await lives(renewed.refresh_token ?? '')], [false, false])
      for (const token of [tokens.access_token, tokens.id_token, 'x', 'a.b.c', 'v1.x']) {
        const answer = await world.manage('POST', '/revocations', { token })
        assert.equal(answer.status, 400)
        assert.match(await answer.text(), /on property token/)
      }
      assert.equal((await world.manage('POST', '/revocations', { token: 'x', user_id: user.user_id })).status, 400)
    })

    test('what has been revoked is listed, newest first, page by page, with who or what it was about', async () => {
      const user = await newUser(world)
      const { user_id } = user
      const { access_token } = await login(user)
      await manage('POST', '/revocations', { token: access_token })
      await manage('POST', '/revocations', { user_id })
      const list = async (query: string) => Object(await (await world.manage('GET', `/revocations?${query}`)).json())
      const revoked_at = new Date(Math.floor(now / 1000) * 1000).toISOString()
      const { revocations, next } = await list('take=1')
      assert.deepEqual([revocations[0].kind, revocations[0].about.sub], ['user', user_id])
      assert.equal(revocations[0].revoked_at, revoked_at)
      const further = async (from: string): Promise<{ about: object; revoked_at: string }> => {
        const page = await list(`take=1&from=${from}`)
        return page.revocations[0].kind === 'token' ? page.revocations[0] : further(page.next)
      }
      const found = await further(next)
      assert.deepEqual(found.about, { client_id: application.client_id, sub: user_id, aud: ORDERS })
      assert.equal(found.revoked_at, revoked_at)
      assert.ok(!JSON.stringify(await list('take=100')).includes(access_token.slice(-40)))
      assert.equal((await world.manage('GET', '/revocations?from=x')).status, 400)
    })

    test('whoever follows is known for as long as it stays, with how long the last revocation took to reach it', async () => {
      const followers = async () => Object(await (await world.manage('GET', '/revocations/followers')).json())
      const before = (await followers()).total
      const controller = new AbortController()
      const headers = { accept: 'text/event-stream', 'user-agent': `Warehouse/${'9'.repeat(400)}` }
      const stream = await fetch(`${world.issuer}.well-known/revocations`, { headers, signal: controller.signal })
      const mine = async () =>
        (await followers()).followers.find(({ user_agent }: { user_agent: string }) =>
          user_agent.startsWith('Warehouse/'),
        )
      await until('it has been told everything', async () => (await mine())?.is_current === true)
      const { seq, user_agent, connected_at } = await mine()
      assert.equal(connected_at, new Date(now).toISOString())
      assert.ok(user_agent.length < 300)
      const { user_id } = await newUser(world)
      await manage('POST', '/revocations', { user_id })
      // The clock of this tenant stands still.
      await until('it has heard of one more', async () => {
        const told = await mine()
        return told.seq > seq && told.lag_ms === 0 && told.is_current
      })
      controller.abort()
      await stream.body?.cancel().catch(() => undefined)
      await until('it is forgotten', async () => (await followers()).total === before)
    })

    test('B5: a client is told about its own tokens, an API about those that are for it, and nobody else anything', async () => {
      const user = await newUser(world)
      const tokens = await login(user)
      const opaque = await login(user, { audience: null })
      const answer = await introspect(guard, tokens.access_token)
      assert.deepEqual(answer, await introspect(application, tokens.access_token))
      const { exp, iat, ...rest } = answer
      assert.ok(typeof exp === 'number' && typeof iat === 'number' && exp > iat)
      assert.deepEqual(rest, {
        active: true,
        iss: world.issuer,
        sub: user.user_id,
        aud: [ORDERS, `${world.issuer}userinfo`],
        azp: application.client_id,
        client_id: application.client_id,
        scope: OPENID.join(' '),
        token_type: 'Bearer',
      })
      assert.equal((await introspect(application, opaque.access_token))['sub'], user.user_id)
      const refresh = await introspect(application, tokens.refresh_token ?? '')
      assert.deepEqual(
        [refresh['active'], refresh['sub'], refresh['aud'], refresh['scope']],
        [true, user.user_id, ORDERS, OPENID.join(' ')],
      )
      const foreign: readonly (readonly [{ readonly credentials: Readonly<Record<string, string>> }, string])[] = [
        [other, tokens.access_token],
        [machine, tokens.access_token],
        [guard, opaque.access_token],
        [guard, tokens.refresh_token ?? ''],
        [guard, await machineToken(RFC9068)],
        [other, tokens.refresh_token ?? ''],
        [application, tokens.id_token ?? ''],
      ]
      for (const [asker, token] of foreign) assert.deepEqual(await introspect(asker, token), DEAD)
      for (const token of ['x', 'a.b.c', '.', `${tokens.access_token}x`, 'v1.x', 'é', 'x'.repeat(20_000)]) {
        assert.deepEqual(await introspect(application, token), DEAD)
      }
      await refuses(await post('oauth/introspect', { token: 'x' }), { status: 401, error: 'invalid_client' })
      await refuses(await post('oauth/introspect', { client_id: page.client_id, token: 'x' }), {
        status: 401,
        error: 'invalid_client',
      })
      await refuses(await post('oauth/introspect', { ...application.credentials, client_secret: 'no', token: 'x' }), {
        status: 401,
        error: 'invalid_client',
      })
      await refuses(await post('oauth/introspect', application.credentials), { status: 400, error: 'invalid_request' })
    })

    test('a token that has expired, and a refresh token that has been replaced, are no more', async () => {
      const user = await newUser(world)
      const tokens = await login(user)
      const renewed = await userTokensOf(await renew(world, application, tokens.refresh_token ?? ''))
      assert.equal(await lives(tokens.refresh_token ?? ''), false)
      assert.equal(await lives(renewed.refresh_token ?? ''), true)
      now += 8000 * 1000
      assert.equal(await lives(renewed.access_token), false)
      now -= 8000 * 1000
    })

    test('the feed is paged, signed, kept for a second, and the same for whoever knows it', async () => {
      const head = await headOf()
      const { answer } = await readPage(head)
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=1')
      assert.match(answer.headers.get('content-type') ?? '', /^application\/revocations\+jwt/)
      assert.equal(answer.headers.get('access-control-allow-origin'), '*')
      const etag = answer.headers.get('etag') ?? ''
      assert.equal((await readPage(head, { headers: { 'if-none-match': etag } })).answer.status, 304)
      await revoke(machine, await machineToken())
      const { page: next } = await readPage(head, { headers: { 'if-none-match': etag } })
      assert.equal(next?.since, head)
      assert.deepEqual(
        next?.events.map(({ kind, seq }) => [kind, seq]),
        [['token', next?.seq]],
      )
      assert.equal((await readPage(next.seq + 1000)).page?.events.length, 0)
      for (const since of ['-1', 'x', '1e3', '9'.repeat(16)]) {
        const refused = await fetch(`${world.issuer}.well-known/revocations?since=${since}`)
        await refuses(refused, { status: 400, error: 'invalid_request' })
      }
      const metadata = await (await fetch(`${world.issuer}.well-known/openid-configuration`)).json()
      assert.equal(Reflect.get(Object(metadata), 'revocation_feed_endpoint'), `${world.issuer}.well-known/revocations`)
      assert.equal(Reflect.get(Object(metadata), 'introspection_endpoint'), `${world.issuer}oauth/introspect`)
    })

    test('who listens is told where it left off, of what happens then, and by whom it was signed', async () => {
      await revoke(machine, await machineToken())
      const head = await headOf()
      const line = new AbortController()
      const open = await fetch(`${world.issuer}.well-known/revocations`, {
        headers: { accept: 'text/event-stream', 'last-event-id': String(head) },
        signal: line.signal,
      })
      assert.equal(open.status, 200)
      assert.ok(open.body)
      const pages: RevocationPage[] = []
      let text = ''
      const token = await machineToken(RFC9068)
      for await (const chunk of open.body.pipeThrough(new TextDecoderStream())) {
        text += chunk
        const said = /^id: (\d+)\nevent: revocations\ndata: ([\w.-]+)\n\n/m.exec(text)
        if (!said) continue
        text = text.slice(said.index + said[0].length)
        const page = decodeJwt<RevocationPage>(said[2] ?? '')
        assert.equal(String(page.seq), said[1])
        pages.push(page)
        if (pages.length === 1) await revoke(machine, token)
        else break
      }
      line.abort()
      const [first, second] = pages
      assert.deepEqual([first?.since, first?.seq, first?.events], [head, head, []])
      assert.equal(second?.since, head)
      assert.deepEqual(
        second?.events.map(({ kind }) => kind),
        ['token'],
      )
      const headed = await fetch(`${world.issuer}.well-known/revocations`, {
        method: 'HEAD',
        headers: { accept: 'text/event-stream' },
      })
      assert.deepEqual([headed.status, await headed.text()], [200, ''])
    })

    test('a revocation by another server is known here as soon as it is heard, and nothing is forgotten when a server starts', async () => {
      const user = await newUser(world)
      const tokens = await login(user)
      assert.equal(await lives(tokens.access_token), true)
      const { revokeToken } = await import('@symbolon/core/tokens/revoke-token')
      const client = await world.tenancy.store.find('clients', { client_id: application.client_id })
      assert.ok(client)
      await revokeToken(world.tenancy, client, tokens.access_token)
      await until('the server has heard', async () => !(await lives(tokens.access_token)))
    })

    test('everything that the tenant has issued is revoked at a stroke, and what comes after lives', async () => {
      const user = await newUser(world)
      const session = await newSession(world, user)
      const tokens = await login(user, { session_id: session.id })
      const machines = await machineToken()
      now += 1000
      for (const body of [{}, { everything: false }, { everything: true, user_id: user.user_id }, { all: true }]) {
        assert.equal((await world.manage('POST', '/revocations', body)).status, 400)
      }
      assert.equal((await world.manage('POST', '/revocations', { client_id: 'nobody' })).status, 404)
      assert.equal((await world.manage('POST', '/revocations', { everything: true })).status, 202)
      assert.equal((await world.manage('GET', '/clients')).status, 401)
      assert.deepEqual([await lives(tokens.access_token), await lives(machines, machine)], [false, false])
      await refuses(await renew(world, application, tokens.refresh_token ?? ''), {
        status: 403,
        error: 'invalid_grant',
      })
      assert.equal(await world.tenancy.store.findSession(session.id), undefined)
      assert.equal(await lives(await machineToken(), machine), true)
      assert.equal(await lives((await login(user)).access_token), true)
    })
  })
}
