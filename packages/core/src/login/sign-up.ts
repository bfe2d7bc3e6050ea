// Somebody signs up with an e-mail address and a password. reference: Authentication API, section 17.1.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import { runPostUserRegistration } from '../rules/afterwards.ts'
import { executionDetails } from '../rules/executions.ts'
import { RegistrationDenied, runPreUserRegistration } from '../rules/pre-user-registration.ts'
import type { Occasion } from '../rules/registration-event.ts'
import type { Tenancy } from '../tenancy.ts'
import { countAttemptOf } from '../users/attack-protection.ts'
import { identifiersOf } from '../users/find-user.ts'
import { firstPassword, newUserDocument } from '../users/new-user.ts'
import { normalizeEmail, normalizePhone, normalizeUsername } from '../users/normalize.ts'
import { findPasswordProblem } from '../users/password-policy.ts'
import type { Visitor } from '../visitor.ts'
import { makeElsewhere } from './database-elsewhere.ts'
import { databaseScript, findByScript, staysElsewhere } from './database-script.ts'
import { recordLogin, type LoginFacts } from './log.ts'
import { databaseFor } from './password.ts'
import { LoginRefused, orTooBusy } from './refusal.ts'
import { SignUpRefused } from './sign-up-refused.ts'
import { requestVerification } from './verify-email.ts'

export type SignUp = {
  readonly client: Client
  /** Name or realm; undefined as with a login. */
  readonly connection: string | undefined
  readonly password: string
  readonly visitor: Visitor
  readonly email?: string | undefined
  readonly username?: string | undefined
  readonly phone_number?: string | undefined
  readonly given_name?: string | undefined
  readonly family_name?: string | undefined
  readonly name?: string | undefined
  readonly nickname?: string | undefined
  readonly picture?: string | undefined
  readonly user_metadata?: User['user_metadata'] | undefined
  /** Language tags for the mail, what is wanted most first. */
  readonly languages?: readonly string[]
}

/**
 * Makes the user, who then can log in, and sends the mail that verifies its address.
 *
 * @throws SignUpRefused, LoginRefused `invalid_connection`, `too_busy`
 */
export async function signUp(tenancy: Tenancy, wanted: SignUp): Promise<User> {
  const { client, visitor } = wanted
  const connection = await databaseFor(tenancy, client, wanted.connection)
  const facts = { client, connection, visitor, user_name: wanted.email ?? wanted.username ?? wanted.phone_number }
  try {
    return await makeUser(tenancy, connection, wanted, facts)
  } catch (error) {
    if (error instanceof SignUpRefused || error instanceof LoginRefused) {
      const description = error instanceof SignUpRefused ? (error.logged ?? error.message) : error.message
      recordLogin(tenancy, 'fs', facts, { description, details: executionDetails(visitor) })
    }
    throw error
  }
}

async function makeUser(tenancy: Tenancy, connection: Connection, wanted: SignUp, facts: LoginFacts): Promise<User> {
  const { visitor, client, languages = [] } = wanted
  const { isOver, isLast } = await countAttemptOf(tenancy, visitor.ip, 'pre-user-registration')
  if (isLast) recordLogin(tenancy, 'limit_mu', facts, {})
  if (isOver) throw new SignUpRefused('too_many_requests')
  if (isClosed(connection)) throw new SignUpRefused('public_signup_disabled')
  const identifiers = soundIdentifiers(connection, wanted)
  const { given_name, family_name, name, nickname, picture, user_metadata } = wanted
  const fields = { ...identifiers, given_name, family_name, name, nickname, picture, user_metadata }
  const problem = findPasswordProblem(connection, wanted.password, fields)
  if (problem) throw SignUpRefused.ofPassword(problem)
  const occasion = { client, connection, visitor, languages }
  const keep = staysElsewhere(connection) ? keepElsewhere : keepHere
  const user = await keep(tenancy, wanted, occasion, identifiers, newUserDocument(tenancy, connection, fields))
  recordLogin(tenancy, 'ss', facts, { user_id: user.user_id, details: executionDetails(visitor) })
  requestVerification(tenancy, user, { connection, client, visitor, languages })
  runPostUserRegistration(tenancy, user, occasion)
  return user
}

/** Makes a user of ours. @throws SignUpRefused where somebody has the name */
async function keepHere(
  tenancy: Tenancy,
  { password }: SignUp,
  occasion: Occasion,
  identifiers: Identifiers,
  draft: User,
): Promise<User> {
  const { connection, visitor } = occasion
  // Before it is known whether somebody has this address: that must not show in how long it takes.
  const hash = await orTooBusy(tenancy.hasher.hash(password))
  // Before it is known whether somebody has this address, for the same reason.
  const user = { ...draft, ...(await allowed(tenancy, draft, password, occasion)) }
  // Likewise: who is elsewhere still is no stranger.
  await refuseWhoIsElsewhere(tenancy, connection, identifiers, visitor)
  const written = await tenancy.store.insertUser(user, firstPassword(tenancy, user, connection, hash))
  if (written === 'conflict') throw await conflictOf(tenancy, connection, identifiers)
  return user
}

