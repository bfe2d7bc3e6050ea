// Permissions, as roles and users hold them: always scopes of an API that is there. reference: Management API, sections 8 and 9.
import { anyText, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { RESOURCE_SERVER, type ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { PERMISSION } from '@symbolon/protocol/entities/role'
import { list, record, oneOf, optional } from '@symbolon/protocol/entities/schema'
import type { Change } from '../ports.ts'
import type { UserPermission } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { invalidBody, missing } from './refusals.ts'

/** The body of a request that gives or takes some. */
export const PERMISSIONS_BODY = record({ permissions: list(PERMISSION, 1000, { minItems: 1 }) })

/** A permission as it is answered; where it comes from is said of a user's. */
export const PERMISSION_ANSWER = record({
  resource_server_identifier: anyText(),
  resource_server_name: anyText(),
  permission_name: anyText(),
  description: anyText(),
  sources: optional(
    several(record({ source_id: anyText(), source_name: anyText(), source_type: oneOf('DIRECT', 'ROLE') })),
  ),
})

export const isSamePermission = (one: UserPermission, other: UserPermission): boolean =>
  one.permission_name === other.permission_name && one.resource_server_identifier === other.resource_server_identifier

const scopeOf = (api: ResourceServer | undefined, { permission_name }: UserPermission) =>
  api?.scopes?.find(({ value }) => value === permission_name)

/**
 * What takes permissions at an API out of every role: those named, or all of them. One that came back with the scope later would be a
 * right that nobody gave. Roles that change meanwhile make the whole change be decided again.
 */
export const withdrawFromRoles = async (
  { store }: Tenancy,
  identifier: string,
  scopes?: ReadonlySet<string>,
): Promise<readonly Change[]> => {
  if (scopes?.size === 0) return []
  const isTaken = ({ resource_server_identifier, permission_name }: UserPermission): boolean =>
    resource_server_identifier === identifier && (scopes === undefined || scopes.has(permission_name))
  const roles = await store.all('roles', {})
  const replaced = roles.flatMap((before): Change[] => {
    const permissions = before.permissions.filter((one) => !isTaken(one))
    return permissions.length === before.permissions.length
      ? []
      : [{ replace: 'roles', before, after: { ...before, permissions } }]
  })
  return [{ unchanged: 'roles', where: {}, documents: roles }, ...replaced]
}

/** The same for what users hold without a role. */
export const withdrawFromUsers = (
  resource_server_identifier: string,
  scopes: ReadonlySet<string>,
): readonly Change[] => {
  const lost = [...scopes].map((permission_name) => ({ resource_server_identifier, permission_name }))
  return lost.length === 0 ? [] : [{ withdraw: lost }]
}

/** Returns when every one of them is a scope of an API. @throws ApiError 404 for an unknown API, 400 for an unknown scope */
export const requireKnown = async ({ store }: Tenancy, permissions: readonly UserPermission[]): Promise<void> => {
  for (const permission of permissions) {
    const api = await store.find('resource_servers', { identifier: permission.resource_server_identifier })
    if (!api) throw missing(RESOURCE_SERVER)
    if (!scopeOf(api, permission)) {
      throw invalidBody(
        `The permission ${permission.permission_name} is not of the API ${api.identifier}`,
        'permissions',
      )
    }
  }
}

/** Each of them with the words for people; those that their API has lost are left out. */
export const described = async <P extends UserPermission>(
  { store }: Tenancy,
  permissions: readonly P[],
): Promise<readonly (P & Document)[]> => {
  const found = await Promise.all(
    permissions.map(async (permission): Promise<(P & Document) | undefined> => {
      const { resource_server_identifier, permission_name } = permission
      const api = await store.find('resource_servers', { identifier: resource_server_identifier })
      const scope = scopeOf(api, permission)
      if (!api || !scope) return undefined
      return {
        ...permission,
        permission_name,
        description: scope.description ?? '',
        resource_server_name: api.name,
        resource_server_identifier,
      }
    }),
  )
  return found.filter((one) => one !== undefined)
}
