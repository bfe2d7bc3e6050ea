// A tenant's rule decides what stands in the tokens of a person who logs in through @auth0/auth0-spa-js, in a browser.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { startPageApp, type PageApp } from './app-server.ts'
import { AUDIENCE, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { ask, expectLogin, logIn, start } from './person.ts'

/** As tenants have it: words of the scope stand for attributes, and a team gets more of the API than others. */
const RULE = `function (user, context, callback) {
  context.jwtConfiguration.scopes = { contactInfo: ['email', 'name', 'app_metadata.team'] };
  context.accessToken['https://shop.example/seats'] = user.user_metadata.seats;
  callback(null, user, context);
}`

describe('a rule, and a person who logs in', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let person: Person
  before(async () => {
    place = await openPlace()
    app = await startPageApp('spa-js.js')
    person = await place.person({ user_metadata: { seats: 3 }, app_metadata: { team: 'harbour' } })
    const { client_id } = await place.client(singlePage(app.origin))
    app.configure({
      domain: place.host,
      clientId: client_id,
      useRefreshTokens: true,
      authorizationParams: { audience: AUDIENCE, scope: 'openid contactInfo read:orders' },
    })
  })
  after(async () => {
    await app?.stop()
    await place?.stop()
  })

  test('a word of the scope brings its attributes into the access token and the ID token, and again when they are renewed', async (t) => {
    const created = await place.manage('POST', '/rules', { name: 'Custom scopes', script: RULE })
    assert.equal(created.status, 201, await created.text())
    const page = await (await browser.open(t)).newPage()
    await page.goto(app.origin)
    await start(page, 'login')
    await expectLogin(page)
    await logIn(page, person)
    await page.waitForURL(`${app.origin}/`)
    await ask(page, 'arrival')

    const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', place.issuer))
    const wanted = { name: 'Ada Lovelace', email: person.email, 'app_metadata.team': 'harbour' }
    for (const cacheMode of ['on', 'off']) {
      const { access_token } = Object(await ask(page, 'token', { cacheMode }))
      const { payload } = await jwtVerify(String(access_token), keys, { issuer: place.issuer, audience: AUDIENCE })
      const { name, email, 'app_metadata.team': team, scope, 'https://shop.example/seats': seats } = payload
      assert.deepEqual({ name, email, 'app_metadata.team': team }, wanted)
      assert.equal(seats, 3)
      assert.match(String(scope), /read:orders/)
      const claims = Object(await ask(page, 'claims'))
      assert.deepEqual(
        { name: claims.name, email: claims.email, 'app_metadata.team': claims['app_metadata.team'] },
        wanted,
      )
    }
  })
})
