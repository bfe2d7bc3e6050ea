// A tenant's code and its revocations on the dashboard, in a browser: what is written, deployed and ordered there decides what stands in
// tokens, and what is revoked there is refused by an API.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { built } from '@symbolon/dashboard/build'
import { createValidator, type Validator } from '@symbolon/validator'
import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { managed } from '../wire/managed.ts'
import { enabledFor, newApplication, newUserWithPassword } from '../wire/people.ts'
import { until } from '../wire/until.ts'
import { newApi, newClient, newGrant, startWorld, type World } from '../wire/world.ts'
import {
  click,
  confirm,
  dashboardAt,
  examine,
  heading,
  LOOKS,
  makeAdministrator,
  openDashboard,
  tab,
} from './administrator.ts'
import { useBrowser } from './browser.ts'
import { expectLogin } from './person.ts'

const ORDERS = 'https://orders.example.com/'

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'

const shop = newApplication({ name: 'Shop', grant_types: [REALM] })
const robot = newClient({ name: 'Robot' })

const PASSWORD = 'Window-orchard-17'

describe('code and revocations on the dashboard', () => {
  const browser = useBrowser()
  let world: World
  let validator: Validator
  let person: { readonly email: string; readonly user_id: string }
  before(async () => {
    world = await startWorld()
    await world.write(
      shop.changes,
      robot.changes,
      await enabledFor(world, [shop]),
      newApi({ identifier: ORDERS, name: 'Orders', skip_consent_for_verifiable_first_party_clients: true }),
      newGrant(robot.client_id, ORDERS, ['read:a']),
    )
    person = await newUserWithPassword(world, PASSWORD, { name: 'Grace', app_metadata: { plan: 'gold' } })
    validator = createValidator({ issuer: world.issuer, audience: ORDERS, onNotice: () => undefined })
    await makeAdministrator(world)
    await built()
  })
  after(async () => {
    validator?.close()
    await world?.stop()
  })

  const at = (path: string): string => dashboardAt(world, path)

  const saved = (page: Page, words: string): Promise<void> => page.getByText(words, { exact: true }).first().waitFor()

  /** Puts `code` where the editor has its own. */
  async function write(page: Page, label: string, code: string): Promise<void> {
    const field = page.getByRole('textbox', { name: label, exact: true })
    await field.click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(code)
  }

  /** A claim in a token of the machine. */
  async function robotClaim(name: string): Promise<unknown> {
    const answer = await world.token({ ...robot.credentials, grant_type: 'client_credentials', audience: ORDERS })
    return decodeJwt(Object(await answer.json()).access_token)[`https://shop.example/${name}`]
  }

  /** Writes `code` of an action or a module and saves it. */
  async function draftSays(page: Page, label: string, code: string): Promise<void> {
    await write(page, label, code)
    await page.getByText('Save the draft first.').waitFor()
    await click(page, 'Save')
    await page.getByText('Save the draft first.').waitFor({ state: 'detached' })
  }

  async function deploy(page: Page, number: number): Promise<void> {
    await click(page, 'Deploy')
    await saved(page, `Version ${number} runs from now on.`)
  }

  async function claimsOfPerson(): Promise<Readonly<Record<string, unknown>>> {
    const answer = await world.token({
      ...shop.credentials,
      grant_type: REALM,
      realm: 'Username-Password-Authentication',
      username: person.email,
      password: PASSWORD,
      audience: ORDERS,
      scope: 'openid',
    })
    const { access_token } = Object(await answer.json())
    return decodeJwt(String(access_token))
  }

  test('a rule is made from a template, written with completion, tried out, and decides what stands in a token; its place is a few keys away', async (t) => {
    const page = await openDashboard(t, browser, world, '/rules')
    await page.getByText(/^No rule yet/).waitFor()
    for (const [name, template] of [
      ['Plan in tokens', 'A claim from metadata'],
      ['Roles in tokens', 'Roles in the access token'],
    ] as const) {
      await click(page, 'New rule')
      await page.getByRole('radio', { name: template }).check()
      await click(page, 'Create')
      await heading(page, name)
      await page.getByRole('link', { name: 'Rules', exact: true }).click()
      await page.getByRole('link', { name, exact: true }).waitFor()
    }
    await click(page, 'Move Roles in tokens up')
    await page.getByRole('listitem').first().getByText('Roles in tokens').waitFor()
    await page.getByRole('link', { name: 'Plan in tokens' }).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await page.getByRole('listitem').first().getByText('Plan in tokens').waitFor()
    await saved(page, 'The order counts from now on.')

    await page.getByRole('link', { name: 'Plan in tokens' }).click()
    await write(page, 'Code of the rule', 'function (user, context, callback) {\n  none.found\n  callback()\n}')
    await click(page, 'Try it')
    await page.getByText(/^Line 2: .*none/).waitFor()
    await page.locator('.cm-lintRange-error').first().waitFor()
    await write(page, 'Code of the rule', 'function (user, context, callback) {\n  ')
    await page.keyboard.type('context.accessToken["https://shop.example/plan"] = user.app_m')
    const offered = page.getByRole('option', { name: /app_metadata/ })
    const field = page.getByRole('textbox', { name: 'Code of the rule' })
    await offered.waitFor()
    // What is offered can be taken a moment after it has appeared, so that nobody takes it unawares.
    await until('it is taken', async () => {
      if ((await field.innerText()).includes('user.app_metadata')) return true
      await offered.dispatchEvent('mousedown')
      return false
    })
    await page.keyboard.insertText('.plan\n  console.log("plan of", user.email)\n  callback(null, user, context)\n}')
    await page.getByText('A real user', { exact: true }).click()
    await page.getByRole('combobox', { name: 'User', exact: true }).fill(person.email)
    await page.getByRole('option', { name: person.email }).click()
    await click(page, 'Try it')
    const result = page.getByRole('status', { name: 'What it would do' })
    await result.getByRole('row', { name: /access_token.https:\/\/shop.example\/plan gold/ }).waitFor()
    await result.getByText(`plan of ${person.email}`).waitFor()

    await page.getByRole('link', { name: 'Logs', exact: true }).click()
    await page.getByRole('dialog', { name: 'Leave this page?' }).waitFor()
    await click(page, 'Stay here')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    assert.equal((await claimsOfPerson())['https://shop.example/plan'], undefined)
    await page.getByRole('switch', { name: 'Enabled' }).click()
    await field.press('Control+s')
    await saved(page, 'Saved.')
    assert.equal((await claimsOfPerson())['https://shop.example/plan'], 'gold')

    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').locator('input').fill('Rules')
    await page.getByRole('dialog').locator('[data-selected]').filter({ hasText: 'Rules' }).waitFor()
    await page.keyboard.press('Enter')
    await tab(page, 'Configuration')
    await page.getByRole('textbox', { name: 'Key' }).fill('bad key')
    await page.getByRole('textbox', { name: 'Value' }).fill('hush-hush-4711')
    await click(page, 'Set value')
    await page.locator('input[aria-invalid=true]').waitFor()
    await page.getByRole('textbox', { name: 'Key' }).fill('API_KEY')
    await click(page, 'Set value')
    await page.getByRole('row', { name: /API_KEY/ }).waitFor()
    assert.ok(!(await page.content()).includes('hush-hush-4711'))
    await click(page, 'Remove the value API_KEY')
    await confirm(page, 'Remove', 'API_KEY')
    await page.getByText(/^Nothing yet\./).waitFor()
    await tab(page, 'Executions')
    await until('the run is there', async () => {
      await click(page, 'Read again')
      return (await page.getByRole('listitem').filter({ hasText: 'Plan in tokens' }).count()) > 0
    })
  })

  // The rule, which is on by now, fails for an administrator, who has no app_metadata: nobody is locked out by that.
  test('an action is written, given a secret, tried, deployed, put to its trigger, and taken back to the version before', async (t) => {
    const page = await openDashboard(t, browser, world, '/actions')
    await click(page, 'New action')
    await page.getByRole('textbox', { name: 'Name' }).fill('Team of machines')
    await page.getByRole('combobox', { name: 'Trigger' }).selectOption('credentials-exchange')
    await click(page, 'Create')
    await heading(page, 'Team of machines')
    const code = (claim: string): string =>
      `exports.onExecuteCredentialsExchange = async (event, api) => {\n  api.accessToken.setCustomClaim('https://shop.example/team', ${claim})\n}`
    await tab(page, 'Secrets')
    await page.getByRole('textbox', { name: 'Name' }).fill('TEAM')
    await page.getByRole('textbox', { name: 'Value' }).fill('harbour-crew')
    await click(page, 'Set secret')
    await page.getByRole('row', { name: /TEAM/ }).waitFor()
    await tab(page, 'Draft')
    await draftSays(page, 'Code of the action', code('event.secrets.TEAM'))
    await click(page, 'Try it')
    await page.getByRole('row', { name: /shop.example\/team \*\*\*/ }).waitFor()
    await deploy(page, 1)
    assert.equal(await robotClaim('team'), undefined)

    await page.getByRole('link', { name: 'Actions', exact: true }).click()
    await tab(page, 'Order')
    await page.getByRole('combobox', { name: 'Action to add' }).waitFor()
    await click(page, 'Add')
    await page.getByRole('list', { name: 'Client credentials' }).getByText('Team of machines').waitFor()
    assert.equal(await robotClaim('team'), 'harbour-crew')

    await page.getByRole('link', { name: 'Team of machines' }).click()
    await draftSays(page, 'Code of the action', code(`'second'`))
    assert.equal(await robotClaim('team'), 'harbour-crew')
    await deploy(page, 2)
    assert.equal(await robotClaim('team'), 'second')
    await tab(page, 'Versions')
    await click(page, 'Deploy again: version 1')
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy again' }).click()
    await saved(page, 'Version 1 runs from now on.')
    assert.equal(await robotClaim('team'), 'harbour-crew')
    await tab(page, 'Draft')
    await page.getByText('event.secrets.TEAM').waitFor()
  })

  /** Runs an action that does nothing yet, behind those that run already. */
  async function runAction(name: string): Promise<void> {
    const trigger = 'credentials-exchange'
    const { id } = await managed(world, 201, 'POST', '/actions/actions', {
      name,
      code: 'exports.onExecuteCredentialsExchange = async () => {}',
      supported_triggers: [{ id: trigger, version: 'v2' }],
    })
    await managed(world, 200, 'POST', `/actions/actions/${id}/deploy`)
    const path = `/actions/triggers/${trigger}/bindings`
    const { bindings } = await managed<{ readonly bindings: readonly { readonly id: string }[] }>(
      world,
      200,
      'GET',
      path,
    )
    const ref = (type: string, value: unknown): object => ({ ref: { type, value } })
    await managed(world, 200, 'PATCH', path, {
      bindings: [...bindings.map((one) => ref('binding_id', one.id)), ref('action_id', id)],
    })
  }

  test('code that actions share is written once: deployed, found by an action, and taken back to the version before', async (t) => {
    await runAction('Crew of machines')
    const page = await openDashboard(t, browser, world, '/actions')
    await tab(page, 'Modules')
    await page.getByText(/^No module yet/).waitFor()
    await click(page, 'New module')
    await page.getByRole('textbox', { name: 'Name' }).fill('teams')
    await click(page, 'Create')
    await heading(page, 'teams')
    const said = (words: string): string => `exports.of = ({ name }) => '${words} ' + name\n`
    await draftSays(page, 'Code of the module', said('crew of'))
    await deploy(page, 1)
    await page.getByText(`const shared = require('actions:teams');`).waitFor()

    await page.getByRole('link', { name: 'Actions', exact: true }).click()
    await page.getByRole('link', { name: 'Crew of machines' }).click()
    const claim = `require('actions:teams').of(event.client)`
    const code = `exports.onExecuteCredentialsExchange = async (event, api) => {\n  api.accessToken.setCustomClaim('https://shop.example/crew', ${claim})\n}`
    await draftSays(page, 'Code of the action', code)
    await deploy(page, 2)
    assert.equal(await robotClaim('crew'), 'crew of Robot')

    await page.getByRole('link', { name: 'Actions', exact: true }).click()
    await tab(page, 'Modules')
    await page.getByRole('link', { name: 'teams', exact: true }).click()
    await tab(page, 'Used by')
    await page.getByRole('link', { name: 'Crew of machines' }).waitFor()
    await tab(page, 'Draft')
    await draftSays(page, 'Code of the module', said('others than'))
    await deploy(page, 2)
    assert.equal(await robotClaim('crew'), 'others than Robot')
    await tab(page, 'Versions')
    await click(page, 'Make it the draft: version 1')
    await page.getByRole('dialog').getByRole('button', { name: 'Make it the draft' }).click()
    await saved(page, 'The draft is version 1 again.')
    await tab(page, 'Draft')
    await page.getByRole('textbox', { name: 'Code of the module' }).getByText('crew of').waitFor()
    await deploy(page, 3)
    assert.equal(await robotClaim('crew'), 'crew of Robot')
    await tab(page, 'Dependencies')
    await page.getByRole('textbox', { name: 'Dependencies' }).fill('lodash')
    await click(page, 'Save')
    await page.getByText('Write each as name@version: lodash').waitFor()
    await page.getByRole('textbox', { name: 'Dependencies' }).fill('lodash@4.17.21')
    await click(page, 'Save')
    await saved(page, 'Saved.')
  })

  test('a hook is made for a trigger, given a secret, written with completion, tried out, and decides when it is turned on', async (t) => {
    const page = await openDashboard(t, browser, world, '/hooks')
    await page.getByText(/^No hook yet/).waitFor()
    await click(page, 'New hook')
    await page.getByRole('textbox', { name: 'Name' }).fill('Region of machines')
    await click(page, 'Create')
    // As it is kept.
    await heading(page, 'region-of-machines')
    await tab(page, 'Secrets')
    await page.getByRole('textbox', { name: 'Name' }).fill('REGION')
    await page.getByRole('textbox', { name: 'Value' }).fill('northern-islands')
    await click(page, 'Set secret')
    await page.getByRole('row', { name: /REGION/ }).waitFor()
    await tab(page, 'Code')
    const hook = (body: string): string =>
      `module.exports = function (client, scope, audience, context, callback) {\n  ${body}\n}`
    await write(page, 'Code of the hook', hook('none.found'))
    await click(page, 'Try it')
    await page.getByText(/^Line 2: .*none/).waitFor()
    await write(page, 'Code of the hook', hook('').slice(0, -2))
    await page.keyboard.type('context.webtask.secrets.RE')
    await page.getByRole('option', { name: /REGION/ }).waitFor()
    const claim = `'https://shop.example/region': context.webtask.secrets.REGION`
    await write(page, 'Code of the hook', hook(`callback(null, { scope, ${claim} })`))
    await click(page, 'Try it')
    await page.getByRole('row', { name: /shop.example\/region \*\*\*/ }).waitFor()
    assert.equal(await robotClaim('region'), undefined)

    await page.getByRole('textbox', { name: 'Name' }).fill('Region of all machines')
    await page.getByRole('switch', { name: 'Enabled' }).click()
    await click(page, 'Save')
    await heading(page, 'region-of-all-machines')
    // What is kept in other letters is saved all the same.
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor({ state: 'detached' })
    assert.equal(await robotClaim('region'), 'northern-islands')
    await page.getByRole('link', { name: 'Hooks', exact: true }).click()
    await page.getByRole('switch', { name: 'Enabled: region-of-all-machines' }).click()
    await page.getByText('Off', { exact: true }).waitFor()
    assert.equal(await robotClaim('region'), undefined)
  })

  test('a token that is revoked on the screen is refused by an API at once, and stands in the feed', async (t) => {
    const answer = await world.token({ ...robot.credentials, grant_type: 'client_credentials', audience: ORDERS })
    const { access_token } = Object(await answer.json())
    const token = String(access_token)
    assert.equal((await validator.verify(token)).subject, `${robot.client_id}@clients`)
    const page = await openDashboard(t, browser, world, '/revocations')
    await page.getByText('Live', { exact: true }).waitFor()
    const field = page.getByRole('textbox', { name: 'Token', exact: true })
    await field.fill('not a token')
    await click(page, 'Revoke')
    await confirm(page, 'Revoke', 'token')
    await page.getByText(/no access token or refresh token of this tenant/).waitFor()
    await field.fill(token)
    await click(page, 'Revoke')
    await confirm(page, 'Revoke', 'token')
    await page.getByRole('row', { name: /Token Robot/ }).waitFor()
    await until('the validator refuses it', () =>
      Promise.resolve(validator.verify(token)).then(
        () => false,
        (error: unknown) => Object(error).reason === 'revoked',
      ),
    )
    // The validator and this page.
    await page.getByRole('row', { name: /node.*Up to date/i }).waitFor()
    await page.getByRole('row', { name: /Mozilla.*Up to date/ }).waitFor()

    // What is revoked elsewhere appears by itself.
    assert.equal((await world.manage('POST', '/revocations', { user_id: person.user_id })).status, 202)
    // Where a second has passed meanwhile, it is said again, in a row of its own.
    await page.getByRole('link', { name: person.user_id }).first().waitFor()
    const everything = { everything: 'Everything before now' }
    await page.getByRole('combobox', { name: 'Revoke' }).selectOption({ label: everything.everything })
    await click(page, 'Revoke')
    await page.getByRole('dialog').getByRole('textbox').fill('wrong')
    assert.equal(await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).isDisabled(), true)
    await confirm(page, 'Revoke', new URL(world.issuer).host)
    await expectLogin(page)
  })

  for (const [look, options] of Object.entries(LOOKS)) {
    test(`their screens please, ${look}, and leave axe-core nothing to find`, async (t) => {
      const page = await openDashboard(t, browser, world, '/rules', options)
      const isEnglish = options.locale === 'en-US'
      const say = (english: string, german: string): string => (isEnglish ? english : german)
      await page.getByRole('link', { name: 'Plan in tokens' }).waitFor()
      await examine(page, `dashboard-code-rules-${look}`)
      await page.getByRole('link', { name: 'Plan in tokens' }).click()
      await page.locator('.cm-content').waitFor()
      await click(page, say('Try it', 'Ausprobieren'))
      await page.getByRole('status', { name: say('What it would do', 'Was er tun würde') }).waitFor()
      await examine(page, `dashboard-code-rule-${look}`)
      await page.goto(at('/actions'))
      await page.getByRole('link', { name: 'Team of machines' }).waitFor()
      await examine(page, `dashboard-code-actions-${look}`)
      await tab(page, say('Order', 'Reihenfolge'))
      await page.getByRole('link', { name: 'Team of machines' }).waitFor()
      await examine(page, `dashboard-code-order-${look}`)
      await page.getByRole('link', { name: 'Team of machines' }).click()
      await page.locator('.cm-content').waitFor()
      await examine(page, `dashboard-code-action-${look}`)
      // What they are made of has been seen elsewhere by night and on a telephone.
      for (const name of isEnglish ? ['Secrets', 'Versions', 'Executions'] : []) {
        await tab(page, name)
        await examine(page, `dashboard-code-${name}-${look}`)
      }
      await page.goto(at('/actions'))
      await tab(page, say('Modules', 'Module'))
      await page.getByRole('link', { name: 'teams' }).waitFor()
      await examine(page, `dashboard-code-modules-${look}`)
      await page.getByRole('link', { name: 'teams' }).click()
      await page.locator('.cm-content').waitFor()
      await examine(page, `dashboard-code-module-${look}`)
      await page.goto(at('/hooks'))
      await page.getByRole('link', { name: 'region-of-all-machines' }).waitFor()
      await examine(page, `dashboard-code-hooks-${look}`)
      await page.getByRole('link', { name: 'region-of-all-machines' }).click()
      await page.locator('.cm-content').waitFor()
      await examine(page, `dashboard-code-hook-${look}`)
      await page.goto(at('/revocations'))
      await page.getByText('Live', { exact: true }).waitFor()
      await page.getByRole('row', { name: /Mozilla/ }).waitFor()
      await examine(page, `dashboard-code-revocations-${look}`)
    })
  }
})
