// The examples that people log in to, in a real browser.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { keepPicture, useBrowser } from '../browser/browser.ts'
import { expectLogin, logIn } from '../browser/person.ts'
import { freePort } from '../ports.ts'
import { startTestServer, type TestServer } from '../server.ts'
import { managed } from '../wire/managed.ts'
import { startApi, type RunningApi } from './api.ts'
import { beforehand, makeClient, readExample, startCommand, type Program } from './example.ts'

const ADA = { email: 'ada@people.example', password: 'Lovelace-1815-engine', name: 'Ada Lovelace' }

/** Small enough for the picture of a README. */
const VIEWPORT = { width: 640, height: 300 }

let server: TestServer
let api: RunningApi
before(async () => {
  server = await startTestServer()
  api = await startApi('api-express', server)
  const connection = 'Username-Password-Authentication'
  await managed(server, 201, 'POST', '/users', { connection, email_verified: true, ...ADA })
})
after(async () => {
  await api?.stop()
  await server?.stop()
})

type App = { readonly origin: () => string }

/** The example on a port that is free in place of `usual`, for as long as the tests around it run. */
function runningApp(name: string, usual: string): App {
  const example = readExample(name)
  let program: Program
  let origin = ''
  before(async () => {
    const port = await freePort()
    origin = `http://localhost:${port}`
    const client = await makeClient(example, server, { [usual]: port })
    program = startCommand(example, example.commands[2] ?? '', {
      ...beforehand(server),
      ...client,
      PORT: String(port),
      API: api.url,
      // A page knows what its build was told, and its server where the API is.
      VITE_ISSUER: server.issuer,
      API_ORIGIN: new URL(api.url).origin,
    })
    await program.ready(() =>
      fetch(origin).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
  })
  after(() => program?.stop())
  return { origin: () => origin }
}

const browser = useBrowser()

const openPage = async (t: TestContext): Promise<Page> => (await browser.open(t, { viewport: VIEWPORT })).newPage()

const hello = (page: Page) => page.getByRole('heading', { name: 'Hello Ada Lovelace' })
const message = (page: Page) => page.getByRole('listitem').getByText('Hello from an API that a token protects.')

/** On the server's pages: who they are, and that the application may read their messages. */
async function logInAndAllow(page: Page): Promise<void> {
  await expectLogin(page)
  await logIn(page, ADA)
  await page.locator('button[name=action][value=accept]').click()
  await hello(page).waitFor()
}

for (const name of ['page-plain', 'page-react', 'page-vue']) {
  describe(`the example ${name}`, () => {
    const { origin } = runningApp(name, '5173')

    test('logs somebody in, calls the API for them, knows them after a reload, and logs them out', async (t) => {
      const page = await openPage(t)
      await page.goto(origin())
      await page.getByRole('button', { name: 'Log in' }).click()
      await logInAndAllow(page)
      assert.equal(page.url(), `${origin()}/`)

      await page.getByRole('button', { name: 'My messages' }).click()
      await message(page).waitFor()
      await keepPicture(page, `example-${name}`)

      await page.reload()
      await hello(page).waitFor()
      // The page knows at once that nobody is logged in; it goes to the server then, and comes back.
      const back = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame())
      await page.getByRole('button', { name: 'Log out' }).click()
      await back
      await page.getByRole('button', { name: 'Log in' }).click()
      await expectLogin(page)
    })
  })
}

describe('the example web-app-express', () => {
  const { origin } = runningApp('web-app-express', '8080')

  test('logs somebody in, calls the API for them, and logs them out', async (t) => {
    const page = await openPage(t)
    await page.goto(`${origin()}/messages`)
    await expectLogin(page)
    await logIn(page, ADA)
    await page.locator('button[name=action][value=accept]').click()
    await message(page).waitFor()

    await page.goto(origin())
    await hello(page).waitFor()
    await keepPicture(page, 'example-web-app-express')
    // No script can read what the browser holds for it.
    const cookies = await page.context().cookies(origin())
    const sessions = cookies.filter(({ name }) => name.startsWith('appSession'))
    assert.ok(sessions.length > 0 && sessions.every(({ httpOnly }) => httpOnly))
    await page.getByRole('link', { name: 'Log out' }).click()
    await page.getByRole('link', { name: 'Log in' }).waitFor()
    await page.goto(`${origin()}/messages`)
    await expectLogin(page)
  })
})
