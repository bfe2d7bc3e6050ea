// passport with passport-auth0 on Express, with a person in a browser.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import express, { type Express } from 'express'
import session from 'express-session'
import passport from 'passport'
import Auth0Strategy from 'passport-auth0'
import { startProgram, type App } from './app-server.ts'
import { AUDIENCE, openPlace, webApplication, type Application, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { expectLogin, logIn } from './person.ts'

/** What an application keeps of its visitor. */
type Visitor = { readonly profile: passport.Profile; readonly granted: unknown; readonly lasting: boolean }

function shop(place: Place, origin: string, { client_id, client_secret }: Application): Express {
  const doorman = new passport.Passport()
  const settings = {
    domain: place.host,
    clientID: client_id,
    clientSecret: client_secret,
    callbackURL: `${origin}/callback`,
  }
  doorman.use(
    new Auth0Strategy(settings, (_accessToken, refreshToken, extra, profile, done) => {
      const visitor: Visitor = {
        profile,
        granted: Object(extra).scope,
        lasting: typeof refreshToken === 'string',
      }
      done(null, visitor)
    }),
  )
  doorman.serializeUser((user, done) => done(null, user))
  doorman.deserializeUser((user: Express.User, done) => done(null, user))
  const program = express()
  program.use(session({ secret: 'of the session', resave: false, saveUninitialized: false, cookie: { secure: true } }))
  program.use(doorman.session())
  const wanted = { scope: 'openid email profile offline_access read:orders', audience: AUDIENCE, prompt: 'login' }
  program.get('/login', doorman.authenticate('auth0', wanted))
  program.get('/callback', doorman.authenticate('auth0', { failureRedirect: '/refused' }), (_request, response) =>
    response.redirect('/'),
  )
  program.get('/refused', (_request, response) => void response.json({ refused: true }))
  program.get('/', (request, response) => void response.json(request.user ?? null))
  return program
}

describe('passport-auth0', () => {
  const browser = useBrowser()
  let place: Place
  let person: Person
  let app: App
  before(async () => {
    place = await openPlace()
    person = await place.person()
    // It sends the access token to /userinfo in the URL.
    const flags = { allow_access_token_in_query: true }
    assert.equal((await place.manage('PATCH', '/tenants/settings', { flags })).status, 200)
    app = await startProgram(async (origin) => shop(place, origin, await place.client(webApplication(origin))))
  })
  after(async () => {
    await app?.stop()
    await place?.stop()
  })

  test('a person gets in, and the profile says who it is', async (t) => {
    const page = await (await browser.open(t)).newPage()
    await page.goto(`${app.origin}/login`)
    await expectLogin(page)
    await logIn(page, person)
    await page.waitForURL(`${app.origin}/`)
    const { profile, granted, lasting } = JSON.parse((await page.textContent('body')) ?? '')
    assert.deepEqual(
      { id: profile.id, provider: profile.provider, displayName: profile.displayName, emails: profile.emails },
      { id: person.user_id, provider: 'auth0', displayName: 'Ada Lovelace', emails: [{ value: person.email }] },
    )
    assert.equal(granted, 'openid email profile offline_access read:orders')
    assert.equal(lasting, true)
  })

  test('an answer that nobody asked for is refused', async (t) => {
    const page = await (await browser.open(t)).newPage()
    await page.goto(`${app.origin}/callback?code=stolen&state=guessed`)
    assert.deepEqual(JSON.parse((await page.textContent('body')) ?? ''), { refused: true })
  })
})
