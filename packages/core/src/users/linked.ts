// Whether one user has become part of another: everything by which it could be logged in as is the other's now.
import type { User } from '@symbolon/protocol/entities/user'
import { identityUserId } from './find-user.ts'

/** By what the user can be logged in as, all of it. */
export const identitiesOf = ({ identities }: User): readonly string[] => identities.map(identityUserId)

/** Whether the user can be logged in as by each of these, of which there must be one. */
export function holdsIdentities(user: User, ids: readonly string[]): boolean {
  const held = new Set(identitiesOf(user))
  return ids.length > 0 && ids.every((id) => held.has(id))
}
