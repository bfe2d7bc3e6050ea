// From wherever a request had waited to whatever comes next: another page, an address that the tenant's code names, or the application.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { proceed, progressBefore } from '@symbolon/core/authorize/proceed'
import { endTransaction, noteProgress } from '@symbolon/core/authorize/transaction'
import { keepSignedIn, sessionOf, type Interaction } from './interaction.ts'
import { pathOfStep } from './next-page.ts'
import { sendOn } from './send-on.ts'
import { relayOf, sendResponse } from './send-response.ts'
import { visitorOf } from './visitor.ts'

/** Goes on with a request; `returned` is what somebody brings along who had been sent away. */
export async function goOn(
  request: FastifyRequest,
  reply: FastifyReply,
  { state, transaction, client }: Interaction,
  returned?: Parameters<typeof proceed>[3],
): Promise<FastifyReply> {
  const { tenancy } = request
  const standing = { client, request: transaction.request, session: await sessionOf(request), progress: transaction }
  const outcome = await proceed(tenancy, standing, visitorOf(request), returned)
  if (outcome.signedIn) keepSignedIn(reply, client, outcome.signedIn)
  if ('ask' in outcome) {
    const progress = progressBefore(outcome.ask, transaction)
    const { suspended, sent_user_id } = progress
    if (progress !== transaction) await noteProgress(tenancy, state, transaction, { suspended, sent_user_id })
    return sendOn(reply, await pathOfStep(request, client, outcome.ask, transaction.request, state))
  }
  // Answered once: what a second call of the same browser has made is shown to nobody.
  await endTransaction(tenancy, state)
  return sendResponse(reply, tenancy, outcome.response, relayOf(transaction.request.further))
}
