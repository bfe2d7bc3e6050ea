// Databases elsewhere whose users stay there: each login asks the script `login`. Here is kept what else is known of them, under their id
// there, and no password. reference: Management API, section 10, customScripts.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import { PROFILE_FIELDS, type User } from '@symbolon/protocol/entities/user'
import type { Tenancy } from '../tenancy.ts'
import { countFailure, forgetFailures, type Attempt } from '../users/attack-protection.ts'
import { findByLogin, identityAt, identityUserId } from '../users/find-user.ts'
import { newUserDocument, type NewUserFields } from '../users/new-user.ts'
import { tenantRightsOf } from '../users/tenant-rights.ts'
import type { Visitor } from '../visitor.ts'
import { askLoginScript, changeElsewhere, databaseScript, findByScript, staysElsewhere } from './database-script.ts'
import { askInTurn, isAway, type Typed } from './elsewhere.ts'
import { refuse, refuseBlocked } from './failed-login.ts'
import type { LoginFacts } from './log.ts'
import { fieldsOf } from './move-in.ts'

/** What came of it. `why` is for the tenant log; `wrong`: by whom was asked. */
export type KnownElsewhere =
  | { readonly outcome: 'known'; readonly user: User }
  | { readonly outcome: 'wrong' | 'refused' | 'exists'; readonly why: string }

const refused = (why: string): KnownElsewhere => ({ outcome: 'refused', why })

const ATTEMPTS = 5

/**
 * The user with the profile that was read elsewhere, as far as anything was said there. Metadata and blocks are the tenant's from the
 * first login on.
 */
const withProfile = (user: User, fields: NewUserFields, row: Document, updated_at: string): User => {
  const said = PROFILE_FIELDS.filter((field) => Object.hasOwn(row, field) && fields[field] !== undefined)
  const changed = said.filter((field) => fields[field] !== user[field])
  if (changed.length === 0) return user
  return {
    ...user,
    // Another address has not been proven, unless that is said too.
    ...(changed.includes('email') && { email_verified: false }),
    ...(changed.includes('phone_number') && { phone_verified: false }),
    ...Object.fromEntries(said.map((field) => [field, fields[field]])),
    updated_at,
  }
}

/** Who has the name here, or had another one when last seen. */
const findHere = async (tenancy: Tenancy, connection: Connection, name: string, user_id: string) =>
  (await findByLogin(tenancy, connection, name)) ?? (await tenancy.store.findUser(user_id))

const exists = { outcome: 'exists', why: 'There is somebody of that name' } as const

/**
 * Keeps what was read of somebody elsewhere. `more`: what else is known of somebody who was made there, and is nobody who is here already:
 * scripts may change whom they find instead.
 */
async function keepProfile(
  tenancy: Tenancy,
  connection: Connection,
  name: string,
  row: Document,
  more?: NewUserFields,
): Promise<KnownElsewhere> {
  const fields = await fieldsOf(connection, row, name)
  if ('why' in fields) return refused(fields.why)
  const user_id = String(row['user_id'])
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await findHere(tenancy, connection, name, user_id)
    // Whoever may write such scripts would be every administrator, or give one another address.
    if ((await tenantRightsOf(tenancy, before?.user_id ?? user_id)).length > 0)
      return refused('Nobody with rights at the Management API logs in by a script')
    if (!before) {
      const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
      const isBlocked = more?.blocked === true && { blocked: true }
      const user = newUserDocument(tenancy, connection, { ...more, ...said, ...isBlocked })
      if ((await tenancy.store.insertUser(user)) === 'written') return { outcome: 'known', user }
      continue
    }
    if (more) return exists
    const identity = identityAt(before, connection, name) ?? before.identities[0]
    if (!identity || identity.connection !== connection.name || identityUserId(identity) !== user_id)
      return refused(`Elsewhere that is ${user_id.slice(0, 100)}, here ${before.user_id}`)
    // What belongs to a linked identity is as it was when it was linked.
    const isOwn = identity === before.identities[0]
    const time = new Date(tenancy.now()).toISOString()
    const after = isOwn ? withProfile(before, fields, row, time) : before
    if (after === before) return { outcome: 'known', user: before }
    const written = await tenancy.store.replaceUser(before, after)
    if (written === 'written') return { outcome: 'known', user: after }
    if (written === 'conflict') return refused('Somebody else here has the name that the user has elsewhere')
  }
  return refused('Somebody else here has a name of the user, or it is being changed by others')
}

/** Whose name and password these are elsewhere. @throws LoginRefused `too_busy` */
async function askWhoItIs(tenancy: Tenancy, connection: Connection, typed: Typed): Promise<KnownElsewhere> {
  const answer = await askInTurn(tenancy, connection, () => askLoginScript(tenancy, connection, typed))
  if (answer.outcome === 'wrong') return answer
  if (answer.outcome !== 'right') return refused(answer.why)
  return keepProfile(tenancy, connection, typed.username, answer.row)
}

