// The token debugger, in a browser: what it says of every kind of token, and that nothing of one leaves the page.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test, type TestContext } from 'node:test'
import axe from 'axe-core'
import { exportJWK, exportSPKI, SignJWT } from 'jose'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { newApi, newClient, newGrant, startWorld, type World } from '../wire/world.ts'
import { keepPicture, useBrowser } from './browser.ts'

const API = 'https://orders.example.com/'
const SECRET = 'a secret of more than thirty-two bytes, for HS256'

const robot = newClient({ name: 'Robot' })

describe('the token debugger', () => {
  const browser = useBrowser()
  let world: World
  let issuer: string
  let token: string
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  before(async () => {
    world = await startWorld({ tls: true })
    issuer = world.issuer
    await world.write(
      robot.changes,
      newApi({ identifier: API }, ['read:orders']),
      newGrant(robot.client_id, API, ['read:orders']),
    )
    const body = new URLSearchParams({ ...robot.credentials, grant_type: 'client_credentials', audience: API })
    const response = await fetch(`${issuer}oauth/token`, { method: 'POST', body })
    token = Object(await response.json()).access_token
  })
  after(() => world?.stop())

  async function open(t: TestContext, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.open(t, options)).newPage()
    await page.goto(new URL('/debugger', issuer).href)
    return page
  }

  async function paste(page: Page, text: string): Promise<void> {
    await page.fill('#token', text)
  }

  const says = async (page: Page, id: string): Promise<string> => (await page.locator(id).innerText()).trim()

  const notes = async (page: Page): Promise<readonly string[]> => page.locator('#note-rows > li').allInnerTexts()

  const row = async (page: Page, name: string): Promise<string> =>
    page.locator('#claims-rows tr', { has: page.locator(`th:text-is("${name}")`) }).innerText()

  type Claims = Readonly<Record<string, unknown>>

  const signed = (claims: Claims, alg = 'ES256'): Promise<string> =>
    new SignJWT(JSON.parse(JSON.stringify(claims)))
      .setProtectedHeader({ alg, typ: 'JWT', kid: 'elsewhere' })
      .sign(pair.privateKey)

  const now = (): number => Math.floor(Date.now() / 1000)

  test('says what a token is, what stands in it and what that means, and checks it against the tenant’s keys', async (t) => {
    const page = await open(t)
    await paste(page, token)
    assert.match(await says(page, '#kind'), /access token, in the layout access_token$/i)
    await page.locator('#signature-says.good').waitFor()
    assert.match(await says(page, '#signature-says'), /right: key .+ of this tenant/)
    assert.match(await row(page, 'iss'), new RegExp(`${issuer}.*who issued it`, 's'))
    assert.match(await row(page, 'exp'), /in 2 hours.*when it ends/s)
    assert.match(await row(page, 'scope'), /read:orders/)
    assert.deepEqual(await notes(page), [])
    assert.equal(await page.locator('#key-field').isVisible(), false)
  })

  test('a changed character is seen at once', async (t) => {
    const page = await open(t)
    const [header = '', payload = '', signature = ''] = token.split('.')
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), scope: 'admin' }
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url')
    await paste(page, `${header}.${forged}.${signature}`)
    await page.locator('#signature-says.bad').waitFor()
    assert.match(await says(page, '#signature-says'), /wrong/)
    await paste(page, token)
    await page.locator('#signature-says.good').waitFor()
  })

  test('what is said of a good token never stands beside another, whatever stands in that one', async (t) => {
    const page = await open(t)
    const broken: string[] = []
    page.on('pageerror', ({ message }) => void broken.push(message))
    const [header = '', payload = ''] = token.split('.').map((one) => Buffer.from(one, 'base64url').toString())
    const odd = { toString: 1, valueOf: 1 }
    const deep = `${'['.repeat(15_000)}${']'.repeat(15_000)}`
    const forged: readonly (readonly [string, string])[] = [
      [JSON.stringify({ ...JSON.parse(header), kid: odd }), payload],
      [JSON.stringify({ ...JSON.parse(header), typ: odd }), payload],
      [JSON.stringify({ ...JSON.parse(header), alg: odd }), payload],
      [header, JSON.stringify({ ...JSON.parse(payload), iss: odd, aud: [odd] })],
      [header, `{"iss":"${issuer}","sub":${deep}}`],
      // Who has seen such a proof could have made it.
      [JSON.stringify({ alg: 'HS256', typ: 'dpop+jwt', jwk: { kty: 'oct', k: 'c2VjcmV0' } }), payload],
    ]
    for (const [head, claims] of forged) {
      await paste(page, token)
      await page.locator('#signature-says.good').waitFor()
      await paste(page, [head, claims, 'x'].map((one) => Buffer.from(one).toString('base64url')).join('.'))
      await page.locator('#signature-says:not(.good):not(:empty)').waitFor()
    }
    assert.deepEqual(broken, [])
  })

  test('nothing of a token or a key leaves the page, whatever is pasted', async (t) => {
    const page = await open(t)
    await page.waitForLoadState('networkidle')
    const asked: string[] = []
    page.context().on('request', (request) => void asked.push(`${request.url()} ${request.postData() ?? ''}`))
    page.on('websocket', (socket) => void asked.push(socket.url()))
    await paste(page, token)
    await page.locator('#signature-says.good').waitFor()
    await paste(page, await signed({ iss: 'https://elsewhere.example/', jku: 'https://evil.test/keys' }))
    await page.locator('#key-field').waitFor()
    await page.fill('#key', await exportSPKI(pair.publicKey))
    await page.locator('#signature-says.good').waitFor()
    await paste(page, '<img src=https://evil.test/x onerror=alert(1)>.a.b')
    await page.locator('#note-rows > .bad').first().waitFor()
    await page.click('#clear')
    assert.deepEqual(asked, [])
    assert.equal(page.url(), new URL('/debugger', issuer).href)
    assert.equal(await page.evaluate('localStorage.length + sessionStorage.length'), 0)
  })

  test('checks a token of others with a key that is pasted: JWK, key set, PEM, secret', async (t) => {
    const page = await open(t)
    const claims = { iss: 'https://elsewhere.example/', aud: 'x', azp: 'y', exp: now() + 60 }
    await paste(page, await signed(claims))
    await page.locator('#key-field').waitFor()
    assert.match(await says(page, '#signature-says'), /Another issuer signed it: https:\/\/elsewhere\.example\//)
    const jwk = await exportJWK(pair.publicKey)
    const right = [
      JSON.stringify(jwk),
      JSON.stringify({
        keys: [
          { ...jwk, kid: 'other', x: jwk.y },
          { ...jwk, kid: 'elsewhere' },
        ],
      }),
      await exportSPKI(pair.publicKey),
    ]
    for (const key of right) {
      await page.fill('#key', key)
      await page.locator('#signature-says.good').waitFor()
      await page.fill('#key', '')
      await page.locator('#signature-says:not(.good)').waitFor()
    }
    const stranger = await exportSPKI(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
    for (const [key, words] of [
      [stranger, /wrong/],
      [JSON.stringify({ ...jwk, alg: 'RS256' }), /no key that can be read/],
      ['nonsense', /no key that can be read/],
      ['{', /no key that can be read/],
    ] as const) {
      await page.fill('#key', key)
      await page.locator('#signature-says.bad').waitFor()
      assert.match(await says(page, '#signature-says'), words)
      await page.fill('#key', '')
      await page.locator('#signature-says:not(.bad)').waitFor()
    }
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(SECRET))
    await paste(page, symmetric)
    await page.locator('#signature-says:text("signed with a secret")').waitFor()
    await page.fill('#key', SECRET)
    await page.locator('#signature-says.good').waitFor()
  })

  test('a DPoP proof is checked by the key that it carries, and is not held to what a token must say', async (t) => {
    const page = await open(t)
    const proof = (jwk: object): Promise<string> =>
      new SignJWT({ jti: 'j', htm: 'POST', htu: `${issuer}oauth/token`, iat: now() })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(pair.privateKey)
    await paste(page, await proof(await exportJWK(pair.publicKey)))
    await page.locator('#signature-says.good').waitFor()
    assert.match(await says(page, '#kind'), /DPoP proof/)
    assert.match(await says(page, '#signature-says'), /the key in its header/)
    assert.deepEqual(await notes(page), [])
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    await paste(page, await proof(await exportJWK(stranger)))
    await page.locator('#signature-says.bad').waitFor()
    await paste(page, await signed({ aud: API, exp: now() + 60 }))
    await page.locator('#key-field').waitFor()
    assert.match(await says(page, '#signature-says'), /does not say who issued it/)
  })

  const whole = (): Claims => ({
    iss: issuer,
    aud: API,
    azp: 'app',
    sub: 'auth0|1',
    scope: 'read',
    iat: now(),
    exp: now() + 600,
  })

  const MISTAKES: readonly (readonly [what: string, make: () => Promise<string> | string, words: RegExp])[] = [
    ['an ID token', () => signed({ ...whole(), scope: undefined, nonce: 'n' }), /This is an ID token/],
    ['an opaque token', () => 'A'.repeat(120), /No API was asked for, so the access token is opaque/],
    ['a refresh token', () => `v1.${'A'.repeat(80)}`, /as good as a password/],
    [
      'an encrypted token',
      () => `${Buffer.from('{"alg":"RSA-OAEP-256","enc":"A256GCM"}').toString('base64url')}.a.b.c.d`,
      /encrypted/,
    ],
    [
      'an expired one',
      () => signed({ ...whole(), iat: now() - 7200, exp: now() - 3600 }),
      /It expired (?:1 hour|60 minutes) ago/,
    ],
    ['one that never expires', () => signed({ ...whole(), exp: undefined }), /never expires/],
    ['one from the future', () => signed({ ...whole(), iat: now() + 300 }), /clocks is wrong/],
    [
      'one that does not count yet',
      () => signed({ ...whole(), nbf: now() + 3600 }),
      /begins to count in (?:1 hour|60 minutes)/,
    ],
    ['one for nobody', () => signed({ ...whole(), aud: undefined }), /for which API/],
    ['one for /userinfo alone', () => signed({ ...whole(), aud: `${issuer}userinfo` }), /\/userinfo alone/],
    ['a slash too few', () => signed({ ...whole(), iss: issuer.slice(0, -1) }), /by a slash at the end/],
    ['one of another tenant', () => signed({ ...whole(), iss: 'https://other.example/' }), /not of this tenant/],
    ['a list of scopes', () => signed({ ...whole(), scope: ['a', 'b'] }), /scope is a list/],
    ['no scope', () => signed({ ...whole(), scope: '' }), /No scope was granted/],
    ['a big one', () => signed({ ...whole(), much: 'x'.repeat(5000) }), /more than many servers take/],
    ['the whole header', async () => `Bearer ${await signed(whole())}`, /The word Bearer/],
    ['JSON', async () => `"${await signed(whole())}"`, /quotes around it/],
    ['half of one', async () => (await signed(whole())).split('.').slice(0, 2).join('.'), /cut off/],
    ['one that was changed', async () => `${(await signed(whole())).replace('.', '!.')}`, /base64url of JSON/],
    [
      'no signature',
      () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`,
      /alg is none/,
    ],
  ]
  for (const [what, make, words] of MISTAKES) {
    test(`names what is wrong with ${what}`, async (t) => {
      const page = await open(t)
      await paste(page, await make())
      await page.locator('#note-rows > li').first().waitFor()
      const found = await notes(page)
      assert.ok(
        found.some((note) => words.test(note)),
        found.join(' | '),
      )
    })
  }

  test('runs nothing that stands in a token, and shows it as it is', async (t) => {
    const page = await open(t)
    page.on('dialog', () => assert.fail('something ran'))
    await paste(
      page,
      await signed({
        ...whole(),
        '<img src=x onerror=alert(1)>': '</td><script>alert(1)</script>',
        ['__proto__']: { a: 1 },
      }),
    )
    assert.match(await row(page, '<img src=x onerror=alert(1)>'), /<script>alert\(1\)<\/script>/)
    assert.equal(await page.locator('#claims-rows img, #claims-rows script').count(), 0)
  })

  test('speaks English and German, by day and by night, on a telephone, and leaves axe-core nothing to find', async (t) => {
    for (const [name, options] of Object.entries({
      light: { locale: 'en-US', colorScheme: 'light' },
      dark: { locale: 'de-DE', colorScheme: 'dark' },
      narrow: { locale: 'de-DE', colorScheme: 'light', viewport: { width: 360, height: 800 } },
    } as const)) {
      const page = await open(t, options)
      await paste(page, name === 'narrow' ? await signed({ ...whole(), exp: now() - 60 }) : token)
      await page.locator('#signature-says:not(:empty)').waitFor()
      assert.match(await says(page, 'h1'), options.locale === 'de-DE' ? /Token-Debugger/ : /Token debugger/)
      await keepPicture(page, `debugger-${name}`)
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      assert.equal(overflow, 0, name)
      await page.evaluate(axe.source)
      const { violations } = Object(await page.evaluate(() => Reflect.get(globalThis, 'axe').run()))
      assert.deepEqual(
        violations.map((one: { id: string; nodes: { html: string }[] }) => [one.id, one.nodes[0]?.html]),
        [],
        name,
      )
    }
  })
})
