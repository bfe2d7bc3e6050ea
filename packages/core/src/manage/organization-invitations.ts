// Invitations to an organization. The link is answered once, when it is made: what is kept cannot give it again. reference: Management
// API, section 14.
import { anyText, pageOf, several, time } from '@symbolon/protocol/entities/answers'
import { CLIENT } from '@symbolon/protocol/entities/client'
import type { Document } from '@symbolon/protocol/entities/entity'
import { ORGANIZATION } from '@symbolon/protocol/entities/organization'
import type { QueryShape } from '@symbolon/protocol/entities/query'
import { ROLE } from '@symbolon/protocol/entities/role'
import { bool, list, optional, record, whole } from '@symbolon/protocol/entities/schema'
import type { Metadata } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { name, printable } from '@symbolon/protocol/entities/words'
import { ApiError } from '../errors.ts'
import { invite, invitedTo } from '../login/invite.ts'
import { findEnabledIn } from '../organizations/organization-connection.ts'
import type { Invitation } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { normalizeEmail } from '../users/normalize.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { getOrganization } from './organizations.ts'
import { readMarked, recordPageOf, chosen } from './pages.ts'
import { recordWrite } from './record-write.ts'
import { invalidBody, missing, notAllowed } from './refusals.ts'

type Wished = {
  readonly inviter: { readonly name: string }
  readonly invitee: { readonly email: string }
  readonly client_id: string
  readonly connection_id?: string
  readonly app_metadata?: Metadata
  readonly user_metadata?: Metadata
  readonly ttl_sec?: number
  readonly roles?: readonly string[]
  readonly send_invitation_email?: boolean
}

const SHAPE = {
  paging: ['array', 'totals'],
  // The order in which they are answered anyway.
  accepts: { sort: ['created_at:1'] },
  selectable: true,
} as const satisfies QueryShape

const missingInvitation = (): ApiError => new ApiError(404, 'The invitation does not exist.', 'inexistent_invitation')

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

const onTheWire = ({ created_at, expires_at, roles, ...rest }: Invitation): Document => ({
  ...rest,
  ...(roles.length === 0 ? {} : { roles }),
  created_at: iso(created_at),
  expires_at: iso(expires_at),
})

const listInvitations = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
  await getOrganization(tenancy, id)
  const { items } = await readMarked(() => tenancy.store.invitationsOf(id, recordPageOf({ ...query, mode: 'array' })))
  const invitations = items.map((one) => chosen(onTheWire(one), query.selection))
  const { mode, page, per_page } = query
  return mode === 'totals' ? { start: page * per_page, limit: per_page, invitations } : invitations
}

const getInvitation = async (tenancy: Tenancy, _caller: Caller, { id, query, parameters }: Asked) => {
  await getOrganization(tenancy, id)
  const found = await tenancy.store.findInvitation(id, parameters['invitation_id'] ?? '')
  if (!found) throw missingInvitation()
  return chosen(onTheWire(found), query.selection)
}

const soundEmail = ({ invitee }: Wished): string => {
  const email = normalizeEmail(invitee.email)
  if (email === undefined) throw invalidBody("Object didn't pass validation for format email", 'invitee.email')
  return email
}

/** @throws ApiError 400 for a connection through which nobody comes into the organization */
const requireWayIn = async ({ store }: Tenancy, organization_id: string, connection_id: string): Promise<void> => {
  if (await findEnabledIn({ store }, { id: organization_id }, { id: connection_id })) return
  throw invalidBody('The connection is not enabled for the organization', 'connection_id')
}

const addInvitation = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Wished>) => {
  const { client_id, connection_id, inviter, roles = [], ttl_sec, send_invitation_email = true } = body
  const organization = await getOrganization(tenancy, id)
  const client = await tenancy.store.find('clients', { client_id })
  if (!client) throw missing(CLIENT)
  if (connection_id !== undefined) await requireWayIn(tenancy, id, connection_id)
  for (const role of roles) if (!(await tenancy.store.find('roles', { id: role }))) throw missing(ROLE)
  const address = await invitedTo(tenancy, client)
  if (address === undefined) {
    throw notAllowed('A default login route is required to generate the invitation url: initiate_login_uri')
  }
  const { app_metadata, user_metadata } = body
  const { invitation, ticket, url } = await invite(
    tenancy,
    {
      client,
      organization,
      inviter,
      invitee: { email: soundEmail(body) },
      ...(connection_id === undefined ? {} : { connection_id }),
      ...(app_metadata ? { app_metadata } : {}),
      ...(user_metadata ? { user_metadata } : {}),
      roles: [...new Set(roles)],
      lifetime: ttl_sec,
      sendsMail: send_invitation_email,
    },
    address,
  )
  recordWrite(tenancy, caller, ORGANIZATION, { what: 'Invite somebody to an organization', id, changed: [] })
  return { ...onTheWire(invitation), invitation_url: url, ticket_id: ticket }
}

const removeInvitation = async (tenancy: Tenancy, caller: Caller, { id, parameters }: Asked): Promise<void> => {
  await getOrganization(tenancy, id)
  if (!(await tenancy.store.removeInvitation(id, parameters['invitation_id'] ?? ''))) throw missingInvitation()
  recordWrite(tenancy, caller, ORGANIZATION, { what: 'Delete an invitation to an organization', id, changed: [] })
}

const PATH = '/organizations/:id/invitations'
const ONE = `${PATH}/:invitation_id`
const scoped = (right: string) => [`${right}:organization_invitations`]

/** Longest life of an invitation, seconds. */
const MAX_TTL = 2_592_000

const INVITATION = record({
  id: optional(anyText()),
  organization_id: optional(anyText()),
  client_id: optional(anyText()),
  connection_id: optional(anyText()),
  inviter: optional(record({ name: anyText() })),
  invitee: optional(record({ email: anyText() })),
  roles: optional(several(anyText())),
  app_metadata: optional(USER.fields.app_metadata),
  user_metadata: optional(USER.fields.user_metadata),
  invitation_url: optional(anyText()),
  ticket_id: optional(anyText()),
  created_at: optional(time()),
  expires_at: optional(time()),
})

const BODY = record({
  inviter: record({ name: name(300) }),
  invitee: record({ email: printable(320) }),
  client_id: printable(64),
  connection_id: optional(printable(64)),
  app_metadata: optional(USER.fields.app_metadata),
  user_metadata: optional(USER.fields.user_metadata),
  ttl_sec: optional(whole(0, MAX_TTL)),
  roles: optional(list(printable(64), 50)),
  send_invitation_email: optional(bool()),
})

export const INVITATION_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: PATH,
    status: 200,
    scopes: scoped('read'),
    query: SHAPE,
    answers: pageOf(SHAPE.paging, 'invitations', INVITATION),
    act: listInvitations,
  }),
  endpoint({
    method: 'POST',
    path: PATH,
    status: 201,
    scopes: scoped('create'),
    bodySchema: BODY,
    answers: INVITATION,
    act: addInvitation,
  }),
  endpoint({
    method: 'GET',
    path: ONE,
    status: 200,
    scopes: scoped('read'),
    query: { selectable: true },
    answers: INVITATION,
    act: getInvitation,
  }),
  endpoint({ method: 'DELETE', path: ONE, status: 204, scopes: scoped('delete'), act: removeInvitation }),
]
