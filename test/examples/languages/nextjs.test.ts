// @auth0/nextjs-auth0 in a Next.js application, built and started as its README says, with a person in a browser.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { keepPicture, useBrowser } from '../../browser/browser.ts'
import { expectLogin, logIn } from '../../browser/person.ts'
import { freePort } from '../../ports.ts'
import { startTestServer, type TestServer } from '../../server.ts'
import { managed } from '../../wire/managed.ts'
import { until } from '../../wire/until.ts'
import { startApi, type RunningApi } from '../api.ts'
import { beforehand, bringPackages, DEMO_API, makeClient, readExample, startCommand, type Program } from '../example.ts'

const ADA = { email: 'ada@people.example', password: 'Lovelace-1815-engine', name: 'Ada Lovelace' }
const BOB = { email: 'bob@people.example', password: 'Boole-1854-laws-of', name: 'Bob' }
const EVE = { email: 'eve@people.example', password: 'Moneypenny-1962-files', name: 'Eve' }

/** Small enough for the picture of a README. */
const VIEWPORT = { width: 640, height: 300 }

let server: TestServer
let api: RunningApi
let app: Program
let origin = ''
before(async () => {
  const example = readExample('web-app-nextjs')
  await bringPackages(example)
  server = await startTestServer({ tls: true })
  api = await startApi('api-express', server)
  for (const person of [ADA, BOB, { ...EVE, blocked: true }]) {
    const connection = 'Username-Password-Authentication'
    await managed(server, 201, 'POST', '/users', { connection, email_verified: true, ...person })
  }
  const port = await freePort()
  origin = `http://localhost:${port}`
  const client = await makeClient(example, server, { 8080: port })
  app = startCommand(example, example.commands[2] ?? '', {
    ...beforehand(server),
    ...client,
    SESSION_SECRET: 'the-secret-of-the-session-cookie-0123456789',
    PORT: String(port),
    API: api.url,
    // Of a busy machine.
    HTTP_TIMEOUT: '60000',
    NEXT_TELEMETRY_DISABLED: '1',
  })
  await app.ready(() =>
    fetch(origin).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
})
after(async () => {
  await app?.stop()
  await api?.stop()
  await server?.stop()
})

const browser = useBrowser()

const openPage = async (t: TestContext): Promise<Page> => (await browser.open(t, { viewport: VIEWPORT })).newPage()

const hello = (page: Page) => page.getByRole('heading', { name: 'Hello Ada Lovelace' })
const message = (page: Page) => page.getByRole('listitem').getByText('Hello from an API that a token protects.')

const accept = (page: Page) => page.locator('button[name=action][value=accept]')

/** From the page for members: as the server's pages ask them, and back. */
async function logInForMessages(page: Page): Promise<void> {
  await page.goto(`${origin}/messages`)
  await expectLogin(page)
  await logIn(page, ADA)
  await accept(page).or(message(page)).waitFor()
  if (await accept(page).isVisible()) await accept(page).click()
  await message(page).waitFor()
}

/** The access token that the application holds for whoever looks at `page`; the SDK renews one that has ended, if it can. */
const accessToken = (page: Page): Promise<string | undefined> =>
  page.evaluate(async () => Object(await (await fetch('/auth/access-token')).json()).token)

/** Seconds from its beginning to its end. */
const lifetimeOf = (token: string | undefined): number => {
  const { iat, exp } = Object(JSON.parse(Buffer.from(token?.split('.')[1] ?? 'e30', 'base64url').toString()))
  return exp - iat
}

const changeApi = async (fields: { readonly token_lifetime: number; readonly allow_offline_access?: boolean }) => {
  const apis = await managed<readonly { id: string; identifier: string }[]>(server, 200, 'GET', '/resource-servers')
  const id = apis.find(({ identifier }) => identifier === DEMO_API)?.id
  const token_lifetime_for_web = fields.token_lifetime
  await managed(server, 200, 'PATCH', `/resource-servers/${id}`, { token_lifetime_for_web, ...fields })
}

describe('@auth0/nextjs-auth0 in the example web-app-nextjs', () => {
  test('sends strangers to the login and back, and calls the API for who has logged in; no script can read the session', async (t) => {
    const page = await openPage(t)
    await logInForMessages(page)
    assert.equal(page.url(), `${origin}/messages`)
    await page.goto(origin)
    await hello(page).waitFor()
    await keepPicture(page, 'example-web-app-nextjs')
    const sessions = (await page.context().cookies(origin)).filter(({ name }) => name.startsWith('__session'))
    assert.ok(sessions.length > 0 && sessions.every(({ httpOnly }) => httpOnly))
  })

  test('renews a token that has ended: by a refresh token where the API allows them, else at the issuer, without a question', async (t) => {
    const page = await openPage(t)
    await logInForMessages(page)
    const logInForOneSecond = async (allow_offline_access: boolean): Promise<void> => {
      await changeApi({ token_lifetime: 1, allow_offline_access })
      await page.goto(`${origin}/auth/login?returnTo=/`)
      await hello(page).or(accept(page)).waitFor()
      if (await accept(page).isVisible()) await accept(page).click()
      await hello(page).waitFor()
      await changeApi({ token_lifetime: 8000 })
    }
    await logInForOneSecond(false)
    await until('the token has ended', async () => (await accessToken(page)) === undefined)
    await page.goto(`${origin}/messages`)
    await message(page).waitFor()

    await logInForOneSecond(true)
    await until('the token is renewed', async () => lifetimeOf(await accessToken(page)) === 8000)
    await page.goto(`${origin}/messages`)
    await message(page).waitFor()
  })

  test('logs out here and at the issuer', async (t) => {
    const page = await openPage(t)
    await logInForMessages(page)
    await page.goto(origin)
    await page.getByRole('link', { name: 'Log out' }).click()
    await page.getByRole('link', { name: 'Log in' }).waitFor()
    await page.goto(`${origin}/messages`)
    await expectLogin(page)
  })

  test('lets in neither who has a wrong password, nor who is blocked, nor who does not allow it, and says why', async (t) => {
    const page = await openPage(t)
    await page.goto(`${origin}/messages`)
    await expectLogin(page)
    await logIn(page, { email: BOB.email, password: 'not his password' })
    await page.getByText('Wrong email address or password.').waitFor()
    await logIn(page, EVE)
    await page.getByText('This account is blocked.').waitFor()
    await logIn(page, BOB)
    await page.locator('button[name=action][value=deny]').click()
    await page.locator('p[role=alert]').getByText('User did not authorize the request').waitFor()
    assert.equal(new URL(page.url()).origin, origin)
    await page.getByRole('link', { name: 'Log in' }).waitFor()
  })
})
