// What a PATCH of users who are in a database elsewhere for good has the tenant's scripts do there first. reference: Management API,
// section 10, customScripts.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import { ApiError } from '../errors.ts'
import {
  changeElsewhere,
  databaseScript,
  findByScript,
  staysElsewhere,
  type ChangeElsewhere,
} from '../login/database-script.ts'
import type { Tenancy } from '../tenancy.ts'
import { identityUserId } from '../users/find-user.ts'
import type { Visitor } from '../visitor.ts'
import { visitorOf, type Caller } from './caller.ts'
import { notAllowed } from './refusals.ts'
import { changedUser, databaseOf, identifierTaken, identityFor } from './user-changes.ts'
import { endEverything } from './user-ends.ts'

/** What a script did not do. */
export const notDoneElsewhere = (why: string): ApiError => new ApiError(400, why, 'auth0_idp_error')

/** By which script somebody is called otherwise, and what says that the name is proven. */
const NAMES = [
  { kind: 'email', script: 'change_email', proof: 'email_verified' },
  { kind: 'username', script: 'change_username', proof: undefined },
  { kind: 'phone_number', script: 'change_phone_number', proof: 'phone_verified' },
] as const

type Change = Exclude<ChangeElsewhere, { readonly script: 'create' | 'delete' }>

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** What is asked there about one of the names; undefined: nothing. @throws ApiError 400 for what no script does */
function renaming(
  connection: Connection,
  { kind, script, proof }: (typeof NAMES)[number],
  before: Document,
  sent: Document,
): Change | undefined {
  const wanted = sent[kind]
  const said = proof && sent[proof]
  const name = textOf(before[kind])
  if (wanted === null && name !== undefined)
    throw notAllowed(`No script takes the ${kind} of users of ${connection.name} away`)
  const isMoved = typeof wanted === 'string' && wanted !== name
  if (isMoved && name === undefined)
    throw notAllowed(`No script gives users of ${connection.name} a ${kind} who have none`)
  const isProven = proof && typeof said === 'boolean' && said !== before[proof]
  if (name === undefined || (!isMoved && !isProven)) return undefined
  const verified = said === true
  const knows = databaseScript(connection.options, script) !== undefined
  if (isMoved || knows) return { script, name, newName: isMoved ? wanted : name, verified }
  const isVerifier = kind === 'email' && verified && databaseScript(connection.options, 'verify') !== undefined
  return isVerifier ? { script: 'verify', email: name } : undefined
}

/** What a script is to be told of a change; undefined: nothing. @throws ApiError 400 for what no script changes */
function changeOf(connection: Connection, before: Document, sent: Document): Change | undefined {
  const { password } = sent
  if (typeof password === 'string') {
    const email = textOf(before['email'])
    if (email === undefined)
      throw notAllowed(`No script changes passwords of users of ${connection.name} without email`)
    return { script: 'change_password', email, password }
  }
  const changes = NAMES.flatMap((name) => renaming(connection, name, before, sent) ?? [])
  if (changes.length > 1)
    throw new ApiError(400, 'Cannot update email_verified and phone_verified simultaneously', 'invalid_body')
  return changes[0]
}

/** Whose name it is there: `user_id` as it is here. @throws ApiError 400 where that cannot be found out */
async function holderOf(
  tenancy: Tenancy,
  connection: Connection,
  name: string,
  visitor: Visitor,
): Promise<string | undefined> {
  const found = await findByScript(tenancy, connection, name, visitor)
  if (found.outcome === 'failed') throw notDoneElsewhere(found.why)
  return found.outcome === 'found' ? String(found.row['user_id']) : undefined
}

/**
 * The change by the name that the user has there now: scripts know people by nothing else, and must not change somebody who has got it
 * since. Where there is no script `get_user`, nobody can tell.
 *
 * @throws ApiError 400 where that is nobody, or somebody else; 409 where somebody else has the new name
 */
async function aimed(
  tenancy: Tenancy,
  connection: Connection,
  user_id: string,
  change: Change,
  visitor: Visitor,
): Promise<Change> {
  if (databaseScript(connection.options, 'get_user') === undefined) return change
  if ('newName' in change && change.newName !== change.name) {
    const after = await holderOf(tenancy, connection, change.newName, visitor)
    if (after !== undefined && after !== user_id) throw identifierTaken()
    // It was done there before, and could not be kept here then.
    if (after !== undefined) return { ...change, name: change.newName }
  }
  const holder = await holderOf(tenancy, connection, 'name' in change ? change.name : change.email, visitor)
  if (holder === user_id) return change
  throw notDoneElsewhere(`Elsewhere nobody of this name is ${user_id}`)
}

/** Whether links that were sent before are for a password or an address that is no more, even if that cannot be kept here. */
const outdatesLinks = (change: Change): boolean =>
  change.script === 'change_password' || (change.script === 'change_email' && change.newName !== change.name)

const CHANGED_THERE = ['password', 'email', 'email_verified', 'username', 'phone_number', 'phone_verified']

/** Has the scripts do there what a PATCH is about to do here, if it can be done here. @throws ApiError 400, 409 */
export async function changeUserElsewhere(tenancy: Tenancy, caller: Caller, user: User, sent: Document): Promise<void> {
  if (!CHANGED_THERE.some((field) => Object.hasOwn(sent, field))) return
  const identity = identityFor(user, sent['connection'])
  const connection = await tenancy.store.find('connections', { name: identity.connection })
  if (!connection || !staysElsewhere(connection)) return
  await databaseOf(tenancy, identity)
  await changedUser(tenancy, user, sent)
  const profile: Document = identity === user.identities[0] ? user : (identity.profileData ?? {})
  const change = changeOf(connection, profile, sent)
  if (!change) return
  for (const { kind } of NAMES) {
    const name = textOf(sent[kind])
    const holder = name && (await tenancy.store.findUserByIdentifier(connection.name, kind, name))
    if (holder && holder.user_id !== user.user_id) throw identifierTaken()
  }
  const visitor = visitorOf(caller)
  const asked = await aimed(tenancy, connection, identityUserId(identity), change, visitor)
  const endLinks = async (): Promise<void> => {
    if (outdatesLinks(change)) await tenancy.store.removeOneTimes('ticket', { user_id: user.user_id })
  }
  // Before it is asked for, since a script may fail after it has done it; and again, for those that were made meanwhile.
  await endLinks()
  const changed = await changeElsewhere(tenancy, connection, asked, visitor)
  await endLinks()
  if (!changed.isDone) throw notDoneElsewhere(changed.why)
  // Whoever knew the old password has nothing of it any more, even if the change cannot be kept here now.
  if (change.script === 'change_password') await endEverything(tenancy, user, 'credential')
}
