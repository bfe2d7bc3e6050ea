// auth0-js, the older SDK for pages, in the version of today and in the one that most pages still have: everything that programs written
// with it ask of a server.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { startPageApp, type PageApp } from './app-server.ts'
import { AUDIENCE, DIRECTORY, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { openWithCookiesInFrames, useBrowser } from './browser.ts'
import { ask, expectLogin, logIn, start } from './person.ts'

const BOTH = { responseType: 'token id_token', scope: 'openid profile email', audience: AUDIENCE }

const PAGES = {
  'auth0-js 10': (host?: string) => startPageApp('auth0-js.js', host),
  'auth0-js 9': (host?: string) => startPageApp('auth0-js-9.js', host),
}

for (const [name, startPage] of Object.entries(PAGES)) {
  describe(name, () => {
    const browser = useBrowser()
    let place: Place
    let app: PageApp
    let person: Person
    let client_id: string
    before(async () => {
      place = await openPlace()
      app = await startPage()
      person = await place.person()
      const spa = singlePage(app.origin)
      const made = await place.client({
        ...spa,
        grant_types: ['authorization_code', 'implicit', 'password', 'http://auth0.com/oauth/grant-type/password-realm'],
        cross_origin_authentication: true,
      })
      client_id = made.client_id
      const settings = await place.manage('PATCH', '/tenants/settings', { default_directory: DIRECTORY })
      assert.equal(settings.status, 200)
      app.configure({ domain: place.host, clientID: client_id })
    })
    after(async () => {
      await app?.stop()
      await place?.stop()
    })

    async function openPage(t: TestContext, path = '/'): Promise<Page> {
      const page = await (await browser.open(t)).newPage()
      await page.goto(`${app.origin}${path}`)
      return page
    }

    /** What `parseHash` makes of the fragment with which the browser comes back. */
    async function arrive(page: Page): Promise<Readonly<Record<string, unknown>>> {
      await page.waitForURL((url) => url.origin === app.origin && url.pathname === '/callback')
      return Object(await ask(page, 'arrival'))
    }

    async function openMember(t: TestContext): Promise<Page> {
      const page = await openPage(t)
      await start(page, 'authorize', BOTH)
      await expectLogin(page)
      await logIn(page, person)
      await arrive(page)
      return page
    }

    test('C17: authorize and parseHash: both tokens in the fragment, the ID token checked with its nonce and hash', async (t) => {
      const page = await openPage(t)
      await start(page, 'authorize', { ...BOTH, appState: 'kept' })
      await expectLogin(page)
      await logIn(page, person)
      const got = await arrive(page)
      assert.equal(Object(got['idTokenPayload']).sub, person.user_id)
      assert.equal(got['tokenType'], 'Bearer')
      assert.equal(got['appState'], 'kept')
      assert.ok(Number(got['expiresIn']) > 0)
      const { sub, email } = Object(await ask(page, 'userInfo', got['accessToken']))
      assert.deepEqual({ sub, email }, { sub: person.user_id, email: person.email })
    })

    for (const responseType of ['token', 'id_token']) {
      test(`authorize and parseHash: ${responseType} alone`, async (t) => {
        const page = await openPage(t)
        await start(page, 'authorize', { ...BOTH, responseType })
        await expectLogin(page)
        await logIn(page, person)
        const got = await arrive(page)
        assert.equal(typeof got['accessToken'], responseType === 'token' ? 'string' : 'object')
        assert.equal(typeof got['idToken'], responseType === 'id_token' ? 'string' : 'object')
      })
    }

    test('parseHash tells why the application may not have what it wanted', async (t) => {
      const page = await openPage(t)
      await start(page, 'authorize', { ...BOTH, audience: 'https://nobody.example/' })
      await page.waitForURL((url) => url.pathname === '/callback')
      await assert.rejects(ask(page, 'arrival'), {
        error: 'access_denied',
        errorDescription: 'Service not found: https://nobody.example/',
      })
    })

    test('checkSession renews without a question while the session lasts', async (t) => {
      const page = await openMember(t)
      const got = Object(await ask(page, 'check', BOTH))
      assert.equal(got.idTokenPayload.sub, person.user_id)
      assert.equal(typeof got.accessToken, 'string')
    })

    test('checkSession says login_required when nobody is there', async (t) => {
      const page = await openPage(t)
      await assert.rejects(ask(page, 'check', BOTH), { code: 'login_required', description: 'Login required' })
    })

    test('client.login exchanges a password for tokens, and tells a wrong one from a right one', async (t) => {
      const page = await openPage(t)
      const { email: username, password } = person
      const wanted = { realm: DIRECTORY, username, scope: 'openid profile', audience: AUDIENCE }
      const got = Object(await ask(page, 'clientLogin', { ...wanted, password }))
      assert.deepEqual([typeof got.accessToken, typeof got.idToken, got.tokenType], ['string', 'string', 'Bearer'])
      const byDefault = Object(await ask(page, 'clientDefaultLogin', { username, password, scope: 'openid' }))
      assert.equal(typeof byDefault.accessToken, 'string')
      const refused = { code: 'invalid_grant', description: 'Wrong email or password.', statusCode: 403 }
      await assert.rejects(ask(page, 'clientLogin', { ...wanted, password: 'wrong' }), refused)
      const nobody = { ...wanted, username: 'nobody@people.example', password }
      await assert.rejects(ask(page, 'clientLogin', nobody), refused)
    })

    test("cross-origin login: the application's own form, and a session at the server after it", async (t) => {
      const page = await openPage(t)
      const { email, password } = person
      await start(page, 'login', { ...BOTH, realm: DIRECTORY, email, password })
      const got = await arrive(page)
      assert.equal(Object(got['idTokenPayload']).sub, person.user_id)
      assert.equal(Object(await ask(page, 'check', BOTH)).idTokenPayload.sub, person.user_id)
    })

    test('cross-origin login where the browser keeps no cookie of another site: the application vouches for it', async (t) => {
      const vouching = await place.client({
        ...singlePage(app.origin),
        grant_types: ['implicit'],
        cross_origin_authentication: true,
        cross_origin_loc: `${app.origin}/fallback`,
      })
      app.configure({ domain: place.host, clientID: vouching.client_id })
      t.after(() => app.configure({ domain: place.host, clientID: client_id }))
      const page = await openPage(t)
      const context = page.context()
      await context.route('**/co/authenticate', async (route) => {
        const response = await route.fetch()
        await context.clearCookies()
        const { 'set-cookie': _dropped, ...headers } = response.headers()
        await route.fulfill({ response, headers })
      })
      const { email, password } = person
      await start(page, 'login', { ...BOTH, realm: DIRECTORY, email, password })
      const got = await arrive(page)
      assert.equal(Object(got['idTokenPayload']).sub, person.user_id)
    })

    test('cross-origin login works from an application on another site, where its cookies are kept', async (t) => {
      const other = await startPage('a.localhost')
      t.after(other.stop)
      const { client_id } = await place.client({ ...singlePage(other.origin), cross_origin_authentication: true })
      other.configure({ domain: place.host, clientID: client_id })
      const page = await (await openWithCookiesInFrames(t)).newPage()
      await page.goto(other.origin)
      const { email, password } = person
      await start(page, 'login', { ...BOTH, realm: DIRECTORY, email, password })
      await page.waitForURL(`${other.origin}/callback**`)
      assert.equal(Object(await ask(page, 'arrival')).idTokenPayload.sub, person.user_id)
    })

    test("a tenant's own login page logs in with login, and the application gets what it had asked for", async (t) => {
      const page = await openPage(t)
      await start(page, 'authorize', { ...BOTH, appState: 'kept' })
      await expectLogin(page)
      // The tenant's page stands where ours stood.
      const state = new URL(page.url()).searchParams.get('state')
      const settings = JSON.stringify({ domain: place.host, clientID: client_id, responseType: 'token', state })
      const script = await (await fetch(`${app.origin}/app.js`)).text()
      const body = `<!doctype html><body><script>window.settings = ${settings}</script><script>${script}</script>`
      await page.route(page.url(), (route) => route.fulfill({ contentType: 'text/html', body }))
      await page.reload()
      const { email: username, password } = person
      const refused = { code: 'invalid_user_password', description: 'Wrong email or password.', statusCode: 401 }
      await assert.rejects(ask(page, 'login', { realm: DIRECTORY, username, password: 'wrong' }), refused)
      await start(page, 'login', { realm: DIRECTORY, username, password })
      const got = await arrive(page)
      assert.equal(Object(got['idTokenPayload']).sub, person.user_id)
      assert.equal(got['appState'], 'kept')
    })

    test('cross-origin login with a wrong password stays in the application and says so', async (t) => {
      const page = await openPage(t)
      const wrong = { ...BOTH, realm: DIRECTORY, email: person.email, password: 'wrong' }
      await assert.rejects(ask(page, 'login', wrong), {
        code: 'access_denied',
        description: 'Wrong email or password.',
      })
      assert.equal(page.url(), `${app.origin}/`)
    })

    test('popup.loginWithCredentials gets the tokens by a hidden frame', async (t) => {
      const page = await openPage(t)
      const { email, password } = person
      const got = Object(await ask(page, 'hiddenLogin', { ...BOTH, realm: DIRECTORY, email, password }))
      assert.equal(got.idTokenPayload.sub, person.user_id)
    })

    test('popup.authorize gets the tokens from the page that the popup comes back to', async (t) => {
      const page = await openPage(t)
      const [popup, got] = [
        page.context().waitForEvent('page'),
        ask(page, 'popup', { ...BOTH, redirectUri: `${app.origin}/popup` }),
      ]
      const opened = await popup
      const closed = opened.waitForEvent('close')
      await expectLogin(opened)
      await logIn(opened, person)
      assert.equal(Object(await got).idTokenPayload.sub, person.user_id)
      await closed
    })

    test('popup.authorize without a page to come back to: the popup is asked in its old protocol', async (t) => {
      const page = await openPage(t)
      const [popup, got] = [page.context().waitForEvent('page'), ask(page, 'popup', { ...BOTH, owp: true })]
      const opened = await popup
      const closed = opened.waitForEvent('close')
      await expectLogin(opened)
      await logIn(opened, person)
      const { accessToken } = Object(await got)
      assert.equal(Object(await ask(page, 'userInfo', accessToken)).sub, person.user_id)
      await closed
    })

    test('signup makes a user, who can log in at once', async (t) => {
      const page = await openPage(t)
      const [email, password] = ['grace@people.example', 'Compilers-1952-cobol']
      const user_metadata = { plan: 'free' }
      const made = Object(await ask(page, 'signup', { connection: DIRECTORY, email, password, user_metadata }))
      assert.match(made.Id, /^[0-9a-f]{24}$/)
      assert.deepEqual([made.email, made.emailVerified], [email, false])
      await start(page, 'authorize', BOTH)
      await expectLogin(page)
      await logIn(page, { email, password })
      assert.equal(Object((await arrive(page))['idTokenPayload']).email, email)
    })

    test('signup says by rules why a password is too weak, and nothing about who has an account', async (t) => {
      const page = await openPage(t)
      const weak = { connection: DIRECTORY, email: 'weak@people.example', password: 'abc' }
      await assert.rejects(ask(page, 'signup', weak), (thrown: unknown) => {
        const { code, name, policy, statusCode, description } = Object(thrown)
        assert.deepEqual(
          { code, name, statusCode },
          { code: 'invalid_password', name: 'PasswordStrengthError', statusCode: 400 },
        )
        assert.match(policy, /At least 8 characters in length/)
        assert.ok(Array.isArray(description.rules))
        return true
      })
      const taken = { connection: DIRECTORY, email: person.email, password: 'Compilers-1952-cobol' }
      await assert.rejects(ask(page, 'signup', taken), { code: 'invalid_signup', statusCode: 400 })
    })

    test('changePassword answers the same for everybody, and the link in the mail leads to a new password', async (t) => {
      const page = await openPage(t)
      const forgetful = await place.person()
      const sent = "We've just sent you an email to reset your password."
      for (const email of [forgetful.email, 'nobody@people.example']) {
        assert.equal(await ask(page, 'changePassword', { connection: DIRECTORY, email }), sent)
      }
      const { links } = await place.mailTo(forgetful.email)
      await page.goto(String(links[0]))
      const password = 'Another-engine-1843'
      for (const field of await page.locator('input[type=password]').all()) await field.fill(password)
      await page.click('button[type=submit]')
      await page.waitForURL('**/u/reset-password/done*')
      await page.goto(app.origin)
      const login = { realm: DIRECTORY, username: forgetful.email, scope: 'openid' }
      await assert.rejects(ask(page, 'clientLogin', { ...login, password: forgetful.password }), {
        code: 'invalid_grant',
      })
      assert.equal(typeof Object(await ask(page, 'clientLogin', { ...login, password })).idToken, 'string')
    })

    test('logout leads back to the application, and the session is gone', async (t) => {
      const page = await openMember(t)
      await start(page, 'logout')
      await page.waitForURL(`${app.origin}/goodbye`)
      await assert.rejects(ask(page, 'check', BOTH), { code: 'login_required' })
    })
  })
}
