// Roles, connections and organizations on the dashboard, in a browser: what an administrator clicks together there decides what stands in
// people's tokens and who comes in.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { built } from '@symbolon/dashboard/build'
import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { newApi, newClient, startWorld, type NewClient, type World } from '../wire/world.ts'
import {
  click,
  dashboardAt,
  examine,
  go,
  heading,
  look,
  LOOKS,
  makeAdministrator,
  openDashboard,
  tab,
} from './administrator.ts'
import { useBrowser } from './browser.ts'
import { logIn } from './person.ts'

const BO = { email: 'bo@people.example', password: 'Window-orchard-17' }

const ORDERS = 'https://orders.example.com/'

const DATABASE = 'Username-Password-Authentication'

describe('people on the dashboard', () => {
  const browser = useBrowser()
  let world: World
  let shop: NewClient
  let callback: string
  before(async () => {
    world = await startWorld({ tls: true })
    callback = `${world.issuer}shop/callback`
    shop = newClient({
      name: 'Shop',
      app_type: 'regular_web',
      oidc_conformant: true,
      grant_types: ['authorization_code'],
      callbacks: [callback],
      initiate_login_uri: `${world.issuer}shop/login`,
    })
    await world.write(
      shop.changes,
      newApi(
        {
          identifier: ORDERS,
          name: 'Orders',
          enforce_policies: true,
          skip_consent_for_verifiable_first_party_clients: true,
        },
        ['read:orders', 'write:orders'],
      ),
    )
    const made = await world.manage('POST', '/users', { connection: DATABASE, ...BO, verify_email: false })
    assert.equal(made.status, 201)
    await makeAdministrator(world)
    await built()
  })
  after(() => world?.stop())

  const at = (path: string): string => dashboardAt(world, path)

  const goToOne = async (page: Page, place: string, one: string): Promise<void> => {
    await go(page, place)
    await page.getByRole('link', { name: one, exact: true }).click()
    await heading(page, one)
  }

  /** Finds a user in a field that searches, and does what stands beside it. */
  async function pick(page: Page, email: string, action: string): Promise<void> {
    await page.getByRole('combobox', { name: 'User' }).fill(email.slice(0, 6))
    await page.getByRole('option', { name: email }).click()
    await click(page, action)
    await page.getByRole('row', { name: email }).waitFor()
  }

  /** Asks for a login at Shop, for whom `parameters` say. */
  function askShop(parameters: Readonly<Record<string, string>>): string {
    const url = new URL('/authorize', world.issuer)
    const about = { client_id: shop.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid' }
    const query = { ...about, ...parameters }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url.href
  }

  test('a role with a permission, given to a user, shows in the token of a login that the administrator tries', async (t) => {
    const page = await openDashboard(t, browser, world, '/roles')
    await click(page, 'New role')
    await page.getByLabel('Name').fill('Clerk')
    await click(page, 'Create')
    await heading(page, 'Clerk')
    await page.getByLabel('API').selectOption(ORDERS)
    await page.getByRole('checkbox', { name: 'read:orders' }).click()
    await page.getByRole('listitem').filter({ hasText: 'read:orders' }).waitFor()
    await tab(page, 'Users')
    await pick(page, BO.email, 'Add')
    await goToOne(page, 'Connections', DATABASE)
    await tab(page, 'Try it')
    await page.getByLabel('Token for').selectOption({ label: 'Orders' })
    const opened = page.waitForEvent('popup')
    await click(page, 'Log in through it')
    await logIn(await opened, BO)
    const claims = page.getByRole('table', { name: 'Access token' })
    await claims.getByRole('row', { name: 'scope' }).getByText('read:orders').waitFor()
    await page
      .getByRole('table', { name: 'Profile' })
      .getByRole('row', { name: `email ${BO.email}` })
      .waitFor()
    assert.doesNotMatch(await claims.innerText(), /write:orders/)
    // Whoever tried it is still who he was.
    await page.goto(at('/roles'))
    await page.getByRole('link', { name: 'Clerk' }).click()
    await tab(page, 'Settings')
    await click(page, 'Delete this role')
    await page.getByRole('dialog').getByLabel('Type Clerk to confirm').fill('Clerk')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete this role' }).click()
    await page.getByText('A role is a set of permissions').waitFor()
  })

  test('a connection is made, refuses the passwords that it is told to, and is deleted by its name', async (t) => {
    const page = await openDashboard(t, browser, world, '/connections')
    await click(page, 'New connection')
    await page.getByLabel('Name').fill('no name')
    await click(page, 'Create')
    await page.getByRole('dialog').locator('input[aria-invalid=true]').waitFor()
    await page.getByLabel('Name').fill('Customers')
    await click(page, 'Create')
    await heading(page, 'Customers')
    await page.getByLabel('Strength').selectOption('excellent')
    await page.getByLabel('Shortest password').fill('900')
    await click(page, 'Save')
    await page.locator('input[aria-invalid=true]').waitFor()
    await page.getByLabel('Shortest password').fill('16')
    // What was typed is there when one comes back to it.
    await tab(page, 'Applications')
    await page.getByRole('switch', { name: 'Allowed: Shop' }).click({ force: true })
    await page.getByRole('switch', { name: 'Allowed: Shop', checked: true }).waitFor()
    await tab(page, 'Settings')
    await click(page, 'Save')
    await page.getByText('Saved.', { exact: true }).waitFor()
    const person = await (await browser.open(t)).newPage()
    await person.goto(askShop({ connection: 'Customers', screen_hint: 'signup' }))
    await person.fill('input[name=email]', 'eve@people.example')
    await person.fill('input[name=password]', 'Orchard-17')
    await person.click('button[type=submit][name=action][value=default]')
    await person.locator('input[name=password][aria-invalid=true]').waitFor()
    await tab(page, 'Scripts')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('HOST')
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill('old.example')
    await click(page, 'Set secret')
    await page.getByRole('row', { name: /HOST/ }).waitFor()
    await page.getByRole('switch', { name: 'Ask a database elsewhere by scripts' }).click({ force: true })
    await page.getByRole('textbox', { name: /^Who logs in/ }).click()
    await page.keyboard.insertText('function login(email, password, callback) { callback(null) }')
    await click(page, 'Save')
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor({ state: 'detached' })
    const found = await world.manage('GET', '/connections?name=Customers')
    const { options } = Object(Object(await found.json())[0])
    assert.equal(options.enabledDatabaseCustomization, true)
    assert.match(options.customScripts.login, /^function login/)
    assert.match(options.configuration.HOST, /^2\.0\$/)
    await tab(page, 'Settings')
    await click(page, 'Delete this connection')
    await page.getByRole('dialog').getByLabel('Type Customers to confirm').fill('Customers')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete this connection' }).click()
    await heading(page, 'Connections')
    await page.getByRole('link', { name: 'Customers' }).waitFor({ state: 'detached' })
  })

  test('an organization is made, gets a way in and a member, who then logs in to it, and invites others', async (t) => {
    const page = await openDashboard(t, browser, world, '/organizations')
    await click(page, 'New organization')
    await page.getByLabel('Shown name').fill('Acme Inc.')
    await page.getByLabel('Name in addresses').fill('acme')
    await click(page, 'Create')
    await heading(page, 'Acme Inc.')
    await page.getByLabel('Primary colour').fill('#0a7')
    await click(page, 'Save')
    await page.getByText('Saved.', { exact: true }).waitFor()
    await tab(page, 'Connections')
    await page.getByRole('switch', { name: `Allowed: ${DATABASE}` }).click({ force: true })
    await page.getByRole('switch', { name: `Allowed: ${DATABASE}`, checked: true }).waitFor()
    await tab(page, 'Members')
    await pick(page, BO.email, 'Add')
    await tab(page, 'Invitations')
    await click(page, 'Invite')
    await page.getByLabel('E-mail address').fill('carla@people.example')
    await page.getByRole('combobox', { name: 'Application' }).click()
    await page.getByRole('option', { name: 'Shop' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    const link = await page.getByRole('status').locator('code').innerText()
    assert.match(link, /\/shop\/login\?invitation=\w+&organization=org_\w+&organization_name=acme$/)
    await click(page, 'Remove carla@people.example')
    await page.getByText('Nobody is invited.').waitFor()
    await goToOne(page, 'Applications', 'Shop')
    await page.getByLabel('Organizations', { exact: true }).selectOption('require')
    await page.getByLabel('Its own organization').selectOption({ label: 'Acme Inc.' })
    await click(page, 'Save')
    await page.getByText('Saved.', { exact: true }).waitFor()
    await tab(page, 'Connections')
    await page.getByRole('switch', { name: `Allowed: ${DATABASE}` }).click({ force: true })
    await page.getByRole('switch', { name: `Allowed: ${DATABASE}`, checked: true }).waitFor()
    const organization = new URL(link).searchParams.get('organization') ?? ''
    const kept = Object(await (await world.manage('GET', `/clients/${shop.client_id}`)).json())
    assert.deepEqual(kept.default_organization, { organization_id: organization, flows: ['client_credentials'] })
    const person = await (await browser.open(t)).newPage()
    await person.goto(askShop({ organization }))
    await logIn(person, BO)
    await person.waitForURL(({ pathname }) => pathname === '/shop/callback')
    const code = new URL(person.url()).searchParams.get('code') ?? ''
    const grant = { grant_type: 'authorization_code', code, redirect_uri: callback }
    const answer = await world.token({ ...shop.credentials, ...grant })
    assert.equal(decodeJwt(Object(await answer.json()).id_token)['org_id'], organization)
  })

  /** The screens, what is opened on each, and the parts of that. */
  const SCREENS = [
    { name: /^(?:Roles|Rollen)$/, one: 'Auditor', parts: 3 },
    { name: /^(?:Organizations|Organisationen)$/, one: 'Acme Inc.', parts: 5 },
    { name: /^(?:Connections|Verbindungen)$/, one: DATABASE, parts: 4 },
    { name: /^(?:Applications|Anwendungen)$/, one: 'Shop', parts: 4 },
    { name: 'APIs', one: 'Orders', parts: 6 },
    { name: /^(?:Users|Benutzer)$/, one: BO.email, parts: 6 },
  ] as const

  for (const [scheme, options] of Object.entries(LOOKS)) {
    test(`every part of these screens pleases, ${scheme}, and leaves axe-core nothing to find`, async (t) => {
      await world.manage('POST', '/roles', { name: 'Auditor', description: 'Looks and changes nothing' })
      const page = await openDashboard(t, browser, world, '/roles', options)
      // What is narrow is the same, in a column.
      const check = scheme === 'narrow' ? look : examine
      for (const [at, { name, one, parts }] of SCREENS.entries()) {
        await go(page, name)
        await check(page, `people-${at}-${scheme}`)
        await page.getByRole('link', { name: one, exact: true }).first().click()
        await heading(page, one)
        assert.equal(await page.getByRole('tab').count(), parts)
        for (let part = 0; part < parts; part += 1) {
          await tab(page, part)
          await check(page, `people-${at}-${part}-${scheme}`)
        }
      }
    })
  }
})
