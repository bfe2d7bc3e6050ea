// Which modules a script may require, and their text: our own from guest/modules, published ones from their packages.
import { readFileSync } from 'node:fs'

/** `own` modules speak to the runner; published ones get nothing but what every script has. */
export type ModuleSource = { readonly text: string; readonly own: boolean }

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
])

/** Published, by the file that holds all of them. */
const PUBLISHED: Readonly<Record<string, string>> = {
  lodash: 'lodash/lodash.js',
  moment: 'moment/moment.js',
  'ipaddr.js': 'ipaddr.js',
  async: 'async/dist/async.js',
  q: 'q/q.js',
  buffer: 'buffer/index.js',
  'base64-js': 'base64-js',
  ieee754: 'ieee754',
}

/** Named by others alone. */
const INNER = new Set(['base64-js', 'ieee754'])

const texts = new Map<string, ModuleSource>()

const read = (name: string): ModuleSource | undefined => {
  if (OWN.has(name)) {
    const file = new URL(`../guest/modules/${name.replace('@auth0/', '')}.js`, import.meta.url)
    return { text: readFileSync(file, 'utf8'), own: true }
  }
  const specifier = Object.hasOwn(PUBLISHED, name) ? PUBLISHED[name] : undefined
  if (specifier === undefined) return undefined
  return { text: readFileSync(new URL(import.meta.resolve(specifier)), 'utf8'), own: false }
}

/** What scripts may name. */
export const moduleNames = (): readonly string[] =>
  [...OWN, ...Object.keys(PUBLISHED)].filter((name) => !INNER.has(name)).toSorted()

/** The text of a module; undefined when the sandbox has none of this name. */
export const moduleSource = (name: string): ModuleSource | undefined => {
  const bare = name.startsWith('node:') ? name.slice('node:'.length) : name
  const known = texts.get(bare)
  if (known) return known
  const source = read(bare)
  if (source) texts.set(bare, source)
  return source
}
