// /u/consent: what an application would get, and the person's word on it. reference: Authentication API, section 24.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { noteProgress } from '@symbolon/core/authorize/transaction'
import { rememberConsent, type Asked } from '@symbolon/core/sessions/consent'
import { renderConsent } from '../pages/consent.ts'
import { pageContext, sendPage } from '../pages/page.ts'
import { formOf } from './form.ts'
import {
  aboutOf,
  cancelInteraction,
  formTargets,
  isAboutShown,
  readInteraction,
  resume,
  stepOf,
} from './interaction.ts'
import { pagePath } from './send-on.ts'

const PATH = '/u/consent'

const hostOf = (redirect_uri: string): string => {
  const { host, protocol } = new URL(redirect_uri)
  return /^https?:$/.test(protocol) ? host : protocol.slice(0, -1)
}

const describe = ({ api }: Asked, value: string) => ({
  value,
  description: api?.scopes?.find((scope) => scope.value === value)?.description,
})

async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await readInteraction(request)
  const { state, transaction } = interaction
  const step = await stepOf(request, interaction)
  if (step?.do !== 'consent') return resume(reply, state)
  const user = await request.tenancy.store.findUser(step.asked.user_id)
  const context = await pageContext(request, aboutOf(interaction))
  const page = renderConsent(context, {
    action: pagePath(PATH, state),
    api: step.asked.api && { name: step.asked.api.name },
    scopes: step.asked.scopes.map((scope) => describe(step.asked, scope)),
    redirectHost: hostOf(transaction.request.redirect_uri),
    account: user?.email ?? user?.username ?? user?.phone_number ?? user?.name ?? step.asked.user_id,
    user_id: step.asked.user_id,
  })
  return sendPage(reply, 200, page, { formActionOrigins: formTargets(interaction) })
}

async function take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await readInteraction(request)
  if (formOf(request).values['action'] !== 'accept') {
    return cancelInteraction(request, reply, interaction, 'User did not authorize the request')
  }
  const { state, transaction } = interaction
  const step = await stepOf(request, interaction)
  if (step?.do === 'consent' && isAboutShown(request, step.asked.user_id)) {
    await rememberConsent(request.tenancy, step.asked)
    await noteProgress(request.tenancy, state, transaction, { consented: true })
  }
  return resume(reply, state)
}

export const consentRoutes: FastifyPluginAsync = async (wing) => {
  wing.get(PATH, show)
  wing.post(PATH, take)
}
