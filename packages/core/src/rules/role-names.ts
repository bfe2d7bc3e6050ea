import type { Within } from '../authorization.ts'
import type { Tenancy } from '../tenancy.ts'
import { rolesHeld } from '../users/roles.ts'

/** Names of the user's roles, those in the organization with them, as the tenant's code knows them. */
export async function roleNames(
  tenancy: Pick<Tenancy, 'store'>,
  user_id: string,
  within: Within | undefined,
): Promise<readonly string[]> {
  const roles = await rolesHeld(tenancy, user_id, within?.organization.id)
  return roles.map(({ name }) => name)
}
