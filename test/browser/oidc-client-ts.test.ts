// oidc-client-ts, an OpenID Connect client of somebody else's, in a browser: it finds its way by the server's metadata alone.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { startPageApp, type PageApp } from './app-server.ts'
import { AUDIENCE, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { ask, expectLogin, logIn, start } from './person.ts'

describe('oidc-client-ts', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let person: Person
  let client_id: string
  before(async () => {
    place = await openPlace()
    app = await startPageApp('oidc-client-ts.js')
    person = await place.person()
    const spa = singlePage(app.origin)
    const callbacks = ['callback', 'popup', 'silent'].map((path) => `${app.origin}/${path}`)
    client_id = (await place.client({ ...spa, callbacks })).client_id
  })
  after(async () => {
    await app?.stop()
    await place?.stop()
  })

  async function openPage(t: TestContext, scope: string): Promise<Page> {
    app.configure({
      authority: place.issuer,
      client_id,
      scope,
      loadUserInfo: true,
      // Of a busy machine; by default ten.
      silentRequestTimeoutInSeconds: 60,
      extraQueryParams: { audience: AUDIENCE },
    })
    const page = await (await browser.open(t)).newPage()
    await page.goto(app.origin)
    return page
  }

  async function openMember(t: TestContext, scope = 'openid profile email offline_access'): Promise<Page> {
    const page = await openPage(t, scope)
    await start(page, 'login', { state: 'kept' })
    await expectLogin(page)
    await logIn(page, person)
    await page.waitForURL(`${app.origin}/`)
    await ask(page, 'arrival')
    return page
  }

  async function refresh(client_id: string, refresh_token: string): Promise<void> {
    const response = await place.token({ grant_type: 'refresh_token', client_id, refresh_token })
    if (!response.ok) throw new Error(await response.text())
  }

  test('C17: signs in by redirect, and reads who it is from the ID token and /userinfo', async (t) => {
    const page = await openMember(t)
    const { profile, scope, state, access_token, refresh_token } = Object(await ask(page, 'user'))
    assert.deepEqual([profile.sub, profile.email, profile.name], [person.user_id, person.email, 'Ada Lovelace'])
    assert.equal(scope, 'openid profile email offline_access')
    assert.equal(Object(await ask(page, 'arrival')).state ?? state, 'kept')
    assert.deepEqual([typeof access_token, typeof refresh_token], ['string', 'string'])
  })

  test('renews by refresh token', async (t) => {
    const page = await openMember(t)
    const before = Object(await ask(page, 'user'))
    const renewed = Object(await ask(page, 'silent'))
    assert.equal(renewed.profile.sub, person.user_id)
    assert.notEqual(renewed.refresh_token, before.refresh_token)
  })

  test('renews by a hidden frame when it has no refresh token', async (t) => {
    const page = await openMember(t, 'openid profile email')
    assert.equal(Object(await ask(page, 'user')).refresh_token, undefined)
    assert.equal(Object(await ask(page, 'silent')).profile.sub, person.user_id)
  })

  test('two tabs that present the same refresh token at the same moment both stay signed in', async (t) => {
    const one = await openMember(t)
    const two = await one.context().newPage()
    await two.goto(app.origin)
    for (const _ of [1, 2, 3]) {
      const got = await Promise.all([ask(one, 'silent'), ask(two, 'silent')])
      for (const user of got) assert.equal(Object(user).profile.sub, person.user_id)
    }
  })

  test('is told login_required when nobody is there', async (t) => {
    const page = await openPage(t, 'openid')
    await assert.rejects(ask(page, 'silent'), { error: 'login_required' })
  })

  test('signs in by popup', async (t) => {
    const page = await openPage(t, 'openid profile')
    const [popup, got] = [page.context().waitForEvent('page'), ask(page, 'popup')]
    const opened = await popup
    await expectLogin(opened)
    await logIn(opened, person)
    assert.equal(Object(await got).profile.sub, person.user_id)
  })

  test('revokes its refresh token', async (t) => {
    const page = await openMember(t)
    const { refresh_token } = Object(await ask(page, 'user'))
    await ask(page, 'revoke', ['refresh_token'])
    assert.ok(!Object(await ask(page, 'user')).refresh_token)
    await assert.rejects(refresh(client_id, String(refresh_token)), /Unknown or invalid refresh token/)
  })

  test('signs out at the server, without a question, and comes back', async (t) => {
    const page = await openMember(t)
    await start(page, 'logout')
    await page.waitForURL((url) => url.pathname === '/goodbye')
    await ask(page, 'arrival')
    await assert.rejects(ask(page, 'silent'), { error: 'login_required' })
  })
})
