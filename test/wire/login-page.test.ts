import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { newBrowser, toldBy } from './browser.ts'
import { actionOf, addressesOf, fieldAttribute, hasField, headingOf, linkOf, saidAbout, valueOf } from './pages.ts'
import { beginLogin, CALLBACK, enabledFor, newApplication, newUserWithPassword } from './people.ts'
import { startWorld, type World } from './world.ts'

const PASSWORD = 'Analytical-engine-1843'

describe('the login page', () => {
  let world: World
  const application = newApplication({ name: 'Harbour & "Coffee"' })
  before(async () => {
    world = await startWorld()
    await world.write(application.changes, await enabledFor(world, [application]))
  })
  after(() => world.stop())

  const begin = (further?: Readonly<Record<string, string>>) => beginLogin(world, application, further)

  test('has what programs rely on, and says what it is about', async () => {
    const [, page] = await begin()
    assert.equal(page.status, 200)
    assert.match(new URL(page.url).pathname, /^\/u\/login$/)
    assert.equal(fieldAttribute(page, 'username', 'autocomplete'), 'username')
    assert.equal(fieldAttribute(page, 'password', 'autocomplete'), 'current-password')
    assert.match(page.body, /<button class="button" type="submit" name="action" value="default">Log in<\/button>/)
    assert.match(page.body, /Continue to <strong><bdi>Harbour &amp; &quot;Coffee&quot;<\/bdi><\/strong>\./)
    assert.equal(headingOf(page), 'Log in')
  })

  test('loads nothing from elsewhere, runs nothing that is not a file of ours, and cannot be framed or kept', async () => {
    const [, page] = await begin()
    for (const address of addressesOf(page)) assert.match(address, /^\/(?!\/)/)
    assert.doesNotMatch(page.body, /<style|style=|\son\w+=|<script(?![^>]* src=)/)
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.match(policy, /base-uri 'none'/)
    assert.match(policy, new RegExp(`script-src ${world.issuer}assets/;`))
    // Browsers hold the redirect after a form against this, too.
    assert.match(policy, /form-action 'self' https:\/\/app\.example\.com;/)
    assert.equal(page.headers.get('x-frame-options'), 'DENY')
    assert.equal(page.headers.get('referrer-policy'), 'same-origin')
    assert.equal(page.headers.get('cache-control'), 'no-store')
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  })

  test('logs in with a form and nothing else', async () => {
    const { email } = await newUserWithPassword(world, PASSWORD)
    const [browser, page] = await begin()
    const arrival = await browser.submit(actionOf(page), { username: email, password: PASSWORD, action: 'default' })
    assert.ok(arrival.url.startsWith(`${CALLBACK}?`), arrival.body)
    const told = toldBy(arrival)
    assert.equal(told['state'], 's')
    assert.ok(told['code'])
  })

  test('answers 303 after the form, so that going back and forth sends no password again', async () => {
    const { email } = await newUserWithPassword(world, PASSWORD)
    const [browser, page] = await begin()
    const response = await browser.send(actionOf(page), {
      method: 'POST',
      body: new URLSearchParams({ username: email, password: PASSWORD }),
    })
    assert.equal(response.status, 303)
    assert.match(response.headers.get('location') ?? '', /^\/authorize\/resume\?state=/)
  })

  test('G15: says the same of a wrong password and of somebody it does not know, and keeps what was typed but the password', async () => {
    const { email } = await newUserWithPassword(world, PASSWORD)
    const answers = []
    for (const username of [email, 'nobody@example.com']) {
      const [browser, page] = await begin()
      const again = await browser.submit(actionOf(page), { username, password: 'Wrong-password-1' })
      assert.equal(again.status, 401)
      assert.equal(valueOf(again, 'username'), username)
      assert.equal(valueOf(again, 'password'), undefined)
      assert.doesNotMatch(again.body, /Wrong-password-1/)
      assert.equal(fieldAttribute(again, 'password', 'aria-invalid'), 'true')
      assert.match(saidAbout(again, 'password'), /Wrong email address or password\./)
      assert.match(again.body, /<title>Error: Log in · /)
      assert.match(again.body, /role="alert"/)
      const state = new URL(again.url).searchParams.get('state') ?? ''
      answers.push(again.body.replaceAll(username, 'SOMEBODY').replaceAll(state, 'STATE'))
    }
    assert.equal(answers[0], answers[1])
  })

  test('says beside each field what is missing, with the focus on the first of them', async () => {
    const [browser, page] = await begin()
    const again = await browser.submit(actionOf(page), { action: 'default' })
    assert.equal(again.status, 400)
    assert.match(saidAbout(again, 'username'), /Enter your email address\./)
    assert.match(saidAbout(again, 'password'), /Enter your password\./)
    assert.equal(again.body.match(/\sautofocus\b/g)?.length, 1)
    assert.match(again.body, /<input[^>]*name="username"[^>]*\sautofocus/)
  })

  test('takes nothing that is too long, and shows what was typed as text', async () => {
    const [browser, page] = await begin()
    const long = await browser.submit(actionOf(page), { username: `${'a'.repeat(400)}@example.com`, password: 'x' })
    assert.equal(long.status, 400)
    assert.match(saidAbout(long, 'username'), /too long/)
    const username = `"><script>alert(1)</script>`
    const again = await browser.submit(actionOf(page), { username, password: 'x'.repeat(3000) })
    assert.equal(again.status, 401)
    assert.equal(valueOf(again, 'username'), username)
    assert.doesNotMatch(again.body, /<script>/)
    const flood = await browser.submit(actionOf(page), { username: 'a', password: 'x'.repeat(20_000) })
    assert.equal(flood.status, 413)
  })

  test('takes a form from its own pages alone, and from the browser that began', async () => {
    const { email } = await newUserWithPassword(world, PASSWORD)
    const [browser, page] = await begin()
    const body = new URLSearchParams({ username: email, password: PASSWORD })
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const forged = await browser.send(actionOf(page), { method: 'POST', body, headers })
    assert.equal(forged.status, 403)
    const elsewhere = await newBrowser(world.issuer).visit(page.url)
    assert.equal(elsewhere.status, 400)
    assert.match(elsewhere.body, /invalid_request/)
  })

  test('answers whatever is sent to its forms with a page, and shows it as text', async () => {
    const [browser, page] = await begin()
    const { search } = new URL(page.url)
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
      fc.constantFrom(
        '%',
        '%ff',
        '%00',
        '%3Cscript%3E',
        '%22%3E',
        '+',
        '%E2%80%AE',
        'ada%40example.com',
        'a'.repeat(500),
      ),
    )
    const field = fc.tuple(fc.constantFrom('username', 'password', 'email', 'action', 'ticket', '%3Cb%3E'), piece)
    const form = fc.array(field, { maxLength: 6 }).map((fields) => fields.map((pair) => pair.join('=')).join('&'))
    const path = fc.constantFrom('/u/login', '/u/login/identifier', '/u/signup', '/u/reset-password/request')
    await fc.assert(
      fc.asyncProperty(path, form, async (path, body) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        const response = await browser.send(path + search, { method: 'POST', body, headers })
        const text = await response.text()
        assert.ok([303, 400, 401, 429].includes(response.status), `${response.status} for ${path} ${body}`)
        assert.doesNotMatch(text, /<script>|<b>|\0/)
        if (response.status !== 303) assert.match(text, /^<!doctype html>[^]*<\/html>\n$/)
      }),
      { numRuns: 150 },
    )
  })

  test('knows whom the application expects', async () => {
    const [, page] = await begin({ login_hint: 'ada@example.com' })
    assert.equal(valueOf(page, 'username'), 'ada@example.com')
    assert.match(page.body, /<input[^>]*name="password"[^>]*\sautofocus/)
  })

  test('stops after too many failures, and says what to do', async () => {
    const { email } = await newUserWithPassword(world, PASSWORD)
    const [browser, page] = await begin()
    let last = page
    for (let failures = 0; failures < 11; failures += 1) {
      last = await browser.submit(actionOf(page), { username: email, password: 'Wrong-password-1' })
    }
    assert.equal(last.status, 429)
    assert.match(saidAbout(last, 'username'), /blocked after several failed attempts/)
  })

  test('speaks the language that the request asks for, where the tenant has it', async () => {
    assert.equal(
      (await world.manage('PATCH', '/tenants/settings', { enabled_locales: ['en', 'ar', 'fr'] })).status,
      200,
    )
    const [, arabic] = await begin({ ui_locales: 'de ar' })
    assert.match(arabic.body, /<html lang="ar" dir="rtl">/)
    assert.equal(headingOf(arabic), 'تسجيل الدخول')
    const [browser, french] = await begin({ ui_locales: 'fr-CA' })
    assert.match(french.body, /<html lang="fr" dir="ltr">/)
    assert.match(saidAbout(await browser.submit(actionOf(french), {}), 'password'), /Saisissez votre mot de passe/)
    const [, other] = await begin({ ui_locales: 'ja' })
    assert.match(other.body, /<html lang="en" dir="ltr">/)
  })

  test("wears the tenant's name, logo and colours", async () => {
    const branding = {
      logo_url: 'https://cdn.example:8443/logo.png',
      colors: { primary: '#0b6e4f', page_background: '#fff8d6' },
    }
    assert.equal((await world.manage('PATCH', '/branding', branding)).status, 200)
    assert.equal((await world.manage('PATCH', '/tenants/settings', { friendly_name: 'Acme <Inc>' })).status, 200)
    const [browser, page] = await begin()
    assert.match(page.body, /<title>Log in · Acme &lt;Inc&gt;<\/title>/)
    assert.match(
      page.body,
      /<img class="logo" src="https:\/\/cdn\.example:8443\/logo\.png" alt="Acme &lt;Inc&gt;" referrerpolicy="no-referrer">/,
    )
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.match(policy, new RegExp(`img-src ${world.issuer}assets/ https://cdn\\.example:8443;`))
    const sheet = /<link rel="stylesheet" href="([^"]+)">/.exec(page.body)?.[1] ?? ''
    const styles = await browser.send(sheet)
    assert.equal(styles.status, 200)
    assert.match(await styles.text(), /--button:#0b6e4f;/)
    assert.equal(styles.headers.get('content-type'), 'text/css; charset=utf-8')
    assert.equal(styles.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    await world.manage('PATCH', '/branding', { logo_url: null, colors: null })
    // A page that is open still finds a stylesheet.
    const later = await browser.send(sheet)
    assert.equal(later.status, 200)
    assert.equal(later.headers.get('cache-control'), 'no-cache')
    assert.equal((await browser.send('/assets/unknown.js')).status, 404)
  })

  describe('where the tenant asks for the name first', () => {
    before(async () => void (await world.manage('PATCH', '/prompts', { identifier_first: true })))
    after(async () => void (await world.manage('PATCH', '/prompts', { identifier_first: false })))

    test('G15: asks for the password on a second page, whoever it is', async () => {
      const { email } = await newUserWithPassword(world, PASSWORD)
      const pages = []
      for (const username of ['nobody@example.com', email]) {
        const [browser, first] = await begin()
        assert.equal(new URL(first.url).pathname, '/u/login/identifier')
        assert.equal(hasField(first, 'password'), false)
        const second = await browser.submit(actionOf(first), { username, action: 'default' })
        assert.equal(new URL(second.url).pathname, '/u/login/password')
        assert.equal(second.url.includes(encodeURIComponent(username)), false)
        assert.equal(valueOf(second, 'username'), username)
        const state = new URL(second.url).searchParams.get('state') ?? ''
        pages.push(second.body.replaceAll(username, 'SOMEBODY').replaceAll(state, 'STATE'))
        const back = await browser.visit(linkOf(second, 'Change'))
        assert.equal(valueOf(back, 'username'), username)
        const arrival = await browser.submit(actionOf(second), { password: PASSWORD, action: 'default' })
        if (username === email) assert.ok(toldBy(arrival)['code'], arrival.body)
        else assert.equal(arrival.status, 401)
      }
      assert.equal(pages[0], pages[1])
    })

    test('has no second page without a first', async () => {
      const [browser, first] = await begin()
      const state = new URL(first.url).searchParams.get('state') ?? ''
      const skipped = await browser.visit(`/u/login/password?state=${state}`)
      assert.equal(new URL(skipped.url).pathname, '/u/login/identifier')
      const nothing = await browser.submit(actionOf(first), { username: '  ' })
      assert.equal(nothing.status, 400)
    })
  })
})
