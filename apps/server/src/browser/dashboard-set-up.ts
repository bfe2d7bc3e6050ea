// /dashboard/set-up: whoever has the link of the first start makes the administrator's account. Opening the link changes nothing.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { LoginRefused } from '@symbolon/core/login/refusal'
import { SignUpRefused } from '@symbolon/core/login/sign-up-refused'
import { dashboardClient, maySetUp, newAdministrators, setUp } from '@symbolon/core/tenants/set-up'
import { DASHBOARD_PATH } from '@symbolon/protocol/auth0/dashboard'
import { normalizeEmail } from '@symbolon/core/users/normalize'
import { requireHome } from '../http/at-home.ts'
import { MAX_IDENTIFIER } from '../pages/fields.ts'
import { pageContext, sendPage } from '../pages/page.ts'
import { renderSignUp } from '../pages/sign-up.ts'
import { passwordRules, passwordWords, refusalWords } from './database-forms.ts'
import { formOf, queryOf } from './form.ts'
import { sendBadLink } from './mail-links.ts'
import { requireSameOrigin } from './same-origin.ts'
import { sendOn } from './send-on.ts'

const PATH = `${DASHBOARD_PATH}/set-up`

type Problems = {
  readonly emailProblem?: string
  readonly passwordProblem?: string
  readonly problem?: string
  readonly refused?: SignUpRefused
}

const ticketOf = (request: FastifyRequest): string | undefined => queryOf(request).values['ticket']

async function sendForm(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  email: string,
  { emailProblem, passwordProblem, problem, refused }: Problems = {},
): Promise<FastifyReply> {
  const ticket = ticketOf(request)
  if (ticket === undefined || !(await maySetUp(request.tenancy, ticket))) return sendBadLink(request, reply)
  const context = await pageContext(request, { client: dashboardClient(request.tenancy.tenant.issuer) })
  const page = renderSignUp(context, {
    action: `${PATH}?ticket=${encodeURIComponent(ticket)}`,
    email: { value: email.slice(0, MAX_IDENTIFIER), problem: emailProblem },
    username: undefined,
    phone_number: undefined,
    passwordProblem,
    problem,
    rules: passwordRules(newAdministrators(request.tenancy), refused),
    loginLink: DASHBOARD_PATH,
  })
  return sendPage(reply, status, page)
}

async function takeForm(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  requireSameOrigin(request)
  const { email: typed = '', password = '' } = formOf(request).values
  const email = typed.trim()
  const { texts } = await pageContext(request, {})
  const again = (status: number, problems: Problems): Promise<FastifyReply> =>
    sendForm(request, reply, status, email, problems)
  if (email === '') return again(400, { emailProblem: texts.emailMissing })
  if (email.length > MAX_IDENTIFIER) return again(400, { emailProblem: texts.tooLong })
  if (normalizeEmail(email) === undefined) return again(400, { emailProblem: texts.emailInvalid })
  if (password === '') return again(400, { passwordProblem: texts.passwordMissing })
  try {
    const wanted = { ticket: ticketOf(request), email, password, connection: newAdministrators(request.tenancy) }
    return (await setUp(request.tenancy, wanted)) ? sendOn(reply, DASHBOARD_PATH) : sendBadLink(request, reply)
  } catch (error) {
    if (error instanceof SignUpRefused) {
      return again(error.statusCode, { passwordProblem: passwordWords(texts, error), refused: error })
    }
    if (!(error instanceof LoginRefused)) throw error
    return again(error.status, { problem: refusalWords(texts, error, 'email') })
  }
}

export const dashboardSetUpRoutes: FastifyPluginAsync = async (wing) => {
  wing.addHook('onRequest', requireHome)
  wing.get(PATH, (request, reply) => sendForm(request, reply, 200, ''))
  wing.post(PATH, takeForm)
}
