// What a page loads to log people in, and how long they wait for the box: ours beside the libraries that pages have today.
import { gzipSync } from 'node:zlib'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { chromium, type Browser } from 'playwright-core'
import { rolldown } from 'rolldown'
import { openPlace, singlePage, type Place } from '../../test/clients/place.ts'
import { startPageApp } from '../../test/browser/app-server.ts'
import { findChromium } from '../../test/browser/chromium.ts'
import { median } from './alternate.ts'
import { below, plain, round, type Section } from './section.ts'
import type { Settings } from './settings.ts'

/** Where the libraries of others are found. */
const tests = join(import.meta.dirname, '../../test')

/** Kilobytes of a package, or of a file, as a page loads it: in one script, minified and compressed. */
async function weigh(input: string, alias: Record<string, string> = {}): Promise<number> {
  const build = await rolldown({
    input,
    cwd: tests,
    platform: 'browser',
    logLevel: 'silent',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    resolve: { alias },
  })
  try {
    const { output } = await build.generate({ format: 'iife', name: 'weighed', minify: true })
    return gzipSync(output[0].code, { level: 9 }).length / 1000
  } finally {
    await build.close()
  }
}

/** Lock's own React, which it shares with a library that stands beside another one here. */
function reactOfLock(): Record<string, string> {
  const { resolve } = createRequire(createRequire(join(tests, 'package.json')).resolve('auth0-lock'))
  const folder = (name: string): string => dirname(resolve(`${name}/package.json`))
  return { react: folder('react'), 'react-dom': folder('react-dom') }
}

const ours = (path: string): string => join(import.meta.dirname, '../../packages', path)

/** Begins when the page's script has run: shows the box, and looks at every picture whether its password field is there. */
const WATCH = `document.addEventListener('DOMContentLoaded', () => {
  const began = performance.now()
  app.show()
  const roots = () => [document, ...[...document.body.children].flatMap(({ shadowRoot }) => shadowRoot ?? [])]
  const isThere = () => roots().some((root) => root.querySelector('input[type=password]')?.getClientRects().length > 0)
  const look = () => {
    if (isThere()) globalThis.waited = performance.now() - began
    else requestAnimationFrame(look)
  }
  look()
})`

/** Milliseconds from the end of a page's script to the box, each time in a browser that has seen nothing yet. */
async function timeBox(
  browser: Browser,
  place: Place,
  app: Awaited<ReturnType<typeof startPageApp>>,
  times: number,
): Promise<number> {
  const { client_id } = await place.client({ ...singlePage(app.origin), cross_origin_authentication: true })
  app.configure({ domain: place.host, clientID: client_id })
  const waits: number[] = []
  for (let time = 0; time < times; time += 1) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US' })
    await context.addInitScript(WATCH)
    const page = await context.newPage()
    await page.goto(app.origin)
    waits.push(Number(await (await page.waitForFunction('globalThis.waited')).jsonValue()))
    await context.close()
  }
  await app.stop()
  return median(waits)
}

async function timeBoxes({ starts }: Settings) {
  const { path, environment } = findChromium()
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: path, env: { ...process.env, ...environment }, args })
  const place = await openPlace()
  try {
    const box = await timeBox(browser, place, await startPageApp('widget.js'), starts)
    return { box, lock: await timeBox(browser, place, await startPageApp('auth0-lock.js'), starts) }
  } finally {
    await place.stop()
    await browser.close()
  }
}

/** How much a page loads, and how soon the box is there. */
export async function measureLoginBox(settings: Settings): Promise<Section> {
  const client = await weigh(ours('browser/src/client.ts'))
  const peer = await weigh('@auth0/auth0-spa-js')
  const box = await weigh(ours('widget/src/widget.ts'))
  const lock = await weigh('auth0-lock', reactOfLock())
  const waits = await timeBoxes(settings)
  return {
    name: 'login-box',
    title: 'What a page loads to log people in, and how long they wait for the box',
    table: {
      head: ['', 'kB compressed', 'ms to the box'],
      rows: [
        ['@symbolon/browser', round(client), ''],
        ['@auth0/auth0-spa-js', round(peer), ''],
        ['@symbolon/widget', round(box), round(waits.box)],
        ['auth0-lock', round(lock), round(waits.lock)],
      ],
    },
    figures: [
      below('client', client, 9, ' kB'),
      below('box', box, 40, ' kB'),
      below('box after its script', waits.box, 150, ' ms'),
      plain('box of Lock after its script', waits.lock, ' ms'),
    ],
    notes: ['A page, a server and a browser on one machine, over TLS; nothing is in the browser’s cache.'],
  }
}
