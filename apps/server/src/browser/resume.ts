// GET /authorize/resume: every page leads back here, and from here to the next one or to the application.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { proceed, progressBefore } from '@symbolon/core/authorize/proceed'
import { endTransaction, noteProgress } from '@symbolon/core/authorize/transaction'
import { readInteraction, sessionOf } from './interaction.ts'
import { pathOfStep } from './next-page.ts'
import { sendOn } from './send-on.ts'
import { relayOf, sendResponse } from './send-response.ts'
import { visitorOf } from './visitor.ts'

async function resumeRequest(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { tenancy } = request
  const { state, transaction, client } = await readInteraction(request)
  const standing = { client, request: transaction.request, session: await sessionOf(request), progress: transaction }
  const outcome = await proceed(tenancy, standing, visitorOf(request))
  if ('ask' in outcome) {
    const { suspended } = progressBefore(outcome.ask, transaction)
    if (suspended !== transaction.suspended) await noteProgress(tenancy, state, transaction, { suspended })
    return sendOn(reply, pathOfStep(outcome.ask, transaction.request, state))
  }
  // Answered once: what a second call of the same browser has made is shown to nobody.
  await endTransaction(tenancy, state)
  return sendResponse(reply, tenancy, outcome.response, relayOf(transaction.request.further))
}

export const resumeRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/authorize/resume', resumeRequest)
}
