// Somebody has logged in to get into an organization: an invitation is accepted, or the connection makes a member of whoever comes
// through it. Who is no member afterwards gets no token of it, which is decided where tokens are.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Organization } from '@symbolon/protocol/entities/organization'
import { newLogEvent } from '../audit/log-events.ts'
import { findConnection } from '../connections/for-client.ts'
import { OAuthError } from '../errors.ts'
import { findEnabledIn } from '../organizations/organization-connection.ts'
import type { Invitation, Session } from '../records.ts'
import { mergeMetadata } from '../rules/questions.ts'
import type { Tenancy } from '../tenancy.ts'
import { normalizeEmail } from '../users/normalize.ts'
import type { Visitor } from '../visitor.ts'

export type Entry = {
  readonly client: Client
  readonly session: Session
  /** Id of the organization; undefined: into none. */
  readonly organization: string | undefined
  /** Hash of the ticket of an invitation. */
  readonly invitation: string | undefined
  /** Whether the account has been made for this. */
  readonly isNew: boolean
  readonly visitor: Visitor
}

/** @throws OAuthError `invalid_request` for an invitation that is over, `access_denied` for one to somebody else */
export async function enterOrganization(tenancy: Tenancy, entry: Entry): Promise<void> {
  const { organization: id } = entry
  if (id === undefined) return
  const organization = await tenancy.store.find('organizations', { id })
  if (!organization) return
  if (entry.invitation !== undefined) return accept(tenancy, entry, organization, entry.invitation)
  const { user_id } = entry.session
  const connection = await findConnection(tenancy, entry.session.connection)
  const used = connection && (await findEnabledIn(tenancy, organization, connection))
  if (!used?.assign_membership_on_login || (await tenancy.store.isMember(id, user_id))) return
  if ((await tenancy.store.addMembers(id, [user_id])) === 'written') {
    record(tenancy, 'organization_member_added', entry, organization)
  }
}

async function accept(tenancy: Tenancy, entry: Entry, organization: Organization, hash: string): Promise<void> {
  const { store, now } = tenancy
  const { user_id } = entry.session
  const invitation = await store.findInvitationByTicket(hash)
  const isOurs = invitation?.organization_id === organization.id
  if (invitation && isOurs) {
    await requireInvited(tenancy, entry, organization, invitation)
    if (await store.acceptInvitation(invitation, user_id, now() / 1000)) {
      if (entry.isNew) await giveMetadata(tenancy, user_id, invitation)
      record(tenancy, 'si', entry, organization)
      return
    }
  }
  // A form that was sent twice.
  if (await store.isMember(organization.id, user_id)) return
  record(tenancy, 'fi', entry, organization, 'The invitation has been used, or has ended')
  throw new OAuthError('invalid_request', 'invitation not found or already used')
}

/** The link alone lets nobody in: whoever it was passed on to has another address. @throws OAuthError `access_denied` */
async function requireInvited(
  tenancy: Tenancy,
  entry: Entry,
  organization: Organization,
  { invitee, connection_id }: Invitation,
): Promise<void> {
  const user = await tenancy.store.findUser(entry.session.user_id)
  const connection = await findConnection(tenancy, entry.session.connection)
  const isAddressed = user?.email !== undefined && normalizeEmail(user.email) === invitee.email
  if (isAddressed && (connection_id === undefined || connection_id === connection?.id)) return
  record(tenancy, 'fi', entry, organization, 'The invitation is for another address, or another connection')
  throw new OAuthError('access_denied', 'the invitation is for another user')
}

/** Who has become a member stays one, whatever comes of this. */
async function giveMetadata(tenancy: Tenancy, user_id: string, invitation: Invitation): Promise<void> {
  for (const field of ['app_metadata', 'user_metadata'] as const) {
    const given = invitation[field]
    if (!given) continue
    await mergeMetadata(tenancy, user_id, field, given).catch((cause: unknown) =>
      tenancy.operatorLog('warn', 'The metadata of an invitation could not be kept', { cause }),
    )
  }
}

function record(
  tenancy: Tenancy,
  type: 'si' | 'fi' | 'organization_member_added',
  { client, session, visitor }: Entry,
  { id, name }: Organization,
  description?: string,
): void {
  const event = newLogEvent(tenancy, {
    type,
    description,
    client_id: client.client_id,
    client_name: client.name,
    user_id: session.user_id,
    connection: session.connection,
    ip: visitor.ip,
    user_agent: visitor.user_agent,
    hostname: tenancy.tenant.host,
    organization_id: id,
    organization_name: name,
  })
  tenancy.record(tenancy.tenant.tenant_id, event)
}
