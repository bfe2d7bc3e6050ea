// What a user's claims are, by the scopes that were granted: the same in an ID token and at /userinfo.
import { claimsOfScope } from '@symbolon/protocol/oidc/standard-claims'
import type { User } from '@symbolon/protocol/entities/user'
import type { Custom } from '../custom.ts'

/** Claims that are called otherwise in the user's document. */
const FIELDS: Readonly<Record<string, string>> = { sub: 'user_id', phone_number_verified: 'phone_verified' }

/** A claim that is always said beside another. */
const isUnverified = (claim: string, claims: Readonly<Record<string, unknown>>): boolean =>
  (claim === 'email_verified' && claims.email !== undefined) ||
  (claim === 'phone_number_verified' && claims.phone_number !== undefined)

/**
 * The claims about `user` that `scopes` ask for, only such as are known. An address and a number are always said to be
 * verified or not. reference: Authentication API, section 7.6.
 */
export function claimsOfScopes(user: User, scopes: readonly string[]): Record<string, unknown> {
  const claims: Record<string, unknown> = {}
  for (const scope of scopes) {
    for (const claim of claimsOfScope(scope)) {
      const value = user[FIELDS[claim] ?? claim]
      if (value !== undefined && value !== null) claims[claim] = value
      else if (isUnverified(claim, claims)) claims[claim] = false
    }
  }
  return claims
}

/** The user as the tenant's code wants it shown. */
export const asShown = (user: User, custom: Pick<Custom, 'profile'> | undefined): User => {
  if (!custom) return user
  const shown = new Map(Object.entries(user))
  for (const [name, value] of Object.entries(custom.profile)) {
    if (value === null) shown.delete(name)
    else shown.set(name, value)
  }
  // Whom a token is about is never up to code.
  return { ...Object.fromEntries(shown), user_id: user.user_id, identities: user.identities } as User
}
