import type { Within } from '../authorization.ts'
import type { Tenancy } from '../tenancy.ts'

/** Names of the user's roles, those in the organization with them, as the tenant's code knows them. */
export async function roleNames(
  { store }: Pick<Tenancy, 'store'>,
  user_id: string,
  within: Within | undefined,
): Promise<readonly string[]> {
  const ofMember = within ? await store.rolesOfMember(within.organization.id, user_id) : []
  const ids = [...new Set([...(await store.rolesOfUser(user_id)), ...ofMember])]
  const roles = await Promise.all(ids.map((id) => store.find('roles', { id })))
  return roles.flatMap((role) => (role ? [role.name] : []))
}
