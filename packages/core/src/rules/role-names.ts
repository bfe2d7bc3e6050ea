import type { Within } from '../authorization.ts'
import { whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { rolesHeld } from '../users/roles.ts'

/** Names of the user's roles, those in the organization with them, as the tenant's code knows them. */
export const roleNames = (
  tenancy: Pick<Tenancy, 'store'>,
  user_id: string,
  within: Within | undefined,
): Soon<readonly string[]> =>
  whenKnown(rolesHeld(tenancy, user_id, within?.organization.id), (roles) => roles.map(({ name }) => name))
