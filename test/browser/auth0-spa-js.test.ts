// @auth0/auth0-spa-js, the SDK of single-page applications, in a browser.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose'
import type { BrowserContext, Page } from 'playwright-core'
import { startPageApp, type PageApp } from './app-server.ts'
import { AUDIENCE, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { openWithCookiesInFrames, useBrowser } from './browser.ts'
import { ask, expectLogin, logIn, start } from './person.ts'

type Settings = Readonly<Record<string, unknown>>

const REFRESHING: Settings = { useRefreshTokens: true, cacheLocation: 'localstorage' }

/** What `getTokenSilently` gives, with all that it knows. */
type Tokens = { access_token: string; id_token: string; expires_in: number; scope?: string }

const tokensOf = (value: unknown): Tokens => {
  const { access_token, id_token, expires_in, ...rest } = Object(value)
  assert.equal(typeof access_token, 'string')
  return { access_token, id_token, expires_in, ...rest }
}

describe('@auth0/auth0-spa-js', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let person: Person
  let client_id: string
  before(async () => {
    place = await openPlace()
    app = await startPageApp('spa-js.js')
    person = await place.person()
    client_id = (await place.client(singlePage(app.origin))).client_id
  })
  after(async () => {
    await app?.stop()
    await place?.stop()
  })

  /** The application's page in a browser, with these settings of the SDK. */
  async function openPage(context: BrowserContext, settings: Settings = {}, at = app): Promise<Page> {
    at.configure({
      domain: place.host,
      clientId: client_id,
      authorizationParams: { audience: AUDIENCE, scope: 'openid profile email read:orders' },
      ...settings,
    })
    const page = await context.newPage()
    await page.goto(at.origin)
    return page
  }

  /** A page whose visitor has just logged in by redirect. */
  async function openMember(t: TestContext, settings: Settings = {}): Promise<Page> {
    return enter(await openPage(await browser.open(t), settings), app)
  }

  async function enter(page: Page, at: PageApp): Promise<Page> {
    await start(page, 'login')
    await expectLogin(page)
    await logIn(page, person)
    await page.waitForURL(`${at.origin}/`)
    await ask(page, 'arrival')
    return page
  }

  /** Claims of an access token for the API, as a validator sees them. */
  async function claimsOf(token: string): Promise<JWTPayload> {
    const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', place.issuer))
    return (await jwtVerify(token, keys, { issuer: place.issuer, audience: AUDIENCE })).payload
  }

  /** Paths of the server that `page` asks for from now on. */
  const watch = (page: Page): string[] => {
    const paths: string[] = []
    page.on('request', (request) => {
      if (request.url().startsWith(place.issuer)) paths.push(new URL(request.url()).pathname)
    })
    return paths
  }

  test('C17: logs a person in by redirect, and brings back what the application wanted to remember', async (t) => {
    const page = await openPage(await browser.open(t))
    await start(page, 'login', { appState: { basket: [1, 2] } })
    await expectLogin(page)
    assert.equal(new URL(page.url()).origin, new URL(place.issuer).origin)
    await logIn(page, person)
    await page.waitForURL(`${app.origin}/`)
    assert.deepEqual(Object(await ask(page, 'arrival')).appState, { basket: [1, 2] })
    const { sub, email, email_verified, name } = Object(await ask(page, 'user'))
    assert.deepEqual(
      { sub, email, email_verified, name },
      { sub: person.user_id, email: person.email, email_verified: true, name: 'Ada Lovelace' },
    )
    const { access_token, scope } = tokensOf(await ask(page, 'token'))
    const claims = await claimsOf(access_token)
    assert.deepEqual(claims.aud, [AUDIENCE, `${place.issuer}userinfo`])
    assert.equal(claims.sub, person.user_id)
    assert.equal(claims['azp'], client_id)
    assert.equal(claims['scope'], 'openid profile email read:orders')
    assert.equal(scope, 'openid profile email read:orders')
  })

  test('logs a person in by popup, which closes by itself', async (t) => {
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
    assert.equal(page.url(), `${app.origin}/`)
  })

  test('is told when the person closes the popup', async (t) => {
    const context = await browser.open(t)
    const page = await openPage(context)
    const [popup, refused] = [context.waitForEvent('page'), assert.rejects(ask(page, 'popup'), { error: 'cancelled' })]
    const opened = await popup
    await expectLogin(opened)
    await opened.close()
    await refused
  })

  test('knows the person again after a reload, by a hidden frame and without a question', async (t) => {
    const page = await openMember(t)
    await page.reload()
    const paths = watch(page)
    await ask(page, 'check')
    assert.equal(Object(await ask(page, 'user')).sub, person.user_id)
    assert.deepEqual(paths, ['/authorize', '/oauth/token'])
    const { access_token } = tokensOf(await ask(page, 'token', { cacheMode: 'off' }))
    assert.equal((await claimsOf(access_token)).sub, person.user_id)
  })

  test('knows the person again from an application on another site', async (t) => {
    const other = await startPageApp('spa-js.js', 'a.localhost')
    t.after(other.stop)
    const elsewhere = await place.client(singlePage(other.origin))
    const settings = { clientId: elsewhere.client_id }
    const page = await enter(await openPage(await openWithCookiesInFrames(t), settings, other), other)
    await page.reload()
    const { access_token } = tokensOf(await ask(page, 'token'))
    assert.equal((await claimsOf(access_token))['azp'], elsewhere.client_id)
  })

  test('is told login_required when nobody is there, and shows no page', async (t) => {
    const page = await openPage(await browser.open(t))
    await assert.rejects(ask(page, 'token'), { error: 'login_required', error_description: 'Login required' })
    assert.equal(page.url(), `${app.origin}/`)
    assert.equal(await ask(page, 'user'), undefined)
  })

  test('gets nothing into a page whose origin nobody has registered', async (t) => {
    const stranger = await startPageApp('spa-js.js')
    t.after(stranger.stop)
    const page = await openPage(await browser.open(t), { authorizeTimeoutInSeconds: 2 }, stranger)
    await assert.rejects(ask(page, 'token'), { error: 'timeout' })
  })

  test('renews by refresh token, without a frame, and gets another refresh token each time', async (t) => {
    const page = await openMember(t, REFRESHING)
    const refreshTokens = new Set<unknown>()
    const paths = watch(page)
    for (const _ of [1, 2, 3]) {
      const { access_token } = tokensOf(await ask(page, 'token', { cacheMode: 'off' }))
      const { sub, scope } = await claimsOf(access_token)
      assert.equal(sub, person.user_id)
      assert.match(String(scope), /offline_access/)
      refreshTokens.add(await storedRefreshToken(page))
    }
    assert.deepEqual(paths, ['/oauth/token', '/oauth/token', '/oauth/token'])
    assert.equal(refreshTokens.size, 3)
  })

  test('renews by refresh token from a worker, where the page itself never sees it', async (t) => {
    const page = await openMember(t, { useRefreshTokens: true, cacheLocation: 'memory' })
    for (const _ of [1, 2]) tokensOf(await ask(page, 'token', { cacheMode: 'off' }))
    assert.equal(Object(await ask(page, 'user')).sub, person.user_id)
  })

  test('falls back to the hidden frame when its refresh token is no longer good', async (t) => {
    const page = await openMember(t, { ...REFRESHING, useRefreshTokensFallback: true })
    const token = String(await storedRefreshToken(page))
    const revoked = await fetch(`${place.issuer}oauth/revoke`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id, token }),
    })
    assert.equal(revoked.status, 200)
    const paths = watch(page)
    const { access_token } = tokensOf(await ask(page, 'token', { cacheMode: 'off' }))
    assert.equal((await claimsOf(access_token)).sub, person.user_id)
    assert.deepEqual(paths, ['/oauth/token', '/authorize', '/oauth/token'])
  })

  test('two tabs that refresh at once both stay logged in, again and again', async (t) => {
    const one = await openMember(t, REFRESHING)
    const two = await openPage(one.context(), REFRESHING)
    for (const _ of [1, 2, 3, 4, 5]) {
      const both = await Promise.all([one, two].map((tab) => ask(tab, 'token', { cacheMode: 'off' })))
      for (const got of both) assert.equal((await claimsOf(tokensOf(got).access_token)).sub, person.user_id)
    }
    assert.equal(Object(await ask(two, 'user')).sub, person.user_id)
  })

  test('logs out: back to the application, and the next one is asked who they are', async (t) => {
    const page = await openMember(t)
    await start(page, 'logout')
    await page.waitForURL(`${app.origin}/goodbye`)
    await assert.rejects(ask(page, 'token'), { error: 'login_required' })
    await start(page, 'login')
    await expectLogin(page)
  })

  test('logs in without a question while the session lasts, and with one when the application insists', async (t) => {
    const page = await openMember(t)
    await start(page, 'login', { appState: 'again' })
    await page.waitForURL(`${app.origin}/`)
    assert.equal(Object(await ask(page, 'arrival')).appState, 'again')
    await start(page, 'login', { authorizationParams: { prompt: 'login' } })
    await expectLogin(page)
  })

  test('learns of errors at its callback, with the state that it sent', async (t) => {
    const page = await openPage(await browser.open(t))
    await start(page, 'login', { appState: 'kept', authorizationParams: { audience: 'https://nobody.example/' } })
    await page.waitForURL(`${app.origin}/`)
    const refused = { error: 'access_denied', error_description: 'Service not found: https://nobody.example/' }
    await assert.rejects(ask(page, 'arrival'), { ...refused, appState: 'kept' })
  })

  test('an application of a third party is agreed to once, and is told when it is not', async (t) => {
    const guest = await place.client({
      ...singlePage(app.origin),
      is_first_party: false,
      third_party_security_mode: 'permissive',
    })
    await place.openDirectoryToEverybody()
    const settings = { clientId: guest.client_id, authorizationParams: { scope: 'openid email' } }
    const page = await openPage(await browser.open(t), settings)
    await start(page, 'login')
    await expectLogin(page)
    await logIn(page, person)
    await page.click('button[name=action][value=deny]')
    await page.waitForURL(`${app.origin}/`)
    const refused = { error: 'access_denied', error_description: 'User did not authorize the request' }
    await assert.rejects(ask(page, 'arrival'), refused)
    await assert.rejects(ask(page, 'token'), { error: 'consent_required' })
    await start(page, 'login')
    await page.click('button[name=action][value=accept]')
    await page.waitForURL(`${app.origin}/`)
    assert.equal(Object(await ask(page, 'user')).sub, person.user_id)
    tokensOf(await ask(page, 'token', { cacheMode: 'off' }))
  })

  test('a user who is blocked gets nothing more, neither by refresh token nor by frame', async (t) => {
    const shut = await place.person()
    const page = await openPage(await browser.open(t), { ...REFRESHING, useRefreshTokensFallback: true })
    await start(page, 'login')
    await expectLogin(page)
    await logIn(page, shut)
    await page.waitForURL(`${app.origin}/`)
    tokensOf(await ask(page, 'token', { cacheMode: 'off' }))
    const blocked = await place.manage('PATCH', `/users/${encodeURIComponent(shut.user_id)}`, { blocked: true })
    assert.equal(blocked.status, 200)
    await assert.rejects(ask(page, 'token', { cacheMode: 'off' }))
    assert.equal(await ask(page, 'user'), undefined)
  })
})

const storedRefreshToken = (page: Page): Promise<unknown> =>
  page.evaluate(
    `Object.values(localStorage).map((text) => JSON.parse(text).body?.refresh_token).find((token) => token) ?? null`,
  )
