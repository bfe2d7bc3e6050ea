// Our own client at an issuer that is not ours: with proof of possession, without web messages.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { startPageApp, type PageApp } from './app-server.ts'
import { useBrowser } from './browser.ts'
import { startOtherIssuer, type OtherIssuer } from './other-issuer.ts'
import { ask, start } from './person.ts'

describe('our client at somebody else’s issuer', () => {
  const browser = useBrowser()
  let app: PageApp
  let issuer: OtherIssuer
  before(async () => {
    app = await startPageApp('browser-client.js')
    issuer = await startOtherIssuer(app.origin)
    app.configure({ issuer: issuer.origin, client_id: issuer.client_id, scope: 'openid offline_access' })
  })
  after(async () => {
    await app?.stop()
    await issuer?.stop()
  })

  const wish = { parameters: { prompt: 'consent' } }

  async function openPage(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    await page.goto(app.origin)
    return page
  }

  async function agree(page: Page): Promise<void> {
    await page.fill('input[name=login]', 'ada')
    await page.fill('input[name=password]', 'whatever')
    await page.click('button[type=submit]')
    await page.waitForURL(/interaction/)
    await page.click('button[type=submit]:has-text("Continue")')
  }

  async function openMember(t: TestContext): Promise<Page> {
    const page = await openPage(await browser.open(t))
    await start(page, 'login', wish)
    await agree(page)
    await page.waitForURL(`${app.origin}/`)
    await ask(page, 'arrival')
    return page
  }

  test('logs in and renews, and its token is of use in this browser alone', async (t) => {
    const page = await openMember(t)
    assert.equal(Object(await ask(page, 'user')).sub, 'ada')
    const first = await ask(page, 'token')
    const token = String(await ask(page, 'token', { fresh: true }))
    assert.notEqual(token, first)
    const me = `${issuer.origin}/me`
    const { status, text } = Object(await ask(page, 'get', me))
    assert.equal(status, 200)
    assert.equal(JSON.parse(text).sub, 'ada')
    const stolen = await fetch(me, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(stolen.status, 401)
  })

  test('knows the person again after a reload, through a page of the application’s own', async (t) => {
    const page = await openMember(t)
    await page.reload()
    assert.equal(Object(await ask(page, 'resume')).sub, 'ada')
  })

  test('logs in by popup, through a page of the application’s own', async (t) => {
    const context = await browser.open(t)
    const page = await openPage(context)
    const [popup, loggedIn] = [context.waitForEvent('page'), ask(page, 'popup', wish)]
    const opened = await popup
    await agree(opened)
    await loggedIn
    assert.equal(Object(await ask(page, 'user')).sub, 'ada')
  })
})
