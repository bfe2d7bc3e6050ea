// The tickets of /co/authenticate and /usernamepassword/login, when a browser takes them on: it is signed in, if it is the one that got
// the ticket. reference: Authentication API, section 16.1.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthorizationParameters } from '@symbolon/core/authorize/parameters'
import type { Progress } from '@symbolon/core/authorize/transaction'
import { originOf } from '@symbolon/core/clients/redirect-uris'
import { findConnection, mayUse } from '@symbolon/core/connections/for-client'
import { OAuthError } from '@symbolon/core/errors'
import { crossOriginId, findLoginTicket, takeLoginTicket } from '@symbolon/core/login/cross-origin'
import type { Proven } from '@symbolon/core/login/password'
import { enterOrganization } from '@symbolon/core/login/enter-organization'
import type { AuthorizationRequest } from '@symbolon/core/one-time'
import type { Session } from '@symbolon/core/records'
import type { Client } from '@symbolon/protocol/entities/client'
import { clearCookie, readCookie } from './cookies.ts'
import { signIn } from './interaction.ts'
import { requireSameOrigin } from './same-origin.ts'
import type { VerifierFrame } from './verifier-page.ts'
import { visitorOf } from './visitor.ts'

const refused = (detail: string): OAuthError =>
  new OAuthError('access_denied', 'Unknown or invalid login ticket.', { detail })

/**
 * Who a ticket proves a browser to be. The ticket is used up.
 *
 * @throws OAuthError `access_denied`
 */
export async function provenByTicket(
  { tenancy }: FastifyRequest,
  client: Client,
  ticket: string | undefined,
  verifier: string | undefined,
): Promise<Proven> {
  const taken = await takeLoginTicket(tenancy, { ticket, client_id: client.client_id, verifier })
  if (!taken) throw refused('No such ticket, or another browser')
  const [user, connection] = await Promise.all([
    tenancy.store.findUser(taken.user_id),
    findConnection(tenancy, taken.connection),
  ])
  if (!user || user.blocked) throw refused('The user is gone or blocked')
  if (!connection || !(await mayUse(tenancy, client, connection))) throw refused('The connection is off')
  return { user, connection, method: 'pwd', ...(taken.password ? { password: taken.password } : {}) }
}

/** What came of a ticket: somebody is signed in, or is not; or the browser has to ask another page for its proof. */
export type TicketLogin =
  | { readonly session: Session; readonly refusal?: never; readonly frame?: never }
  | { readonly refusal: OAuthError; readonly session?: never; readonly frame?: never }
  | { readonly frame: VerifierFrame; readonly session?: never; readonly refusal?: never }

/** The ticket that a request for authorization brings; undefined when it brings none. */
export async function loginByTicket(
  request: FastifyRequest,
  reply: FastifyReply,
  client: Client,
  { values }: AuthorizationParameters,
  { organization, invitation }: AuthorizationRequest,
): Promise<TicketLogin | undefined> {
  const { login_ticket: ticket, co_verifier } = values
  if (ticket === undefined) return undefined
  // Only our own page sends it like this: others could sign a browser in as somebody else.
  if (co_verifier !== undefined) requireSameOrigin(request)
  const verifier = readCookie(request, 'cross_origin') ?? (request.method === 'POST' ? co_verifier : undefined)
  const frame = verifier === undefined && request.method === 'GET' ? await frameFor(request, client, ticket) : undefined
  if (frame) return { frame }
  try {
    const session = await signIn(request, reply, client, await provenByTicket(request, client, ticket, verifier))
    clearCookie(reply, 'cross_origin')
    const visitor = visitorOf(request)
    const entry = { client, session, organization, invitation, isNew: false, visitor }
    await enterOrganization(request.tenancy, entry)
    return { session }
  } catch (error) {
    if (error instanceof OAuthError) return { refusal: error }
    throw error
  }
}

/** Where the browser keeps no cookie for us, the client has a page of the origin that did get the verifier. */
async function frameFor(
  { tenancy }: FastifyRequest,
  client: Client,
  ticket: string,
): Promise<VerifierFrame | undefined> {
  const { cross_origin_loc: url = '' } = client
  const origin = originOf(url)
  const kept = origin === undefined ? undefined : await findLoginTicket(tenancy, client.client_id, ticket)
  return kept && origin === kept.origin ? { url, origin, id: crossOriginId(ticket) } : undefined
}

/** How far a request is whose person has logged in just now. */
export const loggedIn = ({ authenticated_at }: Session): Progress => ({
  authenticated_at,
  consented: false,
  account_selected: true,
  suspended: null,
})
