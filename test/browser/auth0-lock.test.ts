// Lock, Auth0's own login box, in the version of today and in the one that most pages still have: everything that it asks of a server.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { startPageApp, type App, type PageApp } from './app-server.ts'
import {
  AUDIENCE,
  DIRECTORY,
  openPlace,
  singlePage,
  webApplication,
  type Person,
  type Place,
} from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { startOrdersApi } from './orders-api.ts'
import { ask, start } from './person.ts'

const PAGES = {
  'auth0-lock 14': () => startPageApp('auth0-lock.js'),
  'auth0-lock 11': () => startPageApp('auth0-lock-11.js'),
}

const SCOPE = 'openid profile email read:orders'
const AUTH = { audience: AUDIENCE, params: { scope: SCOPE } }

describe('Lock', () => {
  const browser = useBrowser()
  let place: Place
  let orders: App
  before(async () => {
    place = await openPlace()
    orders = await startOrdersApi(place.issuer)
  })
  after(async () => {
    await orders?.stop()
    await place?.stop()
  })

  for (const [name, startPage] of Object.entries(PAGES)) {
    describe(name, () => {
      let app: PageApp
      let clientID: string
      let person: Person
      before(async () => {
        app = await startPage()
        person = await place.person()
        const made = await place.client({ ...singlePage(app.origin), cross_origin_authentication: true })
        clientID = made.client_id
      })
      after(() => app?.stop())

      async function openBox(t: TestContext, auth = {}, options = {}, client_id = clientID): Promise<Page> {
        const all = { ...options, auth: { ...AUTH, ...auth } }
        app.configure({ domain: place.host, clientID: client_id, options: all })
        const page = await (await browser.open(t)).newPage()
        await page.goto(app.origin)
        await ask(page, 'show')
        await page.locator('.auth0-lock-opened input[type=password]').waitFor()
        return page
      }

      async function fillIn(page: Page, { email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
        await page.fill('.auth0-lock input[name=email]', email)
        await page.fill('.auth0-lock input[name=password]', password)
      }

      const press = (page: Page): Promise<void> => page.click('.auth0-lock-submit')

      async function arrive(page: Page) {
        await page.waitForURL((url) => url.origin === app.origin && url.pathname === '/callback')
        return Object(await ask(page, 'event', 'authenticated'))
      }

      test('a page that is redirected gets both tokens, a profile, and an API called', async (t) => {
        const page = await openBox(t)
        await fillIn(page, person)
        await press(page)
        const { accessToken, idTokenPayload, scope, tokenType } = await arrive(page)
        assert.equal(idTokenPayload.sub, person.user_id)
        assert.equal(tokenType, 'Bearer')
        // Where everything was granted that had been asked for, there need be no word about it.
        assert.ok(scope === null || scope === SCOPE)
        assert.equal(Object(await ask(page, 'userInfo', accessToken)).email, person.email)
        const { sub } = Object(await ask(page, 'check', {})).idTokenPayload
        assert.equal(sub, person.user_id)
        const headers = { authorization: `Bearer ${accessToken}` }
        const said = await page.evaluate(async ([url, init]) => (await fetch(url, init)).text(), [
          orders.origin,
          { headers },
        ] as const)
        assert.equal(said, `orders of ${person.user_id}`)
        await start(page, 'logout')
        await page.waitForURL(`${app.origin}/goodbye`)
        await assert.rejects(ask(page, 'check', {}), { code: 'login_required' })
      })

      test('a page that stays where it is gets them by a hidden frame, and then by one click', async (t) => {
        const page = await openBox(t, { redirect: false })
        await fillIn(page, person)
        await press(page)
        const { idTokenPayload } = Object(await ask(page, 'event', 'authenticated'))
        assert.equal(idTokenPayload.sub, person.user_id)
        assert.equal(new URL(page.url()).pathname, '/')
        const last = page.locator('.auth0-lock-last-login-pane .auth0-lock-social-button')
        // Lock asks who was here, and where that takes longer than five seconds it goes on as if nobody had been: a busy machine is asked again.
        for (let tries = 0; tries < 5 && (await last.count()) === 0; tries += 1) {
          await page.goto(`${app.origin}/again`)
          await ask(page, 'show')
          await last.or(page.locator('.auth0-lock-opened input[type=password]')).first().waitFor()
        }
        await last.click()
        const { accessToken } = Object(await ask(page, 'event', 'authenticated'))
        assert.equal(Object(await ask(page, 'userInfo', accessToken)).sub, person.user_id)
      })

      test('a code for the application’s server comes back in the query', async (t) => {
        const own = await place.client({ ...webApplication(app.origin), cross_origin_authentication: true })
        const page = await openBox(t, { responseType: 'code' }, {}, own.client_id)
        await fillIn(page, person)
        await press(page)
        await page.waitForURL((url) => url.pathname === '/callback')
        assert.ok(new URL(page.url()).searchParams.get('code'))
      })

      test('it says in its own words that a password is wrong, and that somebody is blocked', async (t) => {
        const page = await openBox(t)
        await fillIn(page, { ...person, password: 'wrong' })
        await press(page)
        const message = page.locator('.auth0-global-message-error')
        await message.filter({ hasText: 'Wrong email or password.' }).waitFor()
        const blocked = await place.person()
        assert.equal((await place.manage('PATCH', `/users/${blocked.user_id}`, { blocked: true })).status, 200)
        await fillIn(page, blocked)
        await press(page)
        await message.filter({ hasText: 'The user is blocked.' }).waitFor()
        assert.equal(new URL(page.url()).pathname, '/')
      })

      test('somebody signs up and is logged in; a weak password is refused before it is sent', async (t) => {
        const page = await openBox(t, {}, { initialScreen: 'signUp' })
        const email = `new-${clientID}@people.example`.toLowerCase()
        await fillIn(page, { email, password: 'short' })
        await press(page)
        await page.locator('.auth0-lock-password-strength, .auth0-lock-input-block.auth0-lock-error').first().waitFor()
        assert.deepEqual(await ask(page, 'heard'), [])
        await fillIn(page, { email, password: 'Compilers-1952-cobol' })
        await press(page)
        const { idTokenPayload } = await arrive(page)
        assert.deepEqual([idTokenPayload.email, idTokenPayload.email_verified], [email, false])
      })

      test('a forgotten password: the box says that a mail is on its way, and it is', async (t) => {
        const forgetful = await place.person()
        app.configure({ domain: place.host, clientID, options: { auth: AUTH } })
        const page = await (await browser.open(t)).newPage()
        await page.goto(app.origin)
        await ask(page, 'show', { initialScreen: 'forgotPassword' })
        await page.fill('.auth0-lock input[name=email]', forgetful.email)
        await press(page)
        await page.locator('.auth0-global-message-success').waitFor()
        const { links } = await place.mailTo(forgetful.email)
        assert.ok(links.some((link) => link.startsWith(`${place.issuer}u/reset-password?ticket=`)))
      })

      test('what the connection does not allow is not offered', async (t) => {
        const closed = await place.client({ ...singlePage(app.origin), cross_origin_authentication: true })
        const response = await place.manage('GET', `/connections?name=${DIRECTORY}`)
        const [{ id, options }] = Object(await response.json())
        const set = async (more: object): Promise<void> => {
          assert.equal(
            (await place.manage('PATCH', `/connections/${id}`, { options: { ...options, ...more } })).status,
            200,
          )
        }
        await set({ disable_signup: true, disable_self_service_change_password: true })
        t.after(() => set({}))
        app.configure({ domain: place.host, clientID: closed.client_id })
        const page = await (await browser.open(t)).newPage()
        await page.goto(app.origin)
        await ask(page, 'show')
        await page.locator('.auth0-lock-opened input[type=password]').waitFor()
        assert.equal(await page.locator('.auth0-lock-tabs').count(), 0)
        assert.equal(await page.locator('.auth0-lock-alternative').count(), 0)
      })
    })
  }
})
