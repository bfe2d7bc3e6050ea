// Login pages that tenants wrote for Auth0: Lock and auth0.js inside them, unmodified, in the versions of today and in those that most pages
// still have, at a domain of the tenant's own.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import type { Page } from 'playwright-core'
import { AUDIENCE, DIRECTORY, openPlace, type Person, type Place } from '../clients/place.ts'
import { startApp, type App } from './app-server.ts'
import { useBrowser } from './browser.ts'
import { throughProxy } from '../wire/through-proxy.ts'

const DOMAIN = 'a.localhost'

/** As the pages do that Auth0's documentation shows: what is told to the page is base64 of UTF-8. */
const READ = `const config = JSON.parse(decodeURIComponent(escape(atob('@@config@@'))))`

const withLock = (version: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Ours</title></head><body>
<script src="/js/lock/${version}/lock.min.js"></script>
<script>
${READ}
const lock = new Auth0Lock(config.clientID, config.auth0Domain, {
  auth: {
    redirectUrl: config.callbackURL,
    responseType: (config.internalOptions || {}).response_type || (config.callbackOnLocationHash ? 'token' : 'code'),
    params: config.internalOptions,
  },
  configurationBaseUrl: config.clientConfigurationBaseUrl,
  overrides: { __tenant: config.auth0Tenant, __token_issuer: config.authorizationServer.issuer },
  assetsUrl: config.assetsUrl,
  allowedConnections: config.connection ? [config.connection] : null,
  rememberLastLogin: !config.prompt,
  languageBaseUrl: config.languageBaseUrl,
  languageDictionary: { title: config.dict.signin.title },
  theme: { logo: config.icon, primaryColor: config.colors.primary || '#1f4e79' },
  prefill: config.extraParams.login_hint ? { email: config.extraParams.login_hint } : null,
  closable: false,
})
lock.show()
</script></body></html>`

const withAuth0js = (version: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Ours</title></head><body>
<form><input name="email"><input name="password" type="password"><button>Log in</button></form><p id="problem"></p>
<script src="/js/auth0/${version}/auth0.min.js"></script>
<script>
${READ}
const webAuth = new auth0.WebAuth({
  overrides: { __tenant: config.auth0Tenant, __token_issuer: config.authorizationServer.issuer },
  domain: config.auth0Domain,
  clientID: config.clientID,
  redirectUri: config.callbackURL,
  responseType: 'code',
  ...config.internalOptions,
})
const form = document.querySelector('form')
form.elements.email.value = config.extraParams.login_hint || ''
form.addEventListener('submit', (event) => {
  event.preventDefault()
  const problem = document.getElementById('problem')
  problem.textContent = ''
  const { email, password } = form.elements
  webAuth.login({ realm: '${DIRECTORY}', username: email.value, password: password.value }, (error) => {
    problem.textContent = error.code + ': ' + error.description
  })
})
</script></body></html>`

type Judge = {
  readonly page: string
  readonly email: string
  readonly submit: string
  readonly problem: string
  readonly wrong: RegExp
  readonly blocked: RegExp
}

const LOCK = {
  email: '.auth0-lock-opened input[name=email]',
  submit: '.auth0-lock-submit',
  problem: '.auth0-global-message-error',
  wrong: /Wrong email or password\./,
  blocked: /The user is blocked\./,
} as const

const AUTH0_JS = {
  email: 'input[name=email]',
  submit: 'button',
  problem: '#problem',
  wrong: /^invalid_user_password: Wrong email or password\.$/,
  blocked: /^\w+: .*blocked/,
} as const

const JUDGES: Readonly<Record<string, Judge>> = {
  'auth0-lock 14': { ...LOCK, page: withLock('14') },
  'auth0-lock 11': { ...LOCK, page: withLock('11') },
  'auth0-js 10': { ...AUTH0_JS, page: withAuth0js('10') },
  'auth0-js 9': { ...AUTH0_JS, page: withAuth0js('9') },
}

describe('a login page of the tenant’s own', () => {
  const browser = useBrowser()
  let place: Place
  let app: App
  let callback: string
  let person: Person
  let blocked: Person
  /** `https://a.localhost:PORT/` */
  let there: string

  before(async () => {
    app = await startApp((_request, response) => void response.end('Welcome'))
    callback = `${app.origin}/callback`
    place = await openPlace({
      environment: { SYMBOLON_CUSTOM_DOMAINS: DOMAIN, SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1' },
    })
    there = place.issuer.replace('localhost', DOMAIN)
    person = await place.person()
    blocked = await place.person({ blocked: true })
    const made = await place.manage('POST', '/custom-domains', { domain: DOMAIN, type: 'self_managed_certs' })
    const { custom_domain_id } = Object(await made.json())
    const verified = Object(await (await place.manage('POST', `/custom-domains/${custom_domain_id}/verify`)).json())
    assert.equal(verified.status, 'ready')
  })
  after(async () => {
    await place?.stop()
    await app?.stop()
  })

  /** Asked as a proxy in front would ask, since no name server here knows the domain. */
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    throughProxy(place.issuer)(new URL(path, there), init)

  async function fillIn(
    page: Page,
    judge: Judge,
    { email, password }: Pick<Person, 'email' | 'password'>,
  ): Promise<void> {
    await page.fill(judge.email, email)
    await page.fill('input[type=password]', password)
    await page.click(judge.submit)
  }

  for (const [name, judge] of Object.entries(JUDGES)) {
    test(`with ${name}: says what is wrong, and logs in to a token in the name of the domain`, async (t) => {
      const client = await place.client({
        name: 'Shop',
        app_type: 'regular_web',
        grant_types: ['authorization_code'],
        callbacks: [callback],
        custom_login_page: judge.page,
      })
      const page = await (await browser.open(t)).newPage()
      const scope = 'openid email read:orders'
      const wanted = {
        client_id: client.client_id,
        response_type: 'code',
        redirect_uri: callback,
        scope,
        audience: AUDIENCE,
      }
      const hints = { state: 'its own', nonce: 'n-1', login_hint: person.email }
      await page.goto(`${there}authorize?${new URLSearchParams({ ...wanted, ...hints })}`)
      await page.locator(judge.email).waitFor()
      assert.equal(new URL(page.url()).pathname, '/login')
      assert.equal(await page.locator(judge.email).inputValue(), person.email)

      const problem = page.locator(judge.problem)
      await fillIn(page, judge, { ...person, password: 'wrong' })
      await problem.filter({ hasText: judge.wrong }).waitFor()
      await fillIn(page, judge, blocked)
      await problem.filter({ hasText: judge.blocked }).waitFor()
      await fillIn(page, judge, person)
      await page.waitForURL((url) => url.origin === app.origin)

      const { searchParams } = new URL(page.url())
      assert.equal(searchParams.get('state'), 'its own')
      const code = searchParams.get('code') ?? ''
      const redeemed = { grant_type: 'authorization_code', ...client, code, redirect_uri: callback }
      const answer = await ask('oauth/token', { method: 'POST', body: new URLSearchParams(redeemed) })
      const { access_token, id_token } = Object(await answer.json())
      const keys = createLocalJWKSet(Object(await (await ask('.well-known/jwks.json')).json()))
      const { payload } = await jwtVerify(id_token, keys, { issuer: there, audience: client.client_id })
      assert.deepEqual([payload.sub, payload['nonce']], [person.user_id, 'n-1'])
      const token = await jwtVerify(access_token, keys, { issuer: there, audience: AUDIENCE })
      assert.equal(token.payload['scope'], scope)
    })
  }
})
