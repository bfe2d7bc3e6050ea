// What the box says, in the words of the server's own pages.
import { plainWords } from '@symbolon/texts/plain-words'
import { directionOf, languageOf, textsOf, type Language } from '@symbolon/texts'
import type { TextKey, Texts } from '@symbolon/texts/en'
import type { IdentifierKind, IdentifierStyle } from '@symbolon/texts/identifiers'
import { refusedPasswordWords, type PasswordRule } from '@symbolon/texts/password-rules'
import type { Directory } from './application.ts'

export type Speech = { readonly language: Language; readonly direction: 'ltr' | 'rtl'; readonly texts: Texts }

/** In the wanted language; else in the page's, in one of the browser's, in English. */
export function speechIn(wanted: string | undefined): Speech {
  const { lang } = globalThis.document.documentElement
  const preferences = [wanted, lang, ...globalThis.navigator.languages].filter((tag) => tag !== undefined)
  const language = preferences.flatMap((tag) => languageOf(tag) ?? []).at(0) ?? 'en'
  return { language, direction: directionOf(language), texts: textsOf(language) }
}

/** What the server, or the browser on its behalf, gives as the reason. */
export type Refusal = {
  readonly code: string
  readonly description: unknown
  /** Of the answer; absent where the answer came through a window. */
  readonly statusCode?: number
  readonly name?: string
}

export const asRefusal = (thrown: unknown): Refusal => {
  const { code, description, statusCode, name } = Object(thrown)
  return {
    code: typeof code === 'string' ? code : 'unknown_error',
    description,
    ...(typeof statusCode === 'number' ? { statusCode } : {}),
    ...(typeof name === 'string' ? { name } : {}),
  }
}

const LOGIN: ReadonlyMap<string, TextKey> = new Map([
  ['blocked_user', 'accountBlocked'],
  ['too_many_attempts', 'accountThrottled'],
  ['too_many_requests', 'addressThrottled'],
  ['too_busy', 'tooBusy'],
  ['password_leaked', 'passwordLeaked'],
  ['invalid_request', 'notHere'],
  ['unauthorized_client', 'notHere'],
])

/** How the server says that somebody is not in the organization, or in none where one is needed. */
const NOT_A_MEMBER = /^(?:user \S+ is not part of the org_|client requires organization membership)/

/** Why nobody is logged in. */
export function loginWords(texts: Texts, refusal: Refusal, style: IdentifierStyle): string {
  const { code, description, statusCode } = refusal
  if (statusCode === undefined && code === 'access_denied' && NOT_A_MEMBER.test(String(description)))
    return texts.notMember
  // What the tenant's own code says about a person whose password was right.
  if (statusCode === undefined && (code === 'unauthorized' || code === 'access_denied') && description) {
    return String(description)
  }
  if (code === 'access_denied') return texts[style === 'email' ? 'wrongEmailOrPassword' : 'wrongUsernameOrPassword']
  if (code === 'too_many_attempts' && /suspicious/.test(String(description))) return texts.addressThrottled
  return texts[LOGIN.get(code) ?? 'tryAgain']
}

/** Of a refused sign-up: what is said, and beside which field. */
export type Problems = Readonly<Partial<Record<IdentifierKind | 'password' | 'form', string>>>

const SIGN_UP: ReadonlyMap<string, TextKey> = new Map([
  ['too_many_requests', 'addressThrottled'],
  ['public_signup_disabled', 'signUpClosed'],
  ['invalid_signup', 'signUpRefused'],
  ['user_exists', 'signUpRefused'],
  ['username_exists', 'signUpRefused'],
])

/** Why there is no account. */
export function signUpWords(texts: Texts, refusal: Refusal, { validation }: Directory): Problems {
  const { code, name, description } = refusal
  const { min, max } = validation?.username ?? { min: 1, max: 15 }
  switch (code) {
    case 'invalid_password':
      return { password: refusedPasswordWords(texts, name) }
    case 'invalid_email':
      return { email: texts.emailInvalid }
    case 'invalid_phone_number':
      return { phone_number: texts.phoneInvalid }
    case 'invalid_username':
      return { username: plainWords(texts.usernameInvalid, { min, max }) }
    case 'hook_error':
      return { form: String(description) }
    default:
      return { form: texts[SIGN_UP.get(code) ?? 'tryAgain'] }
  }
}

/** The rules with those marked that a refused password has missed. */
export function rulesAfter(rules: readonly PasswordRule[], refusal: Refusal | undefined): readonly PasswordRule[] {
  const { rules: reports } = Object(refusal?.description)
  const list: readonly unknown[] = Array.isArray(reports) ? reports : []
  const missed = new Set(
    list.filter((report) => Object(report).verified === false).map((report) => Object(report).code),
  )
  return rules.map((rule) => ({ ...rule, missed: missed.has(rule.code) }))
}
