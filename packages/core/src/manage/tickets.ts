// Links that administrators hand out themselves: to verify an address, to choose a password. reference: Management API, section 21.
import { anyText, time } from '@symbolon/protocol/entities/answers'
import { CLIENT } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import { bool, optional, record, whole } from '@symbolon/protocol/entities/schema'
import type { Identity, User } from '@symbolon/protocol/entities/user'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { printable, url } from '@symbolon/protocol/entities/words'
import { isDatabase } from '../connections/for-client.ts'
import { ApiError } from '../errors.ts'
import { newTicket, passwordChangedAt, TICKET_LIFETIME, ticketUrl } from '../login/tickets.ts'
import type { Ticket, TicketAction } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'
import { normalizeEmail } from '../users/normalize.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { keepJob } from './jobs.ts'
import { atLinkDomain } from './link-domain.ts'
import { requireHoldsAsMuch } from './no-more-than-held.ts'
import { getOrganization } from './organizations.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody, missing, notAllowed } from './refusals.ts'
import { sendVerification } from './user-verification.ts'

const TICKET: LoggedEntity = { name: 'ticket', apart: [], writeOnly: [], guarded: {}, fields: {} }

type Wished = {
  readonly result_url?: string
  readonly user_id?: string
  readonly client_id?: string
  readonly organization_id?: string
  readonly connection_id?: string
  readonly email?: string
  readonly ttl_sec?: number
  readonly mark_email_as_verified?: boolean
  readonly includeEmailInRedirect?: boolean
  readonly identity?: { readonly user_id: string; readonly provider: string }
}

type Subject = { readonly user: User; readonly identity: Identity; readonly connection: Connection }

const userOf = async ({ store }: Tenancy, { user_id, email, connection_id }: Wished): Promise<User> => {
  if (user_id !== undefined) {
    if (email !== undefined || connection_id !== undefined) throw invalidBody('user_id stands alone', 'user_id')
    const user = await store.findUser(user_id)
    if (!user) throw missing(USER)
    return user
  }
  const address = email === undefined ? undefined : normalizeEmail(email)
  if (address === undefined || connection_id === undefined) {
    throw invalidBody('Missing required property: user_id, or email and connection_id')
  }
  const connection = await store.find('connections', { id: connection_id })
  if (!connection) throw new ApiError(400, 'The connection does not exist', 'inexistent_connection')
  const user = await store.findUserByIdentifier(connection.name, 'email', address)
  if (!user) throw missing(USER)
  return user
}

/** The identity that a ticket is about: the named one, that of the connection, or the user's own. */
const identityOf = async ({ store }: Tenancy, user: User, wished: Wished): Promise<Identity> => {
  const { identity: named, connection_id } = wished
  const connection = connection_id === undefined ? undefined : await store.find('connections', { id: connection_id })
  const found = user.identities.find((one, at) => {
    if (named) return one.provider === named.provider && one.user_id === named.user_id
    return connection ? one.connection === connection.name : at === 0
  })
  if (!found) throw new ApiError(404, 'The identity does not exist.', 'inexistent_identity')
  return found
}

const subjectOf = async (tenancy: Tenancy, wished: Wished): Promise<Subject> => {
  const { client_id, organization_id } = wished
  if (client_id !== undefined && !(await tenancy.store.find('clients', { client_id }))) throw missing(CLIENT)
  const user = await userOf(tenancy, wished)
  if (organization_id !== undefined) {
    const { id } = await getOrganization(tenancy, organization_id)
    if (!(await tenancy.store.isMember(id, user.user_id)))
      throw notAllowed('The user is not a member of the organization')
  }
  const identity = await identityOf(tenancy, user, wished)
  const connection = await tenancy.store.find('connections', { name: identity.connection })
  if (!connection || !isDatabase(connection)) throw notAllowed('Only users of a database have such links')
  return { user, identity, connection }
}

