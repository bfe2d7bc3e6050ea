// express-openid-connect, the SDK of web applications on Express, with a person in a browser.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import express from 'express'
import openidConnect, { type ConfigParams } from 'express-openid-connect'
import type { Page } from 'playwright-core'
import { startProgram, type App } from './app-server.ts'
import { AUDIENCE, openPlace, webApplication, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { expectLogin, logIn } from './person.ts'

// It is published as CommonJS that does not show its names to import.
const { attemptSilentLogin, auth, requiresAuth } = openidConnect

/** What the SDK's own session says. */
type Seen = { readonly sub?: string; readonly email?: string; readonly token?: string; readonly known: boolean }

/** An application with a page for everybody, one for members, and one that would like to know. */
const startShop = (place: Place, settings: Partial<ConfigParams> = {}, fields: object = {}): Promise<App> =>
  startProgram(async (origin) => {
    const { client_id, client_secret } = await place.client({ ...webApplication(origin), ...fields })
    const shop = express()
    shop.use(
      auth({
        issuerBaseURL: place.issuer,
        baseURL: origin,
        clientID: client_id,
        clientSecret: client_secret,
        secret: 'the-secret-of-the-session-cookie-0123456789',
        authRequired: false,
        idpLogout: true,
        // Of a busy machine; by default five seconds.
        httpTimeout: 60_000,
        ...settings,
      }),
    )
    shop.get('/', (request, response) => void response.json(seen(request)))
    shop.get('/members', requiresAuth(), (request, response) => void response.json(seen(request)))
    shop.get('/maybe', attemptSilentLogin(), (request, response) => void response.json(seen(request)))
    shop.get('/renew', requiresAuth(), (request, response, next) => {
      const answer = (): unknown => response.json(seen(request))
      request.oidc.accessToken?.refresh().then(answer, next)
    })
    shop.get('/profile', requiresAuth(), (request, response, next) => {
      request.oidc.fetchUserInfo().then((profile) => response.json(profile), next)
    })
    return shop
  })

const seen = ({ oidc }: express.Request): Seen => ({
  known: oidc.isAuthenticated(),
  ...(oidc.user ? { sub: oidc.user['sub'], email: oidc.user['email'] } : {}),
  ...(oidc.accessToken ? { token: oidc.accessToken.access_token } : {}),
})

const shown = async (page: Page): Promise<Seen> => JSON.parse((await page.textContent('body')) ?? '')

describe('express-openid-connect', () => {
  const browser = useBrowser()
  let place: Place
  let person: Person
  let plain: App
  let full: App
  before(async () => {
    place = await openPlace()
    person = await place.person()
    plain = await startShop(place)
    full = await startShop(place, {
      authorizationParams: {
        response_type: 'code',
        scope: 'openid profile email offline_access read:orders',
        audience: AUDIENCE,
      },
    })
  })
  after(async () => {
    await full?.stop()
    await plain?.stop()
    await place?.stop()
  })

  async function openMembers(t: TestContext, app: App): Promise<Page> {
    const page = await (await browser.open(t)).newPage()
    await page.goto(`${app.origin}/members`)
    await expectLogin(page)
    await logIn(page, person)
    await page.waitForURL(`${app.origin}/members`)
    return page
  }

  test('C17: by its defaults, an ID token by form_post, a person gets in', async (t) => {
    const page = await openMembers(t, plain)
    assert.deepEqual(await shown(page), { known: true, sub: person.user_id, email: person.email })
  })

  test('C17: by code and an ID token that is signed with the client secret (HS256), and by none that is not', async (t) => {
    const signed = { jwt_configuration: { alg: 'HS256' } }
    // It checks no such signature in the browser's answer, and takes none there.
    const settings = { idTokenSigningAlg: 'HS256', authorizationParams: { response_type: 'code' } } as const
    const shops = await Promise.all([startShop(place, settings, signed), startShop(place, settings)])
    for (const shop of shops) t.after(shop.stop)
    const [legacy, other] = shops
    const page = await openMembers(t, legacy)
    assert.equal((await shown(page)).sub, person.user_id)
    // Of a browser of its own: cookies do not tell ports apart.
    const stranger = await (await browser.open(t)).newPage()
    await stranger.goto(`${other?.origin}/members`)
    await expectLogin(stranger)
    const answer = stranger.waitForResponse((response) => response.url().startsWith(`${other?.origin}/callback?`))
    await logIn(stranger, person)
    assert.equal((await answer).status(), 400)
    // The page of that answer comes after its headers, and would cut off whatever is gone to before.
    await stranger.waitForURL((url) => url.href.startsWith(`${other?.origin}/callback?`))
    await stranger.goto(`${other?.origin}/`)
    assert.deepEqual(await shown(stranger), { known: false })
  })

  test('by code and PKCE, with tokens for an API, a person gets in', async (t) => {
    const page = await openMembers(t, full)
    const { known, sub, token } = await shown(page)
    assert.deepEqual({ known, sub }, { known: true, sub: person.user_id })
    assert.equal(token?.split('.').length, 3)
  })

  test('renews its access token', async (t) => {
    const page = await openMembers(t, full)
    const before = await shown(page)
    await page.goto(`${full.origin}/renew`)
    const { token, sub } = await shown(page)
    assert.equal(sub, person.user_id)
    assert.equal(token?.split('.').length, 3)
    assert.notEqual(token, before.token)
  })

  test('reads /userinfo', async (t) => {
    const page = await openMembers(t, full)
    await page.goto(`${full.origin}/profile`)
    assert.equal((await shown(page)).sub, person.user_id)
  })

  test('tries silently: a stranger stays one without seeing a page, and who is known elsewhere is known here', async (t) => {
    const page = await (await browser.open(t)).newPage()
    await page.goto(`${full.origin}/maybe`)
    assert.deepEqual(await shown(page), { known: false })
    const member = await openMembers(t, plain)
    await member.goto(`${full.origin}/maybe`)
    assert.equal((await shown(member)).sub, person.user_id)
  })

  test('logs out here and at the server', async (t) => {
    const page = await openMembers(t, full)
    await page.goto(`${full.origin}/logout`)
    await page.waitForURL((url) => url.origin === full.origin)
    assert.deepEqual(await shown(page), { known: false })
    await page.goto(`${full.origin}/members`)
    await expectLogin(page)
  })
})
