// Our own client for single-page applications, in a browser.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose'
import type { BrowserContext, Page } from 'playwright-core'
import { startApp, startPageApp, type PageApp } from './app-server.ts'
import { AUDIENCE, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { startOrdersApi } from './orders-api.ts'
import { ask, expectLogin, logIn, start } from './person.ts'

const OTHER = 'https://bills.example/'
const SHORT = 'https://quotes.example/'

/** Seconds that a token for quotes lives. */
const SHORT_LIFE = 600

describe('our client in a page', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let person: Person
  let client_id: string
  before(async () => {
    place = await openPlace()
    app = await startPageApp('browser-client.js')
    person = await place.person()
    // However busy the machine is, an answer that was lost is asked for again in time.
    const refresh_token = { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 600 }
    client_id = (await place.client({ ...singlePage(app.origin), refresh_token })).client_id
    for (const api of [
      { identifier: OTHER, name: 'Bills', scopes: [{ value: 'read:bills' }] },
      { identifier: SHORT, name: 'Quotes', token_lifetime: SHORT_LIFE, token_lifetime_for_web: SHORT_LIFE },
    ]) {
      const made = await place.manage('POST', '/resource-servers', {
        ...api,
        allow_offline_access: true,
        skip_consent_for_verifiable_first_party_clients: true,
      })
      assert.equal(made.status, 201)
    }
  })
  after(async () => {
    await app?.stop()
    await place?.stop()
  })

  async function openPage(context: BrowserContext, settings: Readonly<Record<string, unknown>> = {}): Promise<Page> {
    app.configure({ issuer: place.issuer, client_id, audience: AUDIENCE, ...settings })
    const page = await context.newPage()
    await page.goto(app.origin)
    await ask(page, 'arrival')
    return page
  }

  async function enter(page: Page, who = person): Promise<Page> {
    await start(page, 'login', { scopes: ['read:orders'] })
    await expectLogin(page)
    await logIn(page, who)
    await page.waitForURL(`${app.origin}/`)
    await ask(page, 'arrival')
    return page
  }

  const openMember = async (t: TestContext): Promise<Page> => enter(await openPage(await browser.open(t)))

  async function claimsOf(token: unknown, audience = AUDIENCE): Promise<JWTPayload> {
    const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', place.issuer))
    return (await jwtVerify(String(token), keys, { issuer: place.issuer, audience })).payload
  }

  /** What `page` asks of the server from now on: paths, and of token requests the grant. */
  const watch = (page: Page): string[] => {
    const asked: string[] = []
    page.on('request', (request) => {
      // A tab that has not asked yet asks what the issuer is like.
      if (!request.url().startsWith(place.issuer) || request.url().includes('/.well-known/')) return
      const grant = new URLSearchParams(request.postData() ?? '').get('grant_type')
      asked.push(grant ?? new URL(request.url()).pathname)
    })
    return asked
  }

  const fresh = { fresh: true }

  test('logs a person in by redirect, and brings back what the application wanted to remember', async (t) => {
    const page = await openPage(await browser.open(t))
    await start(page, 'login', { app_state: { basket: [1, 2] }, scopes: ['read:orders'] })
    await expectLogin(page)
    await logIn(page, person)
    await page.waitForURL(`${app.origin}/`)
    assert.deepEqual(await ask(page, 'arrival'), { app_state: { basket: [1, 2] } })
    const { sub, email } = Object(await ask(page, 'user'))
    assert.deepEqual({ sub, email }, { sub: person.user_id, email: person.email })
    const claims = await claimsOf(await ask(page, 'token', { scopes: ['read:orders'] }))
    assert.equal(claims['azp'], client_id)
    assert.match(String(claims['scope']), /read:orders/)
    assert.deepEqual(await ask(page, 'heard'), [['login', person.user_id]])
  })

  test('no token stands in any storage, address or cookie of the page', async (t) => {
    const page = await openMember(t)
    await ask(page, 'token', fresh)
    const text = JSON.stringify(await ask(page, 'wherever'))
    assert.doesNotMatch(text, /eyJ|v1\.|refresh|code=|state=/)
  })

  test('logs a person in by popup, which closes by itself, and is told when the person closes it', async (t) => {
    const context = await browser.open(t)
    const page = await openPage(context)
    const [popup, loggedIn] = [context.waitForEvent('page'), ask(page, 'popup')]
    const opened = await popup
    const closed = opened.waitForEvent('close')
    await expectLogin(opened)
    await logIn(opened, person)
    await closed
    await loggedIn
    assert.equal(Object(await ask(page, 'user')).email, person.email)
    const [again, refused] = [
      context.waitForEvent('page'),
      assert.rejects(ask(page, 'popup', { parameters: { prompt: 'login' } }), { code: 'popup_closed' }),
    ]
    const second = await again
    await expectLogin(second)
    await second.close()
    await refused
  })

  test('gives the token that it has, and renews it by refresh token without a frame', async (t) => {
    const page = await openMember(t)
    const asked = watch(page)
    const first = await ask(page, 'token')
    assert.equal(await ask(page, 'token'), first)
    assert.deepEqual(asked, [])
    for (const _ of [1, 2, 3]) assert.equal((await claimsOf(await ask(page, 'token', fresh))).sub, person.user_id)
    assert.deepEqual(asked, ['refresh_token', 'refresh_token', 'refresh_token'])
  })

  test('knows the person again after a reload, by a hidden frame and without a question', async (t) => {
    const page = await openMember(t)
    await page.reload()
    assert.equal(await ask(page, 'user'), undefined)
    assert.equal(Object(await ask(page, 'resume')).sub, person.user_id)
  })

  test('one login gives tokens for several APIs', async (t) => {
    const page = await openMember(t)
    const claims = await claimsOf(await ask(page, 'token', { audience: OTHER, scopes: ['read:bills'] }), OTHER)
    assert.equal(claims.sub, person.user_id)
    assert.match(String(claims['scope']), /read:bills/)
    assert.equal((await claimsOf(await ask(page, 'token'))).sub, person.user_id)
    const asked = watch(page)
    await ask(page, 'token', { audience: OTHER, scopes: ['read:bills'] })
    assert.deepEqual(asked, [])
  })

  test('says login_required and what to do about it when nobody is there', async (t) => {
    const page = await openPage(await browser.open(t))
    await assert.rejects(ask(page, 'token'), (error: unknown) => {
      assert.equal(Object(error).code, 'login_required')
      assert.match(Object(error).advice, /call login\(\)/)
      return true
    })
    assert.equal(await ask(page, 'resume'), undefined)
  })

  test('learns at its callback why the application may not have what it wanted', async (t) => {
    const page = await openPage(await browser.open(t))
    await start(page, 'login', { app_state: 'kept', audience: 'https://nobody.example/' })
    await page.waitForURL(`${app.origin}/`)
    await assert.rejects(ask(page, 'arrival'), { code: 'access_denied', app_state: 'kept' })
  })

  test('an answer that nobody asked for in this tab is refused', async (t) => {
    const page = await (await browser.open(t)).newPage()
    app.configure({ issuer: place.issuer, client_id, audience: AUDIENCE })
    await page.goto(`${app.origin}/callback?code=stolen&state=made-up`)
    await assert.rejects(ask(page, 'arrival'), { code: 'unknown_state' })
    assert.equal(page.url(), `${app.origin}/`)
  })

  test('a token of one tab is a token of all: a new tab asks nobody', async (t) => {
    const one = await openMember(t)
    const two = await openPage(one.context())
    const asked = watch(two)
    assert.equal(await ask(two, 'token'), await ask(one, 'token'))
    assert.equal(Object(await ask(two, 'user')).sub, person.user_id)
    assert.deepEqual(asked, [])
  })

  /** Tabs of one browser in which somebody is logged in; their clocks can be moved. */
  async function openTwelve(t: TestContext): Promise<readonly Page[]> {
    const context = await browser.open(t)
    await context.clock.install()
    const tabs = [await enter(await openPage(context, { audience: SHORT }))]
    while (tabs.length < 12) tabs.push(await openPage(context, { audience: SHORT }))
    for (const tab of tabs) await ask(tab, 'token')
    return tabs
  }

  test('twelve tabs whose token has ended make one renewal, round after round, and nobody is logged out', async (t) => {
    const tabs = await openTwelve(t)
    const asked = tabs.map(watch)
    for (let round = 1; round <= 5; round += 1) {
      await tabs[0]?.context().clock.fastForward(SHORT_LIFE * 1000)
      const got = new Set(await Promise.all(tabs.map((tab) => ask(tab, 'token'))))
      assert.equal(got.size, 1)
      for (const token of got) assert.equal((await claimsOf(token, SHORT)).sub, person.user_id)
      assert.deepEqual(asked.flat(), Array<string>(round).fill('refresh_token'))
    }
  })

  /** Passes token requests on to the issuer, and hangs up in the middle of each answer. */
  async function startCutting(t: TestContext): Promise<string> {
    const cutting = await startApp(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(Buffer.from(chunk))
      const { origin = '', 'content-type': type = '' } = request.headers
      const headers = { origin, 'content-type': type }
      const answer = await fetch(`${place.issuer}oauth/token`, { method: 'POST', headers, body: Buffer.concat(chunks) })
      const body = Buffer.from(await answer.arrayBuffer())
      response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-length': body.length })
      response.write(body.subarray(0, body.length / 2), () => response.destroy())
    })
    t.after(cutting.stop)
    return `${cutting.origin}/oauth/token`
  }

  test('twelve tabs that renew while the network is cut, before or in the middle of an answer, all stay logged in', async (t) => {
    const tabs = await openTwelve(t)
    const cutting = await startCutting(t)
    let asked = 0
    await tabs[0]?.context().route('**/oauth/token', async (route) => {
      asked += 1
      if (asked % 3 === 1) await route.continue({ url: cutting })
      else if (asked % 3 === 2) await route.fetch().then(() => route.abort('connectionreset'))
      else await route.continue()
    })
    for (let round = 1; round <= 3; round += 1) {
      await tabs[0]?.context().clock.fastForward(SHORT_LIFE * 1000)
      const got = new Set(await Promise.all(tabs.map((tab) => ask(tab, 'token'))))
      assert.equal(got.size, 1)
      for (const token of got) assert.equal((await claimsOf(token, SHORT)).sub, person.user_id)
    }
    // One renewal a round, each of which needed its third try.
    assert.equal(asked, 9)
  })

  test('an answer that is lost on its way costs nothing: the same renewal is asked for again', async (t) => {
    const page = await openMember(t)
    let lost = 0
    await page.route('**/oauth/token', async (route) => {
      // The server has done its part when the line breaks.
      await route.fetch()
      lost += 1
      if (lost === 1) await route.abort('connectionreset')
      else await route.continue()
    })
    assert.equal((await claimsOf(await ask(page, 'token', fresh))).sub, person.user_id)
    await page.unroute('**/oauth/token')
    assert.equal((await claimsOf(await ask(page, 'token', fresh))).sub, person.user_id)
    assert.equal(lost, 2)
  })

  test('calls an API with the token that it wants, and says what the API says', async (t) => {
    const api = await startOrdersApi(place.issuer)
    t.after(api.stop)
    const page = await openMember(t)
    assert.deepEqual(await ask(page, 'get', api.origin), { status: 200, text: `orders of ${person.user_id}` })
  })

  test('logs out here: in all tabs, and the refresh token has ended', async (t) => {
    const one = await openMember(t)
    const two = await openPage(one.context())
    await ask(two, 'token')
    await ask(one, 'logout')
    assert.equal(await ask(one, 'user'), undefined)
    await two.waitForFunction(() => Reflect.get(globalThis, 'app').heard().at(-1)?.[0] === 'logout')
    assert.equal(await ask(two, 'user'), undefined)
    // The session at the issuer goes on for the other applications, and for this one.
    assert.equal(Object(await ask(two, 'resume')).sub, person.user_id)
  })

  test('logs out here also when the issuer cannot be reached: what was held is gone, in all tabs', async (t) => {
    const one = await openMember(t)
    const two = await openPage(one.context())
    await one.context().route(`${place.issuer}**`, (route) => route.abort())
    // The second tab has never asked what the issuer is like.
    await assert.rejects(ask(two, 'logout'), { code: 'unreachable' })
    await one.waitForFunction(() => Reflect.get(globalThis, 'app').heard().at(-1)?.[0] === 'logout')
    assert.equal(await ask(one, 'user'), undefined)
  })

  test('C17: what an application adds to a request replaces nothing that the answer is held against', async (t) => {
    const page = await openPage(await browser.open(t))
    const sent = page.waitForRequest((request) => request.url().includes('/authorize?'))
    const forced = {
      state: 'known',
      nonce: 'known',
      code_challenge: 'known',
      response_type: 'token',
      client_id: 'other',
    }
    await start(page, 'login', { parameters: { ...forced, prompt: 'login' } })
    const query = new URL((await sent).url()).searchParams
    for (const [name, value] of Object.entries(forced)) assert.notEqual(query.get(name), value, name)
    assert.equal(query.get('prompt'), 'login')
  })

  test('logs out everywhere: the next one is asked who they are', async (t) => {
    const page = await openMember(t)
    await start(page, 'logout', { where: 'everywhere', return_to: `${app.origin}/goodbye` })
    await page.waitForURL(`${app.origin}/goodbye`)
    await assert.rejects(ask(page, 'token'), { code: 'login_required' })
    await start(page, 'login')
    await expectLogin(page)
  })

  test('F1: who is blocked meanwhile is logged out at the next renewal, in all tabs', async (t) => {
    const shut = await place.person()
    const one = await enter(await openPage(await browser.open(t)), shut)
    const two = await openPage(one.context())
    await ask(two, 'token')
    const blocked = await place.manage('PATCH', `/users/${encodeURIComponent(shut.user_id)}`, { blocked: true })
    assert.equal(blocked.status, 200)
    await assert.rejects(ask(one, 'token', fresh))
    await two.waitForFunction(() => Reflect.get(globalThis, 'app').heard().at(-1)?.[0] === 'logout')
    assert.equal(await ask(two, 'user'), undefined)
  })
})
