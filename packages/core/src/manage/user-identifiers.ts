// What a user is called by, as an administrator sends it: brought into its one form and held against the connection.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Document } from '@symbolon/protocol/entities/entity'
import { ApiError } from '../errors.ts'
import { findIdentifierProblem, usernameLength, type Identifiers } from '../users/identifier-rules.ts'
import { FORMS } from '../users/normalize.ts'
import { invalidBody } from './refusals.ts'

const KINDS = ['email', 'phone_number', 'username'] as const

/** `sent` with its identifiers in their one form. @throws ApiError 400 for one that cannot be */
export const normalized = (sent: Document): Document => {
  const forms = KINDS.flatMap((kind): [string, string][] => {
    const value = sent[kind]
    if (typeof value !== 'string') return []
    const form = FORMS[kind](value)
    if (form === undefined) throw invalidBody(`Object didn't pass validation for format ${kind}`, kind)
    return [[kind, form]]
  })
  return { ...sent, ...Object.fromEntries(forms) }
}

const problemWith = (
  connection: Connection,
  { kind, problem }: NonNullable<ReturnType<typeof findIdentifierProblem>>,
) => {
  if (problem === 'length') {
    const { min, max } = usernameLength(connection)
    return invalidBody(`A user name of this connection has ${min} to ${max} characters`, 'username')
  }
  if (kind === 'username') {
    return new ApiError(
      400,
      problem === 'missing'
        ? `Missing username for ${connection.name} connection with requires_username enabled`
        : 'Cannot set username for connection without requires_username',
      'invalid_body',
    )
  }
  return problem === 'missing'
    ? invalidBody(`Missing required property: ${kind}`)
    : new ApiError(400, `Cannot set ${kind} for connection without the attribute ${kind}`, 'invalid_body')
}

/** Returns when a user of this connection may be called so. @throws ApiError 400 */
export const requireIdentifiers = (connection: Connection, identifiers: Identifiers): void => {
  const found = findIdentifierProblem(connection, identifiers)
  if (found) throw problemWith(connection, found)
}
