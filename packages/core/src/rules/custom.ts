// What becomes of the user and context that rules leave behind: claims, scopes, a profile, a lifetime. What they may not say is left
// out without an error. reference: extensibility, sections 6 and 7.
import type { Document } from '@symbolon/protocol/entities/entity'
import { isCustomClaim } from '@symbolon/protocol/auth0/custom-claims'
import { parseScope } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { Authorization } from '../authorization.ts'
import type { Custom } from '../custom.ts'
import { ruleUser } from './rule-input.ts'

/** Longest life of an ID token that code may ask for, seconds. */
const MAX_LIFETIME = 2_592_000

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const documentAt = (value: unknown, name: string): Document => {
  const inner = isDocument(value) ? value[name] : undefined
  return isDocument(inner) ? inner : {}
}

/** The claims among what code has set. */
export const customClaims = (set: Document): Document => {
  const claims: Record<string, unknown> = {}
  for (const name of Object.keys(set)) {
    const value = set[name]
    if (value !== undefined && value !== null && isCustomClaim(name)) claims[name] = value
  }
  return claims
}

/** `a.b` of the profile. */
const attributeOf = (profile: Document, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, name) => (isDocument(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
      profile,
    )

/** Paths of the attributes that scope words were mapped to, as far as there may be such claims. The words are no scopes of any API. */
const pathsOf = (meanings: Document, words: readonly string[]): readonly string[] =>
  words
    .flatMap((word) => (Array.isArray(meanings[word]) ? meanings[word] : []))
    .filter((path): path is string => typeof path === 'string' && isCustomClaim(path))

/** What is found at these paths. */
const mappedTo = (paths: readonly string[], profile: Document): Document =>
  Object.fromEntries(paths.map((path) => [path, attributeOf(profile, path) ?? null]))

const withMapped = (mapped: Document | undefined, claims: Document): Document =>
  mapped ? { ...customClaims(mapped), ...claims } : claims

const scopesOf = (value: unknown): readonly string[] | undefined => {
  if (typeof value === 'string') return parseScope(value)
  if (!Array.isArray(value) || !value.every((word) => typeof word === 'string')) return undefined
  return parseScope(value.join(' '))
}

/** Fields in which the profile is other than what is kept; null for those that are gone. */
const changedProfile = (before: Document, after: Document): Document => {
  if (before === after) return {}
  const changed = new Map<string, unknown>()
  const valueOf = (profile: Document, name: string): unknown =>
    Object.hasOwn(profile, name) ? profile[name] : undefined
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const now = valueOf(after, name)
    if (JSON.stringify(valueOf(before, name)) !== JSON.stringify(now)) changed.set(name, now ?? null)
  }
  return Object.fromEntries(changed)
}

const lifetimeOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? Math.min(value, MAX_LIFETIME) : undefined

/**
 * What the rules have made of an authorization.
 *
 * @param given the user as it was given to them
 * @param asked every scope word of the request, also such as no API knows
 */
export function customOf(
  given: Document,
  { user, context }: { readonly user: Document; readonly context: Document },
  asked: readonly string[],
): Custom {
  const jwt = documentAt(context, 'jwtConfiguration')
  const meanings = documentAt(jwt, 'scopes')
  const words = asked.filter((word) => Object.hasOwn(meanings, word))
  const mapped = words.length === 0 ? undefined : mappedTo(pathsOf(meanings, words), user)
  // `scope` is no claim that code may set: it stands there for the scopes.
  const access = documentAt(context, 'accessToken')
  const scopes = access['scope'] === undefined ? undefined : scopesOf(access['scope'])
  const lifetime = lifetimeOf(jwt['lifetimeInSeconds'])
  return {
    access_token: withMapped(mapped, customClaims(access)),
    id_token: withMapped(mapped, customClaims(documentAt(context, 'idToken'))),
    profile: changedProfile(given, user),
    ...(mapped ? { mapped } : {}),
    ...(scopes === undefined ? {} : { scopes }),
    ...(words.length === 0 ? {} : { words }),
    ...(lifetime === undefined ? {} : { id_token_lifetime: lifetime }),
  }
}

/**
 * What is left of it when the same request goes on as another user: of the profile that code saw and changed nothing is said of the
 * other, and words stand for the other's attributes. Claims that code set by itself stay.
 */
export function customOfAnother(
  { mapped: before, ...custom }: Custom,
  { user: other, client }: Pick<Authorization, 'user' | 'client'>,
): Custom {
  const left = { ...custom, profile: {} }
  if (!before || !other) return left
  const mapped = mappedTo(Object.keys(before), ruleUser(other, { client }))
  const anew = (claims: Document): Document => withMapped(mapped, setByCode(claims, before))
  return { ...left, access_token: anew(custom.access_token), id_token: anew(custom.id_token), mapped }
}

/** The claims that say something else than the attributes that were mapped. */
const setByCode = (claims: Document, mapped: Document): Document =>
  Object.fromEntries(
    Object.entries(claims).filter(
      ([name, value]) => !Object.hasOwn(mapped, name) || JSON.stringify(mapped[name]) !== JSON.stringify(value),
    ),
  )

/** The authorization with the scopes that code has put in the place of those that were granted. */
export const withCustom = (authorization: Authorization, custom: Custom): Authorization => ({
  ...authorization,
  custom,
  scopes: custom.scopes ?? authorization.scopes,
})