/**
 * Who logs in: whatever is known of the name here, the database elsewhere is asked, so that nothing tells who is known. The failure is
 * counted before.
 *
 * @throws LoginRefused
 */
export async function loginThere(
  tenancy: Tenancy,
  attempt: Attempt,
  facts: LoginFacts,
  { password, visitor }: Pick<Typed, 'password' | 'visitor'>,
): Promise<User> {
  const { connection, identifier: username } = attempt
  const before = await findByLogin(tenancy, connection, username)
  const counted = await countFailure(tenancy, attempt)
  if (counted.isOver || password === '') throw await refuse(tenancy, attempt, facts, { user: before, counted })
  if (isAway(tenancy, connection)) throw await refuse(tenancy, attempt, facts, { user: before, counted, isAway: true })
  const known = await askWhoItIs(tenancy, connection, { username, password, visitor })
  if (known.outcome !== 'known') {
    const { why } = known
    const more = known.outcome === 'wrong' ? { said: why } : { why }
    throw await refuse(tenancy, attempt, facts, { user: before, counted, ...more })
  }
  await forgetFailures(tenancy, attempt)
  if (known.user.blocked) throw refuseBlocked(tenancy, facts, known.user)
  return known.user
}

/** Who is called so elsewhere, kept here; undefined where nobody is, or cannot be kept. */
export async function keepFromElsewhere(
  tenancy: Tenancy,
  connection: Connection,
  name: string,
  visitor: Visitor,
): Promise<User | undefined> {
  const found = await findByScript(tenancy, connection, name, visitor)
  const known = found.outcome === 'found' ? await keepProfile(tenancy, connection, name, found.row) : undefined
  return known?.outcome === 'known' ? known.user : undefined
}

/** What became of somebody who is to be made. */
export type MadeElsewhere =
  | { readonly outcome: 'made'; readonly user: User }
  | { readonly outcome: 'exists' | 'failed'; readonly why: string }

/** What a script learns of a new user, and what is kept of it here. */
export type NewElsewhere = {
  readonly draft: User
  readonly password: string
  /** The application, where somebody signs up. */
  readonly client_id: string | undefined
  readonly visitor: Visitor
}

/** What counts as far as nothing else is said there. Who is to be blocked is, whatever is said. */
const KEPT = [
  'email_verified',
  'phone_verified',
  'given_name',
  'family_name',
  'name',
  'nickname',
  'picture',
  'user_metadata',
  'app_metadata',
  'blocked',
] as const

/** Makes somebody there, asks who it is there then, and keeps that here. */
export async function makeElsewhere(
  tenancy: Tenancy,
  connection: Connection,
  { draft, password, client_id, visitor }: NewElsewhere,
): Promise<MadeElsewhere> {
  const { email, username, phone_number, user_metadata, app_metadata, given_name, family_name, name, nickname } = draft
  const called = email ?? username ?? phone_number ?? ''
  const before = await findByScript(tenancy, connection, called, visitor)
  if (before.outcome === 'failed') return before
  if (before.outcome === 'found' || (await findByLogin(tenancy, connection, called))) return exists
  const said = { email, username, phone_number, given_name, family_name, name, nickname, user_metadata, app_metadata }
  // Who is proven already, as an administrator says: the database there has the word about it from then on.
  const { email_verified, phone_verified } = draft
  const proofs = { ...(email_verified && { email_verified }), ...(phone_verified && { phone_verified }) }
  const { name: tenant } = tenancy.tenant
  const user = { ...said, ...proofs, client_id, tenant, connection: connection.name, password }
  const made = await changeElsewhere(tenancy, connection, { script: 'create', user }, visitor)
  if (!made.isDone) return { outcome: made.isInvalid ? 'exists' : 'failed', why: made.why }
  const found = await findByScript(tenancy, connection, called, visitor)
  if (found.outcome === 'failed') return found
  if (found.outcome === 'nobody')
    return { outcome: 'failed', why: 'The script get_user does not know whom the script create has made' }
  const more = Object.fromEntries(KEPT.map((field) => [field, draft[field]]))
  const known = await keepProfile(tenancy, connection, called, found.row, more)
  if (known.outcome === 'known') return { outcome: 'made', user: known.user }
  return known.outcome === 'exists' ? exists : { outcome: 'failed', why: known.why }
}

/** Marks an address as verified there, where a script does that. The answer is why it could not. */
export async function verifyElsewhere(
  tenancy: Tenancy,
  connection: Connection | undefined,
  email: string,
  visitor: Visitor,
): Promise<string | undefined> {
  if (!connection || !staysElsewhere(connection) || databaseScript(connection.options, 'verify') === undefined)
    return undefined
  const changed = await changeElsewhere(tenancy, connection, { script: 'verify', email }, visitor)
  return changed.isDone ? undefined : changed.why
}
