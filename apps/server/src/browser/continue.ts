// GET and POST /continue: back from where a rule had sent somebody. It comes from another site by its nature; that it is about this
// browser's own request is what its `state` and the browser's cookie say. reference: extensibility, section 10.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { proceed, progressBefore } from '@symbolon/core/authorize/proceed'
import { endTransaction, noteProgress } from '@symbolon/core/authorize/transaction'
import { formOf, queryOf } from './form.ts'
import { findInteraction, sessionOf } from './interaction.ts'
import { pathOfStep } from './next-page.ts'
import { sendOn } from './send-on.ts'
import { relayOf, sendResponse } from './send-response.ts'
import { visitorOf } from './visitor.ts'

async function continueRequest(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { tenancy } = request
  const query = queryOf(request).values
  const body = formOf(request).values
  const { state, transaction, client } = await findInteraction(request, query.state ?? body.state)
  const standing = { client, request: transaction.request, session: await sessionOf(request), progress: transaction }
  const outcome = await proceed(tenancy, standing, visitorOf(request), { query: { ...query }, body: { ...body } })
  if ('ask' in outcome) {
    const { suspended } = progressBefore(outcome.ask, transaction)
    if (suspended !== transaction.suspended) await noteProgress(tenancy, state, transaction, { suspended })
    return sendOn(reply, pathOfStep(outcome.ask, transaction.request, state))
  }
  await endTransaction(tenancy, state)
  return sendResponse(reply, tenancy, outcome.response, relayOf(transaction.request.further))
}

export const continueRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/continue', continueRequest)
  wing.post('/continue', continueRequest)
}
