// /u/login: who somebody is and the password, on one page or, where the tenant says so, on two.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { noteProgress } from '@symbolon/core/authorize/transaction'
import { loginWithPassword } from '@symbolon/core/login/password'
import { LoginRefused } from '@symbolon/core/login/refusal'
import { getSettings } from '@symbolon/core/settings'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { MAX_IDENTIFIER } from '../pages/fields.ts'
import { renderLogin, type LoginModel } from '../pages/login.ts'
import { pageContext, sendPage, type PageContext } from '../pages/page.ts'
import {
  connectionNamed,
  databaseOf,
  identifierStyle,
  organizationShown,
  refusalWords,
  takesSignUps,
} from './database-forms.ts'
import { IDENTIFIER_MISSING } from '@symbolon/texts/identifiers'
import { formOf } from './form.ts'
import { aboutOf, finishLogin, formTargets, readInteraction, type Interaction } from './interaction.ts'
import { pagePath, sendOn } from './send-on.ts'
import { visitorOf } from './visitor.ts'

type Step = LoginModel['step']

const PATHS: Readonly<Record<Step, string>> = {
  whole: '/u/login',
  identifier: '/u/login/identifier',
  password: '/u/login/password',
}

type Typed = Pick<LoginModel, 'username' | 'problem' | 'usernameProblem' | 'passwordProblem'>

type Page = {
  readonly interaction: Interaction
  readonly context: PageContext
  readonly connection: Connection
  readonly model: Omit<LoginModel, keyof Typed>
}

/** Everything about the page but what was typed. */
async function pageOf(request: FastifyRequest, step: Step): Promise<Page> {
  const interaction = await readInteraction(request)
  const { state } = interaction
  const connection = await databaseOf(request, interaction)
  const { disable_self_service_change_password } = connection.options
  const canSignUp = step !== 'password' && (await takesSignUps(request, interaction, connection))
  return {
    interaction,
    connection,
    context: await pageContext(request, aboutOf(interaction)),
    model: {
      action: pagePath(PATHS[step], state),
      step,
      organization: await organizationShown(request, interaction),
      identifier: identifierStyle(connection),
      links: {
        signUp: canSignUp ? pagePath('/u/signup', state) : undefined,
        forgotten: disable_self_service_change_password ? undefined : pagePath('/u/reset-password/request', state),
        identifier: pagePath(PATHS.identifier, state),
      },
    },
  }
}

const send = (reply: FastifyReply, status: number, { interaction, context, model }: Page, typed: Typed): FastifyReply =>
  sendPage(reply, status, renderLogin(context, { ...model, ...typed }), { formActionOrigins: formTargets(interaction) })

/** What the person has typed before, or the application believes it will. */
const knownName = ({ transaction: { typed_username, request } }: Interaction): string =>
  (typed_username ?? request.login_hint ?? '').slice(0, MAX_IDENTIFIER)

const show =
  (step: Step) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const page = await pageOf(request, step)
    const { state, transaction } = page.interaction
    const { identifier_first } = await getSettings(request.tenancy, 'prompts')
    const first = identifier_first ? 'identifier' : 'whole'
    const isWrongPage = step !== first && (step !== 'password' || !identifier_first || !transaction.typed_username)
    if (isWrongPage) return sendOn(reply, pagePath(PATHS[first], state))
    return send(reply, 200, page, { username: knownName(page.interaction) })
  }

const tooLong = ({ texts }: PageContext, username: string): string | undefined =>
  username.length > MAX_IDENTIFIER ? texts.tooLong : undefined

/** The first of two pages. Whoever it is, the second one follows. */
async function takeIdentifier(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const page = await pageOf(request, 'identifier')
  const { interaction, context, model } = page
  const username = formOf(request).values['username']?.trim() ?? ''
  const usernameProblem =
    username === '' ? context.texts[IDENTIFIER_MISSING[model.identifier]] : tooLong(context, username)
  if (usernameProblem !== undefined) return send(reply, 400, page, { username, usernameProblem })
  await noteProgress(request.tenancy, interaction.state, interaction.transaction, { typed_username: username })
  return sendOn(reply, pagePath(PATHS.password, interaction.state))
}

const takePassword =
  (step: 'whole' | 'password') =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const page = await pageOf(request, step)
    const { interaction, context, model } = page
    const { username: typed = '', password = '' } = formOf(request).values
    const username = step === 'password' ? (interaction.transaction.typed_username ?? typed) : typed
    const missing = {
      usernameProblem:
        username.trim() === '' ? context.texts[IDENTIFIER_MISSING[model.identifier]] : tooLong(context, username),
      passwordProblem: password === '' ? context.texts.passwordMissing : undefined,
    }
    if (missing.usernameProblem !== undefined || missing.passwordProblem !== undefined) {
      return send(reply, 400, page, { username: username.slice(0, MAX_IDENTIFIER), ...missing })
    }
    try {
      const { client } = interaction
      const connection = connectionNamed(interaction, page.connection)
      const visitor = visitorOf(request)
      const proven = await loginWithPassword(request.tenancy, { client, connection, username, password, visitor })
      return await finishLogin(request, reply, interaction, proven)
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error
      return send(reply, error.status, page, {
        username,
        problem: refusalWords(context.texts, error, model.identifier),
      })
    }
  }

export const loginPageRoutes: FastifyPluginAsync = async (wing) => {
  wing.get(PATHS.whole, show('whole'))
  wing.post(PATHS.whole, takePassword('whole'))
  wing.get(PATHS.identifier, show('identifier'))
  wing.post(PATHS.identifier, takeIdentifier)
  wing.get(PATHS.password, show('password'))
  wing.post(PATHS.password, takePassword('password'))
}
