// Lazy migration: who is not here yet, or has no password here, is asked for elsewhere at the first login, and kept here with that password.
// From then on nobody is asked elsewhere any more: what is kept here counts, also once it is changed, blocked or without its old name.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Password } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { findByLogin, identityAt, identityUserId, typedIdentifier } from '../users/find-user.ts'
import { identifierNeed } from '../users/identifier-rules.ts'
import { readImportedUser } from '../users/imported-user.ts'
import { firstPassword, newUserDocument, type NewUserFields } from '../users/new-user.ts'
import { normalizeEmail, normalizePhone } from '../users/normalize.ts'
import type { Visitor } from '../visitor.ts'
import { askOldTenant } from './ask-old-tenant.ts'
import { askLoginScript, databaseScript, findByScript } from './database-script.ts'
import { askInTurn, takeAsLong, type AnswerFromElsewhere, type Typed } from './elsewhere.ts'
import { orTooBusy } from './refusal.ts'

/** What came of it. `why` is for the tenant log, and for nobody else. */
export type MovedIn =
  | { readonly outcome: 'moved'; readonly user: User; readonly kept: Password }
  /** Another login was faster, or whoever it is goes by another name here: what is here has to be looked at again. */
  | { readonly outcome: 'overtaken' }
  /** `wrong`: by whom was asked, so that it says nothing about us. */
  | { readonly outcome: 'wrong' | 'refused'; readonly why: string }

/** Whether users of the connection may be elsewhere still. */
export const asksElsewhere = ({ options }: Connection): boolean =>
  options.import_mode === true && (!!options.import_from || databaseScript(options, 'login') !== undefined)

const refused = (why: string): MovedIn => ({ outcome: 'refused', why })

const ask = (tenancy: Tenancy, connection: Connection, typed: Typed): Promise<AnswerFromElsewhere> => {
  const { import_from: from } = connection.options
  return from ? askOldTenant(tenancy, connection, from, typed) : askLoginScript(tenancy, connection, typed)
}

/**
 * Asks elsewhere about a name and a password that nobody here has, and keeps whoever it is.
 *
 * @param here who has the name here, but no password yet: only this very user can get one
 * @throws LoginRefused `too_busy`
 */
export async function moveIn(
  tenancy: Tenancy,
  connection: Connection,
  typed: Typed,
  here: User | undefined,
): Promise<MovedIn> {
  const answer = await askInTurn(tenancy, connection, () => ask(tenancy, connection, typed))
  if (answer.outcome === 'wrong') return answer
  if (answer.outcome !== 'right') return refused(answer.why)
  const user_id = answer.row['user_id']
  // Whoever logs in there with a password may be linked to somebody who does not: such a user is none of a database.
  if (typeof user_id !== 'string' || !user_id.startsWith('auth0|')) {
    return refused(`Elsewhere the user is ${String(user_id).slice(0, 100)}, who is none of a database`)
  }
  return here
    ? keepPassword(tenancy, connection, typed, { user: here, user_id })
    : keepUser(tenancy, connection, typed, answer.row)
}

/**
 * Takes as long as asking elsewhere does, without a word about anybody: what may have to be asked is about a name that nobody has, with
 * a password that nobody typed.
 */
export function takeAsLongAsAsking(tenancy: Tenancy, connection: Connection, visitor: Visitor): Promise<void> {
  const nobody = (): string => tenancy.random(16).toString('hex')
  const typed = (): Typed => ({ username: `${nobody()}@nobody.invalid`, password: nobody(), visitor })
  return takeAsLong(tenancy, connection, () => ask(tenancy, connection, typed()))
}

/**
 * Keeps whoever has forgotten the password and is elsewhere still, without one. Undefined: nobody is there, or cannot be kept.
 */
