// Every hosted page as people meet it: with eyes or without, by day and by night, from left to right and from right to left, on a
// telephone, with the keyboard alone, without JavaScript.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { FIRST_CONNECTION } from '@symbolon/core/connections/new-connection'
import { newTicket, ticketUrl } from '@symbolon/core/login/tickets'
import type { TicketAction } from '@symbolon/core/one-time'
import { authorizePath } from '../wire/browser.ts'
import { enabledFor, CALLBACK, newApplication, newUserWithPassword } from '../wire/people.ts'
import { newApi, newGrant, startWorld, type World } from '../wire/world.ts'
import { keepPicture, useBrowser } from './browser.ts'
import { logIn } from './person.ts'

const PASSWORD = 'Analytical-engine-1843'
const API = 'https://calendar.example/'
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const own = newApplication({ name: 'Harbour', allowed_logout_urls: ['https://app.example.com/bye'] })
const foreign = newApplication({
  name: 'Somebody else’s calendar',
  is_first_party: false,
  third_party_security_mode: 'permissive',
})

const ofOrganizations = (organization_require_behavior: 'pre_login_prompt' | 'post_login_prompt') =>
  newApplication({ name: 'Harbour for teams', organization_usage: 'require', organization_require_behavior })
const naming = ofOrganizations('pre_login_prompt')
const choosing = ofOrganizations('post_login_prompt')

