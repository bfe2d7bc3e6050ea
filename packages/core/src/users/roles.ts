// The roles that somebody has. What of them is no role any more is left out.
import type { Role } from '@symbolon/protocol/entities/role'
import { whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'

type Where = Pick<Tenancy, 'store'>

const NONE: readonly Role[] = Object.freeze([])

const named = async ({ store }: Where, ids: readonly string[]): Promise<readonly Role[]> => {
  const found = await Promise.all(ids.map((id) => store.find('roles', { id })))
  return found.filter((role) => role !== undefined)
}

/** The user's own, in the order in which they were given. */
export const rolesOfUser = (tenancy: Where, user_id: string): Soon<readonly Role[]> =>
  whenKnown(tenancy.store.rolesOfUser(user_id), (ids) => (ids.length === 0 ? NONE : named(tenancy, ids)))

/** Those that count in the organization alone, in the order in which they were given. */
export const rolesOfMember = async (
  tenancy: Where,
  organization_id: string,
  user_id: string,
): Promise<readonly Role[]> => named(tenancy, await tenancy.store.rolesOfMember(organization_id, user_id))

/** All that count for tokens of the organization, or of none: the user's own first, each once. */
export const rolesHeld = (
  tenancy: Where,
  user_id: string,
  organization_id: string | undefined,
): Soon<readonly Role[]> =>
  organization_id === undefined ? rolesOfUser(tenancy, user_id) : rolesOfBoth(tenancy, user_id, organization_id)

async function rolesOfBoth(tenancy: Where, user_id: string, organization_id: string): Promise<readonly Role[]> {
  const { store } = tenancy
  const [ofUser, ofMember] = await Promise.all([
    store.rolesOfUser(user_id),
    store.rolesOfMember(organization_id, user_id),
  ])
  return named(tenancy, [...new Set([...ofUser, ...ofMember])])
}
