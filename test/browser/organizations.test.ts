// Organizations in a browser: @auth0/auth0-spa-js logs in to one, and checks by itself that the ID token is of it; an invitation by
// mail leads through the application to an account.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import type { BrowserContext, Page } from 'playwright-core'
import { startPageApp, type PageApp } from './app-server.ts'
import { AUDIENCE, DIRECTORY, openPlace, singlePage, type Person, type Place } from '../clients/place.ts'
import { useBrowser } from './browser.ts'
import { ask, expectLogin, logIn, start } from './person.ts'

describe('organizations, with @auth0/auth0-spa-js', () => {
  const browser = useBrowser()
  let place: Place
  let app: PageApp
  let person: Person
  let client_id: string
  let choosing: string
  let acme: string
  let other: string

  const call = async (
    status: number,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Record<string, unknown>> => {
    const response = await place.manage(method, path, body)
    const text = await response.text()
    assert.equal(response.status, status, `${method} ${path}: ${text}`)
    return Object(text === '' ? {} : JSON.parse(text))
  }

  before(async () => {
    place = await openPlace()
    app = await startPageApp('spa-js.js')
    person = await place.person()
    const page = { ...singlePage(app.origin), initiate_login_uri: `${app.origin}/invited` }
    client_id = (await place.client({ ...page, organization_usage: 'allow' })).client_id
    choosing = (
      await place.client({
        ...page,
        name: 'Chooser',
        organization_usage: 'require',
        organization_require_behavior: 'post_login_prompt',
      })
    ).client_id
    const [connection] = Object.values(await call(200, 'GET', `/connections?name=${DIRECTORY}`))
    const enabled_connections = [{ connection_id: Object(connection).id }]
    const make = async (name: string, display_name: string): Promise<string> => {
      const { id } = await call(201, 'POST', '/organizations', { name, display_name, enabled_connections })
      await call(204, 'POST', `/organizations/${String(id)}/members`, { members: [person.user_id] })
      return String(id)
    }
    acme = await make('acme', 'Acme Ltd')
    other = await make('other', 'The Others')
  })
  after(async () => {
    await app?.stop()
    await place?.stop()
  })

  async function openPage(
    context: BrowserContext,
    more: Readonly<Record<string, string>>,
    id = client_id,
  ): Promise<Page> {
    app.configure({
      domain: place.host,
      clientId: id,
      authorizationParams: { audience: AUDIENCE, scope: 'openid profile email read:orders', ...more },
    })
    const page = await context.newPage()
    await page.goto(app.origin)
    return page
  }

  const arrive = async (page: Page): Promise<Record<string, unknown>> => {
    await page.waitForURL(`${app.origin}/`)
    await ask(page, 'arrival')
    return Object(await ask(page, 'claims'))
  }

  test('a member logs in to the organization that the application names, and its tokens are of it', async (t) => {
    const page = await openPage(await browser.open(t), { organization: acme })
    await start(page, 'login')
    await expectLogin(page)
    await page.getByText('Acme Ltd').waitFor()
    await logIn(page, person)
    assert.equal((await arrive(page))['org_id'], acme)
    const { access_token } = Object(await ask(page, 'token', { cacheMode: 'off' }))
    assert.equal(decodeJwt(access_token)['org_id'], acme)
  })

  test('an application that takes names is given the organization’s name as it is written', async (t) => {
    const flag = 'allow_organization_name_in_authentication_api'
    await call(200, 'PATCH', '/tenants/settings', { [flag]: true })
    t.after(() => call(200, 'PATCH', '/tenants/settings', { [flag]: false }))
    const page = await openPage(await browser.open(t), { organization: 'acme' })
    await start(page, 'login')
    await expectLogin(page)
    await logIn(page, person)
    assert.equal((await arrive(page))['org_name'], 'acme')
  })

  test('who belongs to several chooses one', async (t) => {
    const page = await openPage(await browser.open(t), {}, choosing)
    await start(page, 'login')
    await expectLogin(page)
    await logIn(page, person)
    await page.getByRole('heading', { name: 'Choose an organization' }).waitFor()
    await page.getByRole('button', { name: 'The Others' }).click()
    assert.equal((await arrive(page))['org_id'], other)
  })

  test('who is invited by mail makes an account and is a member', async (t) => {
    const email = 'invited@people.example'
    const body = { client_id, inviter: { name: 'Ada' }, invitee: { email } }
    await call(201, 'POST', `/organizations/${acme}/invitations`, body)
    const { subject, links } = await place.mailTo(email)
    assert.match(subject, /Acme Ltd/)
    const link = new URL(links[0] ?? '')
    assert.equal(link.origin, app.origin)
    const { invitation = '', organization = '' } = Object.fromEntries(link.searchParams)
    const page = await openPage(await browser.open(t), { invitation, organization })
    await start(page, 'login')
    const field = page.locator('input[name=email]')
    await field.waitFor()
    assert.equal(await field.inputValue(), email)
    await page.fill('input[name=password]', 'Lovelace-1815-engine')
    await page.click('button[type=submit][name=action][value=default]')
    const { org_id, sub } = await arrive(page)
    assert.equal(org_id, acme)
    const members = Object.values(await call(200, 'GET', `/organizations/${acme}/members`))
    assert.ok(members.some((member) => Object(member).user_id === sub))
  })
})
