// What a password must be: the five levels of Auth0, its three further checks, and how it says what is missing. reference:
// Authentication API, sections 17.1 and 21.1; Management API, section 10.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import type { PasswordHasher } from '../ports.ts'
import { isCommonPassword } from './common-passwords.ts'
import { findMissing, LEVELS, policyText, rulesOf, type PolicyLevel, type RuleReport } from './password-rules.ts'

/** Longest password, in bytes of UTF-8. */
export const MAX_PASSWORD_BYTES = 1024

/** A refused password, in the fields that clients compare. */
export type PasswordProblem = {
  readonly name:
    | 'PasswordStrengthError'
    | 'PasswordDictionaryError'
    | 'PasswordNoUserInfoError'
    | 'PasswordHistoryError'
  readonly message: string
  readonly description: string | { readonly rules: readonly RuleReport[]; readonly verified: false }
  readonly policy: string
}

/** What a password of the connection must be, for pages and for `/client/ID.js`. */
export type PasswordPolicy = {
  readonly level: PolicyLevel
  readonly minLength: number
  /** One line each. */
  readonly text: string
}

/** The policy of a connection; `good` where it says nothing, as with a new connection. */
export function passwordPolicyOf({ options }: Pick<Connection, 'options'>): PasswordPolicy {
  const level = options.passwordPolicy ?? 'good'
  const minLength = options.password_complexity_options?.min_length ?? LEVELS[level].length
  return { level, minLength, text: policyText(rulesOf(level, minLength)) }
}

/** Who the password is for: the connection's user, or the fields of one to be. */
export type PasswordOwner = {
  readonly [F in 'email' | 'username' | 'name' | 'nickname' | 'given_name' | 'family_name' | 'user_metadata']?:
    | User[F]
    | undefined
}

/** What is wrong with a password apart from its history; undefined when nothing is. */
export function findPasswordProblem(
  { options }: Pick<Connection, 'options'>,
  password: string,
  owner: PasswordOwner,
): PasswordProblem | undefined {
  const { level, minLength } = passwordPolicyOf({ options })
  const rules = rulesOf(level, minLength)
  const missing = findMissing(rules, password)
  if (missing || Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    const description = { rules: missing ?? findMissing(rules, '') ?? [], verified: false } as const
    return { name: 'PasswordStrengthError', message: 'Password is too weak', description, policy: policyText(rules) }
  }
  if (
    options.password_dictionary?.enable === true &&
    isInDictionary(password, options.password_dictionary.dictionary)
  ) {
    return problem('PasswordDictionaryError', 'Password is too common')
  }
  if (options.password_no_personal_info?.enable === true && holdsPersonalInfo(password, owner)) {
    return problem('PasswordNoUserInfoError', 'Password contains user information')
  }
  return undefined
}

const problem = (name: PasswordProblem['name'], message: string): PasswordProblem => ({
  name,
  message,
  description: message,
  policy: '',
})

const isInDictionary = (password: string, own: readonly string[] = []): boolean => {
  const lower = password.toLowerCase()
  return isCommonPassword(lower) || own.some((word) => word.toLowerCase() === lower)
}

/** Shorter parts of a name stand in too many words. */
const MIN_PART = 3

function holdsPersonalInfo(password: string, owner: PasswordOwner): boolean {
  const metadata = owner.user_metadata ?? {}
  const further = [metadata['name'], metadata['first'], metadata['last']]
  const said = [owner.name, owner.nickname, owner.username, owner.given_name, owner.family_name, ...further]
  const texts = [...said, owner.email, owner.email?.split('@', 1)[0]].filter((value) => typeof value === 'string')
  const parts = texts.flatMap((text) => [text, ...text.split(/[\s._+@-]+/)]).filter(({ length }) => length >= MIN_PART)
  const lower = password.toLowerCase()
  return parts.some((part) => lower.includes(part.toLowerCase()))
}

/** How many earlier passwords of a user must not come back, the present one among them; 0: any may. */
export function historySizeOf({ options }: Pick<Connection, 'options'>): number {
  const { password_history: history } = options
  return history?.enable === true ? (history.size ?? 5) : 0
}

/**
 * Whether the password has been one of `hashes`, newest first, within the size the connection wants.
 *
 * @throws an error whose `code` is `too_busy`
 */
export async function findHistoryProblem(
  hasher: PasswordHasher,
  connection: Pick<Connection, 'options'>,
  password: string,
  hashes: readonly string[],
): Promise<PasswordProblem | undefined> {
  for (const hash of hashes.slice(0, historySizeOf(connection))) {
    const { right } = await hasher.verify(password, hash)
    if (right) return problem('PasswordHistoryError', 'Password has previously been used')
  }
  return undefined
}
