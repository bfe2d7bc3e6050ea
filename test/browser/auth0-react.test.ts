// @auth0/auth0-react in a browser: a React application whose buttons a person presses, and the API behind it.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { startPageApp, type App, type PageApp } from './app-server.ts'
import { AUDIENCE, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { startOrdersApi } from './orders-api.ts'
import { expectLogin, logIn } from './person.ts'

describe('@auth0/auth0-react', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let api: App
  let person: Person
  before(async () => {
    place = await openPlace()
    app = await startPageApp('auth0-react.js')
    api = await startOrdersApi(place.issuer)
    person = await place.person()
    const { client_id } = await place.client(singlePage(app.origin))
    const authorizationParams = { audience: AUDIENCE, scope: 'openid profile email read:orders' }
    app.configure({ api: api.origin, auth0: { domain: place.host, clientId: client_id, authorizationParams } })
  })
  after(async () => {
    await api?.stop()
    await app?.stop()
    await place?.stop()
  })

  async function openPage(t: TestContext, path = '/'): Promise<Page> {
    const page = await (await browser.open(t)).newPage()
    await page.goto(`${app.origin}${path}`)
    return page
  }

  async function openMember(t: TestContext): Promise<Page> {
    const page = await openPage(t)
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    await expectLogin(page)
    await logIn(page, person)
    await page.getByRole('heading', { name: 'Hello Ada Lovelace' }).waitFor()
    return page
  }

  test('logs a person in and goes on where the application wanted to', async (t) => {
    const page = await openMember(t)
    assert.equal(page.url(), `${app.origin}/orders`)
    assert.equal(await page.textContent('#sub'), person.user_id)
  })

  test('calls an API with a token that it gets without a question', async (t) => {
    const page = await openMember(t)
    await page.getByRole('button', { name: 'My orders' }).click()
    await page.getByText(`orders of ${person.user_id}`).waitFor()
  })

  test('logs in by popup', async (t) => {
    const page = await openPage(t)
    const popup = page.context().waitForEvent('page')
    await page.getByRole('button', { name: 'Log in here' }).click()
    const opened = await popup
    await expectLogin(opened)
    await logIn(opened, person)
    await page.getByRole('heading', { name: 'Hello Ada Lovelace' }).waitFor()
  })

  test('sends a stranger to the login page from a place for members, and back to it', async (t) => {
    const page = await openPage(t, '/secret')
    await expectLogin(page)
    await logIn(page, person)
    await page.getByText('for members only').waitFor()
    assert.equal(page.url(), `${app.origin}/secret`)
  })

  test('shows why nobody could be logged in without a question', async (t) => {
    const page = await openPage(t)
    await page.getByRole('button', { name: 'Am I known?' }).click()
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByRole('alert').textContent(), 'login_required: Login required')
  })

  test('logs out', async (t) => {
    const page = await openMember(t)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL(`${app.origin}/goodbye`)
    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
    await page.goto(app.origin)
    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
  })
})
