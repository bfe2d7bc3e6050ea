// The ten questions on the explain screen: a person asks, reads the reason and what would help without looking for it, follows the link to
// where it is mended, comes back, and finds the token right.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { built } from '@symbolon/dashboard/build'
import type { Locator, Page } from 'playwright-core'
import { managed } from '../wire/managed.ts'
import { TEN_QUESTIONS, type Broken } from '../wire/ten-questions.ts'
import { startWorld, type World } from '../wire/world.ts'
import {
  choose,
  click,
  dashboardAt,
  examine,
  heading,
  look,
  makeAdministrator,
  openDashboard,
  tab,
} from './administrator.ts'
import { useBrowser } from './browser.ts'

type Asked = Broken['asked']

/** Where the Management API has what a place names, and what the screens call it. */
const NOUNS: Readonly<Record<string, string>> = {
  client: 'clients',
  client_grant: 'clients',
  resource_server: 'resource-servers',
  user: 'users',
  rule: 'rules',
}

describe('the ten questions, on the explain screen', () => {
  const browser = useBrowser()
  let world: World
  before(async () => {
    world = await startWorld()
    await makeAdministrator(world)
    await built()
  })
  after(() => world?.stop())

  async function nameOf(entity: string, id: string): Promise<string> {
    if (entity === 'tenant') return 'Settings'
    const path = `/${NOUNS[entity]}/${encodeURIComponent(id)}`
    const { name, email } = await managed<Record<string, string>>(world, 200, 'GET', path)
    return email ?? name ?? ''
  }

  async function ask(page: Page, asked: Asked): Promise<void> {
    if ('token' in asked) {
      await tab(page, 'Paste a token')
      await page.getByRole('textbox', { name: 'Token' }).fill(asked.token)
    } else {
      const { client_id = '', user_id, audience, scope = '' } = asked
      await tab(page, 'Describe a request')
      await choose(page, 'Application', await nameOf('client', client_id))
      if (user_id !== undefined) await choose(page, 'User', await nameOf('user', user_id))
      await page.getByRole('combobox', { name: 'API', exact: true }).fill(audience ?? '')
      await page.getByLabel('Scopes, with spaces between').fill(scope)
    }
    await click(page, 'Explain')
  }

  /** Waits until it is read without scrolling. */
  async function seen(what: Locator): Promise<void> {
    await what.waitFor()
    const isSeen = await what.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return top >= 0 && bottom <= element.ownerDocument.defaultView.innerHeight
    })
    assert.ok(isSeen, 'one has to look for it')
  }

  /** What is done on the screens by hand; the others are changed behind their back. */
  const BY_HAND: Readonly<Record<string, (page: Page, asked: Asked) => Promise<void>>> = {
    async 'client_grant.scope'(page, asked) {
      const audience = 'audience' in asked ? (asked.audience ?? '') : ''
      const api = await nameOf('resource_server', audience)
      await page.getByRole('switch', { name: `Allowed: ${api}` }).click({ force: true })
      await page.getByRole('checkbox', { name: 'read:orders' }).click()
      await page.getByRole('checkbox', { name: 'read:orders', checked: true }).waitFor()
    },
    async 'client.grant_types'(page) {
      await page.getByRole('checkbox', { name: 'client_credentials', exact: true }).check()
      await save(page)
    },
    async 'resource_server.scopes'(page) {
      await page.getByRole('textbox', { name: 'Permissions' }).fill('write:x')
      await click(page, 'Add')
      await page.getByRole('row', { name: 'write:x' }).waitFor()
    },
    async 'resource_server.enforce_policies'(page) {
      // The link has put the cursor there.
      await page.keyboard.press('Space')
      await page.getByLabel('Token dialect').selectOption('access_token_authz')
      await save(page)
    },
    async 'resource_server.allow_offline_access'(page) {
      await page.keyboard.press('Space')
      await page.keyboard.press('Control+s')
      await page.getByText('Saved.', { exact: true }).waitFor()
    },
  }

  async function save(page: Page): Promise<void> {
    await click(page, 'Save')
    await page.getByText('Saved.', { exact: true }).waitFor()
  }

  /** Whether the cursor is in the field of that name, where the screen has one. */
  async function pointsAt(page: Page, field: string): Promise<void> {
    // Until then it shows less than it has.
    await page.locator('#content[aria-busy=false]').waitFor()
    const named = page.locator(`#content form [name="${field}"]`)
    if ((await named.count()) === 0) return
    await page
      .locator(`#content form [name="${field}"]:focus, #content form fieldset[name="${field}"] :focus`)
      .waitFor()
  }

  test('each is answered by the reason, what would help and where, in view at once; and is right once that is done', async (t) => {
    const page = await openDashboard(t, browser, world, '/explain', { reducedMotion: 'reduce' })
    const shapes = new Set<string>()
    /** What looks alike is held against axe-core once. */
    const check = async (page: Page, name: string): Promise<void> => {
      const headings = await page.locator('#content').getByRole('heading').count()
      const shape = `${headings} ${await page.locator('#content').getByRole('status').count()}`
      await (shapes.has(shape) ? look(page, name) : examine(page, name))
      shapes.add(shape)
    }
    for (const [number, { question, breakIt, says, fix, at, right }] of TEN_QUESTIONS.entries()) {
      await t.test(question, async () => {
        const { asked, id, mend } = await breakIt(world)
        await page.goto(dashboardAt(world, '/explain'))
        await ask(page, asked)
        const content = page.locator('#content')
        await seen(content.getByText(says).filter({ visible: true }).first())
        await seen(content.getByText(fix).filter({ visible: true }).first())
        await check(page, `question-${number + 1}`)
        let wanted: Asked
        if (at) {
          await content
            .getByRole('link', { name: new RegExp(`: ${at.field} →$`) })
            .first()
            .click()
          await heading(page, await nameOf(at.entity, id))
          await pointsAt(page, at.field)
          const byHand = BY_HAND[`${at.entity}.${at.field}`]
          if (byHand) await byHand(page, asked)
          wanted = byHand ? asked : await mend()
          await page.goBack()
          await heading(page, 'Explain')
        } else wanted = await mend()
        // Whoever comes back finds the same question asked anew; another is asked by hand.
        if (wanted !== asked && JSON.stringify(wanted) !== JSON.stringify(asked)) {
          await page.goto(dashboardAt(world, '/explain'))
          await ask(page, wanted)
        }
        const [name, value] = right
        const row = content.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
        await row.filter({ hasText: value }).first().waitFor()
      })
    }
  })
})