/** Makes a user of the database elsewhere. @throws SignUpRefused where somebody has the name, or the tenant's scripts do not make it */
async function keepElsewhere(
  tenancy: Tenancy,
  { password, client }: SignUp,
  occasion: Occasion,
  identifiers: Identifiers,
  draft: User,
): Promise<User> {
  const { connection, visitor } = occasion
  if (databaseScript(connection.options, 'create') === undefined) throw new SignUpRefused('public_signup_disabled')
  const user = { ...draft, ...(await allowed(tenancy, draft, password, occasion)) }
  const wanted = { draft: user, password, client_id: client.client_id, visitor }
  const made = await makeElsewhere(tenancy, connection, wanted)
  if (made.outcome === 'made') return made.user
  if (made.outcome === 'exists') throw await conflictOf(tenancy, connection, identifiers)
  throw new SignUpRefused('hook_error', undefined, { name: 'BadRequestError', logged: made.why })
}

/** @throws SignUpRefused where somebody who is elsewhere still has the name, or it cannot be found out */
async function refuseWhoIsElsewhere(
  tenancy: Tenancy,
  connection: Connection,
  identifiers: Identifiers,
  visitor: Visitor,
): Promise<void> {
  const { email, username, phone_number } = identifiers
  for (const name of [email, username, phone_number]) {
    if (name === undefined) continue
    const found = await findByScript(tenancy, connection, name, visitor)
    if (found.outcome === 'found') throw await conflictOf(tenancy, connection, identifiers)
    if (found.outcome === 'failed') {
      throw new SignUpRefused('hook_error', undefined, { name: 'BadRequestError', logged: found.why })
    }
  }
}

/** What the tenant's code gives the user. @throws SignUpRefused `hook_error` */
async function allowed(...given: Parameters<typeof runPreUserRegistration>): ReturnType<typeof runPreUserRegistration> {
  try {
    return await runPreUserRegistration(...given)
  } catch (error) {
    throw error instanceof RegistrationDenied ? SignUpRefused.byCode(error) : error
  }
}

const isClosed = ({ options }: Connection): boolean =>
  options.disable_signup === true || options.authentication_methods?.password?.signup_behavior === 'block'

type Identifiers = {
  readonly email: string | undefined
  readonly username: string | undefined
  readonly phone_number: string | undefined
}

/** What the person is to be found by, normalized. A connection takes no more of it than it says. */
function soundIdentifiers(connection: Connection, { email, username, phone_number }: SignUp): Identifiers {
  const kinds = identifiersOf(connection)
  const takes = (kind: 'username' | 'phone_number'): boolean =>
    kinds.includes(kind) || connection.options.attributes?.[kind]?.signup?.status === 'optional'
  const sound = {
    email: email && sane(normalizeEmail(email), 'invalid_email'),
    phone_number:
      phone_number && takes('phone_number') ? sane(normalizePhone(phone_number), 'invalid_phone_number') : undefined,
    username: username && takes('username') ? soundUsername(connection, username) : undefined,
  }
  const missing = requiredOf(connection).find((kind) => !sound[kind])
  if (missing === 'username') throw SignUpRefused.missingUsername(connection.name)
  if (missing !== undefined) throw new SignUpRefused(`missing_${missing}`)
  return { email: sound.email || undefined, phone_number: sound.phone_number, username: sound.username }
}

/** What somebody must give to sign up here. */
export function requiredOf({ options }: Connection): readonly (keyof Identifiers)[] {
  const { attributes } = options
  if (!attributes) return options.requires_username === true ? ['email', 'username'] : ['email']
  const kinds = ['email', 'phone_number', 'username'] as const
  const required = kinds.filter((kind) => attributes[kind]?.signup?.status === 'required')
  // One that the user can be found by is needed in any case.
  return required.length > 0
    ? required
    : kinds.filter((kind) => attributes[kind]?.identifier?.active === true).slice(0, 1)
}

function sane(value: string | undefined, code: 'invalid_email' | 'invalid_phone_number'): string {
  if (value === undefined) throw new SignUpRefused(code)
  return value
}

/** Auth0's lengths where a connection says nothing. */
const USERNAME = { min: 1, max: 15 }

/** How long a user name of the connection may be, characters. */
export function usernameLength({ options }: Connection): { readonly min: number; readonly max: number } {
  return { ...USERNAME, ...options.validation?.username }
}

function soundUsername(connection: Connection, text: string): string {
  const { min, max } = usernameLength(connection)
  const username = normalizeUsername(text)
  const length = username === undefined ? 0 : Array.from(username).length
  if (username === undefined || length < min || length > max) throw new SignUpRefused('invalid_username')
  return username
}

/** That somebody has it is said only where the tenant wants it said. */
async function conflictOf(tenancy: Tenancy, connection: Connection, { username }: Identifiers): Promise<SignUpRefused> {
  const settings = await tenancy.store.find('tenant_settings', {})
  if (settings?.flags.enable_public_signup_user_exists_error !== true) return new SignUpRefused('invalid_signup')
  const holder =
    username === undefined ? undefined : await tenancy.store.findUserByIdentifier(connection.name, 'username', username)
  return new SignUpRefused(holder ? 'username_exists' : 'user_exists')
}
