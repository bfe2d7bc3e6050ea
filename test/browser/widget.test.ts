// Our own login box, in somebody's page: everything that people do with it, and all that the page is promised.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import axe from 'axe-core'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { LANGUAGES, textsOf } from '@symbolon/texts'
import { startApp, startPageApp, type PageApp } from './app-server.ts'
import { DIRECTORY, openPlace, singlePage, webApplication, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { ask, expectLogin, logIn, start } from './person.ts'

const API = 'https://calendar.example/'
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const PASSWORD = 'Compilers-1952-cobol'

const claimsOf = (token: unknown) =>
  Object(JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString('utf8')))

describe('the login box', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let clientID: string
  let person: Person
  before(async () => {
    place = await openPlace()
    app = await startPageApp('widget.js')
    person = await place.person()
    const made = await place.client({ ...singlePage(app.origin), cross_origin_authentication: true })
    clientID = made.client_id
    const api = {
      identifier: API,
      name: 'Calendar',
      scopes: [{ value: 'appointments' }, { value: 'contacts' }, { value: 'secrets' }],
      skip_consent_for_verifiable_first_party_clients: true,
    }
    assert.equal((await place.manage('POST', '/resource-servers', api)).status, 201)
  })
  after(async () => {
    await app?.stop()
    await place?.stop()
  })

  type Page_ = { readonly options?: object; readonly html?: string; readonly client_id?: string }

  async function openPage(t: TestContext, page_: Page_ = {}, context: BrowserContextOptions = {}): Promise<Page> {
    const { options = {}, html, client_id = clientID } = page_
    app.configure({ domain: place.host, clientID: client_id, options, ...(html === undefined ? {} : { html }) })
    const page = await (await browser.open(t, context)).newPage()
    await page.goto(app.origin)
    return page
  }

  async function fillIn(page: Page, { email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
    await page.getByLabel('Email address').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
  }

  const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()

  const INLINE = {
    auth: { redirect: false, responseType: 'token id_token', params: { scope: 'openid profile email' } },
  }

  const authenticated = async (page: Page) => Object(await ask(page, 'event', 'authenticated'))

  async function arrive(page: Page) {
    await page.waitForURL((url) => url.origin === app.origin && url.pathname === '/callback')
    return authenticated(page)
  }

  test('the call of old pages: an access token with the scopes that it names, and the address is clean again', async (t) => {
    const page = await openPage(t, { options: { auth: { audience: API } } })
    await ask(page, 'show', { responseType: 'token', authParams: { scope: 'appointments contacts' } })
    await fillIn(page, person)
    await press(page, 'Log in')
    const { accessToken, idToken, tokenType, expiresIn } = await arrive(page)
    const { aud, scope, sub } = claimsOf(accessToken)
    assert.deepEqual([aud, scope, sub], [API, 'appointments contacts', person.user_id])
    assert.deepEqual([idToken, tokenType, expiresIn], [null, 'Bearer', 7200])
    assert.equal(new URL(page.url()).hash, '')
  })

  test('code: for the application’s server, by redirect and to a page that stays', async (t) => {
    const { client_id } = await place.client({ ...webApplication(app.origin), cross_origin_authentication: true })
    const page = await openPage(t, { client_id, options: INLINE })
    await ask(page, 'show', { auth: { responseType: 'code' } })
    await fillIn(page, person)
    await press(page, 'Log in')
    assert.equal(typeof (await authenticated(page)).code, 'string')
    await ask(page, 'show', { auth: { redirect: true, responseType: 'code' } })
    await fillIn(page, person)
    await press(page, 'Log in')
    await page.waitForURL((url) => url.pathname === '/callback' && url.searchParams.has('code'))
  })

  test('a page that stays: the box closes, the page hears it, and has profile, session and logout', async (t) => {
    const page = await openPage(t, { options: INLINE })
    await ask(page, 'show')
    await fillIn(page, person)
    await press(page, 'Log in')
    const { accessToken, idTokenPayload } = await authenticated(page)
    assert.equal(idTokenPayload.sub, person.user_id)
    assert.equal(await page.getByRole('dialog').count(), 0)
    assert.equal(Object(await ask(page, 'userInfo', accessToken)).email, person.email)
    assert.equal(Object(await ask(page, 'check', {})).idTokenPayload.sub, person.user_id)
    assert.deepEqual(await ask(page, 'heard'), ['hash_parsed', 'show', 'signin ready', 'hide', 'authenticated'])
    await start(page, 'logout')
    await page.waitForURL(`${app.origin}/goodbye`)
    await assert.rejects(ask(page, 'check', {}), { code: 'login_required' })
  })

  test('the server’s own page in a window, whose password no other page sees', async (t) => {
    const page = await openPage(t, { options: { ...INLINE, auth: { ...INLINE.auth, popup: true } } })
    await ask(page, 'show')
    const opened = page.context().waitForEvent('page')
    await press(page, 'Log in')
    const popup = await opened
    await expectLogin(popup)
    await logIn(popup, person)
    assert.equal((await authenticated(page)).idTokenPayload.sub, person.user_id)
  })

  test('where the browser keeps no cookie of the server for this page, one more click leads there', async (t) => {
    const page = await openPage(t, { options: INLINE })
    await page.context().route('**/co/authenticate', async (route) => {
      const response = await route.fetch()
      await page.context().clearCookies()
      const { 'set-cookie': _dropped, ...headers } = response.headers()
      await route.fulfill({ response, headers })
    })
    await ask(page, 'show')
    await fillIn(page, person)
    await press(page, 'Log in')
    const opened = page.context().waitForEvent('page')
    await press(page, 'Continue')
    const popup = await opened
    await expectLogin(popup)
    assert.equal(await popup.inputValue('input[name=username]'), person.email)
    await logIn(popup, person)
    assert.equal((await authenticated(page)).idTokenPayload.sub, person.user_id)
  })

  test('a wrong password and a blocked account are said in words, where the person goes on', async (t) => {
    const page = await openPage(t, { options: INLINE })
    await ask(page, 'show')
    await press(page, 'Log in')
    await page.getByText('Enter your email address.').waitFor()
    await page.locator('#username:focus').waitFor()
    await fillIn(page, { ...person, password: 'wrong' })
    await press(page, 'Log in')
    const alert = page.getByRole('alert')
    await alert.filter({ hasText: 'Wrong email address or password.' }).waitFor()
    await page.locator('#password:focus').waitFor()
    assert.equal(Object(await ask(page, 'event', 'authorization_error')).code, 'access_denied')
    const blocked = await place.person()
    assert.equal((await place.manage('PATCH', `/users/${blocked.user_id}`, { blocked: true })).status, 200)
    await fillIn(page, blocked)
    await press(page, 'Log in')
    await alert.filter({ hasText: 'This account is blocked.' }).waitFor()
  })

  test('somebody signs up and is logged in; what a weak password misses is marked', async (t) => {
    const page = await openPage(t, { options: INLINE })
    await ask(page, 'show')
    await press(page, 'Sign up')
    const email = 'grace@people.example'
    await fillIn(page, { email, password: 'short' })
    await press(page, 'Create account')
    await page.getByText('This password is not strong enough.').waitFor()
    assert.deepEqual(await page.locator('.missed').count(), 2)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, 'Create account')
    assert.equal((await authenticated(page)).idTokenPayload.email, email)
    // That there is such an account is nobody's business.
    await ask(page, 'show', { initialScreen: 'signUp' })
    await fillIn(page, { email, password: PASSWORD })
    await press(page, 'Create account')
    await page.getByRole('alert').filter({ hasText: 'We cannot create an account with these details.' }).waitFor()
  })

  test('a forgotten password: the same is said to everybody, and the mail is on its way', async (t) => {
    const forgetful = await place.person()
    const page = await openPage(t, { options: INLINE })
    await ask(page, 'show')
    await page.getByLabel('Email address').fill(forgetful.email)
    await press(page, 'Forgot your password?')
    assert.equal(await page.getByLabel('Email address').inputValue(), forgetful.email)
    await press(page, 'Send link')
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
    const { links } = await place.mailTo(forgetful.email)
    assert.ok(links.some((link) => link.startsWith(`${place.issuer}u/reset-password?ticket=`)))
    await press(page, 'Back to log in')
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
  })

  async function newOrganization(name: string, display_name: string, members: readonly Person[]): Promise<string> {
    const [connection] = Object(await (await place.manage('GET', `/connections?name=${DIRECTORY}`)).json())
    const enabled_connections = [{ connection_id: connection.id }]
    const made = await place.manage('POST', '/organizations', { name, display_name, enabled_connections })
    assert.equal(made.status, 201)
    const { id } = Object(await made.json())
    const body = { members: members.map(({ user_id }) => user_id) }
    if (members.length > 0) {
      assert.equal((await place.manage('POST', `/organizations/${id}/members`, body)).status, 204)
    }
    return id
  }

  const requiring = async (organization_require_behavior: string): Promise<string> => {
    const organizations = { organization_usage: 'require', organization_require_behavior }
    const page = { ...singlePage(app.origin), cross_origin_authentication: true, ...organizations }
    return (await place.client(page)).client_id
  }

  test('the organization is asked for before the login where the application wants that, and the tokens are of it', async (t) => {
    const [member, stranger] = [await place.person(), await place.person()]
    const acme = await newOrganization('acme', 'Acme Ltd', [member])
    const page = await openPage(t, { client_id: await requiring('pre_login_prompt'), options: INLINE })
    await ask(page, 'show')
    const field = page.getByRole('textbox', { name: 'Organization' })
    await field.waitFor()
    await press(page, 'Continue')
    await page.getByText('Enter the name of your organization.').waitFor()
    await page.evaluate(axe.source)
    assert.deepEqual(await violations(page), [])
    await field.fill('Nobody')
    await press(page, 'Continue')
    await page.getByText('There is no organization of this name here.').waitFor()
    await field.fill('ACME')
    await press(page, 'Continue')
    await page.getByText('Continue to Acme Ltd at Shop.').waitFor()
    await press(page, 'Change')
    await field.fill('acme')
    await press(page, 'Continue')
    await fillIn(page, stranger)
    await press(page, 'Log in')
    const alert = page.getByRole('alert')
    await alert.filter({ hasText: 'This account does not belong to the organization' }).waitFor()
    await fillIn(page, member)
    await press(page, 'Log in')
    const { idTokenPayload } = await authenticated(page)
    assert.deepEqual([idTokenPayload.sub, idTokenPayload.org_id], [member.user_id, acme])
  })

  test('who belongs to several organizations chooses one after the password; a page may name one itself', async (t) => {
    const member = await place.person()
    const quay = await newOrganization('quay', 'The Quay', [member])
    const pier = await newOrganization('pier', 'The Pier', [member])
    const client_id = await requiring('post_login_prompt')
    const page = await openPage(t, { client_id, options: INLINE })
    await ask(page, 'show')
    await fillIn(page, member)
    await press(page, 'Log in')
    await page.getByRole('heading', { name: 'Choose an organization' }).waitFor()
    await page.getByRole('button', { name: 'The Quay', exact: true }).waitFor()
    await page.evaluate(axe.source)
    assert.deepEqual(await violations(page), [])
    await press(page, 'The Pier')
    assert.equal((await authenticated(page)).idTokenPayload.org_id, pier)
    const other = await openPage(t, { client_id, options: { ...INLINE, organization: quay } })
    await ask(other, 'show')
    await other.getByText('Continue to The Quay at Shop.').waitFor()
    await fillIn(other, member)
    await press(other, 'Log in')
    assert.equal((await authenticated(other)).idTokenPayload.org_id, quay)
    const strange = await openPage(t, { client_id, options: { ...INLINE, organization: 'org_AAAAAAAAAAAAAAAA' } })
    await ask(strange, 'show')
    await strange.getByRole('alert').filter({ hasText: 'There is no organization of this name here.' }).waitFor()
    await ask(strange, 'event', 'unrecoverable_error')
  })

  test('what the connection or the page does not allow is not offered, and a client without one says so', async (t) => {
    const page = await openPage(t, { options: { ...INLINE, allowSignUp: false, allowForgotPassword: false } })
    await ask(page, 'show')
    await page.getByLabel('Email address').waitFor()
    assert.deepEqual(await page.getByRole('button').allInnerTexts(), ['×', 'Show', 'Log in'])
    const { client_id } = await place.client(singlePage(app.origin))
    const [{ id }] = Object(await (await place.manage('GET', `/connections?name=${DIRECTORY}`)).json())
    assert.equal(
      (await place.manage('PATCH', `/connections/${id}/clients`, [{ client_id, status: false }])).status,
      204,
    )
    const other = await openPage(t, { client_id })
    await ask(other, 'show')
    await other.getByRole('alert').filter({ hasText: 'You cannot log in to this application' }).waitFor()
    const unknown = await openPage(t, { client_id: 'nobody' })
    await ask(unknown, 'show')
    await ask(unknown, 'event', 'unrecoverable_error')
    await unknown.getByRole('alert').waitFor()
  })

  test('one script of less than 40 kB is all that a page needs, also under a strict policy', async (t) => {
    const { scripts } = Object(await (await fetch(`${place.issuer}js/scripts.json`)).json())
    const { path, integrity } = scripts.find((script: { path: string }) => script.path.endsWith('/symbolon-widget.js'))
    const script = await (await fetch(new URL(path, place.issuer))).text()
    assert.ok(gzipSync(script, { level: 9 }).length < 40_000)
    let body = ''
    const site = await startApp((_request, response) => {
      const own = place.issuer
      const policy = `default-src 'none'; script-src ${own}js/; img-src 'self'; connect-src ${own}; frame-src ${own}`
      response.setHeader('content-security-policy', policy).setHeader('content-type', 'text/html').end(body)
    })
    t.after(site.stop)
    const { client_id } = await place.client({ ...singlePage(site.origin), cross_origin_authentication: true })
    body = `<!doctype html><title>Shop</title><script src="${place.issuer.slice(0, -1)}${path}" integrity="${integrity}" crossorigin="anonymous"></script>
      <symbolon-login domain="${place.host}" client-id="${client_id}" mode="inline"></symbolon-login>`
    const page = await (await browser.open(t)).newPage()
    const refused: string[] = []
    page.on('console', (message) => void (/Content Security/.test(message.text()) && refused.push(message.text())))
    await page.goto(site.origin)
    await page.evaluate(`{
      const { promise, resolve } = Promise.withResolvers()
      document.addEventListener('authenticated', ({ detail }) => resolve(detail))
      globalThis.app = { got: promise }
    }`)
    await fillIn(page, person)
    assert.equal(await page.locator('.card').evaluate((it) => it.getBoundingClientRect().width > 300), true)
    await press(page, 'Log in')
    assert.equal(typeof Object(await ask(page, 'got')).accessToken, 'string')
    assert.deepEqual(refused, [])
  })

  test('<symbolon-login>: attributes say what is wanted, events what came of it, and it goes with its element', async (t) => {
    const html = `<h1>Shop</h1><symbolon-login domain="${place.host}" client-id="${clientID}" mode="inline"
      response-type="token" audience="${API}" scope="contacts" language="de" redirect-url="${app.origin}/callback"></symbolon-login>`
    const page = await openPage(t, { html })
    await page.getByLabel('E-Mail-Adresse').fill(person.email)
    await page.getByLabel('Passwort', { exact: true }).fill(person.password)
    await press(page, 'Anmelden')
    assert.equal(claimsOf((await authenticated(page)).accessToken).scope, 'contacts')
    assert.equal(await page.locator('symbolon-login .card').count(), 0)
    await ask(page, 'show')
    await page.locator('symbolon-login .card').waitFor()
    await page.evaluate(`document.querySelector('symbolon-login').remove()`)
    assert.equal(await page.locator('.card').count(), 0)
  })

  test('the keyboard stays inside the open box, and Escape closes it', async (t) => {
    const page = await openPage(t, { options: INLINE })
    await ask(page, 'show')
    await page.locator('#username:focus').waitFor()
    await page.keyboard.type(person.email)
    assert.equal(await page.inputValue('#username'), person.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    assert.ok(Object(await ask(page, 'heard')).includes('hide'))
    await ask(page, 'show', {})
    assert.equal(await page.inputValue('#password'), '', 'nothing of what was typed into the last one')
  })

  test('it speaks every language of the server’s pages, in its direction', async (t) => {
    const page = await openPage(t)
    for (const language of LANGUAGES) {
      await ask(page, 'show', { language })
      await page.getByRole('heading', { name: textsOf(language).loginTitle }).waitFor()
      await page.getByLabel(textsOf(language).emailLabel).waitFor()
      const card = page.locator('.card')
      assert.deepEqual(
        [await card.getAttribute('lang'), await card.getAttribute('dir')],
        [language, language === 'ar' ? 'rtl' : 'ltr'],
      )
    }
  })

  test('the page’s own colours count, and the tenant’s where it has none', async (t) => {
    const page = await openPage(t, { options: { container: 'place' } }, { reducedMotion: 'reduce' })
    await ask(page, 'show')
    const button = page.getByRole('button', { name: 'Log in', exact: true })
    const colour = (): Promise<string> =>
      button.evaluate((it) => String(Reflect.get(globalThis, 'getComputedStyle')(it).backgroundColor))
    assert.equal(await colour(), 'rgb(31, 78, 121)')
    await page.addStyleTag({ content: '#place { --symbolon-button: #663399 }' })
    assert.equal(await colour(), 'rgb(102, 51, 153)')
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe has nothing to object to, on any screen, and the narrowest window holds it: ${colorScheme}`, async (t) => {
      const page = await openPage(
        t,
        { options: INLINE },
        { colorScheme, reducedMotion: 'reduce', viewport: { width: 320, height: 800 } },
      )
      await page.addStyleTag({ content: ':root { color-scheme: light dark }' })
      await page.evaluate(axe.source)
      for (const language of ['en', 'ar'] as const) {
        for (const initialScreen of ['login', 'signUp', 'forgotPassword']) {
          await ask(page, 'show', { language, initialScreen })
          await page.getByLabel(textsOf(language).emailLabel).waitFor()
          assert.deepEqual(await violations(page), [], `${initialScreen}, ${language}`)
          assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true)
          await page.locator('.card .button').click()
          await page.locator('.problem').first().waitFor()
          assert.deepEqual(await violations(page), [], `${initialScreen} with problems, ${language}`)
        }
      }
    })
  }
})

/** What axe says about the box alone: the page around it is the test's. */
async function violations(page: Page): Promise<readonly string[]> {
  const found: unknown = await page.evaluate(
    `axe.run([...document.body.children].find((it) => it.shadowRoot), { runOnly: ${JSON.stringify(RULES)} })
      .then(({ violations, passes }) => ({
        violations: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')),
        passes: passes.length,
      }))`,
  )
  const { violations: said, passes } = Object(found)
  assert.ok(Number(passes) > 10, 'axe has looked')
  return said
}
