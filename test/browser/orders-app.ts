// An application that shows a person the orders of an API, in whichever framework it is written: its buttons and headings are the same.
import { after, before, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { AUDIENCE, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { startPageApp, type App, type PageApp } from './app-server.ts'
import { useBrowser } from './browser.ts'
import { startOrdersApi } from './orders-api.ts'
import { expectLogin, logIn } from './person.ts'

export type OrdersApp = {
  readonly origin: () => string
  readonly person: () => Person
  readonly openPage: (t: TestContext, path?: string) => Promise<Page>
  /** Where the person has logged in. */
  readonly openMember: (t: TestContext) => Promise<Page>
  /** What a person does on the login page, wherever that is, until `page` greets. */
  readonly logInAt: (login: Page, page: Page) => Promise<void>
}

/** The program `apps/FILE` with a tenant and an API of its own, for as long as the tests run around it. */
export function useOrdersApp(file: string): OrdersApp {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let api: App
  let person: Person
  before(async () => {
    place = await openPlace()
    app = await startPageApp(file)
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

  const openPage = async (t: TestContext, path = '/'): Promise<Page> => {
    const page = await (await browser.open(t)).newPage()
    await page.goto(`${app.origin}${path}`)
    return page
  }

  const logInAt = async (login: Page, page: Page): Promise<void> => {
    await expectLogin(login)
    await logIn(login, person)
    await page.getByRole('heading', { name: 'Hello Ada Lovelace' }).waitFor()
  }

  return {
    origin: () => app.origin,
    person: () => person,
    openPage,
    openMember: async (t) => {
      const page = await openPage(t)
      await page.getByRole('button', { name: 'Log in', exact: true }).click()
      await logInAt(page, page)
      return page
    },
    logInAt,
  }
}
