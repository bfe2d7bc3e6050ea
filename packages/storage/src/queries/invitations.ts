// Invitations to organizations. One transaction decides who has accepted one: of any number of callers exactly one.
import { sql } from 'kysely'
import type { Invitation } from '@symbolon/core/records'
import type { InvitationStore } from '@symbolon/core/record-store'
import { type Desk, owned, rowsOf } from '../desk.ts'
import { parseFrozen } from '../frozen-json.ts'
import { insertMemberRoles, insertMembers } from './organization-members.ts'
import { selectRecordPage } from './record-page.ts'
import { isStorable, storable } from './storable.ts'

type InvitationRow = { readonly document: string }

const toInvitation = ({ document }: InvitationRow): Invitation => parseFrozen(document) as Invitation

const insertInvitation = (desk: Desk, invitation: Invitation, ticket_hash: string): Promise<void> => {
  const { id, organization_id, client_id, expires_at } = invitation
  return owned(desk, () =>
    desk.write(async (db) => {
      await sql`
        insert into organization_invitations
          (tenant_id, id, organization_id, client_id, ticket_hash, document, expires_at, created_at)
        values (${desk.tenant_id}, ${id}, ${storable('organization_id', organization_id)},
          ${storable('client_id', client_id)}, ${ticket_hash}, ${JSON.stringify(invitation)}, ${expires_at},
          ${desk.now()})`.execute(db)
    }),
  )
}

/** Roles that have gone since are left out. */
const acceptInvitation = (desk: Desk, invitation: Invitation, user_id: string, now: number): Promise<boolean> =>
  owned(desk, () =>
    desk.transact(async (db) => {
      const { id, organization_id, roles } = invitation
      const taken = await sql`
        delete from organization_invitations where tenant_id = ${desk.tenant_id} and id = ${id}
        and expires_at > ${Math.floor(now)}`.execute(db)
      if (rowsOf(taken) !== 1) return false
      await insertMembers(db, desk, organization_id, [storable('user_id', user_id)])
      if (roles.length === 0) return true
      const { rows } = await sql<{ id: string }>`
        select id from roles where tenant_id = ${desk.tenant_id} and id in (${sql.join(roles)})`.execute(db)
      await insertMemberRoles(
        db,
        desk,
        organization_id,
        user_id,
        rows.map((row) => row.id),
      )
      return true
    }),
  )

export const createInvitationRecords = (desk: Desk): InvitationStore => {
  const { tenant_id } = desk
  return {
    insertInvitation: (invitation, ticket_hash) => insertInvitation(desk, invitation, ticket_hash),
    acceptInvitation: (invitation, user_id, now) => acceptInvitation(desk, invitation, user_id, now),
    findInvitation: async (organization_id, id) => {
      if (!isStorable(organization_id) || !isStorable(id)) return undefined
      const { rows } = await desk.read((db) =>
        sql<InvitationRow>`
          select document from organization_invitations where tenant_id = ${tenant_id} and id = ${id}
          and organization_id = ${organization_id}`.execute(db),
      )
      return rows[0] && toInvitation(rows[0])
    },
    findInvitationByTicket: async (ticket_hash) => {
      if (!isStorable(ticket_hash)) return undefined
      const { rows } = await desk.read((db) =>
        sql<InvitationRow>`
          select document from organization_invitations where tenant_id = ${tenant_id}
          and ticket_hash = ${ticket_hash}`.execute(db),
      )
      return rows[0] && toInvitation(rows[0])
    },
    invitationsOf: async (organization_id, query) => {
      if (!isStorable(organization_id)) return { items: [] }
      const source = {
        columns: sql`document`,
        from: sql`organization_invitations`,
        conditions: [sql`tenant_id = ${tenant_id}`, sql`organization_id = ${organization_id}`],
        created_at: sql`created_at`,
        id: sql`id`,
      }
      return desk.read((db) => selectRecordPage<InvitationRow, Invitation>(db, source, query, toInvitation))
    },
    removeInvitation: async (organization_id, id) => {
      if (!isStorable(organization_id) || !isStorable(id)) return false
      const removed = await desk.write((db) =>
        sql`
          delete from organization_invitations where tenant_id = ${tenant_id} and id = ${id}
          and organization_id = ${organization_id}`.execute(db),
      )
      return rowsOf(removed) === 1
    },
  }
}
