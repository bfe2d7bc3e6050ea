// The user whom an action means by somebody else's token: found, brought up to date, or made. reference: extensibility, section 16.
import { USER } from '@symbolon/protocol/entities/user-fields'
import { fieldProblem } from '@symbolon/protocol/entities/validate'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { PROFILE_FIELDS, type User } from '@symbolon/protocol/entities/user'
import { findConnection, isDatabase, mayUse } from '../connections/for-client.ts'
import { OAuthError } from '../errors.ts'
import { recordLogin } from '../login/log.ts'
import { requestVerification } from '../login/verify-email.ts'
import { runPostUserRegistration } from '../rules/afterwards.ts'
import type { NamedUser } from '../rules/custom-token-exchange.ts'
import { executionDetails } from '../rules/executions.ts'
import { RegistrationDenied, runPreUserRegistration } from '../rules/pre-user-registration.ts'
import type { Occasion } from '../rules/registration-event.ts'
import type { Tenancy } from '../tenancy.ts'
import { newUserDocument, type NewUserFields } from '../users/new-user.ts'
import { normalizeEmail, normalizePhone, normalizeUsername } from '../users/normalize.ts'
import { requireStandingUser } from '../users/standing.ts'
import type { Visitor } from '../visitor.ts'

export type ExchangedUser = { readonly user: User; readonly connection: Connection }

const refusal = (description: string): OAuthError => new OAuthError('invalid_request', description)

/** @throws OAuthError `invalid_request` for a user that there is not, and may not be made; `unauthorized` for one that is blocked */
export async function findExchangedUser(
  tenancy: Tenancy,
  { client, visitor }: { readonly client: Client; readonly visitor: Visitor },
  named: NamedUser,
): Promise<ExchangedUser> {
  if ('user_id' in named) {
    const user = await tenancy.store.findUser(named.user_id)
    if (!user) throw refusal('The user of the subject token does not exist')
    const connection = await findConnection(tenancy, user.identities[0]?.connection ?? '')
    if (!connection || !(await mayUse(tenancy, client, connection))) throw notConnected()
    return { user: requireStandingUser(user), connection }
  }
  const connection = await findConnection(tenancy, named.connection)
  if (!connection || !isDatabase(connection) || !(await mayUse(tenancy, client, connection))) throw notConnected()
  const fields = await soundFields(named.attributes)
  const known = await findKnown(tenancy, connection, fields.user_id)
  if (!known) return { user: await madeUser(tenancy, { client, visitor }, connection, named, fields), connection }
  const standing = requireStandingUser(known)
  // The profile of somebody to whom this identity was linked is of another directory.
  const isPrimary = known.user_id === `${connection.strategy}|${fields.user_id}`
  const user = named.mayReplace && isPrimary ? await broughtUpToDate(tenancy, standing, fields) : standing
  return { user, connection }
}

/** The user who has the identity, be it linked to another; two databases have no id in common. */
async function findKnown({ store }: Tenancy, connection: Connection, user_id: string): Promise<User | undefined> {
  const { strategy, name } = connection
  const known = await store.findUserByIdentity(`${strategy}|${user_id}`)
  const identity = known?.identities.find((one) => one.provider === strategy && one.user_id === user_id)
  if (identity && identity.connection !== name) throw notConnected()
  return known
}

const notConnected = (): OAuthError => refusal('The client may not log in users of this connection')

type Sound = NewUserFields & { readonly user_id: string }

async function soundFields(attributes: Readonly<Record<string, unknown>>): Promise<Sound> {
  const { user_id } = attributes
  if (typeof user_id !== 'string' || !/^[\w.@+-]{1,200}$/.test(user_id)) {
    throw refusal('The action gives the user no user_id, or one with characters that an id cannot have')
  }
  const fields: Record<string, unknown> = { user_id }
  for (const name of PROFILE_FIELDS) {
    const value = normalized(name, attributes[name])
    if (value === undefined || value === null) continue
    const problem = await fieldProblem(USER, name, value)
    if (problem !== undefined) throw refusal(`The action gives the user a wrong ${name}`)
    fields[name] = value
  }
  return fields as Sound
}