describe('the hosted pages', () => {
  const browser = useBrowser()
  let world: World
  before(async () => {
    world = await startWorld({ tls: true })
    const connection = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
    assert.ok(connection)
    const scopes = ['read:appointments', 'write:contacts']
    await world.write(
      own.changes,
      foreign.changes,
      naming.changes,
      choosing.changes,
      await enabledFor(world, [own, naming, choosing]),
      { replace: 'connections', before: connection, after: { ...connection, is_domain_connection: true } },
      newApi({ identifier: API, name: 'Calendar API', allow_offline_access: true }, scopes),
      newGrant(foreign.client_id, API, scopes, { subject_type: 'user' }),
    )
    const settings = { enabled_locales: ['en', 'ar', 'de', 'es', 'fr', 'ja'], support_email: 'help@acme.example' }
    assert.equal((await world.manage('PATCH', '/tenants/settings', settings)).status, 200)
  })
  after(() => world?.stop())

  /** Two organizations whose people come through the first connection, made when they are first needed. */
  let organizations: Promise<readonly string[]> | undefined
  async function makeOrganizations(): Promise<readonly string[]> {
    const connection = await world.tenancy.store.find('connections', { name: FIRST_CONNECTION })
    const enabled_connections = [{ connection_id: connection?.id, assign_membership_on_login: true }]
    const make = async (name: string, display_name: string): Promise<string> => {
      const answer = await world.manage('POST', '/organizations', { name, display_name, enabled_connections })
      assert.equal(answer.status, 201)
      return String(Reflect.get(Object(await answer.json()), 'id'))
    }
    return [await make('engine', 'Analytical Engine Company'), await make('loom', 'Jacquard & Sons')]
  }
  const ready = (): Promise<readonly string[]> => (organizations ??= makeOrganizations())

  const at = (path: string): string => new URL(path, world.issuer).href

  const authorize = (further: Readonly<Record<string, string>> = {}): string =>
    at(
      authorizePath({
        client_id: own.client_id,
        response_type: 'code',
        redirect_uri: CALLBACK,
        scope: 'openid',
        ...further,
      }),
    )

  async function ticketLink(action: TicketAction): Promise<string> {
    const { user_id, email } = await newUserWithPassword(world, PASSWORD, { email_verified: false })
    const kept = await world.tenancy.store.findPassword(user_id)
    const ticket = {
      action,
      user_id,
      email,
      connection: FIRST_CONNECTION,
      client_id: own.client_id,
      result_url: null,
      include_email_in_redirect: false,
      mark_email_as_verified: false,
      password_changed_at: kept?.changed_at ?? null,
    }
    return ticketUrl(world.tenancy, ticket, await newTicket(world.tenancy, ticket))
  }

  const send = (page: Page, action = 'default'): Promise<void> =>
    page.click(`button[type=submit][name=action][value=${action}]`)

  /** Somebody who is logged in, and back from an application that nobody runs. */
  async function signedIn(page: Page, further: Readonly<Record<string, string>> = {}): Promise<void> {
    await page.route(`${CALLBACK}*`, (route) => route.fulfill({ body: 'back' }))
    await page.goto(authorize(further))
    await logIn(page, await newUserWithPassword(world, PASSWORD, { name: 'Ada Lovelace' }).then(credentials))
    await page.waitForURL((url) => !url.pathname.startsWith('/u/login'))
  }

  const credentials = ({ email }: { readonly email: string }) => ({ email, password: PASSWORD })

  /** While the tenant asks for the name on a page of its own. */
  async function nameFirst(way: () => Promise<unknown>): Promise<void> {
    const ask = (identifier_first: boolean) => world.manage('PATCH', '/prompts', { identifier_first })
    await ask(true)
    await way()
    await ask(false)
  }

  /** How to come to each page. */
  const WAYS: Readonly<Record<string, (page: Page, ui_locales: string) => Promise<unknown>>> = {
    login: (page, ui_locales) => page.goto(authorize({ ui_locales })),
    'login, nothing typed': async (page, ui_locales) => {
      await page.goto(authorize({ ui_locales }))
      await send(page)
      await page.locator('[aria-invalid=true]').first().waitFor()
    },
    'login, wrong password': async (page, ui_locales) => {
      await page.goto(authorize({ ui_locales }))
      await logIn(page, { email: 'nobody@example.com', password: 'Wrong-password-1' })
      await page.locator('[role=alert]').waitFor()
    },
    'login, name first': (page, ui_locales) => nameFirst(() => page.goto(authorize({ ui_locales }))),
    'login, then the password': (page, ui_locales) =>
      nameFirst(async () => {
        await page.goto(authorize({ ui_locales }))
        await page.fill('input[name=username]', 'ada.lovelace@analytical-engine.example.com')
        await send(page)
        await page.waitForURL('**/u/login/password*')
      }),
    'sign-up': (page, ui_locales) => page.goto(authorize({ ui_locales, screen_hint: 'signup' })),
    'sign-up, weak password': async (page, ui_locales) => {
      await page.goto(authorize({ ui_locales, screen_hint: 'signup' }))
      await page.fill('input[name=email]', 'ada@example.com')
      await page.fill('input[name=password]', 'weak')
      await send(page)
      await page.locator('.missed').first().waitFor()
    },
    'forgotten password': (page, ui_locales) => page.goto(authorize({ ui_locales, screen_hint: 'reset_password' })),
    'check your mail': async (page, ui_locales) => {
      await page.goto(authorize({ ui_locales, screen_hint: 'reset_password' }))
      await page.fill('input[name=email]', 'nobody@example.com')
      await send(page)
      await page.waitForURL('**/u/reset-password/sent*')
    },
    'new password': async (page) => page.goto(await ticketLink('change_password')),
    'password changed': (page) => page.goto(at('/u/reset-password/done')),
    'verify address': async (page) => page.goto(await ticketLink('verify_email')),
    'address verified': (page) => page.goto(at('/u/email-verification/done')),
    unblock: async (page) => page.goto(await ticketLink('unblock')),
    unblocked: (page) => page.goto(at('/u/unblock/done')),
    'bad link': (page) => page.goto(at('/u/reset-password?ticket=none')),
    consent: async (page, ui_locales) => {
      const scope = 'openid profile offline_access read:appointments write:contacts'
      await signedIn(page, { ui_locales, client_id: foreign.client_id, audience: API, scope })
      await page.waitForURL('**/u/consent*')
    },
    'account selection': async (page, ui_locales) => {
      await signedIn(page, { ui_locales })
      await page.goto(authorize({ ui_locales, prompt: 'select_account' }))
      await page.waitForURL('**/u/select-account*')
    },
    'organization by name': async (page, ui_locales) => {
      await page.goto(authorize({ ui_locales, client_id: naming.client_id }))
      await page.waitForURL('**/u/organization?*')
    },
    'organization by name, unknown': async (page, ui_locales) => {
      await page.goto(authorize({ ui_locales, client_id: naming.client_id }))
      await page.fill('input[name=organization]', 'nobody-knows-it')
      await send(page)
      await page.locator('.problem').waitFor()
    },
    'login to an organization': async (page, ui_locales) => {
      await ready()
      await page.goto(authorize({ ui_locales, client_id: naming.client_id }))
      await page.fill('input[name=organization]', 'engine')
      await send(page)
      await page.waitForURL('**/u/login*')
    },
    'organization selection': async (page, ui_locales) => {
      const ids = await ready()
      const { user_id, email } = await newUserWithPassword(world, PASSWORD)
      for (const id of ids) await world.manage('POST', `/organizations/${id}/members`, { members: [user_id] })
      await page.goto(authorize({ ui_locales, client_id: choosing.client_id }))
      await logIn(page, { email, password: PASSWORD })
      await page.waitForURL('**/u/organization/select*')
    },
    'logout prompt': async (page) => {
      await signedIn(page)
      await page.goto(at('/oidc/logout'))
      await page.waitForURL('**/u/logout*')
    },
    'still logged in': async (page) => {
      await signedIn(page)
      await page.goto(at('/oidc/logout'))
      await send(page, 'deny')
      await page.locator('form').waitFor({ state: 'detached' })
      await page.waitForLoadState()
    },
    'logged out': (page, ui_locales) => page.goto(at(`/v2/logout?ui_locales=${ui_locales}`)),
    error: (page) => page.goto(authorize({ redirect_uri: 'https://evil.example/' })),
  }

  /** Widths of a telephone, which is also that of a desk at 400 %, and of a desk. */
  const WIDTHS = [320, 1280]

  for (const language of ['en', 'ar']) {
    test(`have nothing that axe objects to, by day and by night: ${language}`, async (t) => {
      const context = await browser.open(t, { locale: language, reducedMotion: 'reduce' })
      const problems = watch(context)
      for (const [name, way] of Object.entries(WAYS)) {
        const page = await context.newPage()
        await way(page, language)
        assert.equal(await page.getAttribute('html', 'lang'), language, name)
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 800 })
          assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, name)
          assert.deepEqual(await smallTargets(page), [], name)
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme })
            await keepPictureOfPage(page, `${name}-${colorScheme}-${language}-${width}`)
            if (width === WIDTHS.at(-1)) assert.deepEqual(await violations(page), [], `${name}, ${colorScheme}`)
          }
        }
        await page.close()
        await context.clearCookies()
      }
      assert.deepEqual(problems(), [])
    })
  }

  test('work without JavaScript', async (t) => {
    const { email } = await newUserWithPassword(world, PASSWORD)
    const context = await browser.open(t, { javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(authorize())
    await logIn(page, { email, password: 'Wrong-password-1' })
    await page.locator('[role=alert]').waitFor()
    assert.equal(await page.inputValue('input[name=username]'), email)
    await page.fill('input[name=password]', PASSWORD)
    // Nobody lives there: that the browser goes is enough.
    const back = page.waitForRequest((request) => request.url().startsWith(`${CALLBACK}?code=`))
    await send(page)
    await back
  })

  test('show a password to who typed it, and send it as a password all the same', async (t) => {
    const page = await (await browser.open(t)).newPage()
    await page.goto(authorize())
    await page.fill('input[name=password]', PASSWORD)
    const button = page.getByRole('button', { name: 'Show password' })
    await button.click()
    assert.equal(await page.getAttribute('input[name=password]', 'type'), 'text')
    await page.getByRole('button', { name: 'Hide password' }).click()
    assert.equal(await page.getAttribute('input[name=password]', 'type'), 'password')
  })

  test('can be walked through with the keyboard alone, in the order of reading', async (t) => {
    const page = await (await browser.open(t)).newPage()
    await page.goto(authorize())
    await expectFocusOn(page, 'username')
    const order = []
    for (let stops = 0; stops < 6; stops += 1) {
      order.push(await page.evaluate('document.activeElement.name || document.activeElement.textContent.trim()'))
      await page.keyboard.press('Tab')
    }
    assert.deepEqual(order, ['username', 'password', 'Show', 'Forgot your password?', 'action', 'Sign up'])
  })

  test('send the focus to what is wrong', async (t) => {
    const page = await (await browser.open(t)).newPage()
    await page.goto(authorize())
    await expectFocusOn(page, 'username')
    await page.keyboard.type('ada@example.com')
    await page.keyboard.press('Enter')
    await page.locator('[aria-invalid=true]').waitFor()
    await expectFocusOn(page, 'password')
    assert.equal(await page.title(), 'Error: Log in · localhost')
  })
})

