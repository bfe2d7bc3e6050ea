// What post-login actions may ask for, and what becomes of it. reference: extensibility, section 15.
import { isCustomClaim } from '@symbolon/protocol/auth0/custom-claims'
import { parseScope } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Authorization } from '../authorization.ts'
import type { Custom } from '../custom.ts'
import { OAuthError } from '../errors.ts'
import type { Named } from './flow.ts'
import { LIFETIME_COMMANDS } from './lifetime-commands.ts'
import { requireDestination } from './redirects.ts'
import { wordsOf, type Command } from './run-actions.ts'

export const LOGIN_COMMANDS: ReadonlySet<string> = new Set([
  'access.deny',
  'authentication.setPrimaryUser',
  'validation.error',
  'accessToken.setCustomClaim',
  'accessToken.addScope',
  'accessToken.removeScope',
  'idToken.setCustomClaim',
  'redirect.sendUserTo',
  'refreshToken.revoke',
  'session.revoke',
  'transaction.setMetadata',
  'user.setAppMetadata',
  'user.setUserMetadata',
  ...LIFETIME_COMMANDS,
])

const NOTHING: Custom = { access_token: {}, id_token: {}, profile: {} }

const textAt = (values: readonly unknown[], at: number): string => {
  const value = values[at]
  return typeof value === 'string' ? value : ''
}

const withClaim = (claims: Custom['access_token'], name: string, value: unknown): Custom['access_token'] =>
  isCustomClaim(name) && value !== null && value !== undefined ? { ...claims, [name]: value } : claims

/** The tokens' part: claims and scopes, over what is there already. */
export function applyToTokens(
  before: Custom | undefined,
  granted: readonly string[],
  commands: readonly Command[],
): Custom {
  return commands.reduce<Custom>((custom, { name, values }) => {
    const word = textAt(values, 0)
    const scopes = custom.scopes ?? granted
    switch (name) {
      case 'accessToken.setCustomClaim':
        return { ...custom, access_token: withClaim(custom.access_token, word, values[1]) }
      case 'idToken.setCustomClaim':
        return { ...custom, id_token: withClaim(custom.id_token, word, values[1]) }
      case 'accessToken.addScope':
        return parseScope(word)?.length === 1 ? { ...custom, scopes: [...new Set([...scopes, word])] } : custom
      case 'accessToken.removeScope':
        return { ...custom, scopes: scopes.filter((scope) => scope !== word) }
      default:
        return custom
    }
  }, before ?? NOTHING)
}

/** Metadata to be merged into the user, by field. */
export function metadataOf(commands: readonly Command[]): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const changes: Record<string, Record<string, unknown>> = {}
  for (const { name, values } of commands) {
    const field =
      name === 'user.setAppMetadata' ? 'app_metadata' : name === 'user.setUserMetadata' ? 'user_metadata' : undefined
    const key = textAt(values, 0)
    if (field === undefined || key === '') continue
    changes[field] = { ...changes[field], [key]: values[1] }
  }
  return changes
}

/** What actions pass on to those that follow. */
export const passedIn = (commands: readonly Command[]): Document =>
  Object.fromEntries(
    commands
      .filter(({ name }) => name === 'transaction.setMetadata')
      .map(({ values: [key, value] }) => [String(key), value]),
  )

/** Bytes of JSON that wait for somebody to come back. reference: extensibility, section 17 */
const MOST_PASSED = 16_384

/** The same. @throws OAuthError when it is too much to be kept while somebody is away */
export function withinPassed(passed: Document): Document {
  if (Buffer.byteLength(JSON.stringify(passed)) <= MOST_PASSED) return passed
  throw new OAuthError('access_denied', `The metadata of the transaction is larger than ${MOST_PASSED} bytes.`)
}

/** Whom it is to go on as; undefined: who logged in. @throws OAuthError when it has gone on as somebody already */
export function namedByActions(commands: readonly Command[], subject: string, hasGoneOn: boolean): Named | undefined {
  const [named, ...more] = commands
    .filter(({ name }) => name === 'authentication.setPrimaryUser')
    .map(({ values }) => ({ user_id: values[0] }))
    .filter(({ user_id }) => user_id !== subject)
  if (!named) return undefined
  if (!hasGoneOn && more.length === 0) return { ...named, by: 'An action' }
  throw new OAuthError('access_denied', 'An action goes on as another user, which is done once a login.')
}

/** What code has made of the scopes of one user, made of those of another: what it has added or taken away is so here too. */
export function withScopesOf(
  custom: Custom,
  { scopes: before }: Pick<Authorization, 'scopes'>,
  { scopes: after }: Pick<Authorization, 'scopes'>,
): Custom {
  const { scopes: made } = custom
  if (!made) return custom
  const left = after.filter((scope) => made.includes(scope) || !before.includes(scope))
  return { ...custom, scopes: [...new Set([...left, ...made.filter((scope) => !before.includes(scope))])] }
}

/** What was said no by, if anything was. */
export function denialOf(commands: readonly Command[]): OAuthError | undefined {
  for (const { name, values } of commands) {
    const reason = wordsOf(textAt(values, name === 'validation.error' ? 1 : 0))
    if (name === 'access.deny' || name === 'validation.error' || name.endsWith('.revoke')) {
      return new OAuthError('access_denied', reason === '' ? 'Access denied by an action.' : reason)
    }
  }
  return undefined
}

/** Where the person is to be sent. @throws OAuthError when that is no address */
export function destinationOf(commands: readonly Command[]): string | undefined {
  const sent = commands.findLast(({ name }) => name === 'redirect.sendUserTo')
  if (!sent) return undefined
  const address = requireDestination(sent.values[0], 'An action')
  const options = sent.values[1]
  const query = typeof options === 'object' && options !== null && 'query' in options ? options.query : {}
  for (const [name, value] of Object.entries(typeof query === 'object' && query !== null ? query : {})) {
    address.searchParams.set(name, String(value))
  }
  return address.href
}
