// GET and POST /authorize, and /i/oauth2/authorize, which it was called for a while. reference: Authentication API, sections 3 and
// 3.6. With a live session and nothing to ask it is one look-up of the session, one of the user, and one code.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { newLogEvent } from '@symbolon/core/audit/log-events'
import { countBeginning } from '@symbolon/core/authorize/begin-limit'
import { getClient } from '@symbolon/core/authorize/answer-to'
import type { AuthorizationParameters } from '@symbolon/core/authorize/parameters'
import { proceed, progressBefore, recordRefusal, refuse, type Outcome } from '@symbolon/core/authorize/proceed'
import type { Standing } from '@symbolon/core/authorize/next-step'
import { openRequest, type Opened } from '@symbolon/core/authorize/request'
import { errorResponse } from '@symbolon/core/authorize/respond'
import { beginTransaction, newBrowserHandle, NOTHING_DONE } from '@symbolon/core/authorize/transaction'
import { OAuthError } from '@symbolon/core/errors'
import type { Visitor } from '@symbolon/core/visitor'
import type { Client } from '@symbolon/protocol/entities/client'
import { readCookie, setCookie } from './cookies.ts'
import { formOf, queryOf } from './form.ts'
import { keepSignedIn, sessionOf } from './interaction.ts'
import { loggedIn, loginByTicket } from './login-ticket.ts'
import { pathOfStep } from './next-page.ts'
import { sendOn } from './send-on.ts'
import { relayOf, sendResponse } from './send-response.ts'
import { sendVerifierPage } from './verifier-page.ts'
import { visitorOf } from './visitor.ts'

const parametersOf = (request: FastifyRequest): AuthorizationParameters =>
  request.method === 'POST' ? formOf(request) : queryOf(request)

const isSilent = ({ values: { prompt = '' } }: AuthorizationParameters): boolean => prompt.split(' ').includes('none')

/** What could be read of the request; whoever is refused here is told on a page of ours, and in the log. */
async function open(
  request: FastifyRequest,
  parameters: AuthorizationParameters,
): Promise<{ readonly client: Client; readonly opened: Opened }> {
  const { tenancy } = request
  try {
    const client = await getClient(tenancy, parameters)
    request.aboutClient = client
    const opened = await openRequest(tenancy, client, parameters)
    // Such an application sends nobody on before a person has agreed to something.
    if (opened.refusal && client.redirection_policy === 'open_redirect_protection') throw opened.refusal
    return { client, opened }
  } catch (error) {
    if (error instanceof OAuthError) {
      recordRefusal(tenancy, { client: request.aboutClient, silent: isSilent(parameters) }, error, visitorOf(request))
    }
    throw error
  }
}

async function authorize(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { tenancy } = request
  const parameters = parametersOf(request)
  const { client, opened } = await open(request, parameters)
  const visitor = visitorOf(request)
  const relay = relayOf(parameters.values)
  if (opened.refusal) {
    recordRefusal(tenancy, { client, silent: isSilent(parameters) }, opened.refusal, visitor)
    return sendResponse(reply, tenancy, errorResponse(client.client_id, opened.to, opened.refusal), relay)
  }
  const login = await loginByTicket(request, reply, client, parameters, opened.request)
  if (login?.refusal) {
    recordRefusal(tenancy, { client, silent: isSilent(parameters) }, login.refusal, visitor)
    return sendResponse(reply, tenancy, errorResponse(client.client_id, opened.to, login.refusal), relay)
  }
  if (login?.frame) return sendVerifierPage(reply, login.frame, parameters, opened.request)
  const progress = login?.session ? loggedIn(login.session) : NOTHING_DONE
  const standing = { client, request: opened.request, session: login?.session, progress }
  const outcome = await outcomeOf(request, standing, visitor)
  if (outcome.signedIn) keepSignedIn(reply, client, outcome.signedIn)
  if ('response' in outcome) return sendResponse(reply, tenancy, outcome.response, relay)
  countBeginning(tenancy, visitor.ip)
  const state = await beginTransaction(
    tenancy,
    opened.request,
    browserOf(request, reply),
    progressBefore(outcome.ask, progress),
  )
  return sendOn(reply, await pathOfStep(request, client, outcome.ask, opened.request, state))
}

/** What happens next, for whoever is signed in; where that cannot be found out, the application is told. */
async function outcomeOf(request: FastifyRequest, standing: Standing, visitor: Visitor): Promise<Outcome> {
  const { tenancy } = request
  try {
    return await proceed(tenancy, { ...standing, session: standing.session ?? (await sessionOf(request)) }, visitor)
  } catch (error) {
    return { response: refuse(tenancy, standing, error, visitor) }
  }
}

/** Which browser this is; one that we have never seen gets a cookie to be known by. */
function browserOf(request: FastifyRequest, reply: FastifyReply): string {
  const known = readCookie(request, 'browser')
  if (known !== undefined) return known
  const browser = newBrowserHandle(request.tenancy)
  setCookie(reply, 'browser', browser)
  return browser
}

async function authorizeByOldName(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { tenancy } = request
  const { ip, user_agent } = visitorOf(request)
  const { client_id } = parametersOf(request).values
  const description = '/i/oauth2/authorize is the old name of /authorize'
  const facts = { type: 'depnote', ip, user_agent, client_id, hostname: tenancy.tenant.host, description } as const
  tenancy.record(tenancy.tenant.tenant_id, newLogEvent(tenancy, facts))
  return authorize(request, reply)
}

export const authorizeRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/authorize', authorize)
  wing.post('/authorize', authorize)
  wing.get('/i/oauth2/authorize', authorizeByOldName)
  wing.post('/i/oauth2/authorize', authorizeByOldName)
}
