// The tenant as a whole, in the dashboard: how its pages look, before and after it is saved; settings; whether mails arrive.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { built } from '@symbolon/dashboard/build'
import type { Locator, Page } from 'playwright-core'
import { until } from '../wire/until.ts'
import { startWorld, type World } from '../wire/world.ts'
import { ADMINISTRATOR, examine, makeAdministrator, openDashboard } from './administrator.ts'
import { useBrowser } from './browser.ts'

/** As a browser tells it. */
const RED = 'rgb(179, 0, 27)'

describe('the tenant in the dashboard', () => {
  const browser = useBrowser()
  let world: World
  let outbox: string
  before(async () => {
    outbox = mkdtempSync(join(tmpdir(), 'symbolon-outbox-'))
    world = await startWorld({ environment: { SYMBOLON_MAIL: `outbox:${outbox}` } })
    await built()
    await makeAdministrator(world)
  })
  after(async () => {
    await world?.stop()
    rmSync(outbox, { recursive: true, force: true })
  })

  /** Presses the button that saves, and waits until the server has. */
  async function save(page: Page): Promise<void> {
    const isSaving = /\/api\/v2\/(?!branding\/preview)/
    const done = page.waitForResponse(
      (response) => response.request().method() !== 'GET' && isSaving.test(response.url()) && response.ok(),
    )
    await page.getByRole('button', { name: 'Save', exact: true }).filter({ visible: true }).click()
    await done
  }

  /** Waits until the ground of that button, whose styles may still be on their way, has that colour. */
  const isColoured = (button: Locator, color: string): Promise<void> =>
    until('the button has its colour', () =>
      button.evaluate(
        (element, wanted) => element.ownerDocument.defaultView.getComputedStyle(element).backgroundColor === wanted,
        color,
      ),
    )

  test('a colour and a text are seen in the preview, and after they are saved on the real login page', async (t) => {
    const page = await openDashboard(t, browser, world, '/branding', { colorScheme: 'light', reducedMotion: 'reduce' })
    const broken: string[] = []
    page.on('console', (message) => {
      if (/security|refused|blocked/i.test(message.text())) broken.push(message.text())
    })
    const frame = page.frameLocator('iframe[title=Preview]')
    await frame.getByText('Log in', { exact: true }).first().waitFor()
    const before = await page.locator('iframe[title=Preview]').getAttribute('src')
    await page.getByLabel('Buttons and links').fill('#b3001b')
    await page.getByText('Gradient', { exact: true }).click()
    await page.getByLabel('From', { exact: true }).fill('#102030')
    await page.getByLabel('To', { exact: true }).fill('#405060')
    await page.getByLabel('Angle (degrees)').fill('45')
    await page.locator(`iframe[title=Preview]:not([src="${before}"])`).waitFor()
    await examine(page, 'dashboard-branding-gradient')
    await page.getByRole('tab', { name: 'Texts' }).click()
    await page.getByLabel('buttonText', { exact: true }).fill('Come <b>in</b>')
    await isColoured(frame.locator('button', { hasText: 'Come <b>in</b>' }), RED)
    await save(page)
    await page.getByRole('tab', { name: 'Look' }).click()
    await save(page)
    assert.deepEqual(broken, [])

    const stranger = await (await browser.open(t, { colorScheme: 'light' })).newPage()
    await stranger.goto(`${world.issuer}dashboard`)
    const button = stranger.getByRole('button', { name: 'Come <b>in</b>' })
    await isColoured(button, RED)
    const kept = Object(await (await world.manage('GET', '/branding')).json())
    const gradient = { type: 'linear-gradient', start: '#102030', end: '#405060', angle_deg: 45 }
    assert.deepEqual(kept.colors, { primary: '#b3001b', page_background: gradient })
  })

  test('a preview is framed by this host alone, runs nothing, holds no session, and ends', async () => {
    const made = await world.manage('POST', '/branding/preview', { page: 'login', language: 'de', scheme: 'dark' })
    assert.equal(made.status, 201)
    const { url } = Object(await made.json())
    const answer = await fetch(url)
    const policy = answer.headers.get('content-security-policy') ?? ''
    assert.equal(answer.status, 200)
    assert.match(policy, /frame-ancestors 'self'; sandbox$/)
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /form-action 'none'/)
    assert.equal(answer.headers.get('x-frame-options'), 'SAMEORIGIN')
    assert.equal(answer.headers.get('set-cookie'), null)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    const markup = await answer.text()
    assert.doesNotMatch(markup, /<script/)
    assert.match(markup, /<body inert>/)
    assert.equal((await fetch(url.replace(/ticket=.*/, 'ticket=guessed'))).status, 404)
    assert.equal((await fetch(url.replace(/ticket=.*/, ''))).status, 404)
    // The pages themselves stay with nobody framing them.
    const login = await fetch(`${world.issuer}debugger`)
    assert.match(login.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
    for (const [field, body] of [
      ['page', { page: 'constructor', language: 'en', scheme: 'dark' }],
      ['primary', { page: 'login', language: 'en', scheme: 'dark', primary: 'red;}' }],
      ['logo_url', { page: 'login', language: 'en', scheme: 'dark', logo_url: 'javascript:alert(1)' }],
    ] as const) {
      const refused = await world.manage('POST', '/branding/preview', body)
      assert.equal(refused.status, 400)
      assert.match(Object(await refused.json()).message, new RegExp(`on property ${field}`))
    }
  })

  test('settings: what is refused is named, what is changed on one tab outlives a look at another, and a test mail arrives', async (t) => {
    const page = await openDashboard(t, browser, world, '/settings')
    await page.getByLabel('Help page').fill('not an address')
    await page.getByLabel('Name', { exact: true }).fill('Orchard')
    await page.getByRole('tab', { name: 'Sessions' }).click()
    await page.getByLabel('At most (hours)', { exact: true }).fill('0.5')
    await save(page)
    const saving = page.getByRole('button', { name: 'Save', exact: true }).filter({ visible: true })
    await saving.waitFor({ state: 'detached' })
    await page.getByRole('switch', { name: 'First the name, then the password' }).click()
    await save(page)
    await saving.waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: 'General' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).filter({ visible: true }).click()
    await page.locator('input[name=support_url][aria-invalid=true]').waitFor()
    await page.getByLabel('Help page').fill('https://help.example.com/')
    await save(page)
    await page.getByRole('tab', { name: 'Attack protection' }).click()
    await page.getByLabel('Attempts before the account is blocked').fill('7')
    await save(page)
    const read = async (path: string) => Object(await (await world.manage('GET', path)).json())
    const kept = await read('/tenants/settings')
    assert.deepEqual(
      [kept.friendly_name, kept.support_url, kept.session_lifetime],
      ['Orchard', 'https://help.example.com/', 0.5],
    )
    assert.equal((await read('/attack-protection/brute-force-protection')).max_attempts, 7)
    assert.equal((await read('/prompts')).identifier_first, true)

    await page.getByRole('tab', { name: 'Mail' }).click()
    const sendIt = page.getByRole('button', { name: 'Send a test mail' })
    await page.getByLabel('To', { exact: true }).fill('nobody')
    await sendIt.click()
    await page.getByLabel('To', { exact: true }).and(page.locator('[aria-invalid=true]')).waitFor()
    await page.getByLabel('To', { exact: true }).fill(ADMINISTRATOR.email)
    await sendIt.click()
    await page.getByText(`The mail server has taken the mail to ${ADMINISTRATOR.email}.`).waitFor()
    const mails = readdirSync(outbox).map((name) => Object(JSON.parse(readFileSync(join(outbox, name), 'utf8'))))
    assert.ok(mails.some(({ to, subject }) => to === ADMINISTRATOR.email && subject === 'Test mail from Orchard'))
    await page.getByLabel('Host', { exact: true }).fill('127.0.0.1')
    await page.getByLabel('Port').fill('99999')
    await page.getByRole('button', { name: 'Save', exact: true }).filter({ visible: true }).click()
    await page.getByLabel('Port').and(page.locator('[aria-invalid=true]')).waitFor()
    await page.getByLabel('Port').fill('2525')
    await save(page)
    await sendIt.click()
    await page.getByRole('alert').filter({ hasText: 'The mail could not be sent' }).waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Overview' }).click()
    await page.getByText('Goes through smtp.').waitFor()
  })
})
