// Applications on another site than the server, in a browser that keeps no cookies of other sites: what works there does, and what
// cannot ends with the error that says so.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { startPageApp, type PageApp } from './app-server.ts'
import { AUDIENCE, DIRECTORY, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { blockCookiesOfOthers, useBrowser } from './browser.ts'
import { startOrdersApi } from './orders-api.ts'
import { ask, expectLogin, logIn, start } from './person.ts'

/** Of another site than `localhost`. */
const HOST = 'a.localhost'

const OLD_PAGES = {
  'auth0-js 10': () => startPageApp('auth0-js.js', HOST),
  'auth0-js 9': () => startPageApp('auth0-js-9.js', HOST),
}

const SCOPE = 'openid profile email read:orders'

/** What an answer says whose browser has lost the cookie that belongs to a ticket. */
const LOST = 'Unknown or invalid login ticket.'

const claimsOf = (token: unknown) =>
  Object(JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString('utf8')))

const isForOrders = (token: unknown, { user_id }: Person): void => {
  const { aud, sub, scope } = claimsOf(token)
  assert.ok(String(aud).includes(AUDIENCE))
  assert.equal(sub, user_id)
  assert.match(scope, /read:orders/)
}

describe('an application on another site, in a browser without cookies of others', () => {
  const browser = useBrowser()
  let place: Place
  let person: Person
  let blocked: Person
  before(async () => {
    place = await openPlace()
    person = await place.person()
    blocked = await place.person()
    assert.equal((await place.manage('PATCH', `/users/${blocked.user_id}`, { blocked: true })).status, 200)
  })
  after(() => place?.stop())

  type Opened = { readonly app: PageApp; readonly page: Page }

  /** @param settings - made of the application's origin and client ID */
  async function openPage(
    t: TestContext,
    started: Promise<PageApp>,
    settings: (client_id: string, origin: string) => Readonly<Record<string, unknown>>,
  ): Promise<Opened> {
    const app = await started
    t.after(app.stop)
    const { client_id } = await place.client({ ...singlePage(app.origin), cross_origin_authentication: true })
    app.configure(settings(client_id, app.origin))
    const page = await (await browser.open(t)).newPage()
    await blockCookiesOfOthers(page)
    await page.goto(app.origin)
    return { app, page }
  }

  /** On the server's own page: two who do not get in, and one who does. */
  async function logInAtLast(page: Page): Promise<void> {
    await expectLogin(page)
    await logIn(page, { ...person, password: 'wrong' })
    await page.getByText('Wrong email address or password.').waitFor()
    await logIn(page, blocked)
    await page.getByText('This account is blocked.').waitFor()
    await logIn(page, person)
  }

  test('our client: logs in by redirect and by popup, renews by refresh token, logs out', async (t) => {
    const { app, page } = await openPage(t, startPageApp('browser-client.js', HOST), (client_id) => ({
      issuer: place.issuer,
      client_id,
      audience: AUDIENCE,
    }))
    await ask(page, 'arrival')
    await start(page, 'login', { scopes: ['read:orders'] })
    await logInAtLast(page)
    await page.waitForURL(`${app.origin}/`)
    await ask(page, 'arrival')
    const first = await ask(page, 'token', { scopes: ['read:orders'] })
    const second = await ask(page, 'token', { scopes: ['read:orders'], fresh: true })
    assert.notEqual(first, second)
    for (const token of [first, second]) isForOrders(token, person)
    // What was in memory is gone, and the frame finds nobody.
    await page.reload()
    await ask(page, 'arrival')
    assert.equal(await ask(page, 'resume'), undefined)
    await assert.rejects(ask(page, 'token'), (error) => {
      assert.equal(Object(error).code, 'login_required')
      assert.match(Object(error).advice, /does not let its cookie into frames: call login/)
      return true
    })
    // The window knows the session, since it is of the server's own site.
    await Promise.all([page.context().waitForEvent('page'), ask(page, 'popup')])
    assert.equal(Object(await ask(page, 'user')).sub, person.user_id)
    await start(page, 'logout', { where: 'everywhere', return_to: `${app.origin}/goodbye` })
    await page.waitForURL(`${app.origin}/goodbye`)
    await start(page, 'login')
    await expectLogin(page)
  })

  test('@auth0/auth0-spa-js: renews by refresh token, also after a reload, and is told login_required without one', async (t) => {
    const settings = (clientId: string): Readonly<Record<string, unknown>> => ({
      domain: place.host,
      clientId,
      authorizationParams: { audience: AUDIENCE, scope: SCOPE },
    })
    let id = ''
    const { app, page } = await openPage(t, startPageApp('spa-js.js', HOST), (client_id) => ({
      ...settings((id = client_id)),
      useRefreshTokens: true,
      cacheLocation: 'localstorage',
    }))
    await start(page, 'login')
    await logInAtLast(page)
    await page.waitForURL(`${app.origin}/`)
    await ask(page, 'arrival')
    isForOrders(Object(await ask(page, 'token')).access_token, person)
    await page.reload()
    isForOrders(Object(await ask(page, 'token', { cacheMode: 'off' })).access_token, person)
    app.configure(settings(id))
    await page.reload()
    await assert.rejects(ask(page, 'token'), { error: 'login_required' })
    await start(page, 'logout')
    await page.waitForURL(`${app.origin}/goodbye`)
    await start(page, 'login')
    await expectLogin(page)
  })

  for (const framework of ['react', 'vue']) {
    test(`@auth0/auth0-${framework}: calls an API with tokens that it renews by refresh token, also after a reload, and logs out`, async (t) => {
      const api = await startOrdersApi(place.issuer)
      t.after(api.stop)
      const { app, page } = await openPage(t, startPageApp(`auth0-${framework}.js`, HOST), (clientId) => ({
        api: api.origin,
        auth0: {
          domain: place.host,
          clientId,
          authorizationParams: { audience: AUDIENCE, scope: `${SCOPE} offline_access` },
          useRefreshTokens: true,
          cacheLocation: 'localstorage',
        },
      }))
      const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
      await press('Log in')
      await logInAtLast(page)
      for (const arrive of [async () => {}, () => page.reload()]) {
        await arrive()
        await page.getByRole('heading', { name: 'Hello Ada Lovelace' }).waitFor()
        const renewal = page.waitForResponse(`${place.issuer}oauth/token`)
        await press('My orders')
        assert.equal(Object(await (await renewal).json()).token_type, 'Bearer')
        await page.getByText(`orders of ${person.user_id}`).waitFor()
      }
      await press('Log out')
      await page.waitForURL(`${app.origin}/goodbye`)
      await page.getByRole('heading', { name: 'Welcome' }).waitFor()
      await press('Log in')
      await expectLogin(page)
    })
  }

  for (const [name, startPage] of Object.entries(OLD_PAGES)) {
    test(`${name}: logs in and renews through the server's own page; its frame and its own form say why they cannot`, async (t) => {
      const both = { responseType: 'token id_token', scope: SCOPE, audience: AUDIENCE }
      const { app, page } = await openPage(t, startPage(), (clientID) => ({ domain: place.host, clientID }))
      const arrive = async () => {
        await page.waitForURL((url) => url.origin === app.origin && url.pathname === '/callback')
        return Object(await ask(page, 'arrival'))
      }
      await start(page, 'authorize', both)
      await logInAtLast(page)
      isForOrders((await arrive()).accessToken, person)
      await assert.rejects(ask(page, 'check', both), { code: 'login_required', description: 'Login required' })
      await page.goto(app.origin)
      await start(page, 'authorize', { ...both, prompt: 'none' })
      isForOrders((await arrive()).accessToken, person)
      await page.goto(app.origin)
      const form = { ...both, realm: DIRECTORY }
      const { email, password } = person
      await assert.rejects(ask(page, 'login', { ...form, email, password: 'wrong' }), {
        code: 'access_denied',
        description: 'Wrong email or password.',
      })
      await assert.rejects(ask(page, 'login', { ...form, email: blocked.email, password }), { code: 'blocked_user' })
      await start(page, 'login', { ...form, email, password })
      await assert.rejects(arrive(), { error: 'access_denied', errorDescription: LOST })
      await start(page, 'logout')
      await page.waitForURL(`${app.origin}/goodbye`)
      await start(page, 'authorize', both)
      await expectLogin(page)
    })
  }

  for (const version of ['14.3.0', '11.35.1']) {
    test(`Lock ${version}, loaded from the server: says who does not get in, and that the browser has lost its cookie`, async (t) => {
      const origin = place.issuer.slice(0, -1)
      const { scripts } = Object(await (await fetch(`${origin}/js/scripts.json`)).json())
      const script = scripts.find(({ path }: { path: string }) => path === `/js/lock/${version}/lock.min.js`)
      const { app, page } = await openPage(t, startPageApp('lock-from-server.js', HOST), (clientID) => ({
        domain: place.host,
        clientID,
        script: { ...script, origin },
        options: {
          auth: { audience: AUDIENCE, params: { scope: SCOPE } },
          language: 'es',
          languageBaseUrl: origin,
        },
      }))
      const logInHere = async (who: Person): Promise<void> => {
        await page.fill('.auth0-lock input[name=email]', who.email)
        await page.fill('.auth0-lock input[name=password]', who.password)
        await page.click('.auth0-lock-submit')
      }
      await ask(page, 'show')
      await page.locator('.auth0-lock-opened input[type=password]').waitFor()
      const message = page.locator('.auth0-global-message-error')
      await logInHere({ ...person, password: 'wrong' })
      // Its language comes from the server as well.
      await message.filter({ hasText: 'Correo y contraseña inválidos.' }).waitFor()
      await logInHere(blocked)
      await message.filter({ hasText: 'El usuario se encuentra bloqueado.' }).waitFor()
      await logInHere(person)
      await page.waitForURL((url) => url.origin === app.origin && url.pathname === '/callback')
      const { error, errorDescription } = Object(await ask(page, 'event', 'authorization_error'))
      assert.deepEqual([error, errorDescription], ['access_denied', LOST])
    })
  }

  test('our login box: says that the browser has lost the login, and leads to the server’s own page, in a window or by redirect', async (t) => {
    const auth = { redirect: false, responseType: 'token id_token', audience: AUDIENCE, params: { scope: SCOPE } }
    const { app, page } = await openPage(t, startPageApp('widget.js', HOST), (clientID) => ({
      domain: place.host,
      clientID,
      options: { auth },
    }))
    const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
    const logInHere = async ({ email, password }: Person): Promise<void> => {
      await page.getByLabel('Email address').fill(email)
      await page.getByLabel('Password', { exact: true }).fill(password)
      await press('Log in')
    }
    await ask(page, 'show')
    await logInHere({ ...person, password: 'wrong' })
    const alert = page.getByRole('alert')
    await alert.filter({ hasText: 'Wrong email address or password.' }).waitFor()
    await logInHere(blocked)
    await alert.filter({ hasText: 'This account is blocked.' }).waitFor()
    await logInHere(person)
    const lost = alert.filter({ hasText: 'Your browser does not let this login through from here.' })
    await lost.waitFor()
    const opened = page.context().waitForEvent('page')
    await press('Continue')
    const popup = await opened
    await expectLogin(popup)
    await logIn(popup, person)
    isForOrders(Object(await ask(page, 'event', 'authenticated')).accessToken, person)
    await assert.rejects(ask(page, 'check', {}), { code: 'login_required' })
    await start(page, 'logout')
    await page.waitForURL(`${app.origin}/goodbye`)

    await ask(page, 'show', { auth: { redirect: true } })
    await logInHere(person)
    await page.waitForURL((url) => url.origin === app.origin && url.pathname === '/callback')
    const { code, description } = Object(await ask(page, 'event', 'authorization_error'))
    assert.deepEqual([code, description], ['access_denied', LOST])
    await ask(page, 'show', { auth: { redirect: true } })
    await lost.waitFor()
    await press('Continue')
    await expectLogin(page)
    await logIn(page, person)
    await page.waitForURL((url) => url.origin === app.origin && url.pathname === '/callback')
    isForOrders(Object(await ask(page, 'event', 'authenticated')).accessToken, person)
  })
})
