import type { Tenancy } from '../tenancy.ts'

/** Names of the user's roles, as the tenant's code knows them. */
export async function roleNames({ store }: Pick<Tenancy, 'store'>, user_id: string): Promise<readonly string[]> {
  const ids = await store.rolesOfUser(user_id)
  const roles = await Promise.all(ids.map((id) => store.find('roles', { id })))
  return roles.flatMap((role) => (role ? [role.name] : []))
}
