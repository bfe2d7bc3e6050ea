// Who belongs to an organization, and which roles somebody has there.
import { sql } from 'kysely'
import type { OrganizationStore } from '@symbolon/core/record-store'
import type { Desk } from '../desk.ts'
import type { Database } from '../opening.ts'
import { chunksOf, unlessDangling } from './many-rows.ts'
import { selectRecordPage } from './record-page.ts'
import { isStorable } from './storable.ts'
import { toUser, type UserRow } from './user-document.ts'
import { USER_COLUMNS } from './users.ts'

/** Who is a member already stays one. */
export const insertMembers = async (
  db: Database,
  { tenant_id, now }: Desk,
  organization_id: string,
  user_ids: readonly string[],
): Promise<void> => {
  for (const some of chunksOf(user_ids)) {
    const values = some.map((user_id) => sql`(${tenant_id}, ${organization_id}, ${user_id}, ${now()})`)
    await sql`
      insert into organization_members (tenant_id, organization_id, user_id, created_at)
      values ${sql.join(values)} on conflict do nothing`.execute(db)
  }
}

export const insertMemberRoles = async (
  db: Database,
  { tenant_id, now }: Desk,
  organization_id: string,
  user_id: string,
  role_ids: readonly string[],
): Promise<void> => {
  for (const some of chunksOf(role_ids)) {
    const values = some.map((role_id) => sql`(${tenant_id}, ${organization_id}, ${user_id}, ${role_id}, ${now()})`)
    await sql`
      insert into organization_member_roles (tenant_id, organization_id, user_id, role_id, created_at)
      values ${sql.join(values)} on conflict do nothing`.execute(db)
  }
}

type Members = Pick<
  OrganizationStore,
  'isMember' | 'addMembers' | 'removeMembers' | 'membersOf' | 'organizationsOfUser'
>

const createMembers = (desk: Desk): Members => {
  const { tenant_id } = desk
  return {
    isMember: async (organization_id, user_id) => {
      if (!isStorable(organization_id) || !isStorable(user_id)) return false
      const { rows } = await desk.read((db) =>
        sql`
          select 1 from organization_members where tenant_id = ${tenant_id}
          and organization_id = ${organization_id} and user_id = ${user_id}`.execute(db),
      )
      return rows.length === 1
    },
    addMembers: async (organization_id, user_ids) => {
      if (!isStorable(organization_id) || !user_ids.every(isStorable)) return 'dangling'
      return unlessDangling(desk, () => desk.transact((db) => insertMembers(db, desk, organization_id, user_ids)))
    },
    removeMembers: (organization_id, user_ids) =>
      desk.transact(async (db) => {
        if (!isStorable(organization_id)) return
        for (const some of chunksOf(user_ids.filter(isStorable))) {
          await sql`
            delete from organization_members where tenant_id = ${tenant_id}
            and organization_id = ${organization_id} and user_id in (${sql.join(some)})`.execute(db)
        }
      }),
    membersOf: async (organization_id, query) => {
      if (!isStorable(organization_id)) return query.withTotal === true ? { items: [], total: 0 } : { items: [] }
      const source = {
        columns: USER_COLUMNS,
        from: sql`organization_members as held
          join users on users.tenant_id = held.tenant_id and users.user_id = held.user_id`,
        conditions: [sql`held.tenant_id = ${tenant_id}`, sql`held.organization_id = ${organization_id}`],
        created_at: sql`held.created_at`,
        id: sql`held.user_id`,
      }
      return desk.read((db) => selectRecordPage<UserRow, ReturnType<typeof toUser>>(db, source, query, toUser))
    },
    organizationsOfUser: async (user_id, query) => {
      if (!isStorable(user_id)) return query.withTotal === true ? { items: [], total: 0 } : { items: [] }
      type Row = { readonly organization_id: string }
      const source = {
        columns: sql`organization_id`,
        from: sql`organization_members`,
        conditions: [sql`tenant_id = ${tenant_id}`, sql`user_id = ${user_id}`],
        created_at: sql`created_at`,
        id: sql`organization_id`,
      }
      return desk.read((db) => selectRecordPage<Row, string>(db, source, query, (row) => row.organization_id))
    },
  }
}

type MemberRoles = Pick<OrganizationStore, 'rolesOfMember' | 'assignMemberRoles' | 'withdrawMemberRoles'>

const createMemberRoles = (desk: Desk): MemberRoles => {
  const { tenant_id } = desk
  return {
    rolesOfMember: async (organization_id, user_id) => {
      if (!isStorable(organization_id) || !isStorable(user_id)) return []
      const { rows } = await desk.read((db) =>
        sql<{ role_id: string }>`
          select role_id from organization_member_roles where tenant_id = ${tenant_id}
          and organization_id = ${organization_id} and user_id = ${user_id} order by created_at, role_id`.execute(db),
      )
      return rows.map(({ role_id }) => role_id)
    },
    assignMemberRoles: async (organization_id, user_id, role_ids) => {
      if (![organization_id, user_id, ...role_ids].every(isStorable)) return 'dangling'
      const work = (db: Database) => insertMemberRoles(db, desk, organization_id, user_id, role_ids)
      return unlessDangling(desk, () => desk.transact(work))
    },
    withdrawMemberRoles: (organization_id, user_id, role_ids) =>
      desk.transact(async (db) => {
        if (!isStorable(organization_id) || !isStorable(user_id)) return
        for (const some of chunksOf(role_ids.filter(isStorable))) {
          await sql`
            delete from organization_member_roles where tenant_id = ${tenant_id}
            and organization_id = ${organization_id} and user_id = ${user_id}
            and role_id in (${sql.join(some)})`.execute(db)
        }
      }),
  }
}

export const createOrganizationRecords = (desk: Desk): OrganizationStore => ({
  ...createMembers(desk),
  ...createMemberRoles(desk),
  removeSessionsIn: async (organization_id, user_ids) => {
    if (!isStorable(organization_id)) return
    const ofUsers = user_ids === undefined ? [undefined] : chunksOf(user_ids.filter(isStorable))
    for (const some of ofUsers) {
      const whose = some === undefined ? sql`` : sql`and user_id in (${sql.join(some)})`
      await desk.write((db) =>
        sql`
          delete from sessions where tenant_id = ${desk.tenant_id} and organization_id = ${organization_id}
          ${whose}`.execute(db),
      )
    }
  },
})
