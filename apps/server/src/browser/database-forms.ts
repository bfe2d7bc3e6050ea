// What the forms about a database of users have in common: which database a paused request means, what it asks of people, and how a
// refusal is said to them, in their language and beside the field that it is about.
import type { FastifyRequest } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import { databaseFor } from '@symbolon/core/login/password'
import { LoginRefused, SUSPICIOUS, type LoginRefusalCode } from '@symbolon/core/login/refusal'
import type { SignUpRefused } from '@symbolon/core/login/sign-up-refused'
import { findEnabledIn } from '@symbolon/core/organizations/organization-connection'
import { identifiersOf } from '@symbolon/core/users/find-user'
import { historySizeOf, passwordPolicyOf } from '@symbolon/core/users/password-policy'
import { findMissing, rulesOf, type RuleReport } from '@symbolon/core/users/password-rules'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { TextKey, Texts } from '@symbolon/texts/en'
import type { IdentifierStyle } from '@symbolon/texts/identifiers'
import { hasRuleWords, refusedPasswordWords, type PasswordRule } from '@symbolon/texts/password-rules'
import { organizationOf, type Interaction } from './interaction.ts'

/**
 * The database that the request means, into its organization where it has one.
 *
 * @throws OAuthError for the error page, when the client has none
 */
export async function databaseOf({ tenancy }: FastifyRequest, interaction: Interaction): Promise<Connection> {
  const { client, transaction } = interaction
  try {
    const { connection } = transaction.request
    return await databaseFor(tenancy, client, connection ?? undefined, organizationOf(interaction))
  } catch (error) {
    if (error instanceof LoginRefused) throw new OAuthError('invalid_request', error.message, { cause: error })
    throw error
  }
}

/** What a login is to name as its connection: within an organization exactly this one. */
export const connectionNamed = (interaction: Interaction, { name }: Connection): string | undefined =>
  organizationOf(interaction) === undefined ? (interaction.transaction.request.connection ?? undefined) : name

/** The organization that people are told they log in to. */
export async function organizationShown(
  { tenancy }: FastifyRequest,
  interaction: Interaction,
): Promise<string | undefined> {
  const id = organizationOf(interaction)
  const organization = id === undefined ? undefined : await tenancy.store.find('organizations', { id })
  return organization && (organization.display_name ?? organization.name)
}

/** Whether strangers may make an account: the connection's to say, and the organization's unless somebody is invited. */
export async function takesSignUps(
  { tenancy }: FastifyRequest,
  interaction: Interaction,
  connection: Connection,
): Promise<boolean> {
  if (connection.options.disable_signup === true) return false
  const id = organizationOf(interaction)
  if (id === undefined || interaction.transaction.request.invitation !== undefined) return true
  return (await findEnabledIn(tenancy, { id }, connection))?.is_signup_enabled === true
}

/** How the connection's users are called. */
export function identifierStyle(connection: Connection): IdentifierStyle {
  const kinds = identifiersOf(connection)
  const [only] = kinds
  if (kinds.length === 1 && only !== undefined) return only
  return kinds.includes('phone_number') ? 'any' : 'email-or-username'
}

const REFUSALS: Readonly<Partial<Record<LoginRefusalCode, TextKey>>> = {
  too_many_attempts: 'accountThrottled',
  too_many_requests: 'addressThrottled',
  too_busy: 'tooBusy',
  blocked_user: 'accountBlocked',
  password_leaked: 'passwordLeaked',
  invalid_connection: 'notHere',
}

/** A refusal in the words of the page. */
export function refusalWords(texts: Texts, { code, message }: LoginRefused, style: IdentifierStyle): string {
  if (code === 'invalid_user_password')
    return texts[style === 'email' ? 'wrongEmailOrPassword' : 'wrongUsernameOrPassword']
  if (message === SUSPICIOUS) return texts.addressThrottled
  return texts[REFUSALS[code] ?? 'tryAgain']
}

/** What is wrong with a password. */
export const passwordWords = (texts: Texts, { name }: SignUpRefused): string => refusedPasswordWords(texts, name)

/** What a password of the connection needs; after a refusal, with what was missed. */
export function passwordRules(connection: Connection, refused?: SignUpRefused): readonly PasswordRule[] {
  const { level, minLength } = passwordPolicyOf(connection)
  const { password_dictionary, password_no_personal_info } = connection.options
  const description = refused?.description
  const reports =
    typeof description === 'object' ? description.rules : (findMissing(rulesOf(level, minLength), '') ?? [])
  const history = historySizeOf(connection)
  const missed = (name: string): boolean => refused?.name === name
  return [
    ...reports.flatMap((report) => ruleOf(report, typeof description === 'object')),
    ...(password_dictionary?.enable
      ? [{ code: 'dictionary', missed: missed('PasswordDictionaryError') } as const]
      : []),
    ...(password_no_personal_info?.enable
      ? [{ code: 'personal', missed: missed('PasswordNoUserInfoError') } as const]
      : []),
    ...(history > 0 ? [{ code: 'history', count: history, missed: missed('PasswordHistoryError') } as const] : []),
  ]
}

function ruleOf({ code, format, items, verified }: RuleReport, wasTried: boolean): readonly PasswordRule[] {
  if (!hasRuleWords(code)) return []
  const [count] = format ?? []
  const kinds = items?.flatMap((item) => (hasRuleWords(item.code) ? [{ code: item.code }] : []))
  return [
    {
      code,
      missed: wasTried && !verified,
      ...(typeof count === 'number' ? { count } : {}),
      ...(kinds ? { items: kinds } : {}),
    },
  ]
}
