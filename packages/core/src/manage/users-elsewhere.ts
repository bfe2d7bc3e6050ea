// What an administrator does to users who are in a database elsewhere for good: the tenant's scripts do it there first. reference: Management
// API, section 10, customScripts.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { ApiError } from '../errors.ts'
import { makeElsewhere } from '../login/database-elsewhere.ts'
import { changeElsewhere, databaseScript, staysElsewhere, type ChangeElsewhere } from '../login/database-script.ts'
import type { Tenancy } from '../tenancy.ts'
import { emailOf } from '../users/find-user.ts'
import { visitorOf, type Caller } from './caller.ts'
import { conflict, invalidBody, notAllowed } from './refusals.ts'
import { changedUser, databaseOf, identifierTaken, identityFor } from './user-changes.ts'
import { endEverything } from './user-ends.ts'

const failed = (why: string): ApiError => new ApiError(400, why, 'auth0_idp_error')

/** The user as it is there. @throws ApiError 400, 409 */
export async function createUserElsewhere(
  tenancy: Tenancy,
  caller: Caller,
  connection: Connection,
  draft: User,
  password: unknown,
): Promise<User> {
  if (typeof password !== 'string') throw invalidBody('Missing required property: password')
  const { client_id } = caller.administrator
  const made = await makeElsewhere(tenancy, connection, { draft, password, client_id, visitor: visitorOf(caller) })
  if (made.outcome === 'made') return made.user
  throw made.outcome === 'exists' ? conflict(USER) : failed(made.why)
}

/** What a script is to be told of a change; undefined: nothing. @throws ApiError 400 for what no script changes */
const changeOf = (
  connection: Connection,
  email: string,
  before: Document,
  sent: Document,
): ChangeElsewhere | undefined => {
  const { password, email: newEmail, email_verified } = sent
  for (const name of ['username', 'phone_number'])
    if (sent[name] !== undefined && sent[name] !== before[name])
      throw notAllowed(`No script changes ${name} of users of ${connection.name}`)
  if (typeof password === 'string') return { script: 'change_password', email, password }
  if (newEmail === null) throw notAllowed(`No script takes the address of users of ${connection.name} away`)
  const isMoved = typeof newEmail === 'string' && newEmail !== email
  const isProven = typeof email_verified === 'boolean' && email_verified !== before['email_verified']
  if (!isMoved && !isProven) return undefined
  const verified = typeof email_verified === 'boolean' ? email_verified : false
  const knows = databaseScript(connection.options, 'change_email') !== undefined
  if (isMoved || knows) return { script: 'change_email', email, newEmail: isMoved ? newEmail : email, verified }
  const isVerifier = verified && databaseScript(connection.options, 'verify') !== undefined
  return isVerifier ? { script: 'verify', email } : undefined
}

const CHANGED_THERE = ['password', 'email', 'email_verified', 'username', 'phone_number']

const requireFree = async ({ store }: Tenancy, { name }: Connection, user: User, email: string): Promise<void> => {
  const holder = await store.findUserByIdentifier(name, 'email', email)
  if (holder && holder.user_id !== user.user_id) throw identifierTaken()
}

/** Has the scripts do there what a PATCH is about to do here, if it can be done here. @throws ApiError 400, 409 */
export async function changeUserElsewhere(tenancy: Tenancy, caller: Caller, user: User, sent: Document): Promise<void> {
  if (!CHANGED_THERE.some((field) => Object.hasOwn(sent, field))) return
  const identity = identityFor(user, sent['connection'])
  const connection = await tenancy.store.find('connections', { name: identity.connection })
  if (!connection || !staysElsewhere(connection)) return
  await databaseOf(tenancy, identity)
  await changedUser(tenancy, user, sent)
  const profile: Document = identity === user.identities[0] ? user : (identity.profileData ?? {})
  const change = changeOf(connection, emailOf(user, identity) ?? '', profile, sent)
  if (!change) return
  if (change.script === 'change_email') await requireFree(tenancy, connection, user, change.newEmail)
  const changed = await changeElsewhere(tenancy, connection, change, visitorOf(caller))
  if (!changed.isDone) throw failed(changed.why)
  // Whoever knew the old password has nothing of it any more, even if the change cannot be kept here now.
  if (change.script === 'change_password') await endEverything(tenancy, user, 'credential')
}

/** Removes a user there, where a script does that. @throws ApiError 400: then the user stays here too */
export async function removeUserElsewhere(tenancy: Tenancy, caller: Caller, { identities }: User): Promise<void> {
  for (const { connection: name, user_id: id } of identities) {
    const connection = await tenancy.store.find('connections', { name })
    if (!connection || !staysElsewhere(connection)) continue
    if (databaseScript(connection.options, 'delete') === undefined) continue
    const removed = await changeElsewhere(tenancy, connection, { script: 'delete', id }, visitorOf(caller))
    if (!removed.isDone) throw failed(removed.why)
  }
}
