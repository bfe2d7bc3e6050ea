// What a user may do at an API: permissions of its own, of its roles, and of its roles in an organization. Read anew whenever they are
// asked for, so that a right that was withdrawn is in no later token.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Tenancy } from '../tenancy.ts'
import { rolesHeld } from './roles.ts'

/** Permissions of the user at `api`, only such as the API still defines, in the API's order. reference: Authentication API, 7.3 */
export async function permissionsAt(
  tenancy: Pick<Tenancy, 'store'>,
  user_id: string,
  { identifier, scopes = [] }: ResourceServer,
  organization_id?: string,
): Promise<readonly string[]> {
  const [direct, roles] = await Promise.all([
    tenancy.store.permissionsOfUser(user_id),
    rolesHeld(tenancy, user_id, organization_id),
  ])
  const all = [...direct, ...roles.flatMap(({ permissions = [] }) => permissions)]
  const held = new Set(
    all.filter((one) => one.resource_server_identifier === identifier).map((one) => one.permission_name),
  )
  return scopes.map(({ value }) => value).filter((value) => held.has(value))
}
