import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { User } from '@symbolon/protocol/entities/user'
import { decodeJwt } from 'jose'
import { startPostgres } from '../databases/postgres.ts'
import { authorizePath, messageIn, newBrowser, signIn, toldBy, type Arrival, type Browser } from './browser.ts'
import { computing } from './computing.ts'
import { CALLBACK, enabledFor, newApplication, newPkce, newUser, redeem, userTokensOf } from './people.ts'
import { until } from './until.ts'
import { newApi, startWorld, type World } from './world.ts'

const API = 'https://orders.example.com/'
const ALL_GRANTS = ['authorization_code', 'implicit', 'refresh_token'] as const
const SPA_ORIGIN = 'https://spa.example.com'

const web = newApplication({ grant_types: [...ALL_GRANTS], callbacks: [CALLBACK, `${CALLBACK}?tenant=a`] })
const codeOnly = newApplication({ grant_types: ['authorization_code'] })
const spa = newApplication({
  app_type: 'spa',
  token_endpoint_auth_method: 'none',
  grant_types: [...ALL_GRANTS],
  callbacks: [`${SPA_ORIGIN}/callback`],
  web_origins: ['http://localhost:4000'],
})
const plain = newApplication({ allow_plain_code_challenge: true })
const native = newApplication({ app_type: 'native', callbacks: ['com.example.app://callback', 'http://127.0.0.1/cb'] })
const pushed = newApplication({ require_pushed_authorization_requests: true })
const bare = newApplication({ callbacks: [] })
const strict = newApplication({
  is_first_party: false,
  third_party_security_mode: 'strict',
  grant_types: [...ALL_GRANTS],
  callbacks: [CALLBACK, 'https://*.example.com/callback'],
})
const guarded = newApplication({ redirection_policy: 'open_redirect_protection' })
const alone = newApplication({ sso_disabled: true })
const bound = newApplication({ require_proof_of_possession: true, grant_types: [...ALL_GRANTS] })

