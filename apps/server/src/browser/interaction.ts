// What every page needs that stands between a request and its answer: the paused request, for the browser that began it; and the ways
// to go on: somebody has logged in, or does not want to.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { nextStep, type Step } from '@symbolon/core/authorize/next-step'
import type { SignedIn } from '@symbolon/core/authorize/primary-user'
import { refuse } from '@symbolon/core/authorize/proceed'
import { endTransaction, getTransaction, noteProgress } from '@symbolon/core/authorize/transaction'
import { isUsableHere } from '@symbolon/core/clients/usable-here'
import { OAuthError } from '@symbolon/core/errors'
import { completeLogin } from '@symbolon/core/login/complete'
import { enterOrganization } from '@symbolon/core/login/enter-organization'
import type { Proven } from '@symbolon/core/login/password'
import type { Transaction } from '@symbolon/core/one-time'
import type { Session } from '@symbolon/core/records'
import { findSession, startSession } from '@symbolon/core/sessions/session'
import { logOutSession } from '@symbolon/core/tokens/end-session'
import { isTrial } from '@symbolon/protocol/auth0/dashboard'
import type { Client } from '@symbolon/protocol/entities/client'
import type { About } from '../pages/page.ts'
import { cookieAfter, readCookie, setCookie } from './cookies.ts'
import { formOf, queryOf } from './form.ts'
import { requireSameOrigin } from './same-origin.ts'
import { pagePath, sendOn } from './send-on.ts'
import { relayOf, sendResponse } from './send-response.ts'
import { visitorOf } from './visitor.ts'

/** A request for authorization that waits for its person. */
export type Interaction = { readonly state: string; readonly transaction: Transaction; readonly client: Client }

/**
 * The paused request that a page is about, for the browser that began it. A form must come from a page of ours.
 *
 * @throws OAuthError for the error page
 */
export async function readInteraction(request: FastifyRequest): Promise<Interaction> {
  if (request.method !== 'GET') requireSameOrigin(request)
  return findInteraction(request, queryOf(request).values.state)
}

/** The paused request behind `state`, for the browser that began it. @throws OAuthError for the error page */
export async function findInteraction(request: FastifyRequest, state: string | undefined): Promise<Interaction> {
  const { tenancy } = request
  const transaction = await getTransaction(tenancy, state, readCookie(request, 'browser'))
  const { client_id } = transaction.request
  const client = await tenancy.store.find('clients', { client_id })
  if (!client || state === undefined || !isUsableHere(tenancy, client))
    throw new OAuthError('invalid_request', `Unknown client: ${client_id}`)
  request.aboutClient = client
  return { state, transaction, client }
}

const cookieFor = (client: Client | undefined): 'session' | 'trial' => (client && isTrial(client) ? 'trial' : 'session')

/** What the browser is signed in as, where the application that the request is about logs people in. */
export const sessionOf = (request: FastifyRequest): Promise<Session | undefined> =>
  findSession(request.tenancy, readCookie(request, cookieFor(request.aboutClient)))

/** Whether a page's form is about this user: somebody else may have logged in, in the same browser, since it was shown. */
export const isAboutShown = (request: FastifyRequest, user_id: string): boolean =>
  (formOf(request).values['user_id'] ?? user_id) === user_id

/**
 * Where the request stands now, whatever it was when a page was shown; undefined when it is to be refused, which /authorize/resume
 * tells the application.
 */
export async function stepOf(request: FastifyRequest, { client, transaction }: Interaction): Promise<Step | undefined> {
  const standing = { client, request: transaction.request, session: await sessionOf(request), progress: transaction }
  return nextStep(request.tenancy, standing).catch((error: unknown) => {
    if (error instanceof OAuthError) return undefined
    throw error
  })
}

/** Signs the browser in, with a cookie that nobody has seen before. */
export async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  client: Client,
  proven: Proven,
): Promise<Session> {
  const { tenancy } = request
  const visitor = visitorOf(request)
  const user = await completeLogin(tenancy, proven, { client, visitor, protocol: 'oidc-basic-profile' })
  const { connection, method, password } = proven
  const before = await sessionOf(request)
  const { session, handle } = await startSession(tenancy, {
    user,
    connection,
    method,
    password,
    client_id: client.client_id,
    visitor,
    replaces: before,
  })
  // Somebody else was signed in here, and is not any more.
  if (before && before.user_id !== session.user_id) await logOutSession(tenancy, before)
  keepSignedIn(reply, client, { session, handle })
  return session
}

/** The browser has the cookie of this session from now on; without a handle the one that it has already. */
export function keepSignedIn(reply: FastifyReply, client: Client, { session, handle }: SignedIn): void {
  const kind = cookieFor(client)
  const value = handle ?? cookieAfter(reply, kind)
  const lifetime = session.expires_at - Math.floor(reply.request.tenancy.now() / 1000)
  if (value !== undefined) setCookie(reply, kind, value, session.persistent ? lifetime : undefined)
}

/** The organization that the request is to get into, as far as that is known before somebody has logged in. */
export const organizationOf = ({ transaction: { request, organization } }: Interaction): string | undefined =>
  request.organization ?? organization

/** What a page of a paused request is about. */
export const aboutOf = (interaction: Interaction): About => ({
  client: interaction.client,
  ui_locales: interaction.transaction.request.ui_locales,
  organization: organizationOf(interaction),
})

/** Somebody has proven who it is: the browser is signed in, and the request goes on. `isNew`: with an account made for it. */
export async function finishLogin(
  request: FastifyRequest,
  reply: FastifyReply,
  interaction: Interaction,
  proven: Proven,
  isNew = false,
): Promise<FastifyReply> {
  const { state, transaction, client } = interaction
  const session = await signIn(request, reply, client, proven)
  const { authenticated_at } = session
  try {
    const { invitation } = transaction.request
    const organization = organizationOf(interaction)
    const visitor = visitorOf(request)
    await enterOrganization(request.tenancy, { client, session, organization, invitation, isNew, visitor })
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return endInteraction(request, reply, interaction, error)
  }
  await noteProgress(request.tenancy, state, transaction, { authenticated_at, account_selected: true })
  return resume(reply, state)
}

/** Back to the request, which knows what comes next. */
export const resume = (reply: FastifyReply, state: string): FastifyReply =>
  sendOn(reply, pagePath('/authorize/resume', state))

/** Somebody does not want to: the application is told so. */
export const cancelInteraction = (
  request: FastifyRequest,
  reply: FastifyReply,
  interaction: Interaction,
  description = 'User has canceled the interaction.',
): Promise<FastifyReply> => endInteraction(request, reply, interaction, new OAuthError('access_denied', description))

/** The request is refused, and the application is told why. */
async function endInteraction(
  request: FastifyRequest,
  reply: FastifyReply,
  { state, transaction, client }: Interaction,
  refusal: OAuthError,
): Promise<FastifyReply> {
  const { tenancy } = request
  await endTransaction(tenancy, state)
  const standing = { client, request: transaction.request, session: await sessionOf(request) }
  const response = refuse(tenancy, standing, refusal, visitorOf(request))
  return sendResponse(reply, tenancy, response, relayOf(transaction.request.further))
}

/** Addresses that the forms of a page about this request may lead to. */
export const formTargets = ({ transaction: { request } }: Interaction): readonly string[] => [request.redirect_uri]
