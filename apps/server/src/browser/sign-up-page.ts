// /u/signup: somebody makes an account, and is logged in with it.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { LoginRefused } from '@symbolon/core/login/refusal'
import { requiredOf, signUp, usernameLength } from '@symbolon/core/login/sign-up'
import { SignUpRefused } from '@symbolon/core/login/sign-up-refused'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { MAX_IDENTIFIER } from '../pages/fields.ts'
import { pageContext, sendPage, type PageContext } from '../pages/page.ts'
import { renderSignUp, type SignUpModel, type TypedField } from '../pages/sign-up.ts'
import { plainWords } from '@symbolon/texts/plain-words'
import {
  connectionNamed,
  databaseOf,
  identifierStyle,
  organizationShown,
  passwordRules,
  passwordWords,
  refusalWords,
  takesSignUps,
} from './database-forms.ts'
import { formOf } from './form.ts'
import { aboutOf, finishLogin, formTargets, readInteraction, type Interaction } from './interaction.ts'
import { pagePath, sendOn } from './send-on.ts'
import { visitorOf } from './visitor.ts'

const PATH = '/u/signup'

const KINDS = ['email', 'username', 'phone_number'] as const

type Kind = (typeof KINDS)[number]

type Problems = Readonly<Partial<Record<Kind | 'password' | 'form', string>>>

type Page = {
  readonly interaction: Interaction
  readonly connection: Connection
  readonly context: PageContext
  readonly organization: string | undefined
  readonly isOpen: boolean
}

async function pageOf(request: FastifyRequest): Promise<Page> {
  const interaction = await readInteraction(request)
  const context = await pageContext(request, aboutOf(interaction))
  const connection = await databaseOf(request, interaction)
  return {
    interaction,
    connection,
    context,
    organization: await organizationShown(request, interaction),
    isOpen: await takesSignUps(request, interaction, connection),
  }
}

type Typed = Readonly<Partial<Record<Kind, string | undefined>>>

function send(
  reply: FastifyReply,
  status: number,
  { interaction, connection, context, organization }: Page,
  typed: Typed,
  problems: Problems = {},
  refused?: SignUpRefused,
): FastifyReply {
  const required = requiredOf(connection)
  const field = (kind: Kind): TypedField | undefined =>
    required.includes(kind)
      ? { value: (typed[kind] ?? '').slice(0, MAX_IDENTIFIER), problem: problems[kind] }
      : undefined
  const model: SignUpModel = {
    action: pagePath(PATH, interaction.state),
    organization,
    email: field('email'),
    username: field('username'),
    phone_number: field('phone_number'),
    passwordProblem: problems.password,
    problem: problems.form,
    rules: passwordRules(connection, refused),
    loginLink: pagePath('/u/login', interaction.state),
  }
  return sendPage(reply, status, renderSignUp(context, model), { formActionOrigins: formTargets(interaction) })
}

async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const page = await pageOf(request)
  const { transaction, state } = page.interaction
  if (!page.isOpen) return sendOn(reply, pagePath('/u/login', state))
  const hint = transaction.request.login_hint ?? undefined
  return send(reply, 200, page, hint?.includes('@') ? { email: hint } : {})
}

async function take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const page = await pageOf(request)
  const { interaction, connection, context } = page
  // A directory that is closed to everybody says so itself.
  const isShut = !page.isOpen && connection.options.disable_signup !== true
  if (isShut) return sendOn(reply, pagePath('/u/login', interaction.state))
  const { password = '', ...values } = formOf(request).values
  const { transaction, client } = interaction
  // An invitation is for one address, whatever else is typed.
  const email = transaction.request.invitation === undefined ? values['email'] : transaction.request.login_hint
  const typed: Typed = { email: email ?? undefined, username: values['username'], phone_number: values['phone_number'] }
  const missing = findMissing(page, typed, password)
  if (Object.keys(missing).length > 0) return send(reply, 400, page, typed, missing)
  try {
    const user = await signUp(request.tenancy, {
      client,
      connection: connectionNamed(interaction, connection),
      ...typed,
      password,
      visitor: visitorOf(request),
      languages: [context.language],
    })
    return await finishLogin(request, reply, interaction, { user, connection, method: 'pwd' }, true)
  } catch (error) {
    if (error instanceof SignUpRefused) {
      return send(reply, error.statusCode, page, typed, problemsOf(page, error), error)
    }
    if (!(error instanceof LoginRefused)) throw error
    const form = refusalWords(context.texts, error, identifierStyle(connection))
    return send(reply, error.status, page, typed, { form })
  }
}

function findMissing({ connection, context: { texts } }: Page, typed: Typed, password: string): Problems {
  const words = { email: texts.emailMissing, username: texts.usernameMissing, phone_number: texts.phoneMissing }
  const problems: Partial<Record<Kind | 'password', string>> = {}
  for (const kind of requiredOf(connection)) {
    const text = typed[kind]?.trim() ?? ''
    if (text === '') problems[kind] = words[kind]
    else if (text.length > MAX_IDENTIFIER) problems[kind] = texts.tooLong
  }
  if (password === '') problems.password = texts.passwordMissing
  return problems
}

function problemsOf({ connection, context: { texts } }: Page, refused: SignUpRefused): Problems {
  switch (refused.code) {
    case 'invalid_password':
      return { password: passwordWords(texts, refused) }
    case 'invalid_email':
    case 'missing_email':
      return { email: texts.emailInvalid }
    case 'invalid_phone_number':
    case 'missing_phone_number':
      return { phone_number: texts.phoneInvalid }
    case 'invalid_username':
    case 'missing_username':
      return { username: plainWords(texts.usernameInvalid, usernameLength(connection)) }
    case 'too_many_requests':
      return { form: texts.addressThrottled }
    case 'hook_error':
      return { form: refused.message }
    case 'public_signup_disabled':
      return { form: texts.signUpClosed }
    case 'invalid_signup':
    case 'user_exists':
    case 'username_exists':
      return { form: texts.signUpRefused }
  }
}

export const signUpPageRoutes: FastifyPluginAsync = async (wing) => {
  wing.get(PATH, show)
  wing.post(PATH, take)
}