const ASK = { client_id: web.client_id, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid profile' }
const STATE = 'a+b/c= d%20e&f"<>é'

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`a request for authorization, on ${database}`, () => {
    let world: World
    let user: User
    let browser: Browser
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      const applications = [web, codeOnly, spa, plain, native, pushed, bare, strict, guarded, alone, bound]
      await world.write(
        ...applications.map(({ changes }) => changes),
        await enabledFor(world, applications),
        newApi({ identifier: API, skip_consent_for_verifiable_first_party_clients: true }),
      )
      user = await newUser(world, { name: 'Ada' })
      browser = newBrowser(world.issuer)
      await signIn(world, browser, user)
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const ask = (parameters: Readonly<Record<string, string>>): Promise<Arrival> =>
      browser.visit(authorizePath({ ...ASK, ...parameters }))

    /** The application is told so, at its address. */
    const isTold = (arrival: Arrival, error: string, description?: string | RegExp): void => {
      assert.ok(arrival.url.startsWith(CALLBACK), arrival.body)
      const told = toldBy(arrival)
      assert.equal(told['error'], error, arrival.url)
      if (typeof description === 'string') assert.equal(told['error_description'], description)
      if (description instanceof RegExp) assert.match(told['error_description'] ?? '', description)
      assert.equal(told['code'], undefined)
      assert.equal(told['access_token'], undefined)
    }

    /** Nobody is sent anywhere: a page of ours. */
    const isPage = (arrival: Arrival, error = 'invalid_request'): void => {
      assert.ok(arrival.url.startsWith(world.issuer), arrival.url)
      assert.ok(arrival.status >= 400 && arrival.status < 500, String(arrival.status))
      assert.match(arrival.headers.get('content-type') ?? '', /^text\/html/)
      assert.match(arrival.body, new RegExp(error))
      assert.match(arrival.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
    }

    test('with a live session is answered at once with a code that buys tokens', async () => {
      const arrival = await ask({ state: STATE, nonce: 'n-1', audience: API, max_age: '1000' })
      assert.equal(arrival.status, 302)
      const { code, ...rest } = toldBy(arrival)
      assert.deepEqual(rest, { state: STATE })
      const tokens = await userTokensOf(await redeem(world, web, code ?? ''))
      const { sub, nonce, auth_time, sid, name } = decodeJwt(tokens.id_token ?? '')
      assert.deepEqual({ sub, nonce, name }, { sub: user.user_id, nonce: 'n-1', name: 'Ada' })
      assert.equal(typeof auth_time, 'number')
      assert.equal(typeof sid, 'string')
      assert.deepEqual(decodeJwt(tokens.access_token).aud, [API, `${world.issuer}userinfo`])
    })

    test('is the same as a form, and is then answered with 303', async () => {
      const response = await browser.send('/authorize', { method: 'POST', body: new URLSearchParams(ASK) })
      assert.equal(response.status, 303)
      assert.match(response.headers.get('location') ?? '', /^https:\/\/app\.example\.com\/callback\?code=[\w-]+$/)
    })

    test('adds no state where none was sent, and never an issuer', async () => {
      assert.deepEqual(Object.keys(toldBy(await ask({}))), ['code'])
      assert.deepEqual(Object.keys(toldBy(await ask({ prompt: 'none', max_age: '0' }))), ['error', 'error_description'])
    })

    test('without a session leads to the login page, in a browser that is known from then on', async () => {
      const stranger = newBrowser(world.issuer)
      const response = await stranger.send(authorizePath({ ...ASK, state: 'x' }))
      assert.equal(response.status, 302)
      assert.match(response.headers.get('location') ?? '', /^\/u\/login\?state=[\w-]{43}$/)
      assert.match(
        response.headers.get('set-cookie') ?? '',
        /^auth0_browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
      )
      const again = await stranger.send(authorizePath({ ...ASK, screen_hint: 'signup' }))
      assert.match(again.headers.get('location') ?? '', /^\/u\/signup\?state=[\w-]{43}$/)
      assert.equal(again.headers.get('set-cookie'), null)
    })

    test('security C20: may be read by scripts of no other origin', async () => {
      for (const origin of ['https://app.example.com', 'https://evil.test', 'null']) {
        const response = await browser.send(authorizePath(ASK), { headers: { origin } })
        assert.equal(response.headers.get('access-control-allow-origin'), null)
        assert.equal(response.headers.get('access-control-allow-credentials'), null)
        const asked = await browser.send('/authorize', {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'GET' },
        })
        assert.equal(asked.status, 404)
        assert.equal(asked.headers.get('access-control-allow-origin'), null)
      }
    })

    test('works by its old name, which the log says', async () => {
      const arrival = await browser.visit(authorizePath(ASK).replace('/authorize', '/i/oauth2/authorize'))
      assert.ok(toldBy(arrival)['code'])
      await until('the log has a line', async () => (await logTypes()).includes('depnote'))
    })

    const logTypes = async (): Promise<readonly string[]> => {
      const { events } = await world.tenancy.store.logEvents({ limit: 100 })
      return events.map(({ type }) => type)
    }

    test('leaves a line in the log, silent or not', async () => {
      await ask({ prompt: 'none' })
      await ask({ prompt: 'none', max_age: '0' })
      await until('the log has both', async () => {
        const types = await logTypes()
        return types.includes('ssa') && types.includes('fsa')
      })
    })

    describe('that nobody can be told about', () => {
      const CASES: readonly (readonly [what: string, query: string])[] = [
        ['no client', 'response_type=code'],
        ['an unknown client', 'client_id=nobody&response_type=code&redirect_uri=https://evil.test/'],
        ['a client given twice', `client_id=${web.client_id}&client_id=${web.client_id}&response_type=code`],
        ['an address given twice', `${new URLSearchParams(ASK)}&redirect_uri=https://evil.test/`],
        ['another address', `${new URLSearchParams({ ...ASK, redirect_uri: 'https://evil.test/' })}`],
        [
          'security C11: another address and a bad response_type',
          `client_id=${web.client_id}&response_type=x&redirect_uri=https://evil.test/`,
        ],
        [
          'security C11: another address and nothing else',
          `client_id=${web.client_id}&redirect_uri=https://evil.test/`,
        ],
        [
          'security C4: a code in the address',
          `${new URLSearchParams({ ...ASK, redirect_uri: `${CALLBACK}?code=x` })}`,
        ],
        ['security C4: a code in a fragment', `${new URLSearchParams({ ...ASK, redirect_uri: `${CALLBACK}#code=x` })}`],
        ['an unknown response_mode', `${new URLSearchParams({ ...ASK, response_mode: 'smoke' })}`],
        ['a response_mode given twice', `${new URLSearchParams(ASK)}&response_mode=query&response_mode=fragment`],
        [
          'an address that is no text',
          `client_id=${web.client_id}&response_type=code&redirect_uri=https://app.example.com/%ff`,
        ],
        ['a client without an address', `client_id=${bare.client_id}&response_type=code`],
        [
          'security C5: form_post and another address',
          `${new URLSearchParams({ ...ASK, response_mode: 'form_post', redirect_uri: 'https://evil.test/' })}`,
        ],
        [
          'web_message and another origin',
          `${new URLSearchParams({ ...ASK, response_mode: 'web_message', redirect_uri: 'https://evil.test/' })}`,
        ],
        [
          'form_post to an application of its own scheme',
          `client_id=${native.client_id}&response_type=code&response_mode=form_post&redirect_uri=com.example.app://callback`,
        ],
        [
          'a relay to another origin',
          `${new URLSearchParams({ ...ASK, response_mode: 'web_message', web_message_uri: 'https://evil.test', web_message_target: 'x' })}`,
        ],
      ]
      for (const [what, query] of CASES) {
        test(`is answered with a page: ${what}`, async () => {
          for (const arrival of [
            await browser.visit(`/authorize?${query}`),
            await browser.visit(`/authorize?${query}&prompt=none`),
            await browser.visit('/authorize', {
              method: 'POST',
              body: query,
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
            }),
          ]) {
            isPage(arrival)
            assert.ok(!arrival.body.includes('postMessage') && !/<form[^>]*evil/.test(arrival.body))
          }
        })
      }

      test('security C18: shows what was sent as text', async () => {
        const arrival = await browser.visit(`/authorize?client_id=${encodeURIComponent('<script>alert(1)</script>')}`)
        isPage(arrival)
        assert.ok(!arrival.body.includes('<script>alert'))
        assert.match(arrival.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
        assert.ok(!/unsafe/.test(arrival.headers.get('content-security-policy') ?? ''))
      })

      test('security G10: is refused when it is too long, and soon', async () => {
        const took = await computing(async () => {
          const long = await browser.send(authorizePath({ ...ASK, scope: 'a '.repeat(4200) }))
          assert.equal(long.status, 414)
          const many = await browser.visit(`/authorize?${Array.from({ length: 101 }, (_, at) => `p${at}=`).join('&')}`)
          isPage(many)
          const scopes = await ask({ scope: Array.from({ length: 900 }, (_, at) => `s${at}`).join(' ') })
          assert.ok(toldBy(scopes)['code'])
        })
        assert.ok(took < 2000, `${took} ms`)
      })

      test('security G12: has one path, as it is written', async () => {
        for (const path of [
          '/authorize/',
          '/AUTHORIZE',
          `${world.issuer}/authorize`,
          '/authorize;x',
          '/./authorize;/',
          '/x/../authorize%2f',
          '/authorize%00',
          '/authorize%3f',
        ]) {
          const response = await browser.send(`${path}?${new URLSearchParams(ASK)}`)
          assert.ok(response.status === 404 || response.status === 400, `${path} ${response.status}`)
          assert.equal(response.headers.get('location'), null)
        }
      })

      test('leads to the error page of the tenant, if it has one', async () => {
        const settings = await world.tenancy.store.find('tenant_settings', {})
        assert.ok(settings)
        const url = 'https://errors.example.com/page?x=y'
        await world.write({ replace: 'tenant_settings', before: settings, after: { ...settings, error_page: { url } } })
        const arrival = await browser.visit(`/authorize?client_id=${web.client_id}&redirect_uri=https://evil.test/`)
        assert.ok(arrival.url.startsWith(url), arrival.url)
        const { error, client_id, tracking } = toldBy(arrival)
        assert.deepEqual({ error, client_id }, { error: 'invalid_request', client_id: web.client_id })
        assert.match(tracking ?? '', /^[0-9a-f]{20}$/)
        const now = await world.tenancy.store.find('tenant_settings', {})
        assert.ok(now)
        await world.write({ replace: 'tenant_settings', before: now, after: settings })
      })
    })

    describe('that is wrong', () => {
      const { challenge, verifier } = newPkce()
      const CASES: readonly (readonly [error: string, parameters: Readonly<Record<string, string>>])[] = [
        ['invalid_request', { response_type: '' }],
        ['unsupported_response_type', { response_type: 'none' }],
        ['unsupported_response_type', { response_type: 'code code' }],
        ['unsupported_response_type', { response_type: 'code smoke' }],
        ['invalid_request', { prompt: 'none login' }],
        ['invalid_request', { prompt: 'smoke' }],
        ['invalid_request', { max_age: '-1' }],
        ['invalid_request', { max_age: '1.5' }],
        ['invalid_request', { max_age: 'x' }],
        ['invalid_scope', { scope: 'a"b' }],
        ['invalid_request', { nonce: 'n'.repeat(1025) }],
        ['access_denied', { audience: 'https://nowhere.example.com/' }],
        ['access_denied', { resource: 'https://nowhere.example.com/' }],
        ['invalid_request', { organization: 'org_x' }],
        ['invalid_request', { invitation: 'x' }],
        ['invalid_request', { connection: 'nowhere' }],
        ['invalid_request', { dpop_jkt: 'x' }],
        ['invalid_request', { id_token_hint: 'x.y.z' }],
        ['request_not_supported', { request: 'eyJ' }],
        ['request_uri_not_supported', { request_uri: 'urn:x' }],
        ['registration_not_supported', { registration: '{}' }],
        ['invalid_request', { code_challenge: challenge, code_challenge_method: 'S512' }],
        ['invalid_request', { code_challenge: 'short', code_challenge_method: 'S256' }],
        ['invalid_request', { code_challenge: `${challenge}=`, code_challenge_method: 'S256' }],
      ]
      for (const [error, parameters] of CASES) {
        test(`is answered with ${error} at the application: ${JSON.stringify(parameters).slice(0, 60)}`, async () => {
          const arrival = await ask({ ...parameters, state: STATE })
          isTold(arrival, error)
          assert.equal(toldBy(arrival)['state'], STATE)
        })
      }

      test('names the API that there is none of', async () => {
        isTold(await ask({ audience: 'https://x.y/' }), 'access_denied', 'Service not found: https://x.y/')
      })

      test('is refused for a parameter that stands there twice', async () => {
        const arrival = await browser.visit(`${authorizePath({ ...ASK, state: 's' })}&scope=openid`)
        isTold(arrival, 'invalid_request', /scope is given more than once/)
        isTold(await browser.visit(`${authorizePath(ASK)}&state=a&state=b`), 'invalid_request')
      })

      test('ignores parameters that it does not know, and empty ones', async () => {
        assert.ok(
          toldBy(await ask({ auth0Client: 'garbage', 'ext-x': 'y', prompt: '', nonce: '', audience: '' }))['code'],
        )
      })

      test('security D1, D3: a method without a challenge protects nothing', async () => {
        isTold(await ask({ code_challenge_method: 'S256' }), 'invalid_request', /without code_challenge/)
      })

      test('security D2: a public client must send a challenge', async () => {
        const asked = { client_id: spa.client_id, redirect_uri: `${SPA_ORIGIN}/callback` }
        const { url } = await ask(asked)
        assert.match(url, /^https:\/\/spa\.example\.com\/callback\?error=invalid_request&.*code_challenge/)
        const proven = await ask({ ...asked, code_challenge: challenge, code_challenge_method: 'S256' })
        assert.ok(toldBy(proven)['code'])
      })

      test('security D2: a verifier for a code without a challenge is refused', async () => {
        const { code } = toldBy(await ask({}))
        const response = await redeem(world, web, code ?? '', { code_verifier: verifier })
        assert.equal(response.status, 403)
      })

      test('security D4, D5: plain only where the client allows it', async () => {
        for (const method of [{ code_challenge_method: 'plain' }, {}] as const) {
          isTold(await ask({ code_challenge: verifier, ...method }), 'invalid_request', /plain is not allowed/)
        }
        const allowed = { client_id: plain.client_id, code_challenge: verifier, code_challenge_method: 'plain' }
        const { code } = toldBy(await ask(allowed))
        const response = await redeem(world, plain, code ?? '', { code_verifier: verifier })
        assert.equal(response.status, 200)
      })

      test('is refused where the grant type is not the client’s', async () => {
        const asked = { client_id: codeOnly.client_id, nonce: 'n' }
        assert.ok(toldBy(await ask(asked))['code'])
        for (const response_type of ['token', 'id_token', 'code token', 'token id_token code']) {
          const arrival = await ask({ ...asked, response_type })
          isTold(arrival, 'unauthorized_client', "Grant type 'implicit' not allowed for the client.")
          assert.match(arrival.url, /#error=/)
        }
      })

      test('says clearly that it takes no pushed requests', async () => {
        isTold(
          await ask({ client_id: pushed.client_id }),
          'invalid_request',
          /^Pushed authorization requests are required/,
        )
      })

      test('security C18: reflects nothing as markup', async () => {
        const arrival = await ask({
          response_mode: 'form_post',
          prompt: 'none',
          max_age: '0',
          state: '"><script>x</script>',
        })
        assert.equal(arrival.status, 200)
        assert.ok(!arrival.body.includes('<script>x'))
        assert.match(arrival.body, /name="error" value="login_required"/)
      })
    })

    describe('answered by', () => {
      const front = { nonce: 'n-1', state: STATE, audience: API }
      const leftHalf = (text: string) =>
        Buffer.from(createHash('sha256').update(text).digest().subarray(0, 16)).toString('base64url')

      for (const response_type of [
        'token',
        'id_token',
        'token id_token',
        'code token',
        'id_token code',
        'code id_token token',
      ]) {
        test(`${response_type}, in the fragment`, async () => {
          const arrival = await ask({ ...front, response_type })
          assert.ok(arrival.url.startsWith(`${CALLBACK}#`), arrival.url)
          const { code, access_token, id_token, ...rest } = toldBy(arrival)
          const words = response_type.split(' ')
          assert.deepEqual(
            [code !== undefined, access_token !== undefined, id_token !== undefined],
            [words.includes('code'), words.includes('token'), words.includes('id_token')],
          )
          const forToken = access_token ? { expires_in: '7200', token_type: 'Bearer' } : {}
          assert.deepEqual(rest, { state: STATE, ...forToken })
          const { nonce, at_hash, c_hash } = id_token ? decodeJwt(id_token) : {}
          if (id_token) assert.equal(nonce, 'n-1')
          assert.equal(at_hash, id_token && access_token ? leftHalf(access_token) : undefined)
          assert.equal(c_hash, id_token && code ? leftHalf(code) : undefined)
          if (code) await userTokensOf(await redeem(world, web, code))
        })
      }

      test('tokens never has a refresh token, and says the scope where it is less than was asked for', async () => {
        const told = toldBy(
          await ask({ ...front, response_type: 'token', scope: 'openid offline_access read:a read:x' }),
        )
        assert.equal(told['refresh_token'], undefined)
        assert.equal(told['scope'], 'openid read:a')
      })

      test('tokens is refused in a query, and without a nonce', async () => {
        const inQuery = await ask({ ...front, response_type: 'token', response_mode: 'query' })
        assert.match(inQuery.url, /#error=invalid_request/)
        const { nonce: _, ...without } = front
        isTold(await ask({ ...without, response_type: 'id_token' }), 'invalid_request', /nonce/)
        isTold(await ask({ ...front, scope: 'profile', response_type: 'id_token' }), 'invalid_request', /openid/)
      })

      test('a query behind the address’s own', async () => {
        const { url } = await ask({ redirect_uri: `${CALLBACK}?tenant=a`, state: 's' })
        assert.match(url, /\/callback\?tenant=a&code=[\w-]{52}&state=s$/)
      })

      test('a fragment when it is asked for', async () => {
        assert.match((await ask({ response_mode: 'fragment' })).url, /\/callback#code=/)
      })

      test('a form that sends itself', async () => {
        const arrival = await ask({ ...front, response_type: 'code id_token', response_mode: 'form_post' })
        assert.equal(arrival.status, 200)
        assert.ok(arrival.body.includes(`<form method="post" action="${CALLBACK}">`))
        assert.match(arrival.body, /<input type="hidden" name="code" value="[\w-]{52}">/)
        assert.match(arrival.body, /<input type="hidden" name="id_token" value="[\w.-]+">/)
        assert.match(arrival.body, /<input type="hidden" name="state" value="a\+b\/c= d%20e&amp;f&quot;&lt;&gt;é">/)
        assert.match(arrival.body, /<noscript>.*<button type="submit">/)
        const policy = arrival.headers.get('content-security-policy') ?? ''
        const script = /<script>(.*)<\/script>/.exec(arrival.body)?.[1] ?? ''
        const sum = createHash('sha256').update(script).digest('base64')
        assert.ok(policy.includes(`script-src 'sha256-${sum}'`), policy)
        assert.match(policy, /form-action https:\/\/app\.example\.com;/)
        assert.match(policy, /frame-ancestors 'none'/)
      })

      test('an error when a URL cannot carry it', async () => {
        const arrival = await ask({ ...front, response_type: 'code id_token token', state: 's'.repeat(7500) })
        isTold(arrival, 'server_error', /longer than the 8192 characters/)
        const asForm = await ask({
          ...front,
          response_type: 'code id_token token',
          state: 's'.repeat(7500),
          response_mode: 'form_post',
        })
        assert.match(asForm.body, /name="access_token"/)
      })
    })

    describe('answered by a message', () => {
      const { challenge } = newPkce()
      const asked = {
        client_id: spa.client_id,
        redirect_uri: `${SPA_ORIGIN}/callback`,
        response_mode: 'web_message',
        code_challenge: challenge,
        code_challenge_method: 'S256',
        state: STATE,
      }
      const isFramable = ({ headers }: Arrival): void => {
        assert.equal(headers.get('x-frame-options'), null)
        assert.equal(headers.get('cross-origin-opener-policy'), null)
        assert.equal(headers.get('cache-control'), 'no-store')
        const policy = headers.get('content-security-policy') ?? ''
        assert.ok(!policy.includes('frame-ancestors'))
        assert.match(policy, /^default-src 'none'; script-src 'nonce-[\w+/=]{24}';/)
      }

      test('to the origin of the application alone', async () => {
        const arrival = await ask({ ...asked, prompt: 'none' })
        assert.equal(arrival.status, 200)
        isFramable(arrival)
        const { origin, message } = messageIn(arrival)
        assert.equal(origin, SPA_ORIGIN)
        assert.equal(message.type, 'authorization_response')
        const { code, ...rest } = message.response
        assert.match(String(code), /^[\w-]{52}$/)
        assert.deepEqual(rest, { state: STATE })
      })

      test('with numbers as numbers', async () => {
        const { message } = messageIn(await ask({ ...asked, prompt: 'none', response_type: 'token' }))
        assert.equal(message.response['expires_in'], 7200)
      })

      test('of a web origin that is no callback', async () => {
        const { origin } = messageIn(await ask({ ...asked, redirect_uri: 'http://localhost:4000', prompt: 'none' }))
        assert.equal(origin, 'http://localhost:4000')
      })

      test('also when it says no, with the state', async () => {
        const arrival = await newBrowser(world.issuer).visit(authorizePath({ ...ASK, ...asked, prompt: 'none' }))
        assert.equal(arrival.status, 200)
        isFramable(arrival)
        assert.deepEqual(messageIn(arrival).message.response, {
          error: 'login_required',
          error_description: 'Login required',
          state: STATE,
        })
      })

      test('and also when the request is wrong', async () => {
        const arrival = await ask({ ...asked, response_type: 'smoke' })
        isFramable(arrival)
        assert.equal(messageIn(arrival).message.response['error'], 'unsupported_response_type')
      })

      test('security C9: whatever the state is, it stays a text', async () => {
        for (const state of [
          '</script><script>alert(1)</script>',
          '\u2028\u2029',
          '<!--',
          "'`\\",
          '\u007f\u0085',
          'é漢🙂',
        ]) {
          const arrival = await ask({ ...asked, state, prompt: 'none' })
          assert.equal(messageIn(arrival).message.response['state'], state)
          assert.equal(arrival.body.split('</script>').length, 2)
        }
      })

      test('through a frame of the page, if its origin is registered', async () => {
        const relay = { web_message_uri: `${SPA_ORIGIN}/x`, web_message_target: 'frame' }
        const { body } = await ask({ ...asked, ...relay, prompt: 'none' })
        assert.ok(
          body.includes(`var webMessageRequest = {"web_message_uri":"${SPA_ORIGIN}","web_message_target":"frame"}`),
        )
      })

      test('in the protocol of old popups, which ask for it first, to the same origin alone', async () => {
        const arrival = await ask({ ...asked, owp: 'true', response_mode: 'fragment', prompt: 'none' })
        isFramable(arrival)
        assert.equal(messageIn(arrival).origin, SPA_ORIGIN)
        const [, json = '""'] = /var answer = (".*");/.exec(arrival.body) ?? []
        const { a, d } = JSON.parse(JSON.parse(json))
        assert.equal(a, 'response')
        assert.deepEqual([typeof d.code, d.state], ['string', STATE])
        assert.ok(!/postMessage\([^,]*\)|"\*"/.test(arrival.body))
        isPage(await ask({ ...asked, owp: 'true', redirect_uri: 'https://evil.test/' }))
      })

      test('after a login, when it is not silent', async () => {
        const response = await newBrowser(world.issuer).send(authorizePath({ ...ASK, ...asked }))
        assert.match(response.headers.get('location') ?? '', /^\/u\/login/)
      })
    })

    test('for a native application: any port of this machine, or a scheme of its own', async () => {
      const asked = { client_id: native.client_id }
      const own = await ask({ ...asked, redirect_uri: 'com.example.app://callback', state: 's' })
      assert.match(own.url, /^com\.example\.app:\/\/callback\?code=[\w-]{52}&state=s$/)
      const loopback = await ask({ ...asked, redirect_uri: 'http://127.0.0.1:49152/cb' })
      assert.match(loopback.url, /^http:\/\/127\.0\.0\.1:49152\/cb\?code=/)
      isPage(await ask({ ...asked, redirect_uri: 'http://127.0.0.1:49152/CB' }))
    })

    describe('of a client that allows less', () => {
      const { challenge } = newPkce()
      const proven = { code_challenge: challenge, code_challenge_method: 'S256' }

      test('somebody else’s in strict mode has codes with PKCE alone, and no other parameters', async () => {
        const asked = { client_id: strict.client_id, ...proven, scope: 'read:a' }
        const begun = await browser.send(authorizePath({ ...ASK, ...asked, auth0Client: 'x' }))
        assert.match(begun.headers.get('location') ?? '', /^\/u\/(?:login|consent)/)
        isTold(await ask({ ...asked, screen_hint: 'signup' }), 'invalid_request', /screen_hint is not allowed/)
        isTold(await ask({ client_id: strict.client_id }), 'invalid_request', /code_challenge/)
        isTold(await ask({ ...asked, response_type: 'token' }), 'unauthorized_client')
        isPage(await ask({ ...asked, redirect_uri: 'https://other.example.com/callback' }))
      })

      test('with open redirect protection is told nothing that nobody has agreed to', async () => {
        isPage(await ask({ client_id: guarded.client_id, scope: '"' }), 'invalid_scope')
        assert.ok(toldBy(await ask({ client_id: guarded.client_id }))['code'])
      })

      test('without single sign-on asks everybody to log in', async () => {
        isTold(await ask({ client_id: alone.client_id, prompt: 'none' }), 'login_required')
        const response = await browser.send(authorizePath({ ...ASK, client_id: alone.client_id }))
        assert.match(response.headers.get('location') ?? '', /^\/u\/login/)
      })

      test('security B15: whose tokens must be bound to a key gets none that are not', async () => {
        for (const response_type of ['code', 'token', 'code id_token']) {
          isTold(
            await ask({ client_id: bound.client_id, response_type, nonce: 'n' }),
            'invalid_request',
            /bound to a key/,
          )
        }
      })
    })

    test('without an address is answered at the first callback, and the code needs none', async () => {
      const { redirect_uri: _, ...without } = ASK
      const arrival = await browser.visit(authorizePath(without))
      const { code } = toldBy(arrival)
      const form = { grant_type: 'authorization_code', ...web.credentials, code: code ?? '' }
      assert.equal((await world.token(form)).status, 200)
    })
  })
}
