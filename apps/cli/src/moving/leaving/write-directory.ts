// What was read of a tenant, as the directory format of auth0-deploy-cli: what read-directory.ts reads. Scripts, pages and letters are
// files of their own, which the JSON names.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Document } from '@symbolon/protocol/entities/entity'
import { isDocument } from '../../management-client.ts'
import { assetsOf, documentsIn } from '../assets.ts'
import { ATTACK_PROTECTION, LISTS, SINGLES } from '../read-directory.ts'

/** Of characters those that every file system takes and the readers know as a file's name; no dot that hides a file or leads elsewhere. */
const fileName = (name: string): string =>
  name
    .replace(/[^\w ()@+.-]/g, '-')
    .replace(/^\.+|[. ]+$/g, '-')
    .slice(0, 120) || '-'

/** Names for things, no two of which are the same, whatever the file system makes of letters. */
function freeNames(): (name: string) => string {
  const taken = new Set<string>()
  return (name) => {
    const base = fileName(name)
    let free = base
    for (let count = 2; taken.has(free.toLowerCase()); count += 1) free = `${base}-${count}`
    taken.add(free.toLowerCase())
    return free
  }
}

type Write = (path: string, content: unknown) => void

function writer(folder: string): Write {
  return (path, content) => {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  }
}

/** What a thing is called as a file. */
const NAME_OF: Readonly<Record<string, (one: Document) => string>> = {
  clientGrants: ({ client_id, audience }) => `${String(client_id)}-${String(audience)}`,
  rulesConfigs: ({ key }) => String(key),
  networkACLs: ({ description, priority }) => `${String(description)}-p-${String(priority)}`,
  themes: ({ displayName }) => String(displayName ?? 'theme'),
}

const nameOf = (family: string, one: Document): string =>
  Object.hasOwn(NAME_OF, family) ? (NAME_OF[family]?.(one) ?? '') : String(one['name'] ?? one['template'] ?? '')

/** Things whose text in `field` is a file beside theirs. */
function writeWithText(write: Write, below: string, things: readonly Document[], field: string, ending: string): void {
  const free = freeNames()
  for (const one of things) {
    const name = free(nameOf('', one))
    const text = one[field]
    const isText = typeof text === 'string'
    if (isText) write(join(below, `${name}.${ending}`), text)
    write(join(below, `${name}.json`), isText ? { ...one, [field]: `./${name}.${ending}` } : one)
  }
}

function writeActions(write: Write, actions: readonly Document[]): void {
  const free = freeNames()
  for (const one of actions) {
    const name = free(nameOf('', one))
    const code = `actions/${name}/code.js`
    write(code, String(one['code'] ?? ''))
    write(`actions/${name}.json`, { ...one, code: `./${code}` })
  }
}

/** Connections with their scripts: of a database in its folder, of others beside them. */
function writeScripts(write: Write, below: string, options: unknown): unknown {
  if (!isDocument(options) || !isDocument(options['customScripts'])) return options
  const free = freeNames()
  const names = Object.entries(options['customScripts']).map(([name, script]) => {
    const file = `${free(name)}.js`
    write(join(below, file), String(script))
    return [name, `./${file}`] as const
  })
  return { ...options, customScripts: Object.fromEntries(names) }
}

function writeConnections(write: Write, databases: readonly Document[], others: readonly Document[]): void {
  const free = freeNames()
  for (const one of databases) {
    const below = join('database-connections', free(nameOf('', one)))
    write(join(below, 'database.json'), { ...one, options: writeScripts(write, below, one['options']) })
  }
  const freeToo = freeNames()
  for (const one of others) write(`connections/${freeToo(nameOf('', one))}.json`, one)
}

const isNothing = (value: unknown): boolean =>
  value === undefined || (isDocument(value) && Object.keys(value).length === 0)

/** Writes everything into `folder`, where none of it may be yet. */
export function writeDirectory(folder: string, assets: Document): void {
  const write = writer(folder)
  const of = (family: string): readonly Document[] => documentsIn(assetsOf(assets, family))
  const one = (family: string): Document => {
    const value = assetsOf(assets, family)
    return isDocument(value) ? value : {}
  }
  for (const [family, below] of Object.entries(LISTS)) {
    const free = freeNames()
    for (const thing of of(family)) write(join(below, `${free(nameOf(family, thing))}.json`), thing)
  }
  for (const [family, path] of Object.entries(SINGLES)) {
    const value = assetsOf(assets, family)
    if (!isNothing(value)) write(path, value)
  }
  for (const [name, file] of Object.entries(ATTACK_PROTECTION)) {
    const value = one('attackProtection')[name]
    if (!isNothing(value)) write(join('attack-protection', `${file}.json`), value)
  }
  writeWithText(write, 'clients', of('clients'), 'custom_login_page', 'html')
  writeWithText(write, 'rules', of('rules'), 'script', 'js')
  writeWithText(write, 'hooks', of('hooks'), 'script', 'js')
  writeActions(write, of('actions'))
  writeConnections(write, of('databases'), of('connections'))
  writeWithText(write, 'emails', of('emailTemplates'), 'body', 'html')
  writeWithText(write, 'pages', of('pages'), 'html', 'html')
  const { templates, ...branding } = one('branding')
  if (!isNothing(branding)) write('branding/branding.json', branding)
  writeWithText(write, 'branding/templates', documentsIn(templates), 'body', 'html')
  const { customText, ...prompts } = one('prompts')
  if (!isNothing(prompts)) write('prompts/prompts.json', prompts)
  if (!isNothing(customText)) write('prompts/custom-text.json', customText)
}
