// /u/select-account: go on with the account that is logged in here, or with another.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { noteProgress } from '@symbolon/core/authorize/transaction'
import { renderSelectAccount } from '../pages/select-account.ts'
import { pageContext, sendPage } from '../pages/page.ts'
import { formOf } from './form.ts'
import { aboutOf, formTargets, isAboutShown, readInteraction, resume, sessionOf, stepOf } from './interaction.ts'
import { pagePath, sendOn } from './send-on.ts'

const PATH = '/u/select-account'

async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await readInteraction(request)
  const { state } = interaction
  const session = await sessionOf(request)
  const step = await stepOf(request, interaction)
  if (step?.do !== 'select_account' || !session) return resume(reply, state)
  const user = await request.tenancy.store.findUser(session.user_id)
  const context = await pageContext(request, aboutOf(interaction))
  const name = user?.name ?? user?.email ?? user?.username ?? session.user_id
  const account = { user_id: session.user_id, name, email: user?.email }
  const page = renderSelectAccount(context, { action: pagePath(PATH, state), account })
  return sendPage(reply, 200, page, { formActionOrigins: formTargets(interaction) })
}

async function take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { state, transaction } = await readInteraction(request)
  if (formOf(request).values['action'] !== 'accept') return sendOn(reply, pagePath('/u/login', state))
  const session = await sessionOf(request)
  if (session && isAboutShown(request, session.user_id)) {
    await noteProgress(request.tenancy, state, transaction, { account_selected: true })
  }
  return resume(reply, state)
}

export const selectAccountRoutes: FastifyPluginAsync = async (wing) => {
  wing.get(PATH, show)
  wing.post(PATH, take)
}
