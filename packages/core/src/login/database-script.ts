// Scripts of a tenant's own about people who are in a database elsewhere: `login`, whether name and password are right there, `get_user`,
// whether there is somebody, and those that change somebody there. They run as hooks do. reference: Management API, section 10,
// customScripts; extensibility, section 12.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { DatabaseOptions } from '@symbolon/protocol/entities/connection-options'
import type { Document } from '@symbolon/protocol/entities/entity'
import { IMPORTED_USER } from '@symbolon/protocol/entities/imported-user'
import { foreignText } from '../audit/log-events.ts'
import { openedOption } from '../connections/sealed-options.ts'
import { placeOf } from '../place.ts'
import { maskOf } from '../rules/masked.ts'
import type { HookAnswer } from '../rules/run-hook.ts'
import { runProgram } from '../rules/run-program.ts'
import { scriptKey } from '../rules/scripts.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import type { AnswerFromElsewhere, Typed } from './elsewhere.ts'

type ScriptName =
  | 'login'
  | 'get_user'
  | 'create'
  | 'verify'
  | 'change_password'
  | 'change_email'
  | 'change_username'
  | 'change_phone_number'
  | 'delete'

/** The connection's script of that name, where it is to be run. */
export function databaseScript(options: DatabaseOptions, name: ScriptName): string | undefined {
  const { enabledDatabaseCustomization, customScripts = {} } = options
  const script = enabledDatabaseCustomization === true && Object.hasOwn(customScripts, name) ? customScripts[name] : ''
  return script?.trim() ? script : undefined
}

/** Whether users of the connection stay in the database elsewhere: each login asks there, and no password is kept here. */
export const staysElsewhere = ({ options }: Connection): boolean =>
  options.import_mode !== true && databaseScript(options, 'login') !== undefined

/** The function that the script is, among the names that such scripts know; on the line where the script begins. */
const moduleOf = (script: string): string =>
  `module.exports = (...values) => { const global = globalThis, configuration = Object.freeze(values.at(-2).configuration); return (${script}
)(...values.slice(0, -2), values.at(-1)) }`

/** What a script called back with, or why it did not. */
type Said =
  | { readonly outcome: 'ok'; readonly value: unknown }
  | { readonly outcome: 'refused'; readonly name: string; readonly why: string }
  | { readonly outcome: 'away'; readonly why: string }

/** What scripts learn of the call besides their own values, in the words that rules have for it; where the connection wants it. */
const contextOf = (
  { tenant, findPlace }: Tenancy,
  { id, name, strategy, metadata, options }: Connection,
  { ip, user_agent: userAgent }: Visitor,
): readonly unknown[] => {
  if (options.enable_script_context !== true) return []
  const connection = { connection: name, connectionID: id, connectionStrategy: strategy }
  const request = { userAgent, ip, hostname: tenant.host, geoip: placeOf({ findPlace }, ip) ?? {} }
  return [{ tenant: tenant.name, ...connection, connectionMetadata: metadata ?? {}, request }]
}

/** @param ofPerson what of the values nobody may see afterwards: a password */
async function run(
  tenancy: Tenancy,
  connection: Connection,
  trigger: ScriptName,
  values: readonly unknown[],
  visitor: Visitor,
  ofPerson: readonly string[],
): Promise<Said> {
  const { name, options } = connection
  const source = moduleOf(databaseScript(options, trigger) ?? '')
  const configuration = Object.fromEntries(
    Object.entries(options.configuration ?? {}).map(([key, value]) => [key, openedOption(tenancy, value)]),
  )
  const secrets = [...Object.values(configuration), ...ofPerson]
  const key = scriptKey(source)
  const given = [...values, ...contextOf(tenancy, connection, visitor), { configuration }]
  const input = { id: name, name: trigger, key, values: given }
  const outcome = await runProgram(
    tenancy,
    { program: 'hook', input, scripts: new Map([[key, source]]) },
    { trigger: `database-${trigger}`, kind: 'hook', names: [trigger], visitor, secrets: [secrets] },
  )
  const mask = maskOf(secrets)
  const words = (error: string): string => `The script ${trigger}: ${foreignText(mask(error))}`
  if (outcome.outcome !== 'answered') {
    const isAway = outcome.outcome === 'timeout' || outcome.outcome === 'busy'
    const why = words(outcome.message)
    return isAway ? { outcome: 'away', why } : { outcome: 'refused', name: '', why }
  }
  // The sandbox's own program made it, out of plain data.
  const answer = outcome.answer as HookAnswer
  if (answer.outcome === 'ok') return answer
  return { outcome: 'refused', name: answer.outcome === 'refused' ? answer.name : '', why: words(answer.message) }
}

/** What an import may say of somebody, but how the password was hashed there and what else would let somebody in. */
const FIELDS = Object.keys(IMPORTED_USER.properties ?? {}).filter((field) => !/hash$|^mfa_factors$/.test(field))

