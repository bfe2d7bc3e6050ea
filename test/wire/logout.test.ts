import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { User } from '@symbolon/protocol/entities/user'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, newBrowser, signIn, toldBy, type Browser } from './browser.ts'
import { CALLBACK, enabledFor, newApplication, newUser, redeem, userTokensOf } from './people.ts'
import { until } from './until.ts'
import { startWorld, type World } from './world.ts'

const BYE = 'https://app.example.com/bye'
const app = newApplication({ allowed_logout_urls: [BYE, 'http://localhost:3000', `${BYE}?x=y`] })
const quiet = newApplication()
const tried = newApplication({ client_metadata: { symbolon_trial_of: 'con_x' } })

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`logging out, on ${database}`, () => {
    let now = Date.now()
    let world: World
    let user: User
    let browser: Browser
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({ now: () => now, ...(server ? { database: await server.createDatabase() } : {}) })
      const settings = await world.tenancy.store.find('tenant_settings', {})
      assert.ok(settings)
      await world.write(app.changes, quiet.changes, tried.changes, await enabledFor(world, [app, quiet, tried]), {
        replace: 'tenant_settings',
        before: settings,
        after: { ...settings, allowed_logout_urls: ['https://tenant.example.com/'] },
      })
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    /** Somebody is logged in, at the application if `at` says so. */
    async function arrive(at?: string): Promise<string> {
      user = await newUser(world)
      browser = newBrowser(world.issuer)
      return (await signIn(world, browser, user, at ?? 'nobody')).id
    }

    const isLoggedIn = async (
      cookies?: Map<string, string>,
      { client_id }: { client_id: string } = app,
    ): Promise<boolean> => {
      const asked = { client_id, response_type: 'code', redirect_uri: CALLBACK, prompt: 'none' }
      const response = await newBrowser(world.issuer, cookies ?? browser.cookies).send(authorizePath(asked))
      return toldBy({ url: response.headers.get('location') ?? '' })['code'] !== undefined
    }

    async function idToken(): Promise<string> {
      const asked = { client_id: app.client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid' }
      const response = await browser.send(authorizePath(asked))
      const { code = '' } = toldBy({ url: response.headers.get('location') ?? '' })
      return (await userTokensOf(await redeem(world, app, code))).id_token ?? ''
    }

    const get = (path: string, parameters: Readonly<Record<string, string>> = {}): Promise<Response> =>
      browser.send(`${path}?${new URLSearchParams(parameters)}`)

    describe('at /v2/logout', () => {
      test('ends the session in the browser and for whoever has kept the cookie', async () => {
        await arrive()
        const kept = new Map(browser.cookies)
        assert.ok(await isLoggedIn())
        const response = await get('/v2/logout', { client_id: app.client_id, returnTo: BYE })
        assert.equal(response.status, 302)
        assert.equal(response.headers.get('location'), BYE)
        assert.match(response.headers.get('set-cookie') ?? '', /^auth0=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0$/)
        assert.ok(!(await isLoggedIn()))
        assert.ok(!(await isLoggedIn(kept)))
      })

      test('ends the trial of a connection in that browser as well, which is a login apart', async () => {
        await arrive()
        const elsewhere = newBrowser(world.issuer)
        await signIn(world, elsewhere, await newUser(world), tried.client_id)
        browser.cookies.set('auth0_trial', elsewhere.cookies.get('auth0') ?? '')
        const kept = new Map(browser.cookies)
        const only = (name: string) => new Map([...kept].filter(([one]) => one === name))
        const logins = async (): Promise<readonly boolean[]> => [
          await isLoggedIn(only('auth0')),
          await isLoggedIn(only('auth0_trial')),
          await isLoggedIn(only('auth0'), tried),
          await isLoggedIn(only('auth0_trial'), tried),
        ]
        assert.deepEqual(await logins(), [true, false, false, true])
        const response = await get('/v2/logout')
        assert.match(response.headers.getSetCookie().join('\n'), /^auth0_trial=;.*Max-Age=0$/m)
        assert.deepEqual(await logins(), [false, false, false, false])
      })

      test('goes where the client, else the tenant, allows it, with query and hash of the application', async () => {
        const cases = [
          [{ client_id: app.client_id, returnTo: `${BYE}?a=b#c` }, `${BYE}?a=b#c`],
          [{ client_id: app.client_id, returnTo: 'http://localhost:3000/' }, 'http://localhost:3000/'],
          [{ client_id: app.client_id }, BYE],
          [{ returnTo: 'https://tenant.example.com/' }, 'https://tenant.example.com/'],
          [{}, 'https://tenant.example.com/'],
          [{ client_id: quiet.client_id }, 'https://tenant.example.com/'],
        ] as const
        for (const [parameters, target] of cases) {
          await arrive()
          const response = await get('/v2/logout', parameters)
          assert.equal(response.headers.get('location'), target, JSON.stringify(parameters))
          assert.ok(!(await isLoggedIn()))
        }
      })

      test('takes federated without a value, and is /logout as well', async () => {
        await arrive()
        const query = `client_id=${app.client_id}&returnTo=${encodeURIComponent(BYE)}&auth0Client=eyJ&federated`
        for (const path of ['/v2/logout', '/logout']) {
          assert.equal((await browser.send(`${path}?${query}`)).headers.get('location'), BYE)
        }
      })

      test('security C15: sends nobody anywhere else, and ends the session all the same', async () => {
        const elsewhere = [
          'https://evil.test/',
          'https://app.example.com/other',
          '//app.example.com/bye',
          '/\\evil.test',
          '/%09/evil.test',
          'javascript:alert(1)',
          'https://tenant.example.com/',
          `${BYE}@evil.test`,
        ]
        for (const returnTo of elsewhere) {
          await arrive()
          const response = await get('/v2/logout', { client_id: app.client_id, returnTo })
          assert.equal(response.status, 400, returnTo)
          assert.equal(response.headers.get('location'), null)
          const text = await response.text()
          assert.match(text, /invalid_request/)
          assert.match(text, /is not defined as a valid URL in/)
          assert.ok(!(await isLoggedIn()), returnTo)
        }
      })

      test('of an unknown client ends the session and says so', async () => {
        await arrive()
        const response = await get('/v2/logout', { client_id: 'nobody', returnTo: BYE })
        assert.equal(response.status, 400)
        assert.ok(!(await isLoggedIn()))
      })

      test('does nothing for a HEAD request', async () => {
        await arrive()
        assert.equal((await browser.send('/v2/logout', { method: 'HEAD' })).status, 404)
        assert.ok(await isLoggedIn())
      })

      test('leaves its lines in the log', async () => {
        await arrive()
        await get('/v2/logout', { client_id: app.client_id, returnTo: BYE })
        await get('/v2/logout', { client_id: app.client_id, returnTo: 'https://evil.test/' })
        await until('both are there', async () => {
          const { events } = await world.tenancy.store.logEvents({ limit: 100 })
          return ['slo', 'flo'].every((type) => events.some((event) => event.type === type))
        })
      })
    })

    describe('at /oidc/logout', () => {
      test('by an ID token of this session, however old, asks nobody', async () => {
        const sid = await arrive()
        const id_token_hint = await idToken()
        now += 40_000_000
        assert.ok(sid)
        const response = await get('/oidc/logout', { id_token_hint, post_logout_redirect_uri: BYE, state: 'a b&c' })
        assert.equal(response.status, 302)
        assert.equal(response.headers.get('location'), `${BYE}?state=a%20b%26c`)
        assert.ok(!(await isLoggedIn()))
      })

      test('as a form, too', async () => {
        await arrive()
        const id_token_hint = await idToken()
        const body = new URLSearchParams({ id_token_hint, post_logout_redirect_uri: `${BYE}?x=y`, state: 's' })
        const response = await browser.send('/oidc/logout', { method: 'POST', body })
        assert.equal(response.status, 303)
        assert.equal(response.headers.get('location'), `${BYE}?x=y&state=s`)
        assert.ok(!(await isLoggedIn()))
      })

      test('by the session’s id, or for an application that the session knows, asks nobody', async () => {
        const sid = await arrive()
        await get('/oidc/logout', { logout_hint: sid })
        assert.ok(!(await isLoggedIn()))
        await arrive(app.client_id)
        const response = await get('/oidc/logout', { client_id: app.client_id, post_logout_redirect_uri: BYE })
        assert.equal(response.headers.get('location'), BYE)
        assert.ok(!(await isLoggedIn()))
      })

      test('with nothing to show for it asks the person first', async () => {
        for (const parameters of [{}, { client_id: quiet.client_id }, { logout_hint: 'another' }]) {
          await arrive()
          const asked = await browser.visit(`/oidc/logout?${new URLSearchParams(parameters)}`)
          assert.equal(asked.status, 200)
          assert.match(asked.url, /\/u\/logout\?state=/)
          assert.ok(await isLoggedIn())
          const stayed = await browser.submit(asked.url, { action: 'deny' })
          assert.ok(stayed.status < 400)
          assert.ok(await isLoggedIn())
          const left = await browser.submit(asked.url, { action: 'accept' })
          assert.equal(left.status, 200)
          assert.match(left.body, /logged out/i)
          assert.ok(!(await isLoggedIn()))
        }
      })

      test('by an ID token of somebody else asks first, and then goes where it should', async () => {
        await arrive()
        const id_token_hint = await idToken()
        await arrive()
        const asked = await browser.visit(
          `/oidc/logout?${new URLSearchParams({ id_token_hint, post_logout_redirect_uri: BYE, state: 's' })}`,
        )
        assert.match(asked.url, /\/u\/logout\?state=/)
        assert.match(
          asked.headers.get('content-security-policy') ?? '',
          /form-action 'self' https:\/\/app\.example\.com/,
        )
        const left = await browser.submit(asked.url, { action: 'accept' })
        assert.equal(left.url, `${BYE}?state=s`)
      })

      test('does not ask where the tenant does not want it', async () => {
        const before = await world.tenancy.store.find('tenant_settings', {})
        assert.ok(before)
        const sessions = { oidc_logout_prompt_enabled: false }
        await world.write({ replace: 'tenant_settings', before, after: { ...before, sessions } })
        await arrive()
        await get('/oidc/logout')
        assert.ok(!(await isLoggedIn()))
        const now = await world.tenancy.store.find('tenant_settings', {})
        assert.ok(now)
        await world.write({ replace: 'tenant_settings', before: now, after: before })
      })

      test('without a session goes on all the same', async () => {
        browser = newBrowser(world.issuer)
        const asked = { client_id: app.client_id, post_logout_redirect_uri: BYE }
        assert.equal((await get('/oidc/logout', asked)).headers.get('location'), BYE)
        assert.match(await (await get('/oidc/logout')).text(), /logged out/i)
      })

      test('security C13, C14: the question is of one session, one browser, and not to be forged', async () => {
        await arrive()
        const { url } = await browser.visit('/oidc/logout')
        const body = new URLSearchParams({ action: 'accept' })
        const forged = await browser.send(url, { method: 'POST', body, headers: { origin: 'https://evil.test' } })
        assert.equal(forged.status, 403)
        assert.ok(await isLoggedIn())
        const first = browser
        await arrive()
        for (const state of [new URL(url).searchParams.get('state') ?? '', 'x', '']) {
          const other = await browser.submit(`/u/logout?state=${state}`, { action: 'accept' })
          assert.equal(other.status, 400)
          assert.ok(await isLoggedIn())
        }
        now += 901_000
        assert.equal((await first.submit(url, { action: 'accept' })).status, 400)
      })

      test('refuses an address that is not registered letter for letter, a hint that is not ours, and what does not fit', async () => {
        await arrive()
        const id_token_hint = await idToken()
        const [head, payload] = id_token_hint.split('.')
        const wrong = [
          { post_logout_redirect_uri: `${BYE}?a=b`, id_token_hint },
          { post_logout_redirect_uri: 'https://evil.test/', client_id: app.client_id },
          { post_logout_redirect_uri: BYE },
          { post_logout_redirect_uri: BYE, client_id: 'nobody' },
          { id_token_hint, client_id: quiet.client_id },
          { id_token_hint: `${head}.${payload}.AAAA` },
          { id_token_hint: `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.` },
          { id_token_hint: 'x' },
          { id_token_hint, post_logout_redirect_uri: BYE, state: 's'.repeat(2049) },
        ]
        for (const parameters of wrong) {
          const response = await get('/oidc/logout', parameters)
          assert.equal(response.status, 400, JSON.stringify(parameters).slice(0, 100))
          assert.equal(response.headers.get('location'), null)
        }
        const twice = await browser.send(`/oidc/logout?state=a&state=b`)
        assert.equal(twice.status, 400)
        assert.ok(await isLoggedIn())
      })

      test('takes no access token for an ID token', async () => {
        await arrive()
        // With openid there are two audiences, without it one.
        for (const scope of ['openid', 'read:messages']) {
          const asked = { client_id: app.client_id, response_type: 'code', redirect_uri: CALLBACK, scope }
          const arrival = await browser.visit(
            authorizePath({ ...asked, audience: 'https://api.example.com/', prompt: 'consent' }),
          )
          const { code = '' } = toldBy(await browser.submit(arrival.url, { action: 'accept' }))
          const { access_token } = await userTokensOf(await redeem(world, app, code))
          assert.equal((await get('/oidc/logout', { id_token_hint: access_token })).status, 400)
        }
      })
    })
  })
}