const emailOf = ({ user, identity }: Subject): string => {
  const email = identity === user.identities[0] ? user.email : identity.profileData?.['email']
  if (typeof email !== 'string') throw notAllowed('The user has no e-mail address')
  return email
}

const issue = async (
  tenancy: Tenancy,
  caller: Caller,
  action: TicketAction,
  wished: Wished,
): Promise<{ readonly ticket: string }> => {
  const subject = await subjectOf(tenancy, wished)
  const { user, identity, connection } = subject
  if (action === 'change_password') await requireHoldsAsMuch(tenancy, caller, user.user_id)
  const password = await tenancy.store.findPassword(`${identity.provider}|${identity.user_id}`)
  const ticket: Ticket = {
    action,
    user_id: user.user_id,
    connection: connection.name,
    email: emailOf(subject),
    client_id: wished.client_id ?? null,
    result_url: wished.result_url ?? null,
    include_email_in_redirect: wished.includeEmailInRedirect ?? false,
    mark_email_as_verified: wished.mark_email_as_verified ?? false,
    password_changed_at: action === 'change_password' ? passwordChangedAt(user, password) : null,
  }
  const linking = await atLinkDomain(tenancy, caller)
  const handle = await newTicket(tenancy, ticket, wished.ttl_sec || TICKET_LIFETIME)
  recordWrite(tenancy, caller, TICKET, { what: `Create a ticket: ${action}`, id: user.user_id, changed: [] })
  return { ticket: ticketUrl(linking, ticket, handle) }
}

const act =
  (action: TicketAction) =>
  async (tenancy: Tenancy, caller: Caller, { body }: Asked<Wished>) => {
    const { result_url, client_id } = body
    if (result_url && client_id !== undefined) throw invalidBody('result_url and client_id exclude each other')
    return issue(tenancy, caller, action, body)
  }

const sendMail = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Wished>): Promise<Document> => {
  const { user, connection } = await subjectOf(tenancy, body)
  await sendVerification(tenancy, user, { caller, client_id: body.client_id, connection: connection.name })
  // The mail is ordered already: whoever asks later learns that it is done.
  const job = await keepJob(tenancy, caller, { type: 'verification_email', status: 'completed' })
  return { type: job.type, status: 'pending', created_at: job.created_at, id: job.id }
}

/** Longest life of a link, seconds: as long as a number of 32 bits says would be for ever. */
const MAX_TTL = 2_592_000

const COMMON = {
  client_id: optional(printable(64)),
  organization_id: optional(printable(50)),
  identity: optional(record({ user_id: printable(512), provider: printable(64) })),
}

const LINK = {
  ...COMMON,
  result_url: optional(url()),
  ttl_sec: optional(whole(0, MAX_TTL)),
  includeEmailInRedirect: optional(bool()),
}

const TICKET_ANSWER = record({ ticket: anyText() })

const JOB_ANSWER = record({ id: anyText(), type: anyText(), status: anyText(), created_at: time() })

const SCOPES = ['create:user_tickets']

export const TICKET_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/tickets/email-verification',
    status: 201,
    scopes: SCOPES,
    bodySchema: record({ ...LINK, user_id: printable(512) }),
    answers: TICKET_ANSWER,
    act: act('verify_email'),
  }),
  endpoint({
    method: 'POST',
    path: '/tickets/password-change',
    status: 201,
    scopes: SCOPES,
    bodySchema: record({
      ...LINK,
      user_id: optional(printable(512)),
      connection_id: optional(printable(64)),
      email: optional(printable(320)),
      mark_email_as_verified: optional(bool()),
    }),
    answers: TICKET_ANSWER,
    act: act('change_password'),
  }),
  endpoint({
    method: 'POST',
    path: '/jobs/verification-email',
    status: 201,
    scopes: ['update:users'],
    bodySchema: record({ ...COMMON, user_id: printable(512) }),
    answers: JOB_ANSWER,
    act: sendMail,
  }),
]
