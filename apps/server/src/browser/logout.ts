// /v2/logout, /logout, /oidc/logout, and the page that asks first. reference: Authentication API, section 15.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { AuthorizationParameters } from '@symbolon/core/authorize/parameters'
import { OAuthError } from '@symbolon/core/errors'
import { finishLogout, logOut, openLogout, type Leaving } from '@symbolon/core/logout/logout'
import { openSealedLogout, sealLogout } from '@symbolon/core/logout/prompt'
import { findSession } from '@symbolon/core/sessions/session'
import { logOutSession } from '@symbolon/core/tokens/end-session'
import { renderLoggedOut } from '../pages/logged-out.ts'
import { renderLogoutPrompt, renderStillLoggedIn } from '../pages/logout-prompt.ts'
import { pageContext, sendPage } from '../pages/page.ts'
import { clearCookie, readCookie } from './cookies.ts'
import { formOf, queryOf } from './form.ts'
import { sessionOf } from './interaction.ts'
import { requireSameOrigin } from './same-origin.ts'
import { pagePath, sendOn } from './send-on.ts'
import { visitorOf } from './visitor.ts'

const PROMPT = '/u/logout'

const leavingOf = async (
  request: FastifyRequest,
  { values }: Pick<AuthorizationParameters, 'values'>,
): Promise<Leaving> => ({
  values,
  session: await sessionOf(request),
  visitor: visitorOf(request),
})

const refuseFaults = ({ faults }: AuthorizationParameters): void => {
  for (const fault of faults.values()) throw new OAuthError('invalid_request', fault)
}

/** Whoever leaves leaves whatever else is kept of a login in this browser: where a connection was tried, somebody else's. */
async function leaveTrial(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const handle = readCookie(request, 'trial')
  if (handle === undefined) return
  const session = await findSession(request.tenancy, handle)
  if (session) await logOutSession(request.tenancy, session)
  clearCookie(reply, 'trial')
}

/** To the application, or to a page that says that it is done. */
async function leave(request: FastifyRequest, reply: FastifyReply, target: string | undefined): Promise<FastifyReply> {
  if (target !== undefined) return sendOn(reply, target)
  const { ui_locales = '' } = queryOf(request).values
  const context = await pageContext(request, { ui_locales: ui_locales.split(' ') })
  return sendPage(reply, 200, renderLoggedOut(context))
}

async function logoutAtOnce(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const parameters = queryOf(request)
  await leaveTrial(request, reply)
  const leaving = await leavingOf(request, parameters)
  const target = await logOut(request.tenancy, leaving).catch((error: unknown) => {
    // Refused, but over. Where the database was away, the session lives, and so does the cookie.
    if (error instanceof OAuthError) clearCookie(reply, 'session')
    throw error
  })
  clearCookie(reply, 'session')
  refuseFaults(parameters)
  return leave(request, reply, target)
}

async function logoutByOidc(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { tenancy } = request
  const parameters = request.method === 'POST' ? formOf(request) : queryOf(request)
  refuseFaults(parameters)
  const leaving = await leavingOf(request, parameters)
  const asked = await openLogout(tenancy, leaving)
  request.aboutClient = asked.client
  if (asked.mustAsk && leaving.session) {
    return sendOn(reply, pagePath(PROMPT, sealLogout(tenancy, leaving.session, asked)))
  }
  await leaveTrial(request, reply)
  await finishLogout(tenancy, leaving, asked.client)
  clearCookie(reply, 'session')
  return leave(request, reply, asked.target)
}

async function showPrompt(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { state } = queryOf(request).values
  const { target } = openSealedLogout(request.tenancy, await sessionOf(request), state)
  const page = renderLogoutPrompt(await pageContext(request, {}), { action: pagePath(PROMPT, state ?? '') })
  return sendPage(reply, 200, page, { formActionOrigins: target === undefined ? [] : [target] })
}

async function takePrompt(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  requireSameOrigin(request)
  const { tenancy } = request
  const leaving = await leavingOf(request, { values: {} })
  const { client_id, target } = openSealedLogout(tenancy, leaving.session, queryOf(request).values['state'])
  if (formOf(request).values['action'] !== 'accept') {
    if (target !== undefined) return sendOn(reply, target)
    return sendPage(reply, 200, renderStillLoggedIn(await pageContext(request, {})))
  }
  const client = client_id === undefined ? undefined : await tenancy.store.find('clients', { client_id })
  await leaveTrial(request, reply)
  await finishLogout(tenancy, leaving, client)
  clearCookie(reply, 'session')
  return leave(request, reply, target)
}

export const logoutRoutes: FastifyPluginAsync = async (wing) => {
  // A look at what there is must log nobody out.
  const options = { exposeHeadRoute: false }
  wing.get('/v2/logout', options, logoutAtOnce)
  wing.get('/logout', options, logoutAtOnce)
  wing.get('/oidc/logout', options, logoutByOidc)
  wing.post('/oidc/logout', logoutByOidc)
  wing.get(PROMPT, showPrompt)
  wing.post(PROMPT, takePrompt)
}
