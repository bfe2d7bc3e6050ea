// What users may do: roles they have, and permissions they have without a role.
import { type RawBuilder, sql } from 'kysely'
import type { UserPermission } from '@symbolon/core/records'
import type { RightStore } from '@symbolon/core/right-store'
import type { Desk } from '../desk.ts'
import type { Database } from '../opening.ts'
import { parseFrozen } from '../frozen-json.ts'
import { chunksOf, unlessDangling } from './many-rows.ts'
import { selectRecordPage } from './record-page.ts'
import { isStorable } from './storable.ts'
import { toUser, type UserRow } from './user-document.ts'
import { USER_COLUMNS } from './users.ts'

type Roles = Pick<RightStore, 'rolesOfUser' | 'assignRoles' | 'withdrawRoles' | 'usersOfRole'>

const toRoleIds = ({ document }: { readonly document: string }): readonly string[] =>
  // Written below.
  parseFrozen(document) as readonly string[]

const NO_ROLES: readonly string[] = Object.freeze([])

const orNone = (role_ids: readonly string[] | undefined): readonly string[] => role_ids ?? NO_ROLES

const createRoleRecords = (desk: Desk): Roles => {
  const { tenant_id } = desk
  return {
    rolesOfUser: (user_id) => {
      if (!isStorable(user_id)) return NO_ROLES
      // Rights, rules and actions of one request ask in turn.
      const ask = async () => {
        const { rows } = await desk.read((db) =>
          sql<{ role_id: string }>`
            select role_id from user_roles where tenant_id = ${tenant_id} and user_id = ${user_id}
            order by created_at, role_id`.execute(db),
        )
        return { document: JSON.stringify(rows.map(({ role_id }) => role_id)) }
      }
      const known = desk.recall(`roles|${user_id}`, ask, toRoleIds)
      return known instanceof Promise ? known.then(orNone) : orNone(known)
    },
    assignRoles: async (pairs) => {
      if (pairs.length === 0) return 'written'
      if (!pairs.every(({ user_id, role_id }) => isStorable(user_id) && isStorable(role_id))) return 'dangling'
      const now = desk.now()
      return unlessDangling(desk, () =>
        desk.transact(async (db) => {
          for (const some of chunksOf(pairs)) {
            const values = some.map(({ user_id, role_id }) => sql`(${tenant_id}, ${user_id}, ${role_id}, ${now})`)
            await sql`
              insert into user_roles (tenant_id, user_id, role_id, created_at) values ${sql.join(values)}
              on conflict do nothing`.execute(db)
          }
        }),
      )
    },
    withdrawRoles: (user_id, role_ids) =>
      desk.transact(async (db) => {
        if (!isStorable(user_id)) return
        for (const some of chunksOf(role_ids.filter(isStorable))) {
          await sql`
            delete from user_roles where tenant_id = ${tenant_id} and user_id = ${user_id}
            and role_id in (${sql.join(some)})`.execute(db)
        }
      }),
    usersOfRole: async (role_id, query) => {
      if (!isStorable(role_id)) return query.withTotal === true ? { items: [], total: 0 } : { items: [] }
      const source = {
        columns: USER_COLUMNS,
        from: sql`user_roles as held join users on users.tenant_id = held.tenant_id and users.user_id = held.user_id`,
        conditions: [sql`held.tenant_id = ${tenant_id}`, sql`held.role_id = ${role_id}`],
        created_at: sql`held.created_at`,
        id: sql`held.user_id`,
      }
      return desk.read((db) => selectRecordPage<UserRow, ReturnType<typeof toUser>>(db, source, query, toUser))
    },
  }
}

const isStorablePermission = (one: UserPermission): boolean =>
  isStorable(one.resource_server_identifier) && isStorable(one.permission_name)

const deletePermissions = async (
  db: Database,
  holders: RawBuilder<unknown>,
  permissions: readonly UserPermission[],
): Promise<void> => {
  for (const some of chunksOf(permissions.filter(isStorablePermission))) {
    const keys = some.map((one) => sql`(${one.resource_server_identifier}, ${one.permission_name})`)
    await sql`
      delete from user_permissions where ${holders}
      and (resource_server_identifier, permission_name) in (values ${sql.join(keys)})`.execute(db)
  }
}

/** Takes permissions from every user of the tenant. */
export const withdrawFromEverybody = (
  db: Database,
  tenant_id: string,
  permissions: readonly UserPermission[],
): Promise<void> => deletePermissions(db, sql`tenant_id = ${tenant_id}`, permissions)

type Permissions = Pick<RightStore, 'permissionsOfUser' | 'grantPermissions' | 'withdrawPermissions'>

const createPermissionRecords = (desk: Desk): Permissions => {
  const { tenant_id } = desk
  return {
    permissionsOfUser: async (user_id) => {
      if (!isStorable(user_id)) return []
      const { rows } = await desk.read((db) =>
        sql<UserPermission>`
          select resource_server_identifier, permission_name from user_permissions
          where tenant_id = ${tenant_id} and user_id = ${user_id}
          order by created_at, resource_server_identifier, permission_name`.execute(db),
      )
      return rows.map((row) => Object.freeze({ ...row }))
    },
    grantPermissions: async (user_id, permissions) => {
      if (permissions.length === 0) return 'written'
      if (!isStorable(user_id) || !permissions.every(isStorablePermission)) return 'dangling'
      const now = desk.now()
      return unlessDangling(desk, () =>
        desk.transact(async (db) => {
          for (const some of chunksOf(permissions)) {
            const values = some.map(
              (one) => sql`
                (${tenant_id}, ${user_id}, ${one.resource_server_identifier}, ${one.permission_name}, ${now})`,
            )
            await sql`
              insert into user_permissions (tenant_id, user_id, resource_server_identifier, permission_name, created_at)
              values ${sql.join(values)} on conflict do nothing`.execute(db)
          }
        }),
      )
    },
    withdrawPermissions: (user_id, permissions) =>
      desk.transact(async (db) => {
        if (!isStorable(user_id)) return
        await deletePermissions(db, sql`tenant_id = ${tenant_id} and user_id = ${user_id}`, permissions)
      }),
  }
}

export const createRightRecords = (desk: Desk): RightStore => ({
  ...createRoleRecords(desk),
  ...createPermissionRecords(desk),
})
