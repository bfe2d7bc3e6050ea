// Our own library under the names of auth0.js: programs written for that one find here what they asked there.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { startPageApp, type PageApp } from './app-server.ts'
import { AUDIENCE, DIRECTORY, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { ask, expectLogin, logIn, start } from './person.ts'

const BOTH = { responseType: 'token id_token', scope: 'openid profile email', audience: AUDIENCE }

describe('our client under the names of auth0.js', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let person: Person
  before(async () => {
    place = await openPlace()
    app = await startPageApp('web-auth.js')
    person = await place.person()
    const { client_id } = await place.client({
      ...singlePage(app.origin),
      grant_types: ['authorization_code', 'implicit', 'password', 'http://auth0.com/oauth/grant-type/password-realm'],
      cross_origin_authentication: true,
    })
    const settings = await place.manage('PATCH', '/tenants/settings', { default_directory: DIRECTORY })
    assert.equal(settings.status, 200)
    app.configure({ domain: place.host, clientID: client_id })
  })
  after(async () => {
    await app?.stop()
    await place?.stop()
  })

  async function openPage(t: TestContext): Promise<Page> {
    const page = await (await browser.open(t)).newPage()
    await page.goto(app.origin)
    return page
  }

  async function arrive(page: Page): Promise<Readonly<Record<string, unknown>>> {
    await page.waitForURL((url) => url.origin === app.origin && url.pathname === '/callback')
    return Object(await ask(page, 'arrival'))
  }

  async function openMember(t: TestContext): Promise<Page> {
    const page = await openPage(t)
    await start(page, 'authorize', BOTH)
    await expectLogin(page)
    await logIn(page, person)
    await arrive(page)
    return page
  }

  test('authorize and parseHash: both tokens in the fragment, the ID token checked', async (t) => {
    const page = await openPage(t)
    await start(page, 'authorize', { ...BOTH, appState: 'kept' })
    await expectLogin(page)
    await logIn(page, person)
    const { idTokenPayload, tokenType, appState, expiresIn, accessToken } = await arrive(page)
    assert.equal(Object(idTokenPayload).sub, person.user_id)
    assert.deepEqual([tokenType, appState], ['Bearer', 'kept'])
    assert.ok(Number(expiresIn) > 0)
    assert.equal(Object(await ask(page, 'userInfo', accessToken)).email, person.email)
  })

  test('E5, C17: parseHash takes no ID token that is not signed by the issuer, and none that nobody asked for', async (t) => {
    const page = await openMember(t)
    const { idToken, accessToken } = Object(await ask(page, 'arrival'))
    const [, payload, signature] = String(idToken).split('.')
    const header = (alg: string): string => Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')
    const mac = createHmac('sha256', '')
      .update(`${header('HS256')}.${payload}`)
      .digest('base64url')
    for (const forged of [
      `${header('none')}.${payload}.`,
      `${header('none')}.${payload}.${signature}`,
      `${header('HS256')}.${payload}.${mac}`,
      `${String(idToken).slice(0, -4)}AAAA`,
    ]) {
      const refused = { code: 'id_token_refused' }
      await assert.rejects(ask(page, 'parse', `#id_token=${forged}&access_token=${accessToken}&state=s`), refused)
    }
    for (const hash of [
      `#id_token=${idToken}&state=another`,
      `#id_token=${idToken}`,
      // A token of somebody else, slipped to an application that knows only its nonce.
      `#access_token=${accessToken}`,
    ]) {
      await assert.rejects(ask(page, 'parse', hash), { code: 'invalid_token' })
    }
  })

  test('parseHash tells why the application may not have what it wanted', async (t) => {
    const page = await openPage(t)
    await start(page, 'authorize', { ...BOTH, audience: 'https://nobody.example/' })
    await page.waitForURL((url) => url.pathname === '/callback')
    const errorDescription = 'Service not found: https://nobody.example/'
    await assert.rejects(ask(page, 'arrival'), { error: 'access_denied', errorDescription })
  })

  test('checkSession, or renewAuth, renews while the session lasts, and says login_required without one', async (t) => {
    const stranger = await openPage(t)
    await assert.rejects(ask(stranger, 'check', BOTH), { code: 'login_required', description: 'Login required' })
    const page = await openMember(t)
    for (const name of ['check', 'renew']) {
      const { idTokenPayload, accessToken } = Object(await ask(page, name, BOTH))
      assert.equal(idTokenPayload.sub, person.user_id)
      assert.equal(typeof accessToken, 'string')
    }
  })

  test('client.login exchanges a password for tokens, and tells a wrong one from a right one', async (t) => {
    const page = await openPage(t)
    const { email: username, password } = person
    const wanted = { realm: DIRECTORY, username, scope: 'openid profile', audience: AUDIENCE }
    const { accessToken, idToken, tokenType } = Object(await ask(page, 'clientLogin', { ...wanted, password }))
    assert.deepEqual([typeof accessToken, typeof idToken, tokenType], ['string', 'string', 'Bearer'])
    const byDefault = Object(await ask(page, 'clientDefaultLogin', { username, password, scope: 'openid' }))
    assert.equal(typeof byDefault.accessToken, 'string')
    const refused = { code: 'invalid_grant', description: 'Wrong email or password.', statusCode: 403 }
    await assert.rejects(ask(page, 'clientLogin', { ...wanted, password: 'wrong' }), refused)
  })

  test("login: the application's own form, and a session at the issuer after it", async (t) => {
    const page = await openPage(t)
    const { email, password } = person
    await start(page, 'login', { ...BOTH, realm: DIRECTORY, email, password })
    assert.equal(Object((await arrive(page))['idTokenPayload']).sub, person.user_id)
    assert.equal(Object(await ask(page, 'check', BOTH)).idTokenPayload.sub, person.user_id)
    await assert.rejects(ask(page, 'login', { ...BOTH, realm: DIRECTORY, email, password: 'wrong' }), {
      code: 'access_denied',
      description: 'Wrong email or password.',
    })
    const shut = await place.person()
    assert.equal((await place.manage('PATCH', `/users/${shut.user_id}`, { blocked: true })).status, 200)
    const form = { ...BOTH, realm: DIRECTORY, email: shut.email, password: shut.password }
    await assert.rejects(ask(page, 'login', form), { code: 'blocked_user' })
  })

  test('popup.authorize logs in while the page stays', async (t) => {
    const page = await openPage(t)
    const [popup, result] = [page.context().waitForEvent('page'), ask(page, 'popup', BOTH)]
    const opened = await popup
    await expectLogin(opened)
    await logIn(opened, person)
    assert.equal(Object(await result).idTokenPayload.sub, person.user_id)
  })

  test('signup makes an account, and says what is wrong with a password; changePassword sends a mail', async (t) => {
    const page = await openPage(t)
    const wanted = { connection: DIRECTORY, email: 'grace@people.example', password: 'Hopper-1906-compiler' }
    await assert.rejects(ask(page, 'signup', { ...wanted, password: 'x' }), { code: 'invalid_password' })
    assert.equal(Object(await ask(page, 'signup', wanted)).email, wanted.email)
    const another = { ...wanted, email: 'joan@people.example' }
    const { accessToken } = Object(await ask(page, 'signupAndAuthorize', { ...another, scope: 'openid email' }))
    assert.equal(Object(await ask(page, 'userInfo', accessToken)).email, another.email)
    await assert.rejects(ask(page, 'signupAndAuthorize', another), { code: 'invalid_signup' })
    const { connection, email } = wanted
    assert.match(String(await ask(page, 'changePassword', { connection, email })), /sent you an email/)
    assert.equal((await place.mailTo(email)).to, email)
  })

  test('logout: back to the application, and nobody is logged in', async (t) => {
    const page = await openMember(t)
    await start(page, 'logout')
    await page.waitForURL(`${app.origin}/goodbye`)
    await assert.rejects(ask(page, 'check', BOTH), { code: 'login_required' })
  })
})