export async function moveInWithout(
  tenancy: Tenancy,
  connection: Connection,
  username: string,
  visitor: Visitor,
): Promise<User | undefined> {
  const found = await findByScript(tenancy, connection, username, visitor)
  const fields = found.outcome === 'found' ? await fieldsOf(connection, found.row, username) : undefined
  if (!fields || 'why' in fields) return undefined
  const user = newUserDocument(tenancy, connection, fields)
  const written = await tenancy.store.insertUser(user)
  return written === 'written' ? user : findByLogin(tenancy, connection, username)
}

/** Somebody who came without a password, as those of an import may. */
async function keepPassword(
  tenancy: Tenancy,
  connection: Connection,
  { username, password }: Typed,
  { user, user_id }: { readonly user: User; readonly user_id: string },
): Promise<MovedIn> {
  const identity = identityAt(user, connection, username)
  if (!identity || identityUserId(identity) !== user_id) {
    return refused(`Elsewhere that is ${user_id.slice(0, 100)}, here ${user.user_id}`)
  }
  const hash = await orTooBusy(tenancy.hasher.hash(password))
  const kept = firstPassword(tenancy, { user_id }, connection, hash)
  const after = { ...user, updated_at: new Date(tenancy.now()).toISOString() }
  const written = await tenancy.store.replaceUser(user, after, kept)
  return written === 'written' ? { outcome: 'moved', user: after, kept } : { outcome: 'overtaken' }
}

/** What users of the connection have; a name that is no address and no number is a user name. */
function fitting(connection: Connection, row: Document, username: string): Document {
  const isName = normalizeEmail(username) === undefined && normalizePhone(username) === undefined
  const whole: Document = isName && row['username'] === undefined ? { ...row, username } : row
  const unwanted = (['email', 'phone_number', 'username'] as const).filter(
    (kind) => identifierNeed(connection, kind) === 'never',
  )
  const fields = new Set<string>(unwanted)
  if (fields.has('phone_number')) fields.add('phone_verified')
  return Object.fromEntries(Object.entries(whole).filter(([field]) => !fields.has(field)))
}

/** A user does not stay away because of a picture. */
const LEFT_OUT: ReadonlySet<string | undefined> = new Set(['name', 'given_name', 'family_name', 'nickname', 'picture'])

/** What of the row can be kept; fields that make nobody another person are left out rather than the user. */
async function readFitting(connection: Connection, row: Document): ReturnType<typeof readImportedUser> {
  const read = await readImportedUser(connection, row)
  const path = 'errors' in read ? read.errors[0].path : undefined
  if (path === undefined || !LEFT_OUT.has(path)) return read
  return readFitting(connection, Object.fromEntries(Object.entries(row).filter(([field]) => field !== path)))
}

/** Characters of JSON that somebody may come with: as much as code may make of metadata. */
const MOST_KEPT = 262_144

/** What is kept of somebody who is called so, or why nobody is. */
export async function fieldsOf(
  connection: Connection,
  row: Document,
  name: string,
): Promise<NewUserFields | { readonly why: string }> {
  if (JSON.stringify(row).length > MOST_KEPT) return { why: 'The user cannot be kept: it is too large' }
  const user_id = String(row['user_id']).slice('auth0|'.length)
  const read = await readFitting(connection, { ...fitting(connection, row, name), user_id })
  if ('errors' in read) return { why: `The user cannot be kept: ${read.errors[0].message}` }
  const { email, username, phone_number } = read.fields
  return [email, username, phone_number].includes(typedIdentifier(connection, name))
    ? read.fields
    : { why: 'Elsewhere that is somebody who could not be found here by this name' }
}

async function keepUser(tenancy: Tenancy, connection: Connection, typed: Typed, row: Document): Promise<MovedIn> {
  const fields = await fieldsOf(connection, row, typed.username)
  if ('why' in fields) return refused(fields.why)
  const hash = await orTooBusy(tenancy.hasher.hash(typed.password))
  const user = newUserDocument(tenancy, connection, fields)
  const kept = firstPassword(tenancy, user, connection, hash)
  const written = await tenancy.store.insertUser(user, kept)
  return written === 'written' ? { outcome: 'moved', user, kept } : { outcome: 'overtaken' }
}
