// A real browser for the tests of a file: one process, and for each test a context of its own, with its own cookies and storage.
// What a failed test saw is kept as pictures.
import { createHash, X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, type TestContext } from 'node:test'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type LaunchOptions,
  type Page,
} from 'playwright-core'
import { findChromium } from './chromium.ts'
import { localCertificate } from '../tls.ts'

/** Milliseconds after which nobody waits for a page any longer, however busy the machine is. */
const PATIENCE = 60_000

/** Where its person is, wherever the machine stands. */
const SOMEWHERE = { locale: 'en-US', timezoneId: 'Europe/Berlin' } as const

export type BrowserOfFile = {
  /** A person's browser, fresh; closed at the end of the test. */
  readonly open: (t: TestContext, options?: BrowserContextOptions) => Promise<BrowserContext>
}

/** To be called where the tests of a file or of a `describe` stand. */
export function useBrowser(): BrowserOfFile {
  let browser: Browser | undefined
  before(async () => (browser = await chromium.launch(launching())))
  after(() => browser?.close())
  return {
    open: async (t, options = {}) => {
      if (browser === undefined) throw new Error('The browser is opened before the first test, not earlier')
      return lend(t, await browser.newContext({ ...SOMEWHERE, ...options }))
    },
  }
}

/** A browser that lets frames of other sites keep their cookies: some builds do so from the start, some when they are told. */
export async function openWithCookiesInFrames(t: TestContext): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), 'symbolon-profile-'))
  mkdirSync(join(profile, 'Default'))
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } }
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
  const context = lend(t, await chromium.launchPersistentContext(profile, { ...SOMEWHERE, ...launching() }))
  t.after(() => rmSync(profile, { recursive: true, force: true }))
  return context
}

/**
 * Has the browser keep no cookie of another site than the page's, in frames and in what scripts ask: as more and more browsers do from
 * the start. A window that the page opens has a site of its own.
 */
export async function blockCookiesOfOthers(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCookieControls', { enableThirdPartyCookieRestriction: true }).catch((error) => {
    throw new Error(
      `Chromium ${page.context().browser()?.version() ?? ''} cannot be told to block cookies of other sites (Network.setCookieControls). Take a newer one: CHROMIUM=/path/to/chromium`,
      { cause: error },
    )
  })
}

function lend(t: TestContext, context: BrowserContext): BrowserContext {
  context.setDefaultTimeout(PATIENCE)
  t.after(async () => {
    if (!t.passed) await keepPictures(t, context)
    await context.close()
  })
  return context
}

/** `HEADED=1` shows it, `SLOW=500` waits so many milliseconds before each step. */
function launching(): LaunchOptions {
  const { path, environment } = findChromium()
  return {
    executablePath: path,
    env: { ...process.env, ...environment },
    headless: process.env['HEADED'] === undefined,
    slowMo: Number(process.env['SLOW'] ?? 0),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--ignore-certificate-errors-spki-list=${fingerprint()}`,
      // Nothing but this machine exists.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
    ],
  }
}

/** Of the key of the tests' certificate: the only one that the browser trusts beyond the public authorities. */
function fingerprint(): string {
  const { publicKey } = new X509Certificate(readFileSync(localCertificate().cert))
  return createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('base64')
}

/** Keeps what `page` shows, for whoever wants to look. Sometimes no picture can be taken, which is no fault of the page. */
export async function keepPicture(page: Page, name: string): Promise<string> {
  const path = join(pictureFolder(), `${name}.png`)
  await page.screenshot({ path, fullPage: true }).catch(() => undefined)
  return path
}

/** Where pictures go: SCREENSHOTS, or a folder among the temporary ones. */
function pictureFolder(): string {
  const folder = process.env['SCREENSHOTS'] ?? join(tmpdir(), 'symbolon-screenshots')
  mkdirSync(folder, { recursive: true })
  return folder
}

async function keepPictures(t: TestContext, context: BrowserContext): Promise<void> {
  const name = t.name.replace(/[^a-z0-9]+/gi, '-').slice(0, 80)
  for (const [index, page] of context.pages().entries()) {
    const path = await keepPicture(page, `failed-${name}-${index + 1}`)
    t.diagnostic(`${page.url().split(/[?#]/)[0]}: ${path}`)
  }
}
