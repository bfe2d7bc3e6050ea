import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { TenantSettings } from '@symbolon/protocol/entities/tenant-settings'
import type { User } from '@symbolon/protocol/entities/user'
import { proceed } from '@symbolon/core/authorize/proceed'
import { getTransaction, noteProgress } from '@symbolon/core/authorize/transaction'
import { newConnectionDocument, newConnectionId, newEnabledClient } from '@symbolon/core/connections/new-connection'
import { findSession, startSession } from '@symbolon/core/sessions/session'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, signIn, toldBy, type Browser } from './browser.ts'
import { CALLBACK, enabledFor, newApplication, newUser, newUserWithPassword, redeem, userTokensOf } from './people.ts'
import { newApi, newGrant, startWorld, type World } from './world.ts'

const API = 'https://orders.example.com/'
const ASKING_API = 'https://asking.example.com/'
const SECOND = 'https://app.example.com/second'
const LOCAL = 'http://localhost:5000/cb'

const own = newApplication({ callbacks: [CALLBACK, LOCAL] })
const foreign = newApplication({ is_first_party: false, callbacks: [CALLBACK, SECOND] })

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`the steps of a request, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let user: User
    let browser: Browser
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      await world.write(
        own.changes,
        foreign.changes,
        await enabledFor(world, [own]),
        newApi({ identifier: API, skip_consent_for_verifiable_first_party_clients: true }),
        newApi({ identifier: ASKING_API }),
        ...[API, ASKING_API].map((audience) =>
          newGrant(foreign.client_id, audience, ['read:a', 'write:a'], { subject_type: 'user' }),
        ),
      )
      await change('connections', { name: 'Username-Password-Authentication' }, { is_domain_connection: true })
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    /** Everybody begins anew: another user in another browser. */
    async function arrive(): Promise<void> {
      user = await newUser(world, { name: 'Ada' })
      browser = newBrowser(world.issuer)
      await signIn(world, browser, user)
    }

    async function change(
      collection: 'clients' | 'connections' | 'resource_servers' | 'tenant_settings',
      where: Readonly<Record<string, string>>,
      fields: Partial<Client & ResourceServer & TenantSettings> & { readonly is_domain_connection?: boolean },
    ): Promise<void> {
      const before = await world.tenancy.store.find(collection, where)
      assert.ok(before)
      const after: unknown = { ...before, ...fields }
      await world.write({ replace: collection, before, after } as Parameters<World['write']>[0])
    }

    const ask = (parameters: Readonly<Record<string, string>> = {}): Promise<Response> =>
      browser.send(
        authorizePath({
          client_id: own.client_id,
          response_type: 'code',
          redirect_uri: CALLBACK,
          scope: 'openid',
          state: 's',
          ...parameters,
        }),
      )

    /** The path of the page that a request leads to, and the handle of the request. */
    async function pageOf(response: Response): Promise<{ readonly page: string; readonly state: string }> {
      const location = response.headers.get('location') ?? ''
      const [page = '', state = ''] = location.split('?state=')
      return { page, state }
    }

    const answerOf = async (response: Response): Promise<Readonly<Record<string, string>>> =>
      toldBy({ url: response.headers.get('location') ?? world.issuer })

    const isCode = async (response: Response): Promise<string> => {
      const { code, error, error_description } = await answerOf(response)
      assert.ok(code, `${error} ${error_description} ${response.headers.get('location')}`)
      return code
    }
    const isError = async (response: Response, error: string): Promise<void> => {
      assert.equal((await answerOf(response))['error'], error, response.headers.get('location') ?? '')
    }

    /** Logs in within the request behind `state`, as the login page would. */
    async function logIn(state: string, as = user): Promise<Response> {
      await signIn(world, browser, as)
      const transaction = await getTransaction(world.tenancy, state, browser.cookies.get('auth0_browser'))
      const authenticated_at = Math.floor(now / 1000)
      await noteProgress(world.tenancy, state, transaction, { authenticated_at, account_selected: true })
      return browser.send(`/authorize/resume?state=${state}`)
    }

    describe('a login', () => {
      test('is asked for with prompt=login and with max_age=0, whoever is logged in', async () => {
        await arrive()
        for (const parameters of [{ prompt: 'login' }, { max_age: '0' }, { prompt: 'login consent' }]) {
          const { page, state } = await pageOf(await ask(parameters))
          assert.equal(page, '/u/login')
          // Nothing has happened yet: it is asked for again.
          const again = await pageOf(await browser.send(`/authorize/resume?state=${state}`))
          assert.equal(again.page, '/u/login')
        }
      })

      test('answers the request, and the ID token says when it was', async () => {
        await arrive()
        now += 100_000
        const { state } = await pageOf(await ask({ prompt: 'login' }))
        const code = await isCode(await logIn(state))
        const { id_token } = await userTokensOf(await redeem(world, own, code))
        const claims = JSON.parse(Buffer.from(id_token?.split('.')[1] ?? '', 'base64url').toString())
        assert.equal(claims.auth_time, Math.floor(now / 1000))
      })

      test('is asked for when the last one is older than max_age, and not sooner', async () => {
        await arrive()
        now += 50_000
        await isCode(await ask({ max_age: '50' }))
        now += 1000
        assert.equal((await pageOf(await ask({ max_age: '50' }))).page, '/u/login')
        await isError(await ask({ max_age: '50', prompt: 'none' }), 'login_required')
        await isCode(await ask({ max_age: '60', prompt: 'none' }))
      })

      test('is asked for where a request is about somebody else', async () => {
        await arrive()
        const code = await isCode(await ask())
        const { id_token = '' } = await userTokensOf(await redeem(world, own, code))
        await isCode(await ask({ id_token_hint: id_token, prompt: 'none' }))
        const other = await newUser(world)
        await signIn(world, browser, other)
        await isError(await ask({ id_token_hint: id_token, prompt: 'none' }), 'login_required')
        const { page, state } = await pageOf(await ask({ id_token_hint: id_token }))
        assert.equal(page, '/u/login')
        await isError(await logIn(state, other), 'login_required')
      })

      test('security A5, B2: is of one request, which no other value names', async () => {
        await arrive()
        const code = await isCode(await ask())
        const { state } = await pageOf(await ask({ prompt: 'login' }))
        for (const wrong of [code, `${state}x`, state.slice(1), state.toUpperCase(), `${state.slice(0, -1)}_`, '']) {
          const response = await browser.send(`/authorize/resume?state=${wrong}`)
          assert.equal(response.status, 400, wrong)
          assert.equal(response.headers.get('location'), null)
        }
        const response = await redeem(world, own, state)
        assert.equal(response.status, 403)
      })

      test('security C12: is finished in the browser in which it began, or nowhere', async () => {
        await arrive()
        const { state } = await pageOf(await ask({ prompt: 'login' }))
        const victim = newBrowser(world.issuer)
        await signIn(world, victim, await newUser(world))
        for (const cookies of [victim.cookies, new Map([...victim.cookies, ['auth0_browser', 'x'.repeat(43)]])]) {
          const elsewhere = newBrowser(world.issuer, cookies)
          for (const path of ['/authorize/resume', '/u/consent', '/u/select-account']) {
            const response = await elsewhere.send(`${path}?state=${state}`)
            assert.equal(response.status, 400, path)
            assert.equal(response.headers.get('location'), null)
            const form = await elsewhere.submit(`${path}?state=${state}`, { action: 'accept' })
            assert.ok(form.status >= 400, path)
          }
        }
      })

      test('security G16: goes no further without a login, whichever step is tried', async () => {
        await arrive()
        for (const parameters of [{}, { prompt: 'login' }, { prompt: 'select_account consent' }]) {
          const stranger = newBrowser(world.issuer)
          const { client_id } = own
          const asked = { client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid', ...parameters }
          const begun = await stranger.send(authorizePath(asked))
          const { page, state } = await pageOf(begun)
          assert.ok(page === '/u/login' && state !== '', begun.headers.get('location') ?? '')
          for (const path of ['/authorize/resume', '/continue', '/u/login', '/u/login/password', '/u/consent']) {
            for (const form of [
              undefined,
              {},
              { action: 'accept' },
              { username: '', password: '', action: 'default' },
            ]) {
              const url = `${path}?state=${state}`
              const answer = form ? await stranger.submit(url, form) : await stranger.visit(url)
              assert.equal(toldBy(answer)['code'], undefined, `${path} ${JSON.stringify(form)}`)
            }
          }
          assert.equal(await findSession(world.tenancy, stranger.cookies.get('auth0')), undefined)
        }
      })

      test('is answered once', async () => {
        await arrive()
        const { state } = await pageOf(await ask({ prompt: 'login' }))
        await isCode(await logIn(state))
        assert.equal((await browser.send(`/authorize/resume?state=${state}`)).status, 400)
      })

      test('of many at the same time gives one answer', async () => {
        await arrive()
        const { state } = await pageOf(await ask({ prompt: 'select_account' }))
        await browser.submit(`/u/select-account?state=${state}`, { action: 'nothing' })
        const all = await Promise.all(Array.from({ length: 20 }, () => logIn(state).catch(() => undefined)))
        const answered = all.filter((response) => response?.headers.get('location')?.startsWith(CALLBACK))
        assert.equal(answered.length, 1)
      })

      test('must be finished within an hour', async () => {
        await arrive()
        const { state } = await pageOf(await ask({ prompt: 'login' }))
        now += 3_601_000
        assert.equal((await browser.send(`/authorize/resume?state=${state}`)).status, 400)
      })

      test('security C10, C14: is looked at again at its end: what is not allowed any more is not answered', async () => {
        await arrive()
        const { state } = await pageOf(await ask({ prompt: 'login', redirect_uri: LOCAL }))
        await change('clients', { client_id: own.client_id }, { callbacks: [CALLBACK] })
        const gone = await logIn(state)
        assert.equal(gone.status, 400)
        assert.equal(gone.headers.get('location'), null)
        const second = await pageOf(await ask({ prompt: 'login' }))
        await change('clients', { client_id: own.client_id }, { callbacks: [CALLBACK, LOCAL], grant_types: [] })
        await isError(await logIn(second.state), 'unauthorized_client')
        await change('clients', { client_id: own.client_id }, { grant_types: ['authorization_code', 'refresh_token'] })
      })
    })

    describe('the choice of an account', () => {
      test('is between the one that is logged in and another', async () => {
        await arrive()
        const { page, state } = await pageOf(await ask({ prompt: 'select_account' }))
        assert.equal(page, '/u/select-account')
        const shown = await browser.visit(`${page}?state=${state}`)
        assert.equal(shown.status, 200)
        assert.ok(shown.body.includes('Ada'))
        const arrival = await browser.submit(`${page}?state=${state}`, { action: 'accept' })
        assert.ok(toldBy(arrival)['code'])
      })

      test('leads to a login where it is another', async () => {
        await arrive()
        const { page, state } = await pageOf(await ask({ prompt: 'select_account' }))
        const form = await browser.send(`${page}?state=${state}`, {
          method: 'POST',
          body: new URLSearchParams({ action: 'deny' }),
        })
        assert.equal(form.status, 303)
        assert.equal(form.headers.get('location'), `/u/login?state=${state}`)
        const code = await isCode(await logIn(state, await newUser(world)))
        assert.ok(code)
      })

      test('is a login where nobody is logged in', async () => {
        browser = newBrowser(world.issuer)
        assert.equal((await pageOf(await ask({ prompt: 'select_account' }))).page, '/u/login')
      })
    })

    describe('consent', () => {
      const ofForeign = { client_id: foreign.client_id, audience: API, scope: 'openid profile read:a' }

      test('is asked for somebody else’s application, shows what it would get, and is remembered', async () => {
        await arrive()
        await isError(await ask({ ...ofForeign, prompt: 'none' }), 'consent_required')
        const { page, state } = await pageOf(await ask(ofForeign))
        assert.equal(page, '/u/consent')
        const shown = await browser.visit(`${page}?state=${state}`)
        assert.equal(shown.status, 200)
        assert.ok(shown.body.includes('read:a') && shown.body.includes('app.example.com'))
        assert.match(
          shown.headers.get('content-security-policy') ?? '',
          /form-action 'self' https:\/\/app\.example\.com/,
        )
        const arrival = await browser.submit(`${page}?state=${state}`, { action: 'accept' })
        assert.ok(toldBy(arrival)['code'], arrival.url)
        const code = await isCode(await ask({ ...ofForeign, prompt: 'none' }))
        assert.equal((await userTokensOf(await redeem(world, foreign, code))).scope, 'openid profile read:a')
        await isCode(await ask({ ...ofForeign, scope: 'openid' }))
        const [consent] = (await world.tenancy.store.pageConsents({ user_id: user.user_id }, { limit: 9 })).items
        assert.deepEqual(
          { ...consent, id: '' },
          {
            id: '',
            user_id: user.user_id,
            client_id: foreign.client_id,
            audience: API,
            scope: ['openid', 'profile', 'read:a'],
            redirect_uris: [CALLBACK],
          },
        )
      })

      test('a page about one user says nothing for another who has logged in meanwhile', async () => {
        for (const asked of [ofForeign, { prompt: 'select_account' }]) {
          await arrive()
          const { page, state } = await pageOf(await ask(asked))
          const shown = /name="user_id" value="([^"]+)"/.exec((await browser.visit(`${page}?state=${state}`)).body)?.[1]
          assert.equal(shown, user.user_id)
          const other = await newUser(world)
          await signIn(world, browser, other)
          const form = { user_id: user.user_id, action: 'accept' }
          const again = await browser.submit(`${page}?state=${state}`, form)
          assert.equal(new URL(again.url).pathname, page)
          assert.ok(again.body.includes(other.user_id))
          const { items } = await world.tenancy.store.pageConsents({ user_id: other.user_id }, { limit: 9 })
          assert.deepEqual(items, [])
        }
      })

      test('security G6: is asked again for more scopes, another API, another address, another user', async () => {
        await arrive()
        const { state } = await pageOf(await ask(ofForeign))
        await browser.submit(`/u/consent?state=${state}`, { action: 'accept' })
        for (const more of [
          { scope: 'openid profile read:a write:a' },
          { audience: ASKING_API },
          { audience: '' },
          { redirect_uri: SECOND },
          { prompt: 'consent' },
        ]) {
          assert.equal((await pageOf(await ask({ ...ofForeign, ...more }))).page, '/u/consent', JSON.stringify(more))
        }
        await isCode(await ask({ ...ofForeign, prompt: 'none' }))
        await signIn(world, browser, await newUser(world))
        await isError(await ask({ ...ofForeign, prompt: 'none' }), 'consent_required')
      })

      test('that is refused is told to the application, and not remembered', async () => {
        await arrive()
        const { state } = await pageOf(await ask(ofForeign))
        const response = await browser.send(`/u/consent?state=${state}`, {
          method: 'POST',
          body: new URLSearchParams({ action: 'deny' }),
        })
        assert.equal(response.status, 303)
        assert.deepEqual(await answerOf(response), {
          error: 'access_denied',
          error_description: 'User did not authorize the request',
          state: 's',
        })
        await isError(await ask({ ...ofForeign, prompt: 'none' }), 'consent_required')
        assert.equal((await browser.send(`/authorize/resume?state=${state}`)).status, 400)
      })

      test('security F11: a user who is blocked between login and consent has agreed to nothing', async () => {
        await arrive()
        const { page, state } = await pageOf(await ask(ofForeign))
        assert.equal(page, '/u/consent')
        const before = await world.tenancy.store.findUser(user.user_id)
        assert.ok(before)
        assert.equal(await world.tenancy.store.replaceUser(before, { ...before, blocked: true }), 'written')
        const arrival = await browser.submit(`/u/consent?state=${state}`, { action: 'accept' })
        assert.equal(toldBy(arrival)['code'], undefined, arrival.url)
        const { items } = await world.tenancy.store.pageConsents({ user_id: user.user_id }, { limit: 9 })
        assert.deepEqual(items, [])
      })

      test('is not asked for what will not be given: the application is told', async () => {
        await arrive()
        const { state } = await pageOf(await ask(ofForeign))
        const policy = { user: { policy: 'deny_all' }, client: { policy: 'deny_all' } } as const
        await change('resource_servers', { identifier: API }, { subject_type_authorization: policy })
        const arrival = await browser.visit(`/u/consent?state=${state}`)
        assert.equal(toldBy(arrival)['error'], 'access_denied', arrival.url)
        await change(
          'resource_servers',
          { identifier: API },
          { subject_type_authorization: { ...policy, user: { policy: 'allow_all' } } },
        )
      })

      test('with prompt=consent is asked for once a request', async () => {
        await arrive()
        const { page, state } = await pageOf(await ask({ prompt: 'consent' }))
        assert.equal(page, '/u/consent')
        const arrival = await browser.submit(`${page}?state=${state}`, { action: 'accept' })
        assert.ok(toldBy(arrival)['code'])
      })

      test('is not asked for our own application, unless the API wants it', async () => {
        await arrive()
        await isCode(await ask())
        await isCode(await ask({ audience: API, scope: 'openid read:a' }))
        assert.equal((await pageOf(await ask({ audience: ASKING_API, scope: 'read:a' }))).page, '/u/consent')
      })

      test('is not asked on localhost, unless the tenant or the client wants it', async () => {
        await arrive()
        const local = { audience: API, redirect_uri: LOCAL, prompt: 'none', scope: 'read:a' }
        await isCode(await ask(local))
        const flag = 'skip_non_verifiable_callback_uri_confirmation_prompt'
        await change('tenant_settings', {}, { [flag]: false })
        await isError(await ask(local), 'consent_required')
        await isCode(await ask({ ...local, redirect_uri: CALLBACK }))
        await change('clients', { client_id: own.client_id }, { [flag]: true })
        await isCode(await ask(local))
        await change('clients', { client_id: own.client_id }, { [flag]: null })
        await change('tenant_settings', {}, { [flag]: null })
      })

      test('security C13: is not taken from a form of another site, or from a link', async () => {
        await arrive()
        const { state } = await pageOf(await ask(ofForeign))
        const forged: readonly Record<string, string>[] = [
          { origin: 'https://evil.test' },
          { origin: 'null' },
          { origin: 'null', 'sec-fetch-site': 'cross-site' },
          { 'sec-fetch-site': 'cross-site' },
          { 'sec-fetch-site': 'same-site' },
          { 'sec-fetch-site': 'none' },
          { origin: world.issuer },
        ]
        for (const headers of forged) {
          const body = new URLSearchParams({ action: 'accept' })
          const response = await browser.send(`/u/consent?state=${state}`, { method: 'POST', body, headers })
          assert.equal(response.status, 403, JSON.stringify(headers))
        }
        await browser.visit(`/u/consent?state=${state}&action=accept`)
        await isError(await ask({ ...ofForeign, prompt: 'none' }), 'consent_required')
      })
    })

    describe('from the moment in which it is withdrawn', () => {
      const nothing = async (error: string): Promise<void> => isError(await ask({ prompt: 'none' }), error)

      test('security F1: a blocked user gets nothing, and may log in as somebody else', async () => {
        await arrive()
        await isCode(await ask({ prompt: 'none' }))
        const before = await world.tenancy.store.findUser(user.user_id)
        assert.ok(before)
        assert.equal(await world.tenancy.store.replaceUser(before, { ...before, blocked: true }), 'written')
        await nothing('unauthorized')
        assert.equal((await answerOf(await ask({ prompt: 'none' })))['error_description'], 'user is blocked')
        assert.equal((await pageOf(await ask())).page, '/u/login')
      })

      test('security F1, F10: a deleted user has no session any more', async () => {
        await arrive()
        assert.ok(await world.tenancy.store.removeUser(user.user_id))
        await nothing('login_required')
      })

      test('an ended session is worth nothing', async () => {
        await arrive()
        const session = await signIn(world, browser, user)
        await isCode(await ask({ prompt: 'none' }))
        assert.ok(await world.tenancy.store.removeSession(session.id))
        await nothing('login_required')
      })

      test('security F5: a connection that is switched off, or not the client’s, logs nobody in', async () => {
        await arrive()
        const where = { name: 'Username-Password-Authentication' }
        const connection = await world.tenancy.store.find('connections', where)
        assert.ok(connection)
        const [link] = await world.tenancy.store.all('enabled_clients', { client_id: own.client_id })
        assert.ok(link)
        await world.write({ remove: 'enabled_clients', document: link })
        await nothing('login_required')
        await world.write({ insert: 'enabled_clients', document: link })
        await isCode(await ask({ prompt: 'none' }))
      })

      test('security F5: a deleted client is unknown, also to a request that has begun', async () => {
        await arrive()
        const gone = newApplication()
        await world.write(gone.changes, await enabledFor(world, [gone]))
        const { state } = await pageOf(await ask({ client_id: gone.client_id, prompt: 'login' }))
        const document = await world.tenancy.store.find('clients', { client_id: gone.client_id })
        assert.ok(document)
        await world.write({ remove: 'clients', document })
        assert.equal((await ask({ client_id: gone.client_id })).status, 400)
        assert.equal((await browser.send(`/authorize/resume?state=${state}`)).status, 400)
      })

      test('another connection than the session’s is logged in by itself', async () => {
        await arrive()
        const other = newConnectionDocument(newConnectionId(world.tenancy.random), { name: 'Other', strategy: 'auth0' })
        await world.write(
          { insert: 'connections', document: other },
          { insert: 'enabled_clients', document: newEnabledClient(other.id, own.client_id) },
        )
        await isError(await ask({ connection: 'Other', prompt: 'none' }), 'login_required')
        await isCode(await ask({ connection: 'Username-Password-Authentication', prompt: 'none' }))
      })

      test('security F13: a cookie that is no handle is no session', async () => {
        await arrive()
        const handle = browser.cookies.get('auth0') ?? ''
        for (const cookie of [
          '',
          '"',
          'x'.repeat(5000),
          `${handle}x`,
          handle.slice(1),
          `%00${handle}`,
          'null',
          "' or 1=1 --",
        ]) {
          browser.cookies.set('auth0', cookie)
          await nothing('login_required')
        }
        browser.cookies.set('auth0', handle)
        await isCode(await ask({ prompt: 'none' }))
      })
    })

    describe('security F8, F13: what cannot be decided', () => {
      const away = (): never => {
        throw Object.assign(new Error('away'), { code: 'store_unavailable' })
      }
      const broken = (): never => {
        throw new TypeError('broken')
      }
      for (const verb of ['findUser', 'replaceSession', 'keepOneTime', 'findConsent'] as const) {
        test(`is denied, and the application is told: ${verb}`, async () => {
          await arrive()
          const { state } = await pageOf(await ask({ client_id: foreign.client_id, prompt: 'consent' }))
          const { request } = await getTransaction(world.tenancy, state, browser.cookies.get('auth0_browser'))
          const consented = { authenticated_at: null, consented: true, account_selected: false, suspended: null }
          const client = await world.tenancy.store.find('clients', { client_id: foreign.client_id })
          const session = await findSession(world.tenancy, browser.cookies.get('auth0'))
          assert.ok(client && session)
          const visitor = { ip: undefined, user_agent: undefined }
          const standing = { client, request, session, progress: consented }
          await world.tenancy.store.addConsent({
            id: randomBytes(12).toString('hex'),
            user_id: user.user_id,
            client_id: client.client_id,
            audience: '',
            scope: ['openid'],
            redirect_uris: [CALLBACK],
          })
          const whole = await proceed(world.tenancy, standing, visitor)
          assert.ok('response' in whole && whole.response.parameters['code'], JSON.stringify(whole))
          now += 61_000
          for (const [fault, error] of [
            [away, 'temporarily_unavailable'],
            [broken, 'server_error'],
          ] as const) {
            const store = { ...world.tenancy.store, [verb]: async () => fault() }
            const outcome = await proceed({ ...world.tenancy, store, operatorLog: () => undefined }, standing, visitor)
            assert.ok('response' in outcome)
            const { code, error: told } = outcome.response.parameters
            assert.deepEqual([code, told], [undefined, error])
          }
        })
      }
    })

    describe('a session', () => {
      test('security C13, C21, B18: gets a new cookie with every login, and another user another id', async () => {
        await arrive()
        const connection = await world.tenancy.store.find('connections', { name: 'Username-Password-Authentication' })
        assert.ok(connection)
        const login = { connection, method: 'pwd', client_id: 'a', visitor: { ip: '192.0.2.1', user_agent: 'x' } }
        const first = await startSession(world.tenancy, { ...login, user })
        const same = await startSession(world.tenancy, { ...login, user, replaces: first.session })
        assert.notEqual(same.handle, first.handle)
        assert.equal(same.session.id, first.session.id)
        assert.equal(await findSession(world.tenancy, first.handle), undefined)
        const other = await startSession(world.tenancy, {
          ...login,
          user: await newUser(world),
          replaces: same.session,
        })
        assert.notEqual(other.session.id, same.session.id)
        assert.equal(await findSession(world.tenancy, same.handle), undefined)
        assert.equal(await world.tenancy.store.findSession(same.session.id), undefined)
      })

      test('security C13, C21: that was planted before a login is over after it', async () => {
        const attacker = newBrowser(world.issuer)
        const planted = await signIn(world, attacker, await newUser(world))
        const victim = newBrowser(world.issuer, new Map(attacker.cookies))
        const password = 'Analytical-engine-1843'
        const { email, user_id } = await newUserWithPassword(world, password)
        const connection = 'Username-Password-Authentication'
        const asked = {
          client_id: own.client_id,
          response_type: 'code',
          redirect_uri: CALLBACK,
          prompt: 'login',
          connection,
        }
        const page = await victim.visit(authorizePath(asked))
        const arrival = await victim.submit(page.url, { username: email, password, action: 'default' })
        assert.ok(toldBy(arrival)['code'], arrival.body)
        assert.notEqual(victim.cookies.get('auth0'), attacker.cookies.get('auth0'))
        assert.equal(await findSession(world.tenancy, attacker.cookies.get('auth0')), undefined)
        assert.equal(await world.tenancy.store.findSession(planted.id), undefined)
        const now = await findSession(world.tenancy, victim.cookies.get('auth0'))
        assert.equal(now?.user_id, user_id)
      })

      test('has a cookie whose value stands nowhere else', async () => {
        await arrive()
        const handle = browser.cookies.get('auth0') ?? ''
        const code = await isCode(await ask())
        const tokens = await userTokensOf(await redeem(world, own, code))
        const { items } = await world.tenancy.store.sessionsOfUser(user.user_id, { limit: 9 })
        assert.equal(items.length, 1)
        assert.ok(!JSON.stringify([tokens, items, code]).includes(handle))
        const { id } = items[0] ?? { id: '' }
        browser.cookies.set('auth0', id)
        await isError(await ask({ prompt: 'none' }), 'login_required')
      })

      test('ends when it has not been used for 72 hours, and after 168 whatever happens', async () => {
        const hour = 3_600_000
        await arrive()
        for (let passed = 0; passed < 160; passed += 40) {
          await isCode(await ask({ prompt: 'none' }))
          now += 40 * hour
        }
        await isCode(await ask({ prompt: 'none' }))
        now += 8 * hour
        await isError(await ask({ prompt: 'none' }), 'login_required')
        await arrive()
        now += 72 * hour - 1000
        await isCode(await ask({ prompt: 'none' }))
        now += 72 * hour + 1000
        await isError(await ask({ prompt: 'none' }), 'login_required')
      })

      test('knows which applications it was used by', async () => {
        await arrive()
        await isCode(await ask({ prompt: 'none' }))
        const { items } = await world.tenancy.store.sessionsOfUser(user.user_id, { limit: 9 })
        assert.ok(items[0]?.clients.includes(own.client_id))
      })
    })
  })
}
