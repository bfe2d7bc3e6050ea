// Whom a row of an import means that may change who is there already: by e-mail address, user name, telephone number or id.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import type { Tenancy } from '../tenancy.ts'
import type { NewUserFields } from '../users/new-user.ts'

const KINDS = ['email', 'username', 'phone_number'] as const

/** The user of the connection; undefined when there is none, `several` when the row names more than one. */
export async function existingUser(
  { store }: Pick<Tenancy, 'store'>,
  { name, strategy }: Connection,
  fields: NewUserFields,
): Promise<User | undefined | 'several'> {
  const found = new Map<string, User>()
  const add = (user: User | undefined): void => void (user && found.set(user.user_id, user))
  for (const kind of KINDS) {
    const value = fields[kind]
    if (value !== undefined) add(await store.findUserByIdentifier(name, kind, value))
  }
  if (fields.user_id !== undefined) add(await store.findUserByIdentity(`${strategy}|${fields.user_id}`))
  if (found.size > 1) return 'several'
  return found.values().next().value
}
