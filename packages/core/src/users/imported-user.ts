// One row of an import: what becomes of it in a database of users, or what is wrong with it. Whoever imports, by a job or from a
// terminal, comes through here. reference: Management API, section 21.
import type { Connection } from '@symbolon/protocol/entities/connection'
import { IMPORTED_USER, type ImportedUser } from '@symbolon/protocol/entities/imported-user'
import { problemIn } from '@symbolon/protocol/entities/validate'
import type { IdentifierKind } from '../record-store.ts'
import { findIdentifierProblem, usernameLength } from './identifier-rules.ts'
import { keptHashOf } from './imported-password.ts'
import type { NewUserFields } from './new-user.ts'
import { FORMS } from './normalize.ts'

/** Why a row was not imported, as `GET /jobs/{id}/errors` tells it. */
export type ImportError = { readonly code: string; readonly message: string; readonly path?: string }

/** A row that can be imported: fields with identifiers in their one form, and the password as it is kept. */
export type ReadRow = { readonly fields: NewUserFields; readonly hash: string | undefined }

const CODES: ReadonlyMap<string, string> = new Map([
  ['type', 'INVALID_TYPE'],
  ['enum', 'ENUM_MISMATCH'],
  ['pattern', 'PATTERN'],
  ['minLength', 'MIN_LENGTH'],
  ['maxLength', 'MAX_LENGTH'],
  ['minimum', 'MINIMUM'],
  ['maximum', 'MAXIMUM'],
  ['minItems', 'ARRAY_LENGTH_SHORT'],
  ['maxItems', 'ARRAY_LENGTH_LONG'],
  ['required', 'OBJECT_REQUIRED'],
])

const wrong = (code: string, problem: string, path?: string): ImportError =>
  path === undefined
    ? { code, message: `Error in the user - ${problem}` }
    : { code, message: `Error in ${path} property - ${problem}`, path }

const KINDS = ['email', 'phone_number', 'username'] as const

type Identifiers = { readonly [K in IdentifierKind]?: string }

const identifiersOf = (row: ImportedUser): { readonly forms: Identifiers } | { readonly error: ImportError } => {
  const forms: { [K in IdentifierKind]?: string } = {}
  for (const kind of KINDS) {
    const sent = row[kind]
    if (sent === undefined) continue
    const form = FORMS[kind](sent)
    if (form === undefined) {
      return { error: wrong('INVALID_FORMAT', `Object didn't pass validation for format ${kind}`, kind) }
    }
    forms[kind] = form
  }
  return { forms }
}

const identifierError = (connection: Connection, identifiers: Identifiers): ImportError | undefined => {
  const found = findIdentifierProblem(connection, identifiers)
  if (!found) return undefined
  const { kind, problem } = found
  if (problem === 'missing') return wrong('OBJECT_REQUIRED', `Missing required property: ${kind}`, kind)
  if (problem === 'unwanted') return wrong('NOT_PASSED', `Users of ${connection.name} have no ${kind}`, kind)
  const { min, max } = usernameLength(connection)
  return wrong('NOT_PASSED', `A user name of this connection has ${min} to ${max} characters`, kind)
}

/** Undefined: the row has no password. */
const hashOf = ({ password_hash, custom_password_hash }: ImportedUser): string | ImportError | undefined => {
  if (password_hash !== undefined && custom_password_hash !== undefined) {
    return wrong('NOT_PASSED', 'password_hash and custom_password_hash exclude each other', 'custom_password_hash')
  }
  const isPlain = password_hash !== undefined
  const hash = isPlain ? ({ algorithm: 'bcrypt', hash: { value: password_hash } } as const) : custom_password_hash
  const kept = hash && keptHashOf(hash)
  if (kept === undefined || typeof kept === 'string') return kept
  return wrong('NOT_PASSED', kept.problem, isPlain ? 'password_hash' : `custom_password_hash.${kept.path}`)
}

/**
 * What a row of an import makes at a database connection, or why it cannot be imported. Pure but for the first use of its schema, and
 * asks no database: whether somebody has these identifiers already is found out when the row is written.
 */
export async function readImportedUser(
  connection: Connection,
  row: unknown,
): Promise<ReadRow | { readonly errors: readonly [ImportError] }> {
  const found = await problemIn(IMPORTED_USER, row)
  if (found) return { errors: [wrong(CODES.get(found.keyword) ?? 'NOT_PASSED', found.problem, found.property)] }
  // It is what its schema says.
  const user = row as ImportedUser
  if (user.mfa_factors !== undefined && user.mfa_factors.length > 0) {
    const why = 'There are no second factors here; without them the user would log in with the password alone'
    return { errors: [wrong('MFA_FACTORS_FAILED', why, 'mfa_factors')] }
  }
  const identifiers = identifiersOf(user)
  if ('error' in identifiers) return { errors: [identifiers.error] }
  const error = identifierError(connection, identifiers.forms)
  if (error) return { errors: [error] }
  const hash = hashOf(user)
  if (typeof hash === 'object') return { errors: [hash] }
  const { password_hash: _hash, custom_password_hash: _custom, mfa_factors: _factors, ...profile } = user
  return { fields: { ...profile, ...identifiers.forms }, hash }
}
