import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { decodeJwt } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, toldBy } from './browser.ts'
import { managed, type ManagementCall } from './managed.ts'
import { actionOf } from './pages.ts'
import { beginLogin, CALLBACK, enabledFor, newApplication, redeem, userTokensOf } from './people.ts'
import { startWorld, type World } from './world.ts'

const PASSWORD = 'Analytical-engine-1843'
const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const ORIGIN = 'https://app.example.com'
const HOUR = 3600

type Account = { readonly user_id: string; readonly email: string }

const web = newApplication({
  name: 'Shop',
  grant_types: ['authorization_code', PASSWORD_REALM],
  allowed_origins: [ORIGIN],
  web_origins: [ORIGIN],
  cross_origin_authentication: true,
})
const ASK = { client_id: web.client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid' }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`what actions make of a session, on ${database}`, () => {
    let world: World
    let user: Account
    let stopDatabase = async (): Promise<void> => {}
    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await world.write(web.changes, await enabledFor(world, [web]))
      await call(200, 'PATCH', '/tenants/settings', {
        session_lifetime: 168,
        idle_session_lifetime: 72,
        ephemeral_session_lifetime: 12,
        idle_ephemeral_session_lifetime: 2,
      })
      user = await newUser()
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = (...asked: ManagementCall) => managed(world, ...asked)

    /** Made by the server itself: what is written beside it would wait for what it is writing. */
    const newUser = () =>
      managed<Account>(world, 201, 'POST', '/users', {
        connection: FIRST_CONNECTION,
        email: `${randomBytes(6).toString('hex')}@example.com`,
        email_verified: true,
        password: PASSWORD,
      })

    const setAction = async (code: string | undefined): Promise<void> => {
      const name = `Action ${randomBytes(4).toString('hex')}`
      const supported_triggers = [{ id: 'post-login', version: 'v3' }]
      if (code !== undefined)
        await call(201, 'POST', '/actions/actions', { name, code, supported_triggers, deploy: true })
      const bindings = code === undefined ? [] : [{ ref: { type: 'action_name', value: name } }]
      await call(200, 'PATCH', '/actions/triggers/post-login/bindings', { bindings })
    }
    const postLogin = (body: string): string => `exports.onExecutePostLogin = async (event, api) => { ${body} }`
    beforeEach(() => setAction(undefined))

    const logIn = async () => {
      const [browser, page] = await beginLogin(world, web)
      const fields = { username: user.email, password: PASSWORD, action: 'default' }
      return { browser, arrival: await browser.submit(actionOf(page), fields) }
    }
    const sessionOf = async (code = '') => {
      const { id_token = '' } = await userTokensOf(await redeem(world, web, code))
      const session = await world.tenancy.store.findSession(String(decodeJwt(id_token)['sid']))
      assert.ok(session)
      return session
    }
    const cookiesIn = (headers: Headers) => headers.getSetCookie().filter((line) => line.startsWith('auth0='))

    test('its cookie goes with the browser, or outlasts it, and its life is that of such sessions', async () => {
      await setAction(postLogin(`api.session.setCookieMode('persistent'); api.session.setCookieMode('non-persistent')`))
      const { browser, arrival } = await logIn()
      const handle = browser.cookies.get('auth0') ?? ''
      assert.deepEqual(cookiesIn(arrival.headers), [`auth0=${handle}; Path=/; HttpOnly; SameSite=Lax`])
      const short = await sessionOf(toldBy(arrival)['code'])
      assert.equal(short.persistent, false)
      assert.equal(short.expires_at, short.authenticated_at + 12 * HOUR)
      assert.ok(short.idle_expires_at <= Math.floor(Date.now() / 1000) + 2 * HOUR)
      const shown = await call(200, 'GET', `/sessions/${short.id}`)
      assert.deepEqual(shown['cookie'], { mode: 'non-persistent' })
      const again = await browser.visit(authorizePath({ ...ASK, prompt: 'none' }))
      assert.ok(toldBy(again)['code'])
      assert.deepEqual(cookiesIn(again.headers), [], 'nothing has changed')

      await setAction(postLogin(`api.session.setCookieMode('persistent')`))
      const longer = await browser.visit(authorizePath({ ...ASK, prompt: 'none' }))
      assert.match(cookiesIn(longer.headers).join(), new RegExp(`^auth0=${handle}; .*; Max-Age=\\d+$`))
      const long = await sessionOf(toldBy(longer)['code'])
      assert.deepEqual([long.id, long.persistent], [short.id, true])
      assert.equal(long.expires_at, long.authenticated_at + 168 * HOUR)
    })

    test('what was to end sooner is given no more time', async () => {
      const end = Math.floor(Date.now() / 1000) + HOUR
      await setAction(postLogin(`api.session.setCookieMode('non-persistent'); api.session.setExpiresAt(${end} * 1000)`))
      const { browser, arrival } = await logIn()
      assert.equal((await sessionOf(toldBy(arrival)['code'])).expires_at, end)
      await setAction(postLogin(`api.session.setCookieMode('persistent')`))
      const later = await browser.visit(authorizePath({ ...ASK, prompt: 'none' }))
      const session = await sessionOf(toldBy(later)['code'])
      assert.deepEqual([session.persistent, session.expires_at], [true, end])
    })

    test('what was to end sooner is given no more time by becoming short and long again', async () => {
      const end = Math.floor(Date.now() / 1000) + 100 * HOUR
      await setAction(postLogin(`api.session.setExpiresAt(${end} * 1000)`))
      const { browser } = await logIn()
      const ends = async (mode: string): Promise<number> => {
        await setAction(postLogin(`api.session.setCookieMode('${mode}')`))
        const arrival = await browser.visit(authorizePath({ ...ASK, prompt: 'none' }))
        return (await sessionOf(toldBy(arrival)['code'])).expires_at
      }
      assert.ok((await ends('non-persistent')) < end)
      assert.equal(await ends('persistent'), end)
    })

    test('who has logged in on another origin keeps the new cookie, and not the one before', async () => {
      const { browser } = await logIn()
      const old = browser.cookies.get('auth0')
      const other = await newUser()
      const body = { client_id: web.client_id, credential_type: PASSWORD_REALM, realm: FIRST_CONNECTION }
      const answer = await browser.send(`${world.issuer}co/authenticate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: ORIGIN },
        body: JSON.stringify({ ...body, username: other.email, password: PASSWORD }),
      })
      const { login_ticket }: { login_ticket: string } = JSON.parse(await answer.text())
      await setAction(postLogin(`api.session.setCookieMode('non-persistent')`))
      const arrival = await browser.visit(authorizePath({ ...ASK, login_ticket, prompt: 'none' }))
      const session = await sessionOf(toldBy(arrival)['code'])
      assert.deepEqual([session.user_id, session.persistent], [other.user_id, false])
      assert.notEqual(browser.cookies.get('auth0'), old)
      await setAction(undefined)
      const silent = await browser.visit(authorizePath({ ...ASK, prompt: 'none' }))
      assert.equal((await sessionOf(toldBy(silent)['code'])).id, session.id)
    })

    test('where there is no browser, a mode of a cookie changes nothing; what is no mode denies', async () => {
      const byPassword = () =>
        world.token({
          ...web.credentials,
          grant_type: PASSWORD_REALM,
          realm: FIRST_CONNECTION,
          username: user.email,
          password: PASSWORD,
          scope: 'openid',
        })
      await setAction(postLogin(`api.session.setCookieMode('non-persistent')`))
      assert.equal((await byPassword()).status, 200)
      for (const mode of [`'forever'`, `['persistent']`, ``, `null`, `{ mode: 'persistent' }`]) {
        await setAction(postLogin(`api.session.setCookieMode(${mode})`))
        const { arrival } = await logIn()
        assert.match(toldBy(arrival)['error_description'] ?? '', /setCookieMode with what is no mode/, mode)
      }
    })

    test('it remembers what somebody has proven elsewhere, for later logins', async () => {
      const proven = 'https://factor.example/voice'
      await setAction(`
        exports.onExecutePostLogin = async (event, api) => {
          const known = event.authentication.methods.find(({ name }) => name === '${proven}')
          if (known) api.idToken.setCustomClaim('proven_at', known.timestamp)
          else api.redirect.sendUserTo('https://factor.example/')
        }
        exports.onContinuePostLogin = async (event, api) => {
          if (event.request.query.ok !== 'yes') return api.access.deny('Not proven')
          api.authentication.recordMethod('${proven}')
        }`)
      const { browser, arrival } = await logIn()
      const state = new URL(arrival.url).searchParams.get('state') ?? ''
      const back = await browser.visit(`/continue?state=${state}&ok=yes`)
      const session = await sessionOf(toldBy(back)['code'])
      assert.deepEqual(
        session.methods.map(({ name }) => name),
        ['pwd', proven],
      )
      const silent = await browser.visit(authorizePath({ ...ASK, prompt: 'none' }))
      const { id_token = '' } = await userTokensOf(await redeem(world, web, toldBy(silent)['code'] ?? ''))
      const at = session.methods.find(({ name }) => name === proven)?.timestamp ?? 0
      assert.equal(decodeJwt(id_token)['proven_at'], new Date(at * 1000).toISOString())
      const other = await logIn()
      assert.ok(other.arrival.url.startsWith('https://factor.example/'), 'another session knows nothing of it')
      const own = new URL(other.arrival.url).searchParams.get('state') ?? ''
      const denied = await other.browser.visit(`/continue?state=${own}&ok=no`)
      assert.equal(toldBy(denied)['error_description'], 'Not proven')
    })

    test('what is passed on waits for somebody to come back, as far as it is not too much', async () => {
      const away = (size: number, letter = 'x') => `
        ${postLogin(`
          api.transaction.setMetadata('note', '${letter}'.repeat(${size}))
          api.redirect.sendUserTo('https://ask.example/')`)}
        exports.onContinuePostLogin = async (event, api) => {
          api.idToken.setCustomClaim('size', event.transaction.metadata.note.length)
        }`
      await setAction(away(8192))
      const { browser, arrival } = await logIn()
      const state = new URL(arrival.url).searchParams.get('state') ?? ''
      const back = await browser.visit(`/continue?state=${state}`)
      const { id_token = '' } = await userTokensOf(await redeem(world, web, toldBy(back)['code'] ?? ''))
      assert.equal(decodeJwt(id_token)['size'], 8192)
      for (const [size, letter] of [
        [20_000, 'x'],
        [6000, '語'],
      ] as const) {
        await setAction(away(size, letter))
        assert.match(
          toldBy((await logIn()).arrival)['error_description'] ?? '',
          /metadata of the transaction is larger/,
        )
      }
    })

    test('nothing is recorded by whom nobody has come back to, nor what is no address', async () => {
      await setAction(postLogin(`api.authentication.recordMethod('https://factor.example/voice')`))
      assert.match(toldBy((await logIn()).arrival)['error_description'] ?? '', /outside of onContinuePostLogin/)
      for (const method of [
        `'mfa'`,
        `'javascript:alert(1)'`,
        `42`,
        `'https://x.example/\\ud800'`,
        `'https://x.example/' + 'x'.repeat(512)`,
      ]) {
        await setAction(`
          ${postLogin(`api.redirect.sendUserTo('https://factor.example/')`)}
          exports.onContinuePostLogin = async (event, api) => api.authentication.recordMethod(${method})`)
        const { browser, arrival } = await logIn()
        const state = new URL(arrival.url).searchParams.get('state') ?? ''
        const told = toldBy(await browser.visit(`/continue?state=${state}`))
        assert.match(told['error_description'] ?? '', /what is no address/, method)
      }
    })
  })
}
