// The dashboard, in a browser, against the server as it is: each screen does what it is for, from the keyboard too, in both languages.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { setUpLink } from '@symbolon/core/tenants/set-up'
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import { built } from '@symbolon/dashboard/build'
import { newApi, newClient, newGrant, startWorld, type World } from '../wire/world.ts'
import {
  ADMINISTRATOR,
  choose,
  click,
  dashboardAt,
  examine,
  go,
  heading,
  LOOKS,
  openDashboard,
} from './administrator.ts'
import { useBrowser } from './browser.ts'
import { logIn } from './person.ts'

const ORDERS = 'https://orders.example.com/'

/** Bytes that the first screen may be on the wire. */
const MOST = 350_000

const robot = newClient({ name: 'Robot' })

describe('the dashboard', () => {
  const browser = useBrowser()
  let world: World
  let link: string
  before(async () => {
    // Its keys have been published for long enough to be rotated.
    let ago = 60_000
    world = await startWorld({ tls: true, now: () => Date.now() - ago })
    ago = 0
    link = setUpLink(world.tenancy.masterKey, world.tenancy.tenant)
    await world.write(
      robot.changes,
      newApi({ identifier: ORDERS, name: 'Orders' }, ['read:orders', 'write:orders']),
      newGrant(robot.client_id, ORDERS, ['read:orders']),
    )
    await built()
  })
  after(() => world?.stop())

  const at = (path: string): string => dashboardAt(world, path)

  async function administrator(): Promise<{ readonly user_id: string }> {
    const { store } = world.tenancy
    const user = await store.findUserByIdentifier('Symbolon-Administrators', 'email', ADMINISTRATOR.email)
    assert.ok(user)
    return user
  }

  test('says how it is set up before it has an administrator, and opens to nobody without the link', async (t) => {
    const page = await (await browser.open(t)).newPage()
    assert.equal((await page.goto(at('')))?.status(), 404)
    assert.match(await page.locator('body').innerText(), /set-up link/)
    assert.equal((await page.goto(at('/set-up?ticket=guessed')))?.status(), 400)
  })

  test('the link of the first start makes the administrator, once, and a weak password is refused beside its field', async (t) => {
    const page = await (await browser.open(t)).newPage()
    await page.goto(link)
    await page.fill('input[name=email]', ADMINISTRATOR.email)
    await page.fill('input[name=password]', 'short')
    await page.click('button[type=submit]')
    await page.locator('input[name=password][aria-invalid=true]').waitFor()
    await page.fill('input[name=password]', ADMINISTRATOR.password)
    await page.click('button[type=submit]')
    await logIn(page, ADMINISTRATOR)
    await heading(page, 'Overview')
    assert.equal((await page.goto(link))?.status(), 400)
  })

  test('whoever is logged in stays so after a reload, at the same place', async (t) => {
    const page = await openDashboard(t, browser, world, '/apis')
    await page.reload()
    await page.getByRole('link', { name: 'Orders' }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/dashboard/apis')
  })

  test('an API with JWT expiration 120 gives tokens that live for 120 seconds', async (t) => {
    const page = await openDashboard(t, browser, world, '/apis')
    await click(page, 'New API')
    await page.getByLabel('Name').fill('Invoices')
    await page.getByLabel('Identifier').fill('https://invoices.example.com/')
    await page.getByLabel('JWT expiration (seconds)').fill('120')
    await click(page, 'Create')
    await heading(page, 'Invoices')
    await page.getByRole('tab', { name: 'Permissions' }).click()
    await page.getByRole('textbox', { name: 'Permissions' }).fill('read:invoices')
    await click(page, 'Add')
    await page.getByRole('row', { name: 'read:invoices' }).waitFor()
    await page.getByRole('tab', { name: 'Test' }).click()
    await click(page, 'Get a token')
    const shown = page.getByRole('region', { name: 'Token' })
    await shown.getByRole('row', { name: 'exp − iat' }).getByText('120', { exact: true }).waitFor()
    const token = await shown.locator('code').first().innerText()
    const claims = Object(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))
    assert.equal(claims.exp - claims.iat, 120)
    assert.equal(claims.scope, 'read:invoices')
  })

  test('settings of an API: what is refused is named, what is not saved is not lost unasked', async (t) => {
    const page = await openDashboard(t, browser, world, '/apis')
    await page.getByRole('link', { name: 'Orders' }).click()
    const lifetime = page.getByLabel('JWT expiration (seconds)')
    await lifetime.fill('99999999')
    await click(page, 'Save')
    await page.locator('input[name=token_lifetime][aria-invalid=true]').waitFor()
    await page.getByRole('link', { name: 'Logs' }).click()
    await page.getByRole('dialog', { name: 'Leave this page?' }).waitFor()
    await click(page, 'Stay here')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await lifetime.fill('600')
    await page.getByLabel('Token dialect').selectOption('rfc9068_profile')
    await page.keyboard.press('Control+s')
    await page.getByText('Saved.', { exact: true }).waitFor()
    const path = `/resource-servers/${encodeURIComponent(ORDERS)}`
    const kept = Object(await (await world.manage('GET', path)).json())
    assert.deepEqual([kept.token_lifetime, kept.token_dialect], [600, 'rfc9068_profile'])
  })

  test('an application is made, set, gets a new secret that works, and is deleted only by its name', async (t) => {
    const page = await openDashboard(t, browser, world, '/applications')
    await click(page, 'New application')
    await page.getByLabel('Name').fill('Night job')
    await page.getByRole('radio', { name: 'Machine' }).check()
    await click(page, 'Create')
    await heading(page, 'Night job')
    await page.getByLabel('Allowed callback URLs').fill('no address')
    await click(page, 'Save')
    await page.locator('textarea[name=callbacks][aria-invalid=true]').waitFor()
    await click(page, 'Discard')
    await page.getByLabel('Description').fill('Runs at night')
    await click(page, 'Save')
    await page.getByText('Saved.', { exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Credentials' }).click()
    const secret = page.getByRole('status').locator('code')
    const first = await secret.innerText()
    await click(page, 'New secret')
    await secret.filter({ hasNotText: first }).waitFor()
    const [client_id, client_secret] = [await page.locator('code').nth(1).innerText(), await secret.innerText()]
    const answer = await world.token({ grant_type: 'client_credentials', client_id, client_secret, audience: ORDERS })
    // Who it is is clear; what it may is another question.
    assert.equal(answer.status, 403)
    await page.getByRole('tab', { name: 'Settings' }).click()
    // The secret can sign only where it is known.
    const algorithm = page.locator('select[name="jwt_configuration.alg"]')
    await algorithm.selectOption('HS256')
    await click(page, 'Save')
    await algorithm.and(page.locator('[aria-invalid=true]')).waitFor()
    await page.getByLabel('A client secret of your own').fill(client_secret)
    const saved = page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok())
    await click(page, 'Save')
    await saved
    const kept = Object(await (await world.manage('GET', `/clients/${client_id}`)).json())
    assert.equal(kept.jwt_configuration.alg, 'HS256')
    await click(page, 'Delete this application')
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: 'Delete this application' })
    assert.equal(await confirm.isDisabled(), true)
    await dialog.getByLabel('Type Night job to confirm').fill('Night job')
    await confirm.click()
    await heading(page, 'Applications')
    await page.getByRole('link', { name: 'Robot' }).waitFor()
    await page.getByRole('link', { name: 'Night job' }).waitFor({ state: 'detached' })
  })

  test('Explain tells why a request is refused, which scopes are dropped, what to do, and whether a token counts', async (t) => {
    const page = await openDashboard(t, browser, world, '/explain')
    await page.getByRole('tab', { name: 'Describe a request' }).click()
    const describe = async (client: string, audience: string, scope: string, user?: string): Promise<void> => {
      await choose(page, 'Application', client)
      await choose(page, 'API', audience)
      if (user !== undefined) await choose(page, 'User', user)
      await page.getByLabel('Scopes, with spaces between').fill(scope)
      await click(page, 'Explain')
    }
    await describe('Robot', ORDERS, 'read:orders write:orders')
    await page.getByText('There would be no token: access_denied').waitFor()
    await page.getByText(/What to do: .*client grant of Robot/).waitFor()
    await describe('Robot', ORDERS, 'read:orders')
    await page.getByRole('row', { name: 'scope read:orders' }).waitFor()
    const { email } = ADMINISTRATOR
    await describe('Symbolon Dashboard', systemAudience(world.issuer), 'read:logs write:nothing', email)
    const dropped = page.getByRole('listitem').filter({ hasText: 'Not granted' })
    await dropped.getByText('write:nothing', { exact: true }).waitFor()
    const answer = await world.token({ ...robot.credentials, grant_type: 'client_credentials', audience: ORDERS })
    await page.getByRole('tab', { name: 'Paste a token' }).click()
    await page.getByRole('textbox', { name: 'Token' }).fill(Object(await answer.json()).access_token)
    await click(page, 'Explain')
    await page.getByText('A validator takes it').waitFor()
  })

  test('a user is found, gets a role, is blocked, and is deleted by the address', async (t) => {
    const email = 'carla.o-hara@people.example'
    const connection = 'Username-Password-Authentication'
    const made = await world.manage('POST', '/users', {
      connection,
      email,
      password: ADMINISTRATOR.password,
      verify_email: false,
    })
    const path = `/users/${encodeURIComponent(Object(await made.json()).user_id)}`
    const role = Object(await (await world.manage('POST', '/roles', { name: 'Clerk' })).json())
    const right = { resource_server_identifier: ORDERS, permission_name: 'read:orders' }
    await world.manage('POST', `/roles/${role.id}/permissions`, { permissions: [right] })
    const page = await openDashboard(t, browser, world, '/users')
    await page.getByRole('searchbox', { name: 'Search' }).fill('nobody-like-this')
    await page.getByText('Nobody here, or nobody who fits.').waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('o-hara@people')
    await page.getByRole('link', { name: email }).click()
    await page.getByRole('heading', { name: email, level: 1 }).waitFor()
    await page.getByRole('tab', { name: 'Roles and permissions' }).click()
    await page.getByRole('checkbox', { name: 'Clerk' }).click()
    await page.getByRole('listitem').filter({ hasText: 'read:orders' }).waitFor()
    await page.getByRole('tab', { name: 'Profile' }).click()
    await page.getByRole('switch', { name: 'Blocked' }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
    assert.equal(Object(await (await world.manage('GET', path)).json()).blocked, true)
    await click(page, 'Delete this user')
    await page.getByRole('dialog').getByLabel(`Type ${email} to confirm`).fill(email)
    await page.getByRole('dialog').getByRole('button', { name: 'Delete this user' }).click()
    await heading(page, 'Users')
    assert.equal((await world.manage('GET', path)).status, 404)
  })

  test('a key that was published before signs after a rotation', async (t) => {
    const page = await openDashboard(t, browser, world, '/keys')
    const ring = page.getByRole('region', { name: 'RS256' })
    const next = await ring.getByRole('listitem').filter({ hasText: 'Signs next' }).locator('.mono').innerText()
    await ring.getByRole('button', { name: 'Rotate: RS256' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate', exact: true }).click()
    await page.getByText('The next key signs now.').waitFor()
    await ring
      .getByRole('listitem')
      .filter({ hasText: 'Signs' })
      .filter({ hasNotText: 'next' })
      .getByText(next)
      .waitFor()
  })

  test('everything is a few keys away', async (t) => {
    const page = await openDashboard(t, browser, world, '/apis')
    await page.getByRole('link', { name: 'Orders' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').locator('input').fill('Orders')
    await page.getByRole('dialog').locator('[data-selected]').filter({ hasText: ORDERS }).waitFor()
    await page.keyboard.press('Enter')
    await heading(page, 'Orders')
  })

  test('the log says what each code means, and is filtered by it', async (t) => {
    const page = await openDashboard(t, browser, world, '/logs')
    await page.getByLabel('Event').selectOption('s')
    await page.locator('summary', { hasText: 'Successful login' }).first().waitFor()
    await page.locator('summary', { hasText: 'Successful login' }).first().click()
    await page.locator('details[open] pre', { hasText: '"log_id"' }).waitFor()
    const search = page.getByRole('searchbox', { name: 'Search' })
    await search.fill('no-such-word "at all"')
    await page.getByText('Nothing has been logged that fits.').waitFor()
    await search.fill('type:[s')
    await search.and(page.locator('[aria-invalid=true]')).waitFor()
    await search.fill(`user_name:${ADMINISTRATOR.email}`)
    await page.locator('summary', { hasText: 'Successful login' }).first().waitFor()
    await search.fill('nowhere.example/followed')
    await page.getByLabel('Event').selectOption('')
    await page.getByText('Nothing has been logged that fits.').waitFor()
    await page.getByRole('switch', { name: 'Follow' }).click()
    const nowhere = 'https://nowhere.example/followed'
    await world.token({ ...robot.credentials, grant_type: 'client_credentials', audience: nowhere })
    await page.locator('summary').filter({ hasText: 'Robot' }).first().waitFor()
  })

  test('a right that is withdrawn is gone at once, though the token that was given names it', async (t) => {
    const page = await openDashboard(t, browser, world, '/logs')
    await page.locator('summary').first().waitFor()
    const { store, tenant } = world.tenancy
    const user = await administrator()
    const right = { resource_server_identifier: systemAudience(tenant.issuer), permission_name: 'read:logs' }
    const rights = [right, { ...right, permission_name: 'read:logs_users' }]
    await store.withdrawPermissions(user.user_id, rights)
    await click(page, 'Read again')
    await page.getByRole('alert').filter({ hasText: 'Insufficient scope' }).waitFor()
    await store.grantPermissions(user.user_id, rights)
  })

  test('asks no foreign host, breaks no rule of its policy, and its first screen is small', async (t) => {
    const page = await (await browser.open(t)).newPage()
    const foreign: string[] = []
    const broken: string[] = []
    // By address: after the login the same files come from the browser's own store.
    const sizes = new Map<string, number>()
    page.on('request', (request) => {
      if (!request.url().startsWith(world.issuer)) foreign.push(request.url())
    })
    page.on('console', (message) => {
      if (message.type() === 'error') broken.push(message.text())
    })
    page.on('response', (response) => {
      if (response.url().includes('/dashboard/assets/')) {
        sizes.set(response.url(), Number(response.headers()['content-length']))
      }
    })
    await page.goto(at('/applications'))
    await logIn(page, ADMINISTRATOR)
    await page.getByRole('link', { name: 'Robot' }).waitFor()
    assert.deepEqual(foreign, [])
    assert.deepEqual(broken, [])
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    const { folder } = await built()
    for (const name of readdirSync(folder).filter((file) => /\.(?:js|css)$/.test(file))) {
      assert.equal((await fetch(at(`/assets/${name}`))).status, 200, name)
    }
    t.diagnostic(`${bytes} bytes for the first screen`)
    assert.ok(bytes > 10_000 && bytes < MOST, `${bytes} bytes`)
  })

  /** The names of the screens in the navigation, and what is opened on one of them. */
  const SCREENS = [
    { name: /^(?:Overview|Übersicht)$/ },
    { name: /^(?:Guided start|Geführter Start)$/ },
    { name: /^(?:Applications|Anwendungen)$/, one: 'Robot' },
    { name: 'APIs', one: 'Orders' },
    { name: /^(?:Explain|Erklären)$/ },
    { name: /^(?:Users|Benutzer)$/, one: ADMINISTRATOR.email },
    { name: /^(?:Keys|Schlüssel)$/ },
    { name: /^(?:Logs|Protokoll)$/ },
    { name: 'Branding' },
    { name: /^(?:Settings|Einstellungen)$/ },
  ] as const

  for (const [look, options] of Object.entries(LOOKS)) {
    test(`every screen pleases, ${look}, and leaves axe-core nothing to find`, async (t) => {
      const page = await openDashboard(t, browser, world, '/applications', options)
      for (const [at, screen] of SCREENS.entries()) {
        await go(page, screen.name)
        await examine(page, `dashboard-${at}-${look}`)
        if (!('one' in screen)) continue
        await page.getByRole('link', { name: screen.one, exact: true }).click()
        await heading(page, screen.one)
        await examine(page, `dashboard-${at}-one-${look}`)
      }
    })
  }
})
