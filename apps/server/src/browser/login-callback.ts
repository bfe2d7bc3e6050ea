// POST /login/callback: the second step of the classic login. The browser proves with a cookie that it made the first one, is signed
// in, and goes on to where it came from. reference: Authentication API, section 16.2.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { getTransaction } from '@symbolon/core/authorize/transaction'
import { isUsableHere } from '@symbolon/core/clients/usable-here'
import { OAuthError } from '@symbolon/core/errors'
import { clearCookie, readCookie } from './cookies.ts'
import { formOf } from './form.ts'
import { finishLogin, signIn } from './interaction.ts'
import { provenByTicket } from './login-ticket.ts'
import { requireSameOrigin } from './same-origin.ts'
import { sendOn } from './send-on.ts'

/** Parameters of /authorize that may come along. It looks at them as at any other request's. */
const FOR_AUTHORIZE =
  /^(?:client_id|redirect_uri|response_type|response_mode|scope|audience|state|nonce|connection|code_challenge|code_challenge_method)$/

function contextOf(request: FastifyRequest): ReadonlyMap<string, string> {
  const { wctx = '{}' } = formOf(request).values
  let context: unknown
  try {
    context = JSON.parse(wctx)
  } catch {
    throw new OAuthError('invalid_request', 'Parameter wctx cannot be read.')
  }
  const entries = typeof context === 'object' && context !== null ? Object.entries(context) : []
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

async function finishClassicLogin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  requireSameOrigin(request)
  const { tenancy } = request
  const context = contextOf(request)
  const client_id = context.get('client_id') ?? ''
  const client = await tenancy.store.find('clients', { client_id })
  if (!client || !isUsableHere(tenancy, client)) throw new OAuthError('invalid_request', 'Unknown client')
  request.aboutClient = client
  const { wresult } = formOf(request).values
  const proven = await provenByTicket(request, client, wresult, readCookie(request, 'cross_origin'))
  const state = context.get('state')
  const paused = await pausedRequest(request, state, client_id)
  clearCookie(reply, 'cross_origin')
  if (paused && state !== undefined) {
    return finishLogin(request, reply, { state, transaction: paused, client }, proven)
  }
  await signIn(request, reply, client, proven)
  const query = new URLSearchParams([...context].filter(([name]) => FOR_AUTHORIZE.test(name)))
  return sendOn(reply, `/authorize?${query.toString()}`)
}

/** The request that a page of ours was about, when `state` is its handle and not the application's own. */
async function pausedRequest(request: FastifyRequest, state: string | undefined, client_id: string) {
  try {
    const transaction = await getTransaction(request.tenancy, state, readCookie(request, 'browser'))
    return transaction.request.client_id === client_id ? transaction : undefined
  } catch (error) {
    if (error instanceof OAuthError) return undefined
    throw error
  }
}

export const loginCallbackRoutes: FastifyPluginAsync = async (wing) => {
  wing.post('/login/callback', finishClassicLogin)
}
