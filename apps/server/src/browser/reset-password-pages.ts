// /u/reset-password: somebody has forgotten a password, asks for a link, and chooses a new one. Nothing of it says who has an
// account, and opening the link changes nothing.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { changePassword, findPasswordTicket, requestPasswordChange } from '@symbolon/core/login/change-password'
import { LoginRefused } from '@symbolon/core/login/refusal'
import { SignUpRefused } from '@symbolon/core/login/sign-up-refused'
import { normalizeEmail } from '@symbolon/core/users/normalize'
import { MAX_IDENTIFIER } from '../pages/fields.ts'
import { pageContext, sendPage, type PageContext } from '../pages/page.ts'
import { renderPasswordChanged, renderPasswordNew, type PasswordNewModel } from '../pages/password-new.ts'
import { renderCheckMail, renderPasswordRequest, type PasswordRequestModel } from '../pages/password-request.ts'
import { databaseOf, identifierStyle, passwordRules, passwordWords, refusalWords } from './database-forms.ts'
import { IDENTIFIER_MISSING } from '@symbolon/texts/identifiers'
import { formOf, queryOf } from './form.ts'
import { aboutOf, readInteraction, type Interaction } from './interaction.ts'
import { sendBadLink, sendOnFromLink, ticketContext } from './mail-links.ts'
import { requireSameOrigin } from './same-origin.ts'
import { pagePath, sendOn } from './send-on.ts'
import { visitorOf } from './visitor.ts'

const REQUEST = '/u/reset-password/request'
const SENT = '/u/reset-password/sent'
const RESET = '/u/reset-password'
const DONE = '/u/reset-password/done'

type RequestPage = {
  readonly interaction: Interaction
  readonly context: PageContext
  readonly model: Pick<PasswordRequestModel, 'action' | 'identifier' | 'loginLink'>
}

async function requestPageOf(request: FastifyRequest): Promise<RequestPage> {
  const interaction = await readInteraction(request)
  const { state } = interaction
  return {
    interaction,
    context: await pageContext(request, aboutOf(interaction)),
    model: {
      action: pagePath(REQUEST, state),
      identifier: identifierStyle(await databaseOf(request, interaction)),
      loginLink: pagePath('/u/login', state),
    },
  }
}

async function showRequest(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { interaction, context, model } = await requestPageOf(request)
  const { typed_username, request: asked } = interaction.transaction
  const email = (typed_username ?? asked.login_hint ?? '').slice(0, MAX_IDENTIFIER)
  return sendPage(reply, 200, renderPasswordRequest(context, { ...model, email }))
}

async function takeRequest(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { interaction, context, model } = await requestPageOf(request)
  const email = formOf(request).values['email']?.trim() ?? ''
  const again = (status: number, problems: Pick<PasswordRequestModel, 'problem' | 'emailProblem'>): FastifyReply => {
    const typed = email.slice(0, MAX_IDENTIFIER)
    return sendPage(reply, status, renderPasswordRequest(context, { ...model, email: typed, ...problems }))
  }
  const emailProblem = findProblem(context, model, email)
  if (emailProblem !== undefined) return again(400, { emailProblem })
  const { state, client, transaction } = interaction
  try {
    await requestPasswordChange(request.tenancy, {
      client,
      connection: transaction.request.connection ?? undefined,
      email,
      visitor: visitorOf(request),
      languages: [context.language],
    })
  } catch (error) {
    if (!(error instanceof LoginRefused)) throw error
    return again(error.status, { problem: refusalWords(context.texts, error, model.identifier) })
  }
  return sendOn(reply, pagePath(SENT, state))
}

function findProblem({ texts }: PageContext, { identifier }: RequestPage['model'], email: string): string | undefined {
  if (email === '') return texts[IDENTIFIER_MISSING[identifier]]
  if (email.length > MAX_IDENTIFIER) return texts.tooLong
  return identifier === 'email' && normalizeEmail(email) === undefined ? texts.emailInvalid : undefined
}

async function showSent(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { context, model } = await requestPageOf(request)
  return sendPage(reply, 200, renderCheckMail(context, model))
}

type Problems = Pick<PasswordNewModel, 'problem' | 'passwordProblem' | 'repeatProblem'>

/** The page behind the link, while the link can be used. */
async function sendForm(
  request: FastifyRequest,
  reply: FastifyReply,
  ticket: string | undefined,
  { status = 200, problems = {}, refused }: { status?: number; problems?: Problems; refused?: SignUpRefused } = {},
): Promise<FastifyReply> {
  const found = await findPasswordTicket(request.tenancy, ticket)
  if (!found || ticket === undefined) return sendBadLink(request, reply)
  const context = await ticketContext(request, found.ticket)
  const rules = passwordRules(found.connection, refused)
  const account = found.ticket.email || (found.user.username ?? found.user.phone_number ?? '')
  const page = renderPasswordNew(context, { action: RESET, ticket, email: account, rules, ...problems })
  const { result_url } = found.ticket
  return sendPage(reply, status, page, { formActionOrigins: result_url === null ? [] : [result_url] })
}

const showForm = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
  sendForm(request, reply, queryOf(request).values['ticket'])

async function takeForm(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  requireSameOrigin(request)
  const { ticket, password = '', 'password-again': again = '' } = formOf(request).values
  const { texts } = await pageContext(request, {})
  if (password === '') {
    return sendForm(request, reply, ticket, { status: 400, problems: { passwordProblem: texts.passwordMissing } })
  }
  if (password !== again) {
    return sendForm(request, reply, ticket, { status: 400, problems: { repeatProblem: texts.passwordsDiffer } })
  }
  try {
    const changed = await changePassword(request.tenancy, { ticket, password, visitor: visitorOf(request) })
    return sendOnFromLink(reply, changed, 'You can now login to the application with the new password.', DONE)
  } catch (error) {
    if (error instanceof SignUpRefused) {
      const problems = { passwordProblem: passwordWords(texts, error) }
      return sendForm(request, reply, ticket, { status: error.statusCode, problems, refused: error })
    }
    if (!(error instanceof LoginRefused)) throw error
    if (error.code === 'invalid_ticket') return sendBadLink(request, reply)
    return sendForm(request, reply, ticket, {
      status: error.status,
      problems: { problem: refusalWords(texts, error, 'email') },
    })
  }
}

async function showDone(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return sendPage(reply, 200, renderPasswordChanged(await pageContext(request, {})))
}

export const resetPasswordRoutes: FastifyPluginAsync = async (wing) => {
  wing.get(REQUEST, showRequest)
  wing.post(REQUEST, takeRequest)
  wing.get(SENT, showSent)
  wing.get(RESET, showForm)
  wing.post(RESET, takeForm)
  wing.get(DONE, showDone)
}
