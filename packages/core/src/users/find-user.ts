// Which user of a database connection somebody means by what was typed into the one field of a login form.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Identity, User } from '@symbolon/protocol/entities/user'
import type { IdentifierKind } from '../record-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { FORMS } from './normalize.ts'

/** What users of the connection can be found by, in the order in which it is tried. */
export function identifiersOf({ options }: Connection): readonly IdentifierKind[] {
  const { attributes } = options
  if (!attributes) return options.requires_username === true ? ['email', 'username'] : ['email']
  const all: readonly IdentifierKind[] = options.precedence ?? ['email', 'phone_number', 'username']
  const isActive = (kind: IdentifierKind): boolean => {
    const attribute = attributes[kind]
    return attribute !== undefined && attribute.identifier?.active !== false
  }
  return all.filter(isActive)
}

/**
 * The form in which a typed identifier is counted and looked for; one that can be nobody's is kept as it is, cut.
 */
export function typedIdentifier(connection: Connection, typed: string): string {
  for (const kind of identifiersOf(connection)) {
    const value = FORMS[kind](typed)
    if (value !== undefined) return value
  }
  return typed.trim().toLowerCase().slice(0, 320)
}

/** The user of the connection whom `typed` names: by e-mail address, telephone number or user name, as the connection says. */
export async function findByLogin(
  { store }: Pick<Tenancy, 'store'>,
  connection: Connection,
  typed: string,
): Promise<User | undefined> {
  for (const kind of identifiersOf(connection)) {
    const value = FORMS[kind](typed)
    const user = value === undefined ? undefined : await store.findUserByIdentifier(connection.name, kind, value)
    if (user) return user
  }
  return undefined
}

/** The id that an identity gave or gives its user; passwords are kept by it. */
export const identityUserId = ({ provider, user_id }: Identity): string => `${provider}|${user_id}`

const profileOf = (user: User, identity: Identity): Readonly<Record<string, unknown>> =>
  identity === user.identities[0] ? user : (identity.profileData ?? {})

/** The address of an identity: a linked one has its own. */
export function emailOf(user: User, identity: Identity | undefined): string | undefined {
  const email = identity && profileOf(user, identity)['email']
  return typeof email === 'string' ? email : undefined
}

/**
 * The identity of the user at the connection: of several that were linked, the one that `typed` names; without it, or when it names
 * none, the first.
 */
export function identityAt(user: User, connection: Connection, typed?: string): Identity | undefined {
  const isNamed = (identity: Identity): boolean => {
    const profile = profileOf(user, identity)
    return identifiersOf(connection).some((kind) => {
      const value = typed === undefined ? undefined : FORMS[kind](typed)
      return value !== undefined && profile[kind] === value
    })
  }
  const here = user.identities.filter((identity) => identity.connection === connection.name)
  return here.find(isNamed) ?? here[0]
}

/** All by which the user can be named at the connection. */
export const identifiersOfUser = (user: User): readonly string[] =>
  [user, ...user.identities.map(({ profileData }) => profileData ?? {})]
    .flatMap((profile) => [profile['email'], profile['username'], profile['phone_number']])
    .filter((value) => typeof value === 'string')
