// What an administrator does on the dashboard, whichever screen it is about: she comes in, presses what has a name, and looks whether all is well.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import axe from 'axe-core'
import { setUpLink } from '@symbolon/core/tenants/set-up'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { World } from '../wire/world.ts'
import { keepPicture, type BrowserOfFile } from './browser.ts'
import { logIn } from './person.ts'

export const ADMINISTRATOR = { email: 'ada@admin.example', password: 'Orchard-lantern-42' }

/** The looks in which every screen is seen. */
export const LOOKS = {
  light: { locale: 'en-US', colorScheme: 'light', reducedMotion: 'reduce' },
  dark: { locale: 'de-DE', colorScheme: 'dark', reducedMotion: 'reduce' },
  narrow: { locale: 'de-DE', colorScheme: 'light', reducedMotion: 'reduce', viewport: { width: 360, height: 800 } },
} as const satisfies Readonly<Record<string, BrowserContextOptions>>

type Place = Pick<World, 'issuer' | 'tenancy'>

/** Makes the administrator of a world that has none yet, by its set-up link. */
export async function makeAdministrator({ issuer, tenancy }: Place): Promise<void> {
  const made = await fetch(setUpLink(tenancy.masterKey, tenancy.tenant), {
    method: 'POST',
    headers: { origin: new URL(issuer).origin },
    body: new URLSearchParams(ADMINISTRATOR),
    redirect: 'manual',
  })
  assert.ok(made.status < 400, `${made.status} ${await made.text()}`)
}

export const dashboardAt = ({ issuer }: Pick<World, 'issuer'>, path: string): string =>
  new URL(`/dashboard${path}`, issuer).href

/** A page of the dashboard, logged in. What its policy refuses fails the test. */
export async function openDashboard(
  t: TestContext,
  browser: BrowserOfFile,
  world: Pick<World, 'issuer'>,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await (await browser.open(t, options)).newPage()
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) refused.push(message.text())
  })
  t.after(() => assert.deepEqual(refused, []))
  await page.goto(dashboardAt(world, path))
  await logIn(page, ADMINISTRATOR)
  await page.locator('#root h1').waitFor()
  return page
}

export const click = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click()

/** Takes what is called so, or nearly so, in a field that searches. */
export async function choose(page: Page, field: string, name: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).fill(name)
  await page.getByRole('option').filter({ hasText: name }).click()
}

/** Opens a part of the screen: by its name, or by its number from 0. */
export async function tab(page: Page, which: string | number): Promise<void> {
  const tabs = page.getByRole('tab')
  const wanted = typeof which === 'number' ? tabs.nth(which) : page.getByRole('tab', { name: which, exact: true })
  await wanted.click()
  await wanted.and(page.locator('[aria-selected=true]')).waitFor()
}

/** Waits for the screen of that name. */
export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { name, level: 1, exact: true }).waitFor()

/** Follows a link of the navigation, which a narrow screen keeps behind a button. */
export async function go(page: Page, name: string | RegExp): Promise<void> {
  const navigation = page.getByRole('navigation')
  const opener = page.locator('header button[aria-expanded=false]')
  const isNarrow = await opener.isVisible()
  if (isNarrow) await opener.click()
  await navigation.getByRole('link', { name, exact: true }).click()
  if (isNarrow) await navigation.waitFor({ state: 'hidden' })
  await heading(page, name)
}

/** Types the name of what is to go into the dialog that asks for it, and goes through with it. */
export async function confirm(page: Page, button: string, name: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: button, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Waits until the screen says that nothing of it is on its way any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('#content[aria-busy=false]').waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
}

/** Keeps a picture of the screen, of which nothing may stick out. */
export async function look(page: Page, name: string): Promise<void> {
  await settled(page)
  await keepPicture(page, name)
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  assert.equal(overflow, 0, name)
}

/** The same, and axe-core finds nothing. */
export async function examine(page: Page, name: string): Promise<void> {
  await look(page, name)
  await page.evaluate(axe.source)
  const { violations } = Object(await page.evaluate(() => Reflect.get(globalThis, 'axe').run()))
  assert.deepEqual(
    violations.map((one: { id: string; nodes: { html: string }[] }) => [one.id, one.nodes[0]?.html]),
    [],
    name,
  )
}
