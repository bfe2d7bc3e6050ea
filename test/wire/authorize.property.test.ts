// Whatever is sent to /authorize: an answer at the application's own address, a page of ours, or the next step. Nothing else.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { authorizePath, newBrowser, signIn, type Browser } from './browser.ts'
import { CALLBACK, enabledFor, newApplication, newUser } from './people.ts'
import { startWorld, type World } from './world.ts'

const application = newApplication({
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  callbacks: [CALLBACK, 'https://*.wild.example.com/cb'],
})

const WORDS = [
  '',
  'none',
  'login',
  'code',
  'token',
  'id_token code',
  'query',
  'fragment',
  'form_post',
  'web_message',
  'openid profile',
  'S256',
  'plain',
  '0',
  '-1',
  '999999999999999999',
  'null',
  'undefined',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  CALLBACK,
  'https://a.wild.example.com/cb',
  'https://evil.test/',
  '//evil.test',
  'javascript:alert(1)',
  '\r\nlocation: https://evil.test/',
  '\u0000',
  '\ud800',
  '</script><script>alert(1)</script>',
  'x'.repeat(3000),
]

const NAMES = [
  'response_type',
  'response_mode',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'prompt',
  'max_age',
  'audience',
  'resource',
  'code_challenge',
  'code_challenge_method',
  'id_token_hint',
  'login_ticket',
  'co_verifier',
  'connection',
  'login_hint',
  'screen_hint',
  'ui_locales',
  'acr_values',
  'request',
  'request_uri',
  'organization',
  'web_message_uri',
  'web_message_target',
  '__proto__',
  'toString',
]

const value = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary', maxLength: 30 }))
const pairs = fc.array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 8 })

describe('whatever is sent to /authorize', () => {
  let world: World
  let loggedIn: Browser

  before(async () => {
    world = await startWorld()
    await world.write(application.changes, await enabledFor(world, [application]))
    loggedIn = newBrowser(world.issuer)
    await signIn(world, loggedIn, await newUser(world), application.client_id)
  })
  after(() => world.stop())

  const isOurs = (location: string): boolean =>
    /^\/(?:u\/[a-z-]+(?:\/[a-z-]+)?|continue)\?state=[\w-]{43}$/.test(location) ||
    location.startsWith(`${CALLBACK}?`) ||
    location.startsWith(`${CALLBACK}#`) ||
    /^https:\/\/a\.wild\.example\.com\/cb[?#]/.test(location)

  /** Where the page sends anything by itself. */
  const targetsIn = (body: string): readonly string[] => [
    ...[...body.matchAll(/var targetOrigin = "([^"]*)"/g)].map(([, origin = '']) => origin),
    ...[...body.matchAll(/<form method="post" action="(https?:[^"]*)"/g)].map(([, url = '']) => new URL(url).origin),
  ]

  async function check(browser: Browser, query: readonly (readonly [string, string])[], method: string): Promise<void> {
    const parameters = new URLSearchParams(query.map(([name, text]) => [name, text]))
    const response =
      method === 'GET'
        ? await browser.send(`/authorize?${parameters}`)
        : await browser.send('/authorize', { method, body: parameters })
    const body = await response.text()
    assert.ok(response.status < 500, `${response.status} ${body}`)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    const location = response.headers.get('location')
    if (location !== null) assert.ok(isOurs(location), location)
    for (const origin of targetsIn(body)) {
      assert.ok(['https://app.example.com', 'https://a.wild.example.com'].includes(origin), origin)
    }
    assert.ok(!body.includes('<script>alert(1)'))
    assert.equal(response.headers.get('access-control-allow-origin'), null)
  }

  test('security C11, G11: nobody is sent anywhere but to the application, and nothing breaks', async () => {
    const base: readonly (readonly [string, string])[] = [
      ['client_id', application.client_id],
      ['response_type', 'code'],
      ['redirect_uri', CALLBACK],
    ]
    await fc.assert(
      fc.asyncProperty(pairs, fc.boolean(), fc.boolean(), async (further, isWhole, isLoggedIn) => {
        const known = new Set(further.map(([name]) => name))
        const query = isWhole ? [...base.filter(([name]) => !known.has(name)), ...further] : further
        const browser = isLoggedIn ? loggedIn : newBrowser(world.issuer)
        await check(browser, query, 'GET')
        await check(browser, query, 'POST')
      }),
      { numRuns: 400 },
    )
  })

  test('a name that every object has is a word like any other', async () => {
    for (const word of Object.getOwnPropertyNames(Object.prototype)) {
      for (const name of NAMES) {
        const query = new Map([
          ['client_id', application.client_id],
          ['response_type', 'code'],
          ['redirect_uri', CALLBACK],
          [name, word],
        ])
        await check(loggedIn, [...query, ['prompt', 'login']], 'GET')
        await check(newBrowser(world.issuer), [...query], 'GET')
      }
    }
  })

  test('a query that is no form breaks nothing', async () => {
    const piece = fc.constantFrom(
      '&',
      '=',
      '%',
      '%zz',
      '%00',
      '%ff',
      '+',
      ';',
      '#',
      '?',
      'client_id',
      application.client_id,
      'redirect_uri',
      encodeURIComponent(CALLBACK),
      'state',
      'é',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const response = await loggedIn.send(`/authorize?${pieces.join('')}`)
        assert.ok(response.status < 500, String(response.status))
        const location = response.headers.get('location')
        if (location !== null) assert.ok(isOurs(location), location)
      }),
      { numRuns: 300 },
    )
    assert.equal(
      (await loggedIn.send(authorizePath({ client_id: application.client_id, response_type: 'code' }))).status,
      302,
    )
  })
})