/** Waits until the page has put the focus where it asks for it: browsers do so with the first picture they draw, after the page is there. */
const expectFocusOn = (page: Page, name: string): Promise<void> => page.locator(`input[name=${name}]:focus`).waitFor()

/** What the browser complains about, and whatever it was asked to fetch from elsewhere. */
function watch(context: BrowserContext): () => readonly string[] {
  const problems: string[] = []
  context.on('console', (message) => {
    // A page that refuses is no mistake of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text())
  })
  context.on('weberror', ({ error }) => problems.push(error().message))
  context.on('request', (request) => {
    const { hostname } = new URL(request.url())
    if (hostname !== 'localhost' && !request.url().startsWith(CALLBACK)) problems.push(request.url())
  })
  return () => problems
}

/** There are many: only when SCREENSHOTS says where. */
async function keepPictureOfPage(page: Page, name: string): Promise<void> {
  if (process.env['SCREENSHOTS'] !== undefined) await keepPicture(page, `page-${name.replace(/\W+/g, '-')}`)
}

async function violations(page: Page): Promise<readonly string[]> {
  // By the debugger, which the page's policy does not concern.
  await page.evaluate(axe.source)
  const found: unknown = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations, passes }) => ({
      violations: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')),
      passes: passes.length,
    }))`,
  )
  const { violations: said, passes } = Object(found)
  assert.ok(Number(passes) > 10, 'axe has looked')
  return said
}

/** Controls smaller than a finger needs. */
const smallTargets = (page: Page): Promise<readonly string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('a, button:not([hidden]), input:not(.hidden):not([type=hidden])')]
      .filter((control) => control.getBoundingClientRect().height < 44)
      .map((control) => control.outerHTML)`,
  )
