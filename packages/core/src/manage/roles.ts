// What roles may do, and who has them. reference: Management API, section 9. A role itself is made and changed as any other entity.
import { anyText, NOTHING_TO_SAY, pageOf } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { ROLE, type Role } from '@symbolon/protocol/entities/role'
import { list, record, optional } from '@symbolon/protocol/entities/schema'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { printable } from '@symbolon/protocol/entities/words'
import type { UserPermission } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { requireHeld } from './no-more-than-held.ts'
import type { Noun } from './noun.ts'
import { answerPage, cutPage, readMarked, recordPageOf } from './pages.ts'
import { described, isSamePermission, PERMISSIONS_BODY, requireKnown, PERMISSION_ANSWER } from './permissions.ts'
import { plainNoun } from './plain-noun.ts'
import { recordWrite } from './record-write.ts'
import { missing, notAllowed } from './refusals.ts'
import { settle } from './settle.ts'

/** Permissions of one role, as Auth0 has it. */
const MAX_PERMISSIONS = 1000

type Permissions = { readonly permissions: readonly UserPermission[] }

export const roles: Noun<Role> = {
  ...plainNoun('roles', ROLE),
  // With the role those who have it lose its rights.
  requireRemovable: (tenancy, caller, { permissions }) => requireHeld(tenancy, caller, permissions),
}

const getRole = async ({ store }: Tenancy, id: string): Promise<Role> => {
  const role = await store.find('roles', { id })
  if (!role) throw missing(ROLE)
  return role
}

const listPermissions = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
  const { permissions } = await getRole(tenancy, id)
  return answerPage(query, 'permissions', 'items-first', cutPage(query, await described(tenancy, permissions)))
}

/** Gives the role what `decide` makes of its permissions. */
const changePermissions = async (
  tenancy: Tenancy,
  caller: Caller,
  id: string,
  decide: (kept: readonly UserPermission[]) => readonly UserPermission[],
): Promise<void> => {
  const { before, after } = await settle(tenancy, async () => {
    const role = await getRole(tenancy, id)
    const changed: Role = { ...role, permissions: decide(role.permissions) }
    if (changed.permissions.length > MAX_PERMISSIONS) {
      throw notAllowed(`A role can have at most ${MAX_PERMISSIONS} permissions`)
    }
    return { before: role, after: changed, changes: [{ replace: 'roles', before: role, after: changed }] }
  })
  recordWrite(tenancy, caller, ROLE, {
    what: 'Change the permissions of a role',
    id,
    changed: ['permissions'],
    before,
    after,
  })
}

const without = (kept: readonly UserPermission[], taken: readonly UserPermission[]): readonly UserPermission[] =>
  kept.filter((one) => !taken.some((other) => isSamePermission(one, other)))

const addPermissions = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Permissions>) => {
  await getRole(tenancy, id)
  await requireKnown(tenancy, body.permissions)
  await requireHeld(tenancy, caller, body.permissions)
  await changePermissions(tenancy, caller, id, (kept) => {
    const added = body.permissions.filter(
      (one, at, all) => all.findIndex((other) => isSamePermission(one, other)) === at,
    )
    return [...kept, ...without(added, kept)]
  })
  return {}
}

const removePermissions = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Permissions>) => {
  await requireHeld(tenancy, caller, body.permissions)
  await changePermissions(tenancy, caller, id, (kept) => without(kept, body.permissions))
}

const listUsers = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
  await getRole(tenancy, id)
  const { items, ...rest } = await readMarked(() => tenancy.store.usersOfRole(id, recordPageOf(query)))
  const users = items.map(({ user_id, email, name, picture }): Document => ({ user_id, email, name, picture }))
  return answerPage(query, 'users', 'items-first', { ...rest, items: users })
}

const addUsers = async (tenancy: Tenancy, caller: Caller, asked: Asked<{ readonly users: readonly string[] }>) => {
  const { id, body } = asked
  await requireHeld(tenancy, caller, (await getRole(tenancy, id)).permissions)
  const pairs = body.users.map((user_id) => ({ user_id, role_id: id }))
  if ((await tenancy.store.assignRoles(pairs)) === 'dangling') throw missing(USER)
  recordWrite(tenancy, caller, ROLE, { what: 'Assign users to a role', id, changed: ['users'] })
  return {}
}

/** Somebody who has the role, in short. */
const MEMBER = record({
  user_id: anyText(),
  email: optional(anyText()),
  name: optional(anyText()),
  picture: optional(anyText()),
})

const PERMISSIONS = '/roles/:id/permissions'
const USERS = '/roles/:id/users'
const UPDATE = ['update:roles']

export const ROLE_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: PERMISSIONS,
    status: 200,
    scopes: ['read:roles'],
    query: { paging: ['array', 'totals'] },
    answers: pageOf(['array', 'totals'], 'permissions', PERMISSION_ANSWER),
    act: listPermissions,
  }),
  endpoint({
    method: 'POST',
    path: PERMISSIONS,
    status: 201,
    scopes: UPDATE,
    bodySchema: PERMISSIONS_BODY,
    answers: NOTHING_TO_SAY,
    act: addPermissions,
  }),
  endpoint({
    method: 'DELETE',
    path: PERMISSIONS,
    status: 204,
    scopes: UPDATE,
    bodySchema: PERMISSIONS_BODY,
    act: removePermissions,
  }),
  endpoint({
    method: 'GET',
    path: USERS,
    status: 200,
    scopes: ['read:users', 'read:roles', 'read:role_members'],
    query: { paging: ['array', 'totals', 'checkpoint'] },
    answers: pageOf(['array', 'totals', 'checkpoint'], 'users', MEMBER),
    act: listUsers,
  }),
  endpoint({
    method: 'POST',
    path: USERS,
    status: 200,
    scopes: ['update:roles', 'create:role_members'],
    bodySchema: record({ users: list(printable(512), 1000, { minItems: 1 }) }),
    answers: NOTHING_TO_SAY,
    act: addUsers,
  }),
]
