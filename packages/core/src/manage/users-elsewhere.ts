// Users who are in a database elsewhere for good, as an administrator makes and removes them: the tenant's scripts do it there first.
// reference: Management API, section 10, customScripts.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { makeElsewhere } from '../login/database-elsewhere.ts'
import { changeElsewhere, databaseScript, staysElsewhere } from '../login/database-script.ts'
import type { Tenancy } from '../tenancy.ts'
import { visitorOf, type Caller } from './caller.ts'
import { conflict, invalidBody } from './refusals.ts'
import { notDoneElsewhere } from './user-change-elsewhere.ts'

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
  throw made.outcome === 'exists' ? conflict(USER) : notDoneElsewhere(made.why)
}

/** Removes a user there, where a script does that. @throws ApiError 400: then the user stays here too */
export async function removeUserElsewhere(tenancy: Tenancy, caller: Caller, { identities }: User): Promise<void> {
  for (const { connection: name, user_id: id } of identities) {
    const connection = await tenancy.store.find('connections', { name })
    if (!connection || !staysElsewhere(connection)) continue
    if (databaseScript(connection.options, 'delete') === undefined) continue
    const removed = await changeElsewhere(tenancy, connection, { script: 'delete', id }, visitorOf(caller))
    if (!removed.isDone) throw notDoneElsewhere(removed.why)
  }
}
