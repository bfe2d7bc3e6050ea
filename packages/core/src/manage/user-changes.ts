// What a PATCH makes of a user. reference: Management API, section 8. Pure but for looking up the connection and hashing a password.
import type { Connection } from '@symbolon/protocol/entities/connection'
import { changedDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Identity, User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { fieldProblem } from '@symbolon/protocol/entities/validate'
import { isDatabase } from '../connections/for-client.ts'
import { ApiError } from '../errors.ts'
import { staysElsewhere } from '../login/database-script.ts'
import type { Password } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { requireIdentifiers } from './user-identifiers.ts'
import { passwordOfKnown, requireGoodPassword } from './user-passwords.ts'

/** What a user is found by, and what belongs to it. Of these one call changes one kind. */
const KINDS = {
  password: ['password'],
  email: ['email', 'email_verified'],
  username: ['username'],
  phone_number: ['phone_number', 'phone_verified'],
} as const

const IDENTIFYING: readonly string[] = Object.values(KINDS).flat()

const isKind = (name: string): name is keyof typeof KINDS => Object.hasOwn(KINDS, name)

/** Returns when no two of them are changed at once. @throws ApiError 400 */
export const requireOneKind = (sent: Document): void => {
  const fields = Object.keys(sent).filter((field) => IDENTIFYING.includes(field))
  const own: readonly string[] = KINDS[fields.filter(isKind)[0] ?? 'email']
  const changed = fields.find(isKind)
  const other = changed === undefined ? undefined : fields.find((field) => !own.includes(field))
  if (changed !== undefined && other !== undefined) {
    throw new ApiError(400, `Cannot update ${changed} and ${other} simultaneously`, 'invalid_body')
  }
}

/** Whether the change is about whether and how somebody logs in, or can choose another password. */
export const changesLogin = (sent: Document): boolean =>
  Object.keys(sent).some((field) => field === 'blocked' || IDENTIFYING.includes(field))

/** The database identity that a change is about: the first, or that of the connection it names. @throws ApiError 400 */
export const identityFor = (user: User, connection: unknown): Identity => {
  const found =
    connection === undefined ? user.identities[0] : user.identities.find((one) => one.connection === connection)
  if (!found) throw new ApiError(400, 'The user has no identity of this connection', 'invalid_body')
  return found
}

export const databaseOf = async ({ store }: Tenancy, { connection: name }: Identity): Promise<Connection> => {
  const connection = await store.find('connections', { name })
  if (!connection) throw new ApiError(400, 'The connection does not exist', 'inexistent_connection')
  if (!isDatabase(connection)) {
    throw new ApiError(
      400,
      `Only users of a database can be changed so, not those of ${name}`,
      'operation_not_supported',
    )
  }
  return connection
}

/** Another address has not been proven, whatever the one before it was. */
const withoutProof = (sent: Document): Document => ({
  ...(typeof sent['email'] === 'string' ? { email_verified: false } : {}),
  ...(typeof sent['phone_number'] === 'string' ? { phone_verified: false } : {}),
  ...sent,
})

const withProfile = (user: User, identity: Identity, profileData: Document): User => ({
  ...user,
  identities: user.identities.map((one) => (one === identity ? { ...identity, profileData } : one)),
})

const textOf = (document: Document, field: string): string | undefined => {
  const value = document[field]
  return typeof value === 'string' ? value : undefined
}

const identifiersIn = (profile: Document) => ({
  email: textOf(profile, 'email'),
  username: textOf(profile, 'username'),
  phone_number: textOf(profile, 'phone_number'),
})

const pick = (document: Document, isWanted: (field: string) => boolean): Document =>
  Object.fromEntries(Object.entries(document).filter(([field]) => isWanted(field)))

const changesIdentifier = (sent: Document): boolean =>
  ['email', 'username', 'phone_number'].some((field) => Object.hasOwn(sent, field))

const isUnchanged = (sent: Document, profile: Document, field: string): boolean => sent[field] === profile[field]

export type UserChange = {
  readonly after: User
  readonly password: Password | undefined
  /** The database that the password is of. */
  readonly passwordAt?: Connection
}

/** What was merged into a map counts as if it had been sent whole. @throws ApiError 400 */
const requireSoundMaps = async (user: User, sent: Document): Promise<void> => {
  for (const field of USER.merged) {
    const problem =
      Object.hasOwn(sent, field) && user[field] !== undefined && (await fieldProblem(USER, field, user[field]))
    if (problem) throw new ApiError(400, problem, 'invalid_body')
  }
}

export const identifierTaken = (): ApiError =>
  new ApiError(409, 'The specified new identifier already exists', 'auth0_idp_error')

/** What becomes of `before`: checked fields with identifiers in their one form. @throws ApiError 400, 429 */
export const changedUser = async (tenancy: Tenancy, before: User, sent: Document): Promise<UserChange> => {
  const change = await mergedUser(tenancy, before, sent)
  await requireSoundMaps(change.after, sent)
  return change
}

const mergedUser = async (tenancy: Tenancy, before: User, sent: Document): Promise<UserChange> => {
  const updated_at = new Date(tenancy.now()).toISOString()
  const identity = identityFor(before, sent['connection'])
  const isPrimary = identity === before.identities[0]
  const profile: Document = isPrimary ? before : (identity.profileData ?? {})
  // What is what it was needs no proof again.
  const named = pick(
    sent,
    (field) => !(field === 'email' || field === 'phone_number') || !isUnchanged(sent, profile, field),
  )
  const proven = withoutProof(named)
  const own = pick(proven, (field) => IDENTIFYING.includes(field) && field !== 'password')
  const common = pick(proven, (field) => !IDENTIFYING.includes(field))
  const changed = changedDocument<User>(USER, before, isPrimary ? { ...common, ...own } : common)
  const profileAfter = changedDocument<Document>(USER, profile, own)
  const placed = isPrimary ? changed : withProfile(changed, identity, profileAfter)
  if (!changesIdentifier(own) && typeof sent['password'] !== 'string') {
    return { after: { ...placed, updated_at }, password: undefined }
  }
  const connection = await databaseOf(tenancy, identity)
  if (changesIdentifier(own)) requireIdentifiers(connection, identifiersIn(isPrimary ? placed : profileAfter))
  if (typeof sent['password'] !== 'string') return { after: { ...placed, updated_at }, password: undefined }
  const owner = { ...pick(profile, () => true), user_id: `${identity.provider}|${identity.user_id}` }
  const last_password_reset = updated_at
  if (staysElsewhere(connection)) {
    requireGoodPassword(connection, sent['password'], isPrimary ? placed : profile)
    return { after: { ...placed, updated_at, last_password_reset }, password: undefined, passwordAt: connection }
  }
  const { after: password } = await passwordOfKnown(tenancy, connection, owner, sent['password'])
  return { after: { ...placed, updated_at, last_password_reset }, password, passwordAt: connection }
}
