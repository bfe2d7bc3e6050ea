// A user as a row: the document that changes are compared with, the columns beside it, and what is counted with every login.
import type { Identity, User } from '@symbolon/protocol/entities/user'
import type { IdentifierKind } from '@symbolon/core/record-store'
import { parseFrozen } from '../frozen-json.ts'
import { isStorable, storable } from './storable.ts'

export type UserRow = {
  readonly document: string
  readonly last_login: number | null
  readonly last_ip: string | null
  readonly logins_count: number
}

/** What no JSON of PostgreSQL can hold when it is searched: NUL, and half a surrogate pair. As JSON.stringify writes them. */
const UNSEARCHABLE = /\\u(?:0000|d[89a-f])/

const clean = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed()
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [String(clean(name)), clean(inner)]))
}

/** The text that is kept: without what is counted, and without characters that could not be searched. */
export const toUserDocument = (user: User): string => {
  const { last_login: _login, last_ip: _ip, logins_count: _count, ...kept } = user
  const text = JSON.stringify(kept)
  return UNSEARCHABLE.test(text) ? JSON.stringify(clean(JSON.parse(text))) : text
}

/** The user as the text that is kept says it: most are that already. */
export const keptUser = (user: User): User =>
  UNSEARCHABLE.test(JSON.stringify(user)) ? (JSON.parse(toUserDocument(user)) as User) : user

/** The user of a row, frozen. */
export const toUser = (row: UserRow): User => {
  const kept = parseFrozen(row.document) as User
  if (row.last_login === null) return kept
  return Object.freeze({
    ...kept,
    last_login: new Date(row.last_login).toISOString(),
    ...(row.last_ip === null ? {} : { last_ip: row.last_ip }),
    logins_count: row.logins_count,
  })
}

/** Longer texts are in no index, and so found by nobody: PostgreSQL keeps no row of an index above 2,700 bytes. */
const LONGEST_COLUMN = 600

const columnText = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= LONGEST_COLUMN && isStorable(value) ? value : null

/** As fields are compared whose letters may be small or capital. */
export const fold = (text: string): string => text.toLowerCase()

const folded = (value: unknown): string | null => (typeof value === 'string' ? columnText(fold(value)) : null)

const columnTime = (name: string, value: string): number => {
  const time = Date.parse(value)
  if (Number.isNaN(time)) throw new TypeError(`${name} of a user is not a time.`)
  return time
}

/** The columns that follow the document, for searching. */
export const toUserColumns = (user: User): Readonly<Record<string, string | number | null>> => ({
  email: folded(user.email),
  email_domain: folded(user.email?.slice(user.email.lastIndexOf('@') + 1)),
  username: columnText(user.username),
  phone_number: columnText(user.phone_number),
  name: folded(user.name),
  given_name: folded(user.given_name),
  family_name: folded(user.family_name),
  nickname: folded(user.nickname),
  connection: columnText(user.identities[0]?.connection) ?? '',
  blocked: Number(user.blocked === true),
  created_at: columnTime('created_at', user.created_at),
  updated_at: columnTime('updated_at', user.updated_at),
  document: toUserDocument(user),
})

/** The columns that are counted from then on: what somebody brings along who logged in elsewhere before. */
export const loginColumns = ({
  last_login,
  last_ip,
  logins_count = 0,
}: User): Readonly<Record<string, string | number | null>> => ({
  last_login: last_login === undefined ? null : columnTime('last_login', last_login),
  last_ip: last_ip === undefined || !isStorable(last_ip) ? null : last_ip,
  logins_count,
})

/** One entry of the directory by which users are found: there are no two alike in a tenant. */
export type Identifier = {
  readonly connection: string
  readonly kind: IdentifierKind | 'identity'
  readonly value: string
}

/** The provider of database connections. */
const DATABASE = 'auth0'

const KINDS = ['email', 'username', 'phone_number'] as const

export const identityOf = ({ provider, user_id }: Identity): string => `${provider}|${user_id}`

const identifiersOfIdentity = (identity: Identity, profile: Readonly<Record<string, unknown>>): Identifier[] => {
  const all: Identifier[] = [{ connection: '', kind: 'identity', value: identityOf(identity) }]
  if (identity.provider !== DATABASE) return all
  for (const kind of KINDS) {
    const value = profile[kind]
    if (typeof value === 'string' && value !== '') all.push({ connection: identity.connection, kind, value })
  }
  return all
}

const keyOf = ({ connection, kind, value }: Identifier): string => `${kind} ${connection.length} ${connection}${value}`

/**
 * By what a user is found: each identity, and in the connection of each database identity its e-mail, username and phone number;
 * those of the first are the user's own, those of others came with the link. By key, in an order that is the same for everybody.
 */
export const identifiersOf = (user: User): ReadonlyMap<string, Identifier> => {
  const all = user.identities.flatMap((identity, at) =>
    identifiersOfIdentity(identity, at === 0 ? user : (identity.profileData ?? {})),
  )
  const named = all.map((one): [string, Identifier] => {
    storable(one.kind, one.value)
    storable('connection', one.connection)
    return [keyOf(one), one]
  })
  return new Map(named.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
