// Somebody who moves in from another tenant, as its export tells of him: the same user_id, identities, times and metadata. What a row of
// such an export says is judged here before anything of it is kept. reference: Management API, section 8.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Identity, User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { bodyProblem, fieldProblem } from '@symbolon/protocol/entities/validate'
import type { UserPermission } from '../records.ts'
import { readHash, saidHash } from './moved-password.ts'
import { isMap, itemsOf, textOf, timeOf, WrongRow, type Unreadable } from './moved-row.ts'
import { FORMS } from './normalize.ts'

/** What a row says besides the user: by the names or the ids of this tenant. */
export type Holdings = {
  readonly roles: readonly string[]
  readonly permissions: readonly UserPermission[]
  readonly organizations: readonly { readonly named: string; readonly roles: readonly string[] }[]
}

export type MovedUser = {
  readonly user: User
  /** As it is kept; absent where the row has no password. */
  readonly hash: string | undefined
  readonly hasSecondFactor: boolean
  readonly holdings: Holdings
}

/** Members of a row that are no part of the profile. */
const NOT_PROFILE: ReadonlySet<string> = new Set([
  'user_id',
  'identities',
  'connection',
  'created_at',
  'updated_at',
  'last_password_reset',
  'last_login',
  'last_ip',
  'logins_count',
  'password',
  'password_hash',
  'passwordHash',
  'custom_password_hash',
  'mfa_factors',
  'multifactor',
  'multifactor_last_modified',
  'blocked_for',
  'guardian_authenticators',
  'guardian_enrollments',
  'roles',
  'permissions',
  'organizations',
  'groups',
  'verify_email',
  'verify_phone_number',
  'client_id',
  'clientID',
  'global_client_id',
  'email_verified_token',
])

const MAX_IDENTITIES = 50
const MAX_HELD = 1000

const identityOf = (said: unknown): Identity => {
  const { connection, provider, user_id, isSocial, profileData } = isMap(said) ? said : {}
  const id = textOf(user_id)
  const [name, strategy] = [textOf(connection), textOf(provider)]
  if (id === undefined || name === undefined || strategy === undefined || strategy.includes('|'))
    throw new WrongRow('an identity has no connection, provider or user_id')
  return {
    connection: name,
    provider: strategy,
    user_id: id,
    isSocial: isSocial === true,
    ...(isMap(profileData) ? { profileData } : {}),
  }
}

/** The identity that gave the user its id comes first. */
function identitiesOf(row: Document, user_id: string): readonly Identity[] {
  const said = itemsOf(row['identities'])
  if (said.length > MAX_IDENTITIES) throw new WrongRow(`it has more than ${MAX_IDENTITIES} identities`)
  const [provider = '', id = ''] = user_id.split(/\|(.*)/s)
  if (said.length === 0) {
    const usual = provider === 'auth0' ? 'Username-Password-Authentication' : provider
    return [{ connection: textOf(row['connection']) ?? usual, provider, user_id: id, isSocial: false }]
  }
  const all = said.map(identityOf)
  const isFirst = (one: Identity): boolean => one.provider === provider && one.user_id === id
  const first = all.find(isFirst)
  if (!first) throw new WrongRow('none of its identities is that of its user_id')
  return [first, ...all.filter((one) => one !== first)]
}

const isIdentifier = (field: string): field is keyof typeof FORMS => Object.hasOwn(FORMS, field)

async function profileOf(row: Document): Promise<Document> {
  const profile: [string, unknown][] = []
  for (const [field, said] of Object.entries(row)) {
    if (NOT_PROFILE.has(field) || said === null || said === '') continue
    const form = isIdentifier(field) ? FORMS[field] : undefined
    const value = form && typeof said === 'string' ? form(said) : said
    if (value === undefined) throw new WrongRow(`its ${field} cannot be read`)
    const problem = Object.hasOwn(USER.fields, field) ? await fieldProblem(USER, field, value) : undefined
    if (problem !== undefined) throw new WrongRow(problem.replace(/^Payload validation error: /, '').replace(/\.$/, ''))
    profile.push([field, value])
  }
  return Object.fromEntries(profile)
}

const hashOf = async (row: Document): Promise<string | undefined> => {
  const said = saidHash(row)
  return said === undefined ? undefined : readHash(said)
}

const namesIn = (value: unknown): readonly string[] =>
  itemsOf(value)
    .slice(0, MAX_HELD)
    .flatMap((one) => textOf(isMap(one) ? (one['id'] ?? one['name']) : one) ?? [])

const holdingsOf = ({ roles, permissions, organizations }: Document): Holdings => ({
  roles: namesIn(roles),
  permissions: itemsOf(permissions)
    .slice(0, MAX_HELD)
    .flatMap((one) => {
      const { permission_name: name, resource_server_identifier: identifier } = isMap(one) ? one : {}
      const isWhole = typeof name === 'string' && typeof identifier === 'string'
      return isWhole ? [{ permission_name: name, resource_server_identifier: identifier }] : []
    }),
  organizations: itemsOf(organizations)
    .slice(0, MAX_HELD)
    .flatMap((one) => {
      const named = textOf(isMap(one) ? (one['id'] ?? one['name']) : one)
      return named === undefined ? [] : [{ named, roles: namesIn(isMap(one) ? one['roles'] : []) }]
    }),
})

const loginsOf = ({ last_login, last_ip, logins_count }: Document): Partial<User> => {
  const time = timeOf(last_login)
  if (time === undefined) return {}
  const count = Number.isSafeInteger(logins_count) && Number(logins_count) >= 0 ? Number(logins_count) : 0
  return {
    last_login: time,
    logins_count: count,
    ...(typeof last_ip === 'string' && last_ip.length <= 45 ? { last_ip } : {}),
  }
}

async function read(row: Document, user_id: string, now: number): Promise<MovedUser> {
  const idProblem = await fieldProblem(USER, 'user_id', user_id)
  if (idProblem !== undefined || !/^[^|]+\|./s.test(user_id)) throw new WrongRow('its user_id is none')
  const identities = identitiesOf(row, user_id)
  const profile = await profileOf(row)
  const created_at = timeOf(row['created_at']) ?? new Date(now).toISOString()
  const reset = timeOf(row['last_password_reset'])
  return {
    user: {
      ...profile,
      user_id,
      identities,
      created_at,
      updated_at: timeOf(row['updated_at']) ?? created_at,
      ...(reset === undefined ? {} : { last_password_reset: reset }),
      ...loginsOf(row),
    },
    hash: await hashOf(row),
    hasSecondFactor: [row['mfa_factors'], row['multifactor'], row['guardian_enrollments']].some(
      (factors) => itemsOf(factors).length > 0,
    ),
    holdings: holdingsOf(row),
  }
}

/**
 * Reads one row of a user export.
 *
 * @param now milliseconds since the epoch, for rows without times
 */
export async function readMovedUser(row: unknown, now: number): Promise<MovedUser | Unreadable> {
  if (!isMap(row)) return { user_id: undefined, problem: 'it is no JSON object' }
  const user_id = textOf(row['user_id'])
  if (user_id === undefined) return { user_id, problem: 'it has no user_id' }
  const problem = await bodyProblem({ type: 'object' }, row)
  if (problem !== undefined) return { user_id: undefined, problem: problem.replace(/^Payload validation error: /, '') }
  try {
    return await read(row, user_id, now)
  } catch (error) {
    if (!(error instanceof WrongRow)) throw error
    return { user_id, problem: error.message }
  }
}
