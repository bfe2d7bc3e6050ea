// Which modules a script may require, and their text: our own from guest/modules, published ones from their packages.
import { readFileSync } from 'node:fs'

export type ModuleSource = {
  readonly text: string
  /** Own modules speak to the runner; published ones get nothing but what every script has. */
  readonly own: boolean
  /** Whether it changes itself, or what it requires, while it is used. */
  readonly changing: boolean
  /** What it means by `./`. */
  readonly folder: string | undefined
}

/** Written here, because what they stand on (sockets, OpenSSL) does not exist in a machine. */
const OWN = new Set([
  'crypto',
  'url',
  'querystring',
  'jsonwebtoken',
  'uuid',
  '@auth0/rule-utilities',
  'util',
  'node-fetch',
  'axios',
  'request',
  'request-promise',
  'oauth-sign',
  'slack-notify',
  'auth0',
  'native-or-bluebird',
  '@incognia/api',
  '@onfido/api',
  'renamed-members',
])

/** Published, by their files. */
const PUBLISHED: Readonly<Record<string, string>> = {
  lodash: 'lodash/lodash.js',
  moment: 'moment/moment.js',
  'moment-timezone': 'moment-timezone/builds/moment-timezone-with-data-1970-2030.js',
  'ipaddr.js': 'ipaddr.js',
  async: 'async/dist/async.js',
  q: 'q/q.js',
  buffer: 'buffer/index.js',
  'base64-js': 'base64-js',
  ieee754: 'ieee754',
  xmldom: '@xmldom/xmldom',
  '@xmldom/xmldom': '@xmldom/xmldom',
  ...Object.fromEntries(
    ['conventions', 'dom', 'dom-parser', 'entities', 'sax'].map((file) => [
      `xmldom/${file}`,
      `@xmldom/xmldom/lib/${file}.js`,
    ]),
  ),
  xpath: 'xpath',
}

/** Named by others alone. */
const isInner = (name: string): boolean =>
  ['base64-js', 'ieee754', 'renamed-members'].includes(name) || name.startsWith('xmldom/')

/** moment-timezone writes into moment; nodes of a document override what their prototypes have. */
const isChanging = (name: string): boolean => /^(?:moment-timezone|xpath|(?:@xmldom\/)?xmldom)(?:\/|$)/.test(name)

const texts = new Map<string, ModuleSource>()

const guestText = (name: string): string =>
  readFileSync(new URL(`../guest/modules/${name}.js`, import.meta.url), 'utf8')

const read = (name: string): ModuleSource | undefined => {
  if (OWN.has(name)) {
    const file = name.replace('@auth0/', '').replace('@', '').replace('/', '-')
    return { text: guestText(file), own: true, changing: false, folder: undefined }
  }
  const specifier = Object.hasOwn(PUBLISHED, name) ? PUBLISHED[name] : undefined
  if (specifier === undefined) return undefined
  const published = readFileSync(new URL(import.meta.resolve(specifier)), 'utf8')
  const text = name === 'buffer' ? `${published}\n${guestText('buffer-base64url')}` : published
  const folder = specifier.startsWith('@xmldom/') ? 'xmldom/' : undefined
  return { text, own: false, changing: isChanging(name), folder }
}

/** What scripts may name. */
export const moduleNames = (): readonly string[] =>
  [...OWN, ...Object.keys(PUBLISHED)].filter((name) => !isInner(name)).toSorted()

/** The text of a module; undefined when the sandbox has none of this name. */
export const moduleSource = (name: string): ModuleSource | undefined => {
  const bare = name.startsWith('node:') ? name.slice('node:'.length) : name
  const known = texts.get(bare)
  if (known) return known
  const source = read(bare)
  if (source) texts.set(bare, source)
  return source
}
