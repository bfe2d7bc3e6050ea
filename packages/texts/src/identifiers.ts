// What people are known by, and the words for it.
import type { TextKey } from './en.ts'

export type IdentifierKind = 'email' | 'username' | 'phone_number'

/** The kinds that one field takes. */
export type IdentifierStyle = IdentifierKind | 'email-or-username' | 'any'

export const IDENTIFIER_LABELS: Readonly<Record<IdentifierStyle, TextKey>> = {
  email: 'emailLabel',
  username: 'usernameLabel',
  phone_number: 'phoneLabel',
  'email-or-username': 'emailOrUsernameLabel',
  any: 'identifierLabel',
}

/** What is said when nothing was typed. */
export const IDENTIFIER_MISSING: Readonly<Record<IdentifierStyle, TextKey>> = {
  email: 'emailMissing',
  username: 'usernameMissing',
  phone_number: 'phoneMissing',
  'email-or-username': 'identifierMissing',
  any: 'identifierMissing',
}
