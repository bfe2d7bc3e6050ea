// Roles and permissions of a user. reference: Management API, section 8.
import { answerOf, NOTHING_TO_SAY, pageOf } from '@symbolon/protocol/entities/answers'
import { ROLE } from '@symbolon/protocol/entities/role'
import { list, record } from '@symbolon/protocol/entities/schema'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { printable } from '@symbolon/protocol/entities/words'
import type { UserPermission } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { rolesOfUser } from '../users/roles.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { requireHeld } from './no-more-than-held.ts'
import { answerPage, cutPage } from './pages.ts'
import { described, isSamePermission, PERMISSIONS_BODY, requireKnown, PERMISSION_ANSWER } from './permissions.ts'
import { presentDocument } from './present.ts'
import { recordWrite } from './record-write.ts'
import { missing } from './refusals.ts'
import { getUser } from './user-view.ts'

type Roles = { readonly roles: readonly string[] }
type Permissions = { readonly permissions: readonly UserPermission[] }

const listRoles = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked) => {
  const { user_id } = await getUser(tenancy, id)
  const roles = (await rolesOfUser(tenancy, user_id)).map((role) => presentDocument(ROLE, caller.administrator, role))
  return answerPage(query, 'roles', 'items-first', cutPage(query, roles))
}

const addRoles = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Roles>): Promise<void> => {
  const { user_id } = await getUser(tenancy, id)
  for (const role_id of body.roles) {
    const role = await tenancy.store.find('roles', { id: role_id })
    if (!role) throw missing(ROLE)
    await requireHeld(tenancy, caller, role.permissions)
  }
  const pairs = body.roles.map((role_id) => ({ user_id, role_id }))
  if ((await tenancy.store.assignRoles(pairs)) === 'dangling') throw missing(USER)
  recordWrite(tenancy, caller, USER, { what: 'Assign roles to a user', id: user_id, changed: ['roles'] })
}

const removeRoles = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Roles>): Promise<void> => {
  const { user_id } = await getUser(tenancy, id)
  for (const role_id of body.roles) {
    const role = await tenancy.store.find('roles', { id: role_id })
    if (role) await requireHeld(tenancy, caller, role.permissions)
  }
  await tenancy.store.withdrawRoles(user_id, body.roles)
  recordWrite(tenancy, caller, USER, { what: 'Remove roles from a user', id: user_id, changed: ['roles'] })
}

type Source = { readonly source_id: string; readonly source_name: string; readonly source_type: 'DIRECT' | 'ROLE' }
type Held = UserPermission & { readonly sources: readonly Source[] }

const DIRECT: Source = { source_id: '', source_name: '', source_type: 'DIRECT' }

/** Each right once, with everything it comes from. */
const gathered = (
  all: readonly { readonly permission: UserPermission; readonly source: Source }[],
): readonly Held[] => {
  const held: Held[] = []
  for (const { permission, source } of all) {
    const at = held.findIndex((one) => isSamePermission(one, permission))
    const known = held[at]
    if (known) held[at] = { ...known, sources: [...known.sources, source] }
    else held.push({ ...permission, sources: [source] })
  }
  return held
}

const listPermissions = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
  const { user_id } = await getUser(tenancy, id)
  const [direct, roles] = await Promise.all([tenancy.store.permissionsOfUser(user_id), rolesOfUser(tenancy, user_id)])
  const all = gathered([
    ...direct.map((permission) => ({ permission, source: DIRECT })),
    ...roles.flatMap(({ id: source_id, name: source_name, permissions }) =>
      permissions.map((permission) => ({
        permission,
        source: { source_id, source_name, source_type: 'ROLE' } as const,
      })),
    ),
  ])
  return answerPage(query, 'permissions', 'items-first', cutPage(query, await described(tenancy, all)))
}

const addPermissions = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Permissions>) => {
  const { user_id } = await getUser(tenancy, id)
  await requireKnown(tenancy, body.permissions)
  await requireHeld(tenancy, caller, body.permissions)
  if ((await tenancy.store.grantPermissions(user_id, body.permissions)) === 'dangling') throw missing(USER)
  recordWrite(tenancy, caller, USER, { what: 'Assign permissions to a user', id: user_id, changed: ['permissions'] })
  return {}
}

const removePermissions = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Permissions>) => {
  const { user_id } = await getUser(tenancy, id)
  await requireHeld(tenancy, caller, body.permissions)
  await tenancy.store.withdrawPermissions(user_id, body.permissions)
  recordWrite(tenancy, caller, USER, { what: 'Remove permissions from a user', id: user_id, changed: ['permissions'] })
}

const ROLES = '/users/:id/roles'
const PERMISSIONS = '/users/:id/permissions'
const ROLES_BODY = record({ roles: list(printable(64), 100, { minItems: 1 }) })

export const USER_RIGHT_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: ROLES,
    status: 200,
    scopes: ['read:users', 'read:roles', 'read:role_members'],
    query: { paging: ['array', 'totals'] },
    answers: pageOf(['array', 'totals'], 'roles', answerOf(ROLE)),
    act: listRoles,
  }),
  endpoint({
    method: 'POST',
    path: ROLES,
    status: 204,
    scopes: ['update:users', 'create:role_members'],
    bodySchema: ROLES_BODY,
    act: addRoles,
  }),
  endpoint({
    method: 'DELETE',
    path: ROLES,
    status: 204,
    scopes: ['update:users', 'delete:role_members'],
    bodySchema: ROLES_BODY,
    act: removeRoles,
  }),
  endpoint({
    method: 'GET',
    path: PERMISSIONS,
    status: 200,
    scopes: ['read:users'],
    query: { paging: ['array', 'totals'] },
    answers: pageOf(['array', 'totals'], 'permissions', PERMISSION_ANSWER),
    act: listPermissions,
  }),
  endpoint({
    method: 'POST',
    path: PERMISSIONS,
    status: 201,
    scopes: ['update:users'],
    bodySchema: PERMISSIONS_BODY,
    answers: NOTHING_TO_SAY,
    act: addPermissions,
  }),
  endpoint({
    method: 'DELETE',
    path: PERMISSIONS,
    status: 204,
    scopes: ['update:users'],
    bodySchema: PERMISSIONS_BODY,
    act: removePermissions,
  }),
]
