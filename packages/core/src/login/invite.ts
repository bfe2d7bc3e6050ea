// Somebody is invited to an organization: by a link to the application, which brings its person here with what stands in it. Of the
// link only the hash is kept. reference: Management API, sections 4 and 14.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Organization } from '@symbolon/protocol/entities/organization'
import { hashHandle } from '../handles.ts'
import { newId } from '../identifiers.ts'
import type { Invitation } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import { writePlainMail } from './send-mail.ts'

/** How long an invitation can be accepted where nobody says otherwise, seconds: seven days. */
const LIFETIME = 604_800

const TICKET = { prefix: '', length: 32, alphabet: 'alphanumeric' } as const
const INVITATION_ID = { prefix: 'uinv_', length: 16, alphabet: 'alphanumeric' } as const

export type Inviting = Omit<Invitation, 'id' | 'organization_id' | 'client_id' | 'created_at' | 'expires_at'> & {
  readonly client: Client
  readonly organization: Organization
  /** Seconds; undefined or 0: as long as usual. */
  readonly lifetime: number | undefined
  readonly sendsMail: boolean
}

/** Where invitations of the client lead to; undefined where neither it nor the tenant says so. */
export async function invitedTo(
  tenancy: Pick<Tenancy, 'store'>,
  { initiate_login_uri }: Client,
): Promise<string | undefined> {
  const address = initiate_login_uri || (await getTenantSettings(tenancy)).default_redirection_uri
  return address && URL.canParse(address) ? address : undefined
}

const linkTo = (address: string, ticket: string, { id, name }: Organization): string => {
  const url = new URL(address)
  url.searchParams.set('invitation', ticket)
  url.searchParams.set('organization', id)
  url.searchParams.set('organization_name', name)
  return url.href
}

export type Invited = {
  readonly invitation: Invitation
  /** Known in this moment alone. */
  readonly ticket: string
  readonly url: string
}

/** Keeps the invitation, and sends it where that is wanted. `address`: what `invitedTo` says. */
export async function invite(tenancy: Tenancy, inviting: Inviting, address: string): Promise<Invited> {
  const { client, organization, lifetime, sendsMail, ...rest } = inviting
  const created_at = Math.floor(tenancy.now() / 1000)
  const ticket = newId(tenancy.random, TICKET)
  const invitation: Invitation = {
    ...rest,
    id: newId(tenancy.random, INVITATION_ID),
    organization_id: organization.id,
    client_id: client.client_id,
    created_at,
    expires_at: created_at + (lifetime || LIFETIME),
  }
  await tenancy.store.insertInvitation(invitation, hashHandle(ticket))
  const url = linkTo(address, ticket, organization)
  if (sendsMail) tenancy.sendMail(() => writeInvitation(tenancy, { invitation, client, organization }, url))
  return { invitation, ticket, url }
}

type About = { readonly invitation: Invitation; readonly client: Client; readonly organization: Organization }

const writeInvitation = (tenancy: Tenancy, { invitation, client, organization }: About, url: string) => {
  const { inviter, invitee } = invitation
  const { id, name, display_name = name, branding } = organization
  return writePlainMail(tenancy, 'user_invitation', {
    user: { email: invitee.email },
    to: invitee.email,
    client,
    connection: undefined,
    languages: [],
    url,
    lifetime: invitation.expires_at - invitation.created_at,
    further: { inviter, organization: { id, name, display_name, branding: branding ?? {} } },
  })
}
