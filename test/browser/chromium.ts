// Which Chromium the tests drive: the one that CHROMIUM names (`system`: one that is installed), the one that npm brought, so that it is
// the same everywhere, or else one that is installed. A test without a browser fails; it is never skipped.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Chromium = {
  readonly path: string
  /** What its process needs beside the tests' own environment. */
  readonly environment: Readonly<Record<string, string>>
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const USUAL_PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
]

/** @throws Error when there is none and none can be brought, with what to do about it */
export function findChromium(): Chromium {
  const named = process.env['CHROMIUM'] ?? ''
  if (named !== '' && named !== 'system') {
    if (existsSync(named)) return { path: named, environment: {} }
    throw new Error(`CHROMIUM names ${named}, where nothing is`)
  }
  // What npm brings is for this kind of machine only.
  if (named === '' && process.platform === 'linux' && process.arch === 'x64') return broughtByNpm()
  return { path: installed() ?? installByApt(), environment: {} }
}

function installed(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...candidates, ...USUAL_PLACES].find((path) => existsSync(path))
}

/**
 * @sparticuz/chromium carries its browser compressed, with the libraries that a bare machine lacks (NSS) and a font. It is unpacked
 * once, beside the packages, in a folder that appears as a whole: several tests may be the first at the same time.
 */
function broughtByNpm(): Chromium {
  const folder = join(fileURLToPath(new URL('../../node_modules/.cache', import.meta.url)), `chromium-${npmVersion()}`)
  if (!existsSync(folder)) unpackInto(folder)
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }
  return { path: join(folder, 'chromium'), environment: { LD_LIBRARY_PATH: libraries, ...fonts } }
}

function npmVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'))
  return String(Object(manifest).version)
}

function unpackInto(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true })
  const fresh = mkdtempSync(`${folder}-`)
  // It unpacks into the temporary folder, and its libraries only where it believes itself on that Linux.
  const environment = { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'nodejs24.x' }
  execFileSync(process.execPath, [fileURLToPath(new URL('unpack-chromium.ts', import.meta.url))], { env: environment })
  try {
    renameSync(fresh, folder)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

function installByApt(): string {
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.error('There is no Chromium: it is installed by apt-get install chromium')
    execFileSync('apt-get', ['update'], { stdio: 'inherit' })
    execFileSync('apt-get', ['install', '-y', 'chromium'], { stdio: 'inherit' })
    const path = installed()
    if (path !== undefined) return path
  }
  throw new Error(
    'The tests in the browser need Chromium or Chrome. Install one, or name it: CHROMIUM=/path/to/chromium npm test -- browser',
  )
}
