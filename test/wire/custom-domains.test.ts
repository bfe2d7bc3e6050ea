// A tenant at a domain of its own beside its host: everything that is asked there speaks in the name of that domain, and nothing that
// manages the tenant is there. The domain is reached through a proxy, as it would be.
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { DASHBOARD_CLIENT_ID } from '@symbolon/protocol/auth0/dashboard'
import { dashboardClient } from '@symbolon/core/tenants/set-up'
import { startPostgres } from '../databases/postgres.ts'
import { CLIENT_ID, CLIENT_SECRET } from '../server.ts'
import { authorizePath, newBrowser, toldBy, type Browser } from './browser.ts'
import { managed, type ManagementCall } from './managed.ts'
import { openMailbox } from './mailbox.ts'
import { CALLBACK, newApplication, newUserWithPassword, userTokensOf, writeApplications } from './people.ts'
import { DEMO_API, GRANT } from './token-calls.ts'
import { throughProxy } from './through-proxy.ts'
import { newApi, startWorld, type World } from './world.ts'

const PASSWORD = 'Correct-horse-1815'
const DOMAIN = 'login.shop.example'
const ORDERS = 'https://orders.example.com/'

const application = newApplication({ allowed_logout_urls: ['https://app.example.com/bye'] })
const credentials = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a custom domain, on ${database}`, () => {
    const letters = openMailbox()
    let world: World
    let stopDatabase = async (): Promise<void> => {}
    let user: Awaited<ReturnType<typeof newUserWithPassword>>
    /** `http://login.shop.example:PORT/` */
    let there: string

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({
        ...(server ? { database: await server.createDatabase() } : {}),
        environment: {
          SYMBOLON_CUSTOM_DOMAINS: '*.shop.example',
          ...letters.environment,
          SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1',
        },
      })
      there = world.issuer.replace('localhost', DOMAIN)
      await writeApplications(world, application)
      await world.write(
        newApi({
          identifier: ORDERS,
          skip_consent_for_verifiable_first_party_clients: true,
          allow_offline_access: true,
        }),
        [{ insert: 'clients', document: dashboardClient(world.issuer) }],
      )
      user = await newUserWithPassword(world, PASSWORD)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
      letters.remove()
    })

    const call = <T = Readonly<Record<string, unknown>>>(...asked: ManagementCall): Promise<T> =>
      managed<T>(world, ...asked)

    /** Through the proxy: to the server's own address, with the host that was asked for. */
    const ask = (url: URL | string, init: RequestInit = {}): Promise<Response> =>
      throughProxy(world.issuer)(new URL(url, there), init)
    const post = (path: string, fields: Readonly<Record<string, string>>, at = there): Promise<Response> =>
      ask(new URL(path, at), { method: 'POST', body: new URLSearchParams(fields) })
    const statusOf = async (asked: Promise<Response>): Promise<number> => {
      const response = await asked
      await response.body?.cancel()
      return response.status
    }
    const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } })

    /** Logs in at a host of the tenant and gets tokens there. */
    const logInAt = async (at: string, further: Readonly<Record<string, string>> = {}) => {
      const browser: Browser = newBrowser(at, new Map(), ask)
      const wanted = { client_id: application.client_id, response_type: 'code', redirect_uri: CALLBACK, state: 's' }
      const page = await browser.visit(authorizePath({ ...wanted, scope: 'openid profile offline_access', ...further }))
      assert.equal(new URL(page.url).origin, new URL(at).origin)
      const arrival = await browser.submit(page.url, { username: user.email, password: PASSWORD, action: 'default' })
      const { code = '' } = toldBy(arrival)
      const redeemed = { grant_type: 'authorization_code', ...application.credentials, code, redirect_uri: CALLBACK }
      return { browser, tokens: await userTokensOf(await post('/oauth/token', redeemed, at)) }
    }

    test('answers only once it is verified, and then as an issuer of its own with the same keys', async () => {
      const metadata = '/.well-known/openid-configuration'
      const made = await call(201, 'POST', '/custom-domains', { domain: DOMAIN, type: 'self_managed_certs' })
      assert.equal(await statusOf(ask(metadata)), 404)
      const verified = await call(200, 'POST', `/custom-domains/${String(made['custom_domain_id'])}/verify`)
      assert.equal(verified['status'], 'ready')
      const said = Object(await (await ask(metadata)).json())
      assert.equal(said.issuer, there)
      assert.equal(said.token_endpoint, `${there}oauth/token`)
      assert.equal(said.authorization_endpoint, `${there}authorize`)

      const keys = createLocalJWKSet(Object(await (await ask('/.well-known/jwks.json')).json()))
      for (const at of [there, world.issuer]) {
        const answer = await post('/oauth/token', { ...GRANT, ...credentials, audience: DEMO_API }, at)
        const { access_token } = Object(await answer.json())
        await jwtVerify(access_token, keys, { issuer: at, audience: DEMO_API })
      }
    })

    test('logs people in by its own name: tokens, userinfo and renewed tokens name it', async () => {
      const { tokens } = await logInAt(there, { audience: ORDERS })
      const { access_token, id_token = '', refresh_token = '' } = tokens
      assert.equal(decodeJwt(id_token).iss, there)
      assert.equal(decodeJwt(access_token).iss, there)
      assert.deepEqual(decodeJwt(access_token).aud, [ORDERS, `${there}userinfo`])
      const known = Object(await (await ask('/userinfo', bearer(access_token))).json())
      assert.equal(known.sub, user.user_id)
      // A token is for the userinfo endpoint that it names.
      assert.equal(await statusOf(ask(`${world.issuer}userinfo`, bearer(access_token))), 401)
      const renewal = { grant_type: 'refresh_token', ...application.credentials, refresh_token }
      const renewed = await userTokensOf(await post('/oauth/token', renewal))
      assert.equal(decodeJwt(renewed.access_token).iss, there)
    })

    test('knows opaque tokens, of whichever host, also by the tenant’s own name', async () => {
      for (const [from, to] of [
        [there, world.issuer],
        [world.issuer, there],
      ] as const) {
        const { tokens } = await logInAt(from, { audience: `${world.issuer}userinfo` })
        assert.ok(!tokens.access_token.includes('.'))
        assert.equal(await statusOf(ask(`${to}userinfo`, bearer(tokens.access_token))), 200)
      }
    })

    test('its tokens are known and ended at the tenant’s own host too', async () => {
      const { tokens } = await logInAt(there, { audience: ORDERS })
      const { access_token, id_token = '' } = tokens
      const about = { ...application.credentials, token: access_token }
      const told = Object(await (await post('/oauth/introspect', about, world.issuer)).json())
      assert.equal(told.active, true)
      assert.equal(told.iss, there)
      const explained = await call(200, 'POST', '/explain', { token: access_token })
      assert.equal(Object(explained['verdict']).accepted, true)
      assert.equal(await statusOf(post('/oauth/revoke', about, world.issuer)), 200)
      assert.equal(await statusOf(ask('/userinfo', bearer(access_token))), 401)
      const ended = Object(await (await post('/oauth/introspect', about)).json())
      assert.deepEqual(ended, { active: false })
      // A logout is believed an ID token of any of the tenant's names.
      const bye = new URLSearchParams({
        id_token_hint: id_token,
        post_logout_redirect_uri: 'https://app.example.com/bye',
      })
      const left = await ask(`${world.issuer}oidc/logout?${bye}`)
      await left.body?.cancel()
      assert.equal(left.headers.get('location'), 'https://app.example.com/bye')
    })

    test('signs the feed of revocations in the name that was asked', async () => {
      for (const at of [there, world.issuer, there]) {
        const page: string = await (await ask(`${at}.well-known/revocations`)).text()
        assert.equal(decodeJwt(page).iss, at)
      }
    })

    test('sends links by mail that lead to itself', async () => {
      const wanted = {
        client_id: application.client_id,
        email: user.email,
        connection: 'Username-Password-Authentication',
      }
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify(wanted)
      assert.equal(await statusOf(ask('/dbconnections/change_password', { method: 'POST', headers, body })), 200)
      const [link = ''] = (await letters.next(user.email)).links
      assert.ok(link.startsWith(`${there}u/reset-password?ticket=`), link)
      assert.equal(await statusOf(ask(link)), 200)
    })

    test('is named in the tenant’s own mails', async () => {
      const [domain] = await call<readonly { readonly custom_domain_id: string }[]>(200, 'GET', '/custom-domains')
      const domain_metadata = { brand: 'Shoes' }
      await call(200, 'PATCH', `/custom-domains/${domain?.custom_domain_id}`, { domain_metadata })
      const template = {
        template: 'reset_email',
        from: 'shop@example.com',
        subject: '{{ custom_domain.domain_metadata.brand }} at {{ custom_domain.domain | default: "home" }}',
        body: '<a href="{{ url }}">{{ home_url }}</a>',
        syntax: 'liquid',
        enabled: true,
      }
      const { template: name } = await call<typeof template>(200, 'POST', '/email-templates', template)
      const headers = { 'content-type': 'application/json' }
      for (const [at, subject] of [
        [there, `Shoes at ${DOMAIN}`],
        [world.issuer, 'at home'],
      ] as const) {
        const { email } = await newUserWithPassword(world, PASSWORD)
        const body = JSON.stringify({
          client_id: application.client_id,
          email,
          connection: 'Username-Password-Authentication',
        })
        const asked = ask(new URL('/dbconnections/change_password', at), { method: 'POST', headers, body })
        assert.equal(await statusOf(asked), 200)
        const mail = await letters.next(email)
        assert.deepEqual([mail.subject.trim(), mail.html.includes(`>${at}</a>`)], [subject, true])
      }
      await call(200, 'PATCH', `/email-templates/${name}`, { enabled: false })
    })

    test('has nothing by which the tenant is managed, and nothing of those who do', async () => {
      const managing = { ...GRANT, ...credentials, audience: `${world.issuer}api/v2/` }
      const { access_token: token } = Object(await (await post('/oauth/token', managing)).json())
      assert.equal(decodeJwt(token).iss, there)
      assert.equal(await statusOf(ask(`${world.issuer}api/v2/clients`, bearer(token))), 401)
      const own = await world.accessToken(`${world.issuer}api/v2/`)
      assert.equal(await statusOf(ask(`${world.issuer}api/v2/clients`, bearer(own))), 200)
      const paths = [
        '/api/v2/clients',
        '/api/v2/openapi.json',
        '/dashboard',
        '/dashboard/clients',
        '/dashboard/assets/a.js',
      ]
      const further = [
        '/dashboard/set-up?ticket=x',
        '/dashboard/preview?ticket=x',
        '/exports/x',
        '/.well-known/ssf-configuration',
      ]
      for (const path of [...paths, ...further]) assert.equal(await statusOf(ask(path, bearer(own))), 404, path)

      const dashboard = { client_id: DASHBOARD_CLIENT_ID, redirect_uri: `${world.issuer}dashboard` }
      for (const [at, status] of [
        [there, 400],
        [world.issuer, 302],
      ] as const) {
        const parameters = { ...dashboard, response_type: 'code', scope: 'openid', prompt: 'none' }
        const path = authorizePath({ ...parameters, code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' })
        assert.equal(await statusOf(ask(new URL(path, at))), status, at)
      }
      const code = { grant_type: 'authorization_code', ...dashboard, code: 'x', code_verifier: 'v'.repeat(43) }
      assert.equal(await statusOf(post('/oauth/token', code)), 401)
      assert.equal(await statusOf(ask(`/client/${DASHBOARD_CLIENT_ID}.js`)), 404)
    })

    test('is told to actions, and is gone when it is deleted', async () => {
      const code = `exports.onExecutePostLogin = async (event, api) => {
        const { custom_domain } = event
        api.idToken.setCustomClaim('came_by', custom_domain ? custom_domain.domain : 'home')
      }`
      const supported_triggers = [{ id: 'post-login', version: 'v3' }]
      const action = await call(201, 'POST', '/actions/actions', { name: 'Domain', code, supported_triggers })
      const id = String(action['id'])
      await call(200, 'POST', `/actions/actions/${id}/deploy`)
      const bindings = [{ ref: { type: 'action_id', value: id }, display_name: 'Domain' }]
      await call(200, 'PATCH', '/actions/triggers/post-login/bindings', { bindings })
      for (const [at, came] of [
        [there, DOMAIN],
        [world.issuer, 'home'],
      ] as const) {
        const { tokens } = await logInAt(at)
        assert.equal(decodeJwt(tokens.id_token ?? '')['came_by'], came)
      }
      const [domain] = await call<readonly { readonly custom_domain_id: string }[]>(200, 'GET', '/custom-domains')
      const { tokens } = await logInAt(there, { audience: ORDERS })
      await call(204, 'DELETE', `/custom-domains/${domain?.custom_domain_id}`)
      assert.equal(await statusOf(ask('/.well-known/openid-configuration')), 404)
      const about = { ...application.credentials, token: tokens.access_token }
      assert.deepEqual(await (await post('/oauth/introspect', about, world.issuer)).json(), { active: false })
      // APIs that went by the name may still take it: it can be ended.
      const { head } = await world.tenancy.store.revocationsAfter(0, 1)
      assert.equal(await statusOf(post('/oauth/revoke', about, world.issuer)), 200)
      const { events } = await world.tenancy.store.revocationsAfter(head, 10)
      const key = hash('sha256', tokens.access_token, 'base64url')
      assert.deepEqual(
        events.map(({ event }) => [event.kind, event.key]),
        [['token', key]],
      )
    })
  })
}