/** Undefined: a profile that names nobody. */
function rowOf(value: unknown): Document | undefined {
  const profile: Document = typeof value === 'object' && value !== null ? { ...value } : {}
  const { user_id } = profile
  if ((typeof user_id !== 'string' && typeof user_id !== 'number') || user_id === '') return undefined
  const said = FIELDS.flatMap((field) => {
    const one = Object.hasOwn(profile, field) ? profile[field] : undefined
    return one === undefined || one === null || one === '' ? [] : [[field, one] as const]
  })
  return { ...Object.fromEntries(said), user_id: String(user_id).replace(/^(?!auth0\|)/, 'auth0|') }
}

const ABOUT_THE_PERSON: ReadonlySet<string> = new Set(['WrongUsernameOrPasswordError', 'ValidationError'])

/** Whether name and password are right, as the script says. */
export async function askLoginScript(
  tenancy: Tenancy,
  connection: Connection,
  { username, password, visitor }: Typed,
): Promise<AnswerFromElsewhere> {
  const said = await run(tenancy, connection, 'login', [username, password], visitor, [password])
  if (said.outcome === 'away') return said
  if (said.outcome === 'refused')
    return { outcome: ABOUT_THE_PERSON.has(said.name) ? 'wrong' : 'failed', why: said.why }
  if (said.value === null) return { outcome: 'wrong', why: 'The script login knows nobody of that name and password' }
  const row = rowOf(said.value)
  return row ? { outcome: 'right', row } : { outcome: 'failed', why: 'The script login gave a profile without user_id' }
}

/** Who is called so elsewhere. `failed`: it could not be found out, and why. */
export type FoundByScript =
  | { readonly outcome: 'found'; readonly row: Document }
  | { readonly outcome: 'nobody' }
  | { readonly outcome: 'failed'; readonly why: string }

/** Asks the script `get_user`, where people may be elsewhere; without one nobody is found. */
export async function findByScript(
  tenancy: Tenancy,
  connection: Connection,
  username: string,
  visitor: Visitor,
): Promise<FoundByScript> {
  const { options } = connection
  const mayBeThere = options.import_mode === true || staysElsewhere(connection)
  if (!mayBeThere || databaseScript(options, 'get_user') === undefined) return { outcome: 'nobody' }
  const said = await run(tenancy, connection, 'get_user', [username], visitor, [])
  if (said.outcome !== 'ok') return { outcome: 'failed', why: said.why }
  if (said.value === null) return { outcome: 'nobody' }
  const row = rowOf(said.value)
  return row
    ? { outcome: 'found', row }
    : { outcome: 'failed', why: 'The script get_user gave a profile without user_id' }
}

/** What somebody elsewhere is to become. */
export type ChangeElsewhere =
  | { readonly script: 'create'; readonly user: Document & { readonly password: string } }
  | { readonly script: 'verify'; readonly email: string }
  | { readonly script: 'change_password'; readonly email: string; readonly password: string }
  | {
      readonly script: 'change_email' | 'change_username' | 'change_phone_number'
      readonly name: string
      /** `name`, where only `verified` is another. */
      readonly newName: string
      /** User names are never proven. */
      readonly verified: boolean
    }
  /** `id` as the scripts know it. */
  | { readonly script: 'delete'; readonly id: string }

/** Whether it was done there, or why not. `isInvalid`: the script says that it cannot be of this person. */
export type ChangedElsewhere =
  | { readonly isDone: true }
  | { readonly isDone: false; readonly isInvalid: boolean; readonly why: string }

const valuesOf = (change: ChangeElsewhere): readonly unknown[] => {
  switch (change.script) {
    case 'create':
      return [change.user]
    case 'verify':
      return [change.email]
    case 'change_password':
      return [change.email, change.password]
    case 'change_email':
    case 'change_phone_number':
      return [change.name, change.newName, change.verified]
    case 'change_username':
      return [change.name, change.newName]
    case 'delete':
      return [change.id]
  }
}

const passwordIn = (change: ChangeElsewhere): readonly string[] => {
  if (change.script === 'create') return [change.user.password]
  return change.script === 'change_password' ? [change.password] : []
}

/** Those that answer by what they call back with besides no error. */
const SAYS_SO: ReadonlySet<string> = new Set([
  'verify',
  'change_password',
  'change_email',
  'change_username',
  'change_phone_number',
])

/** Asks the script to change somebody there; without the script nothing is done. */
export async function changeElsewhere(
  tenancy: Tenancy,
  connection: Connection,
  change: ChangeElsewhere,
  visitor: Visitor,
): Promise<ChangedElsewhere> {
  const { script } = change
  if (databaseScript(connection.options, script) === undefined)
    return { isDone: false, isInvalid: false, why: `${script} script does not exist` }
  const said = await run(tenancy, connection, script, valuesOf(change), visitor, passwordIn(change))
  if (said.outcome === 'ok') {
    const isDone = !SAYS_SO.has(script) || Boolean(said.value)
    return isDone ? { isDone } : { isDone, isInvalid: false, why: `The script ${script} has found nobody to change` }
  }
  const isInvalid = said.outcome === 'refused' && said.name === 'ValidationError'
  return { isDone: false, isInvalid, why: said.why }
}
