// What actions ask of the session and of the refresh token: an earlier end, and metadata; of the session also how long its cookie lasts,
// and what else its user has proven. The earliest end counts, and none is later than settings say. reference: extensibility, section 15
import { OAuthError } from '../errors.ts'
import type { RefreshTokenWishes } from '../custom.ts'
import type { Session } from '../records.ts'
import { withCookieMode } from '../sessions/session.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Command } from './run-actions.ts'

type Holder = 'session' | 'refreshToken'

type Metadata = NonNullable<RefreshTokenWishes['metadata']>

export const COOKIE_MODE = 'session.setCookieMode'
const RECORD_METHOD = 'authentication.recordMethod'

export const LIFETIME_COMMANDS: readonly string[] = [
  ...(['session', 'refreshToken'] as const).flatMap((holder) =>
    ['setExpiresAt', 'setIdleExpiresAt', 'setMetadata', 'deleteMetadata', 'evictMetadata'].map(
      (method) => `${holder}.${method}`,
    ),
  ),
  COOKIE_MODE,
  RECORD_METHOD,
]

/** As PATCH of a session or a refresh token takes it. */
const MOST_KEYS = 25
const LONGEST = 255

/** Later than this is as good as never, milliseconds. */
const MOST_TIME = 8_640_000_000_000_000

const earliest = (...ends: readonly (number | undefined)[]): number | undefined => {
  const known = ends.filter((end) => end !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

const endIn = ({ name, values: [time] }: Command): number => {
  if (typeof time === 'number' && Number.isFinite(time) && time >= 0)
    return Math.floor(Math.min(time, MOST_TIME) / 1000)
  throw new OAuthError('access_denied', `An action calls api.${name} with what is no time in milliseconds.`)
}

const withEntry = (before: Metadata, { name, values: [key, value] }: Command): Metadata => {
  const isText = typeof key === 'string' && typeof value === 'string'
  if (isText && key !== '' && key.length <= LONGEST && value.length <= LONGEST) {
    const all = new Map(Object.entries(before)).set(key, value)
    if (all.size <= MOST_KEYS) return Object.fromEntries(all)
  }
  throw new OAuthError(
    'access_denied',
    `An action calls api.${name} with more than ${MOST_KEYS} entries of ${LONGEST} characters of text.`,
  )
}

const without = (before: Metadata, key: unknown): Metadata =>
  Object.fromEntries(Object.entries(before).filter(([name]) => name !== key))

/** What commands make of what was wished before. @throws OAuthError for what cannot be kept */
export function wishesOf(
  commands: readonly Command[],
  holder: Holder,
  before: RefreshTokenWishes | undefined,
  metadata: Metadata | undefined,
): RefreshTokenWishes {
  let wishes: RefreshTokenWishes = before ?? {}
  const kept = () => wishes.metadata ?? metadata ?? {}
  for (const command of commands) {
    const [of, method] = command.name.split('.')
    if (of !== holder) continue
    if (method === 'setExpiresAt') wishes = { ...wishes, expires_at: earliest(wishes.expires_at, endIn(command)) }
    if (method === 'setIdleExpiresAt')
      wishes = { ...wishes, idle_expires_at: earliest(wishes.idle_expires_at, endIn(command)) }
    if (method === 'setMetadata') wishes = { ...wishes, metadata: withEntry(kept(), command) }
    if (method === 'deleteMetadata') wishes = { ...wishes, metadata: without(kept(), command.values[0]) }
    if (method === 'evictMetadata') wishes = { ...wishes, metadata: {} }
  }
  return wishes
}

/** The last that was asked for. @throws OAuthError for what is no mode */
function isPersistentIn(commands: readonly Command[]): boolean | undefined {
  const asked = commands.findLast(({ name }) => name === COOKIE_MODE)
  if (!asked) return undefined
  const [mode] = asked.values
  if (mode === 'persistent' || mode === 'non-persistent') return mode === 'persistent'
  throw new OAuthError('access_denied', `An action calls api.${COOKIE_MODE} with what is no mode of a cookie.`)
}

/** Ways of proving that a session remembers; the oldest are forgotten. */
const MOST_METHODS = 20

const LONGEST_METHOD = 512

const methodIn = ({ values: [method] }: Command): string => {
  const isAddress = typeof method === 'string' && method.length <= LONGEST_METHOD && URL.canParse(method)
  if (isAddress && /^https?:\/\//.test(method) && method.isWellFormed()) return method
  throw new OAuthError('access_denied', `An action calls api.${RECORD_METHOD} with what is no address.`)
}

/** What the user has proven in the eyes of an action that somebody has come back to: others cannot know of it. */
export function requireContinuing(all: readonly Command[], continuing: readonly Command[]): void {
  if (all.every((command) => command.name !== RECORD_METHOD || continuing.includes(command))) return
  throw new OAuthError('access_denied', `An action calls api.${RECORD_METHOD} outside of onContinuePostLogin.`)
}

const withMethods = (before: Session['methods'], commands: readonly Command[], timestamp: number) =>
  commands
    .filter(({ name }) => name === RECORD_METHOD)
    .map(methodIn)
    .reduce((methods, name) => [...methods.filter((one) => one.name !== name), { name, timestamp }], before)
    .slice(-MOST_METHODS)

const MOST_TRIES = 8

/**
 * Keeps what is wished of a session, and answers with it as it then is; undefined when it has ended.
 *
 * @throws OAuthError for what cannot be kept, and when others keep changing it
 */
export async function keepSessionWishes(
  tenancy: Tenancy,
  session_id: string,
  commands: readonly Command[],
): Promise<Session | undefined> {
  const { store, now } = tenancy
  const persistent = isPersistentIn(commands)
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = await store.findSession(session_id)
    if (!before) return undefined
    const { expires_at, idle_expires_at, metadata } = wishesOf(commands, 'session', undefined, before.session_metadata)
    const moded = persistent === undefined ? before : await withCookieMode(tenancy, before, persistent)
    const { session_metadata, ...rest } = moded
    const kept = metadata ?? session_metadata
    const after: Session = {
      ...rest,
      methods: withMethods(before.methods, commands, Math.floor(now() / 1000)),
      expires_at: Math.min(moded.expires_at, expires_at ?? Infinity),
      ...(expires_at === undefined ? {} : { shortened_to: Math.min(before.shortened_to ?? Infinity, expires_at) }),
      idle_expires_at: Math.min(moded.idle_expires_at, idle_expires_at ?? Infinity),
      ...(kept === undefined ? {} : { session_metadata: kept }),
    }
    if (JSON.stringify(after) === JSON.stringify(before) || (await store.replaceSession(before, after))) return after
  }
  throw new OAuthError('access_denied', 'The session is being changed by others')
}
