// A person's way through everything, with an application of a third party: signs up, proves the address, agrees, uses an API, renews,
// logs out and comes back. Once with a mouse and once with the keyboard alone; every page is kept as a picture.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startPageApp, type App, type PageApp } from './app-server.ts'
import { AUDIENCE, openPlace, singlePage, type Place } from '../clients/place.ts'
import { keepPicture, useBrowser } from './browser.ts'
import { keyboard, mouse, type Hands } from './hands.ts'
import { startOrdersApi } from './orders-api.ts'

const PASSWORD = 'Analytical-engine-1843'

describe('a person', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let api: App
  before(async () => {
    place = await openPlace()
    app = await startPageApp('auth0-react.js')
    api = await startOrdersApi(place.issuer)
    const { client_id } = await place.client({
      ...singlePage(app.origin),
      name: 'Harbour Coffee',
      is_first_party: false,
      third_party_security_mode: 'permissive',
    })
    const scope = ['read:orders', 'write:orders']
    const granted = await place.manage('POST', '/client-grants', {
      client_id,
      audience: AUDIENCE,
      scope,
      subject_type: 'user',
    })
    assert.equal(granted.status, 201, await granted.text())
    await place.openDirectoryToEverybody()
    app.configure({
      api: api.origin,
      auth0: {
        domain: place.host,
        clientId: client_id,
        useRefreshTokens: true,
        cacheLocation: 'localstorage',
        authorizationParams: { audience: AUDIENCE, scope: 'openid profile email read:orders' },
      },
    })
  })
  after(async () => {
    await api?.stop()
    await app?.stop()
    await place?.stop()
  })

  for (const takeInto of [mouse, keyboard]) {
    test(`goes all the way with the ${takeInto.name}`, async (t) => {
      const context = await browser.open(t, { viewport: { width: 900, height: 900 } })
      const page = await context.newPage()
      const hands = takeInto(page)
      const see = photographer(page, hands)
      const email = `${hands.name}@people.example`

      await page.goto(app.origin)
      await hands.press(page.getByRole('button', { name: 'Sign up' }))
      await signUp(page, hands, email, see)
      await see('consent')
      await hands.press(page.locator('button[name=action][value=accept]'))
      await page.locator('#sub').waitFor()
      assert.match((await page.textContent('#sub')) ?? '', /^auth0\|[0-9a-f]{24}$/)
      await see('inside')

      await verify(page, hands, email, see)

      await page.goto(app.origin)
      const sub = await page.textContent('#sub')
      for (const time of ['uses the API', 'renews and uses it again']) {
        const renewed = page.waitForResponse(`${place.issuer}oauth/token`)
        await hands.press(page.getByRole('button', { name: 'My orders' }))
        assert.match((await renewed).request().postData() ?? '', /refresh_token/, time)
        await page.getByText(`orders of ${sub}`).waitFor()
      }
      await see('orders')

      await hands.press(page.getByRole('button', { name: 'Log out' }))
      await page.waitForURL(`${app.origin}/goodbye`)
      await page.goto(app.origin)
      await hands.press(page.getByRole('button', { name: 'Am I known?' }))
      await page.getByRole('alert').waitFor()
      await see('stranger')

      await logIn(page, hands, email, see)
      await page.locator('#sub').waitFor()
      assert.equal(await page.textContent('#sub'), sub)
      await see('back')
    })
  }

  type See = (what: string) => Promise<void>

  async function signUp(page: Page, hands: Hands, email: string, see: See): Promise<void> {
    await page.locator('input[name=email]').waitFor()
    await see('sign-up')
    await hands.type(page.locator('input[name=email]'), email)
    await hands.type(page.locator('input[name=password]'), 'short')
    await hands.press(page.locator('button[type=submit][name=action][value=default]'))
    await page.locator('[aria-invalid=true]').first().waitFor()
    assert.equal(await page.inputValue('input[name=email]'), email)
    await see('sign-up-weak')
    await hands.type(page.locator('input[name=password]'), PASSWORD)
    await hands.press(page.locator('button[type=submit][name=action][value=default]'))
    await page.locator('button[name=action][value=accept]').waitFor()
  }

  /** Follows the link in the mail. */
  async function verify(page: Page, hands: Hands, email: string, see: See): Promise<void> {
    const isVerified = async (): Promise<unknown> => {
      const users: unknown = await (await place.manage('GET', `/users-by-email?email=${email}`)).json()
      return Array.isArray(users) ? Object(users[0]).email_verified : undefined
    }
    assert.equal(await isVerified(), false)
    const { links } = await place.mailTo(email)
    await page.goto(String(links[0]))
    await see('mail-link')
    const button = page.locator('button[type=submit]')
    await hands.press(button)
    await button.waitFor({ state: 'detached' })
    await see('verified')
    assert.equal(await isVerified(), true)
  }

  async function logIn(page: Page, hands: Hands, email: string, see: See): Promise<void> {
    await hands.press(page.getByRole('button', { name: 'Log in', exact: true }))
    await page.locator('input[name=username]').waitFor()
    await see('login')
    await hands.type(page.locator('input[name=username]'), email)
    await hands.type(page.locator('input[name=password]'), 'not-the-password')
    await hands.press(page.locator('button[type=submit][name=action][value=default]'))
    await page.locator('[aria-invalid=true]').first().waitFor()
    await see('login-wrong')
    await hands.type(page.locator('input[name=password]'), PASSWORD)
    await hands.press(page.locator('button[type=submit][name=action][value=default]'))
  }
})

/** Keeps what is seen, in its order. */
function photographer(page: Page, hands: Hands): (what: string) => Promise<void> {
  let count = 0
  return async (what) => {
    count += 1
    await keepPicture(page, `journey-${hands.name}-${String(count).padStart(2, '0')}-${what}`)
  }
}
