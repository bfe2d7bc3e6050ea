// The guided start of the dashboard, in a browser: from the link of the first start to an API that takes nobody without a token. What it
// tells people to run in Node, and where there is curl, is run; test/examples/languages runs the others.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { setUpLink } from '@symbolon/core/tenants/set-up'
import { built } from '@symbolon/dashboard/build'
import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { startWorld, type World } from '../wire/world.ts'
import { ADMINISTRATOR, click, go, heading } from './administrator.ts'
import { useBrowser } from './browser.ts'
import { logIn } from './person.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What a program of one's own has around it: no proxy stands between it and this machine. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/proxy|java_tool/i.test(name)))

type Said = { readonly code: number | null; readonly output: string; readonly problem: string }

/** Runs a program to its end; undefined where this machine does not have it. */
function run(command: string, parameters: readonly string[], folder: string): Promise<Said | undefined> {
  const child = spawn(command, parameters, { cwd: folder, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, problem] = ['', '']
  child.stdout.on('data', (bytes: Buffer) => void (output += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => void (problem += bytes.toString()))
  return new Promise((resolve) => {
    child.on('error', () => resolve(undefined))
    child.on('close', (code) => resolve({ code, output, problem }))
  })
}

describe('the guided start', () => {
  const browser = useBrowser()
  let world: World
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'symbolon-start-'))
    world = await startWorld()
    await built()
  })
  after(async () => {
    await world?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What is shown of the program in that language. */
  async function programIn(page: Page, language: string): Promise<string> {
    await page.getByRole('tab', { name: language, exact: true }).click()
    const text = await page.getByRole('tabpanel').getByRole('group', { name: language, exact: true }).textContent()
    return text ?? ''
  }

  /** Whether this machine has the language: what it then says must hold a token. */
  async function tokenFrom(language: string, program: string): Promise<string | undefined> {
    const kept = (name: string): string => {
      writeFileSync(join(folder, name), program)
      return name
    }
    const command: readonly [string, ...string[]] =
      language === 'curl' ? ['sh', '-c', program] : [process.execPath, kept('token.mjs')]
    const [name, ...parameters] = command
    const said = await run(name, parameters, folder)
    if (said === undefined || (language === 'curl' && said.code === 127)) return undefined
    assert.equal(said.code, 0, `${language}: ${said.problem}`)
    return /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(said.output)?.[0] ?? ''
  }

  /** The sample API in Node, as it is shown: where it listens. */
  async function startApi(t: TestContext, program: string): Promise<string> {
    const parameters = ['--input-type=module', '--eval', program]
    const child = spawn(process.execPath, parameters, {
      cwd: ROOT,
      env: { ...ENVIRONMENT, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.after(() => child.kill())
    const [address] = await once(createInterface(child.stdout), 'line')
    return String(address)
  }

  test('leads from the set-up link to a token that a sample API takes, and is found again where it was left', async (t) => {
    const page = await (await browser.open(t)).newPage()
    await page.goto(setUpLink(world.tenancy.masterKey, world.tenancy.tenant))
    await page.fill('input[name=email]', ADMINISTRATOR.email)
    await page.fill('input[name=password]', ADMINISTRATOR.password)
    await page.click('button[type=submit]')
    await logIn(page, ADMINISTRATOR)
    await heading(page, 'Overview')
    await page.getByRole('link', { name: 'Begin' }).click()

    await page.getByLabel('Identifier').fill('no-slash "quoted"')
    await page.getByLabel('A first permission').fill('not a scope')
    await click(page, 'Make this API')
    await page.getByLabel('A first permission').and(page.locator('[aria-invalid=true]')).waitFor()
    await page.getByLabel('Identifier').fill('https://orders.example.com/it\'s/"ours"')
    await page.getByLabel('A first permission').fill('read:orders')
    await click(page, 'Make this API')
    await page.getByLabel('Name').and(page.locator('[value="First machine"]')).waitFor()
    await go(page, 'Overview')
    await page.getByText('Step 2 of 5').waitFor()
    await page.getByRole('link', { name: 'Go on' }).click()
    await click(page, 'Make this application')

    await click(page, 'Get a token')
    await page.getByText('There it is.').waitFor()
    const shown = await page.getByRole('status').locator('code').innerText()
    assert.equal(decodeJwt(shown)['scope'], 'read:orders')
    const missing: string[] = []
    for (const language of ['curl', 'Node']) {
      const token = await tokenFrom(language, await programIn(page, language))
      if (token === undefined) missing.push(language)
      else assert.deepEqual([language, decodeJwt(token).aud], [language, decodeJwt(shown).aud])
    }
    assert.equal(missing.includes('Node'), false)
    if (missing.length > 0) t.diagnostic(`not on this machine: ${missing.join(', ')}`)
    for (const language of ['Python', 'Go', 'Java', 'C#']) assert.match(await programIn(page, language), /oauth\/token/)
    await click(page, 'Next step')

    await click(page, 'Explain this token')
    await page.getByText('A validator takes it').waitFor()
    await click(page, 'Next step')

    const api = await startApi(t, await programIn(page, 'Node'))
    const answer = async (authorization?: string) =>
      fetch(api, { headers: authorization === undefined ? {} : { authorization } })
    assert.equal((await answer()).status, 401)
    assert.equal((await answer(`Bearer ${shown.slice(0, -4)}AAAA`)).status, 401)
    const taken = await answer(`Bearer ${shown}`)
    assert.deepEqual([taken.status, await taken.json()], [200, { caller: decodeJwt(shown).sub }])
    assert.ok((await page.getByRole('group', { name: 'Call it' }).textContent())?.includes(shown))
    await click(page, 'That works')
    await page.getByText('You are there').waitFor()

    // The secret and the token were in the memory of the page alone.
    await page.reload()
    await page.getByText('You are there').waitFor()
    const kept = await page.evaluate(() => JSON.stringify({ ...globalThis.localStorage, ...globalThis.sessionStorage }))
    assert.doesNotMatch(kept, /eyJ/)
    await page.getByRole('button', { name: /Get a token/ }).click()
    await click(page, 'Make a new secret')
    await click(page, 'Get a token')
    await page.getByText('There it is.').waitFor()
    await go(page, 'Overview')
    await page.getByRole('heading', { name: 'Latest events' }).waitFor()
    await page.getByRole('heading', { name: 'Guided start' }).waitFor({ state: 'detached' })
  })
})
