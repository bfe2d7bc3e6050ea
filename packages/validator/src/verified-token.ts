// What an API gets to know of a request that was let in.
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { clientOf } from './claim-rules.ts'
import { newMemory } from './memory.ts'

/** An access token that has been believed. Frozen where many requests share it. */
export type VerifiedToken = {
  readonly claims: JsonObject
  /** Header of the signed token; empty for an opaque one. */
  readonly header: JsonObject
  readonly issuer: string
  /** `sub`: a user, or a client that speaks for itself. */
  readonly subject: string
  readonly clientId: string | undefined
  /** Whether a client speaks for itself. */
  readonly isMachine: boolean
  /** Words of `scope`. */
  readonly scopes: readonly string[]
  readonly permissions: readonly string[]
}

const NONE: readonly string[] = Object.freeze([])

/** Scopes that tokens have had: most tokens of an API have the same as another. */
const MOST_SCOPES = 1000
const known = newMemory<readonly string[]>(MOST_SCOPES)

const wordsOf = (scope: string): readonly string[] => {
  const before = known.get(scope)
  if (before) return before
  const words = Object.freeze(scope.split(' '))
  known.set(scope, words)
  return words
}

const deepFreeze = (value: object): void => {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member)
  Object.freeze(value)
}

/** `token`, which nobody can change from now on: before it is given to more than one request. */
export const frozen = (token: VerifiedToken): VerifiedToken => {
  deepFreeze(token)
  return token
}

export const verifiedToken = (issuer: string, header: JsonObject, claims: JsonObject): VerifiedToken => {
  const { sub, scope, permissions } = claims
  const subject = typeof sub === 'string' ? sub : ''
  const clientId = clientOf(claims)
  return {
    claims,
    header,
    issuer,
    subject,
    clientId,
    isMachine: clientId !== undefined && (subject === clientId || subject === `${clientId}@clients`),
    scopes: typeof scope === 'string' && scope !== '' ? wordsOf(scope) : NONE,
    permissions: Array.isArray(permissions) ? (permissions as readonly string[]) : NONE,
  }
}
