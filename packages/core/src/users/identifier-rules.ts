// What a user of a connection may be called by, and must. reference: Management API, section 10, options of `auth0`.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { IdentifierKind } from '../record-store.ts'

/** What somebody is called by, normalized. */
export type Identifiers = { readonly [K in IdentifierKind]?: string | undefined }

/** What is wrong with them, in words for an administrator. */
export type IdentifierProblem = { readonly kind: IdentifierKind; readonly problem: 'missing' | 'unwanted' | 'length' }

const KINDS = ['email', 'phone_number', 'username'] as const

/** Without further options a user name has at most as many characters, as Auth0 has it. */
const USERNAME = { min: 1, max: 15 }

const textOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** How long a user name may be. */
export function usernameLength({ options }: Pick<Connection, 'options'>): {
  readonly min: number
  readonly max: number
} {
  const own: Readonly<Record<string, unknown>> = options.attributes?.username?.validation ?? {}
  const { min = USERNAME.min, max = USERNAME.max } = options.validation?.username ?? {}
  return { min: textOf(own['min_length']) ?? min, max: textOf(own['max_length']) ?? max }
}

/** Whether the connection's users have such an identifier: always, if they like, or never. */
export function identifierNeed(
  { options }: Pick<Connection, 'options'>,
  kind: IdentifierKind,
): 'always' | 'perhaps' | 'never' {
  const { attributes } = options
  if (!attributes) {
    if (kind === 'email') return 'always'
    if (kind === 'username') return options.requires_username === true ? 'always' : 'never'
    return 'never'
  }
  const attribute = attributes[kind]
  if (!attribute) return 'never'
  if (attribute.profile_required === true || attribute.signup?.status === 'required') return 'always'
  return 'perhaps'
}

/** The first thing that is wrong with them; undefined when nothing is. */
export function findIdentifierProblem(
  connection: Pick<Connection, 'options'>,
  identifiers: Identifiers,
): IdentifierProblem | undefined {
  for (const kind of KINDS) {
    const value = identifiers[kind]
    const need = identifierNeed(connection, kind)
    if (value === undefined && need === 'always') return { kind, problem: 'missing' }
    if (value !== undefined && need === 'never') return { kind, problem: 'unwanted' }
  }
  const { username } = identifiers
  if (username !== undefined) {
    const { min, max } = usernameLength(connection)
    const { length } = Array.from(username)
    if (length < min || length > max) return { kind: 'username', problem: 'length' }
  }
  return KINDS.some((kind) => identifiers[kind] !== undefined) ? undefined : { kind: 'email', problem: 'missing' }
}
