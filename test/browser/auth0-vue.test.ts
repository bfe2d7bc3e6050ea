// @auth0/auth0-vue in a browser: a Vue application whose buttons a person presses, and the API behind it.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { startPageApp, type App, type PageApp } from './app-server.ts'
import { AUDIENCE, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { startOrdersApi } from './orders-api.ts'
import { expectLogin, logIn } from './person.ts'

describe('@auth0/auth0-vue', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let api: App
  let person: Person
  before(async () => {
    place = await openPlace()
    app = await startPageApp('auth0-vue.js')
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

  async function openPage(t: TestContext): Promise<Page> {
    const page = await (await browser.open(t)).newPage()
    await page.goto(app.origin)
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

  test('logs a person in, and calls an API with a token that it gets without a question', async (t) => {
    const page = await openMember(t)
    assert.equal(await page.textContent('#sub'), person.user_id)
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

  test('shows why nobody could be logged in without a question', async (t) => {
    const page = await openPage(t)
    await page.getByRole('button', { name: 'Am I known?' }).click()
    await page.getByRole('alert').filter({ hasText: 'login_required: Login required' }).waitFor()
  })

  test('logs out', async (t) => {
    const page = await openMember(t)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL(`${app.origin}/goodbye`)
    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
  })
})
