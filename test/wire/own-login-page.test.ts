// The login page that a tenant has written itself: shown where nothing of those who manage it is, told what it needs, and good for a login
// by the calls that such pages make.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dashboardClient } from '@symbolon/core/tenants/set-up'
import { authorizePath, newBrowser, toldBy, type Arrival, type Browser } from './browser.ts'
import { managed } from './managed.ts'
import { CALLBACK, newApplication, newPkce, newUserWithPassword, writeApplications } from './people.ts'
import { throughProxy } from './through-proxy.ts'
import { startWorld, type World } from './world.ts'

const PASSWORD = 'Correct-horse-1815'
const DOMAIN = 'login.shop.example'
const PAGE = '<!doctype html><p>For all</p><script>var config = "@@config@@"</script>'
const OWN = '<!doctype html><p>For this one</p><i>@@config@@</i><b>@@config@@</b>'

const plain = newApplication()
const special = newApplication({ name: 'Spécial ✓', custom_login_page: OWN, is_first_party: false })
const unwilling = newApplication({ custom_login_page_on: false })
const applications = [plain, special, unwilling]

type Place = { readonly world: World; readonly there: string; readonly at: (issuer: string) => Browser }

async function openPlace(environment: Readonly<Record<string, string>> = {}): Promise<Place> {
  const world = await startWorld({
    environment: { SYMBOLON_CUSTOM_DOMAINS: DOMAIN, SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1', ...environment },
  })
  const there = world.issuer.replace('localhost', DOMAIN)
  await writeApplications(world, ...applications)
  await world.write([{ insert: 'clients', document: dashboardClient(world.issuer) }])
  const global = await world.tenancy.store.find('clients', { global: true })
  const pages = { custom_login_page: PAGE, custom_login_page_on: true }
  await managed(world, 200, 'PATCH', `/clients/${global?.client_id}`, pages)
  const made = await managed(world, 201, 'POST', '/custom-domains', { domain: DOMAIN, type: 'self_managed_certs' })
  await managed(world, 200, 'POST', `/custom-domains/${String(made['custom_domain_id'])}/verify`)
  return { world, there, at: (issuer) => newBrowser(issuer, new Map(), throughProxy(world.issuer)) }
}

const wanted = (client_id: string, further: Readonly<Record<string, string>> = {}): string =>
  authorizePath({ client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid', state: 'app', ...further })

/** What a page has been told, read as such pages read it. */
const configIn = ({ body }: Arrival): Record<string, Record<string, unknown>> => {
  const [, encoded = ''] = /(?:"|<i>)([\w+/=]+)(?:"|<\/i>)/.exec(body) ?? []
  return JSON.parse(Buffer.from(encoded, 'base64').toString())
}

describe('a login page of the tenant’s own', () => {
  let place: Place
  before(async () => void (place = await openPlace()))
  after(() => place.world.stop())

  test('is shown at a custom domain, with what it needs to know, to nobody’s frame and for nobody’s cache', async () => {
    const { there, at } = place
    const { challenge } = newPkce()
    const hints = { login_hint: 'a@b.example', screen_hint: 'signup', ui_locales: 'de en', nonce: 'n', theme: 'dark' }
    const code_challenge = { code_challenge: challenge, code_challenge_method: 'S256' }
    const page = await at(there).visit(wanted(special.client_id, { ...hints, ...code_challenge, prompt: 'login' }))
    assert.equal(page.status, 200)
    assert.match(page.body, /For this one/)
    const { pathname, searchParams } = new URL(page.url)
    assert.equal(pathname, '/login')
    assert.equal(searchParams.get('client'), special.client_id)
    const state = searchParams.get('state') ?? ''
    const { host } = new URL(there)
    const config = configIn(page)
    const csrf = config['internalOptions']?.['_csrf']
    const sent = {
      protocol: 'oauth2',
      response_type: 'code',
      response_mode: 'query',
      scope: 'openid',
      nonce: 'n',
      ...code_challenge,
      prompt: 'login',
      state,
      _csrf: csrf,
      _intstate: 'deprecated',
    }
    assert.deepEqual(config, {
      auth0Domain: host,
      auth0Tenant: 'localhost',
      clientConfigurationBaseUrl: there,
      languageBaseUrl: there.slice(0, -1),
      assetsUrl: there,
      callbackURL: CALLBACK,
      callbackOnLocationHash: false,
      clientID: special.client_id,
      prompt: 'login',
      colors: {},
      dict: { signin: { title: 'Spécial ✓' } },
      language: 'de',
      isThirdPartyClient: true,
      authorizationServer: { url: there.slice(0, -1), issuer: there },
      extraParams: { ...hints, client_id: special.client_id, redirect_uri: CALLBACK, ...sent },
      internalOptions: sent,
    })
    assert.match(String(csrf), /^[\w-]{22}$/)
    assert.equal(page.headers.get('x-frame-options'), 'DENY')
    assert.equal(
      page.headers.get('content-security-policy'),
      "object-src 'none'; base-uri 'self'; frame-ancestors 'none'",
    )
    assert.equal(page.headers.get('cache-control'), 'no-store')
    assert.equal(page.body.match(/@@config@@/), null)
  })

  test('is that of all applications where one has none, and ours where it wants none', async () => {
    const { there, at } = place
    assert.match((await at(there).visit(wanted(plain.client_id))).body, /For all/)
    const ours = await at(there).visit(wanted(unwilling.client_id))
    assert.equal(new URL(ours.url).pathname, '/u/login')
    assert.match(ours.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  })

  test('is not shown at the tenant’s own host, asked for by whatever path', async () => {
    const { world, at } = place
    for (const { client_id } of applications) {
      const browser = at(world.issuer)
      const page = await browser.visit(wanted(client_id))
      assert.equal(new URL(page.url).pathname, '/u/login')
      const again = await browser.visit(`/login${new URL(page.url).search}`)
      assert.equal(new URL(again.url).pathname, '/u/login')
      assert.doesNotMatch(again.body, /For all|For this one/)
    }
  })

  test('is about a request that this browser has begun, and no other', async () => {
    const { there, at } = place
    const { url } = await at(there).visit(wanted(plain.client_id))
    for (const path of [url, '/login', '/login?state=x']) {
      const page = await at(there).visit(path)
      assert.equal(page.status, 400)
      assert.doesNotMatch(page.body, /For all/)
    }
  })

  test('logs in by the two calls of such pages; a wrong password and somebody blocked are told in their words', async () => {
    const { world, there, at } = place
    const user = await newUserWithPassword(world, PASSWORD)
    const browser = at(there)
    const page = await browser.visit(wanted(plain.client_id))
    const config = configIn(page)
    const origin = new URL(there).origin
    const logIn = (password: string, from = origin): Promise<Response> => {
      const { internalOptions, clientID, callbackURL, auth0Tenant } = config
      const fields = { client_id: clientID, redirect_uri: callbackURL, tenant: auth0Tenant, ...internalOptions }
      const body = JSON.stringify({
        ...fields,
        connection: 'Username-Password-Authentication',
        username: user.email,
        password,
      })
      const headers = { 'content-type': 'application/json', origin: from }
      return browser.send('/usernamepassword/login', { method: 'POST', headers, body })
    }
    const wrong = await logIn('wrong')
    assert.equal(wrong.status, 401)
    assert.equal(Object(await wrong.json()).code, 'invalid_user_password')
    const foreign = await logIn(PASSWORD, world.issuer.slice(0, -1))
    assert.equal(foreign.status, 403)
    await foreign.body?.cancel()
    const right = await logIn(PASSWORD)
    const form = await right.text()
    assert.equal(right.status, 200, form)
    assert.ok(form.startsWith(`<form method="post" name="hiddenform" action="${there}login/callback">`))
    const valueOf = (name: string): string => {
      const [, value = ''] = new RegExp(`name="${name}" value="([^"]*)"`).exec(form) ?? []
      return value
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&')
    }
    const fields = { wa: valueOf('wa'), wresult: valueOf('wresult'), wctx: valueOf('wctx') }
    const arrival = await browser.submit('/login/callback', fields)
    const told = toldBy(arrival)
    assert.equal(told['state'], 'app')
    assert.ok(told['code'])
    // The session is the domain's.
    const silent = toldBy(await browser.visit(wanted(plain.client_id, { prompt: 'none' })))
    assert.ok(silent['code'])
    await managed(world, 200, 'PATCH', `/users/${encodeURIComponent(user.user_id)}`, { blocked: true })
    const blocked = await logIn(PASSWORD)
    assert.equal(blocked.status, 401)
    assert.match(await blocked.text(), /blocked/)
  })

  test('that asks a thousand times is told ten times', async () => {
    const { world, there, at } = place
    const url = `/clients/${special.client_id}`
    await managed(world, 200, 'PATCH', url, { custom_login_page: '<p>@@config@@</p>'.repeat(1000) })
    const { body } = await at(there).visit(wanted(special.client_id))
    assert.equal(body.split('@@config@@').length - 1, 990)
    await managed(world, 200, 'PATCH', url, { custom_login_page: OWN })
  })
})

test('where the operator says so, own pages are shown everywhere, but never to those who manage the tenant', async (t) => {
  const { world, at } = await openPlace({ SYMBOLON_CUSTOM_LOGIN_PAGES: 'everywhere' })
  t.after(() => world.stop())
  const page = await at(world.issuer).visit(wanted(plain.client_id))
  assert.match(page.body, /For all/)
  assert.equal(configIn(page)['auth0Domain'], new URL(world.issuer).host)
  const { client_id, callbacks = [] } = dashboardClient(world.issuer)
  const { challenge } = newPkce()
  const asked = { client_id, response_type: 'code', redirect_uri: callbacks[0] ?? '', scope: 'openid', state: 's' }
  const path = authorizePath({ ...asked, code_challenge: challenge, code_challenge_method: 'S256' })
  const dashboard = await at(world.issuer).visit(path)
  assert.equal(new URL(dashboard.url).pathname, '/u/login')
})