const NORMALIZED: ReadonlyMap<string, (text: string) => string | undefined> = new Map([
  ['email', normalizeEmail],
  ['username', normalizeUsername],
  ['phone_number', normalizePhone],
])

const normalized = (name: string, value: unknown): unknown => {
  const normalize = typeof value === 'string' ? NORMALIZED.get(name) : undefined
  return normalize && typeof value === 'string' ? (normalize(value) ?? '') : value
}

async function madeUser(
  tenancy: Tenancy,
  { client, visitor }: { readonly client: Client; readonly visitor: Visitor },
  connection: Connection,
  { mayCreate, attributes }: Extract<NamedUser, { readonly connection: string }>,
  fields: Sound,
): Promise<User> {
  if (!mayCreate) throw refusal('The user of the subject token does not exist')
  const occasion = { client, connection, visitor, languages: [] }
  const draft = newUserDocument(tenancy, connection, fields)
  const user = { ...draft, ...(await allowed(tenancy, draft, occasion)) }
  if ((await tenancy.store.insertUser(user)) === 'conflict') {
    // Whoever sent the same token at the same moment has made it; an address that is somebody else's is not given away.
    const made = await findKnown(tenancy, connection, fields.user_id)
    if (!made) throw refusal('Another user has the address, the name or the number of the subject token’s')
    return requireStandingUser(made)
  }
  if (attributes['verify_email'] === true && user.email !== undefined && user.email_verified !== true) {
    requestVerification(tenancy, user, occasion)
  }
  const user_name = user.email ?? user.username ?? user.phone_number
  const details = { protocol: 'oauth2-token-exchange', ...executionDetails(visitor) }
  recordLogin(tenancy, 'ss', { client, connection, visitor, user_name }, { user_id: user.user_id, details })
  runPostUserRegistration(tenancy, user, occasion)
  return user
}

/** What the tenant's code gives somebody new. @throws OAuthError `access_denied` in its words, or in none of them */
async function allowed(tenancy: Tenancy, draft: User, occasion: Occasion): Promise<Partial<User>> {
  try {
    return await runPreUserRegistration(tenancy, draft, undefined, occasion)
  } catch (error) {
    if (!(error instanceof RegistrationDenied)) throw error
    const words = error.userMessage ?? 'The user of the subject token may not register'
    throw new OAuthError('access_denied', words, { detail: error.message, cause: error })
  }
}

/** An address or number that is another than before has not been proven, unless the action says so. */
const withoutProof = (before: User, fields: Omit<Sound, 'user_id'>): NewUserFields => ({
  ...(fields.email !== undefined && fields.email !== before.email ? { email_verified: false } : {}),
  ...(fields.phone_number !== undefined && fields.phone_number !== before.phone_number
    ? { phone_verified: false }
    : {}),
  ...fields,
})

const ATTEMPTS = 5

async function broughtUpToDate(tenancy: Tenancy, user: User, { user_id, ...fields }: Sound): Promise<User> {
  void user_id
  let before = user
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const changes = withoutProof(before, fields)
    const isSame = Object.entries(changes).every(([name, value]) => before[name as keyof User] === value)
    if (isSame) return before
    const after = { ...before, ...changes, updated_at: new Date(tenancy.now()).toISOString() } as User
    const written = await tenancy.store.replaceUser(before, after)
    if (written === 'written') return after
    if (written === 'conflict')
      throw refusal('Another user has the address, the name or the number of the subject token’s')
    before = requireStandingUser(await tenancy.store.findUser(user.user_id))
  }
  throw new OAuthError('temporarily_unavailable', 'The user is being changed by others at the same time. Try again.')
}
