// What a user may do at an API: permissions of its own, of its roles, and of its roles in an organization. Read anew whenever they are asked for, so that a right
// that was withdrawn is in no later token.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Tenancy } from '../tenancy.ts'

/** Permissions of the user at `api`, only such as the API still defines, in the API's order. reference: Authentication API, 7.3 */
export async function permissionsAt(
  { store }: Pick<Tenancy, 'store'>,
  user_id: string,
  { identifier, scopes = [] }: ResourceServer,
  organization_id?: string,
): Promise<readonly string[]> {
  const [direct, ofUser, ofMember] = await Promise.all([
    store.permissionsOfUser(user_id),
    store.rolesOfUser(user_id),
    organization_id === undefined ? [] : store.rolesOfMember(organization_id, user_id),
  ])
  const role_ids = [...new Set([...ofUser, ...ofMember])]
  const roles = await Promise.all(role_ids.map((id) => store.find('roles', { id })))
  const all = [...direct, ...roles.flatMap((role) => role?.permissions ?? [])]
  const held = new Set(
    all.filter((one) => one.resource_server_identifier === identifier).map((one) => one.permission_name),
  )
  return scopes.map(({ value }) => value).filter((value) => held.has(value))
}
