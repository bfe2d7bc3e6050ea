// sessions: what a browser is signed in as, and what its user has allowed. A session is found by the value of a cookie, of which
// only the hash is kept and which stands nowhere else; `sid` of the tokens is another value, and finds nothing.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import { hashHandle, isHandle, newHandle } from '../handles.ts'
import { OAuthError, unlessOwnerGone } from '../errors.ts'
import { stillCounts, type PasswordProof } from '../password-proof.ts'
import type { Device, Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import type { Visitor } from '../visitor.ts'

/** A use sooner than this after the last one is not written down, seconds. */
const NOTED_EVERY = 60

/** Most clients that a session remembers; the oldest are forgotten. */
const MAX_CLIENTS = 100

/** Most others that a note may have to give way to. */
const MOST_TRIES = 8

const MAX_USER_AGENT = 512

const HOUR = 3600

/** What a login has proven, and where it happened. */
export type Login = {
  readonly user: User
  readonly connection: Connection
  /** How it was proven: `pwd`. */
  readonly method: string
  readonly password?: PasswordProof | undefined
  readonly client_id: string
  readonly visitor: Visitor
  /** What the browser was signed in as before. */
  readonly replaces?: Session | undefined
}

const newSessionId = ({ random }: Pick<Tenancy, 'random'>): string => newHandle(random).slice(0, 32)

const secondsOf = ({ now }: Pick<Tenancy, 'now'>): number => Math.floor(now() / 1000)

type Lifetimes = { readonly persistent: boolean; readonly absolute: number; readonly idle: number }

/** Seconds; settings are in hours. reference: Management API, section 16. */
async function lifetimesOf(tenancy: Tenancy, isPersistent?: boolean): Promise<Lifetimes> {
  const settings = await getTenantSettings(tenancy)
  const persistent = isPersistent ?? settings.session_cookie?.mode !== 'non-persistent'
  const [absolute, idle] = persistent
    ? [settings.session_lifetime, settings.idle_session_lifetime]
    : [settings.ephemeral_session_lifetime, settings.idle_ephemeral_session_lifetime]
  return { persistent, absolute: Math.floor(absolute * HOUR), idle: Math.floor(idle * HOUR) }
}

/**
 * The session with a cookie that outlasts the browser, or one that does not, and with the life that settings give to such a session
 * from its last login on. One that was to end sooner than settings say is given no more time.
 */
export async function withCookieMode(tenancy: Tenancy, session: Session, persistent: boolean): Promise<Session> {
  if (session.persistent === persistent) return session
  const [given, wanted] = await Promise.all([lifetimesOf(tenancy, !persistent), lifetimesOf(tenancy, persistent)])
  const end = session.authenticated_at + wanted.absolute
  const isShortened = session.expires_at < session.authenticated_at + given.absolute
  const latest = Math.min(end, session.shortened_to ?? Infinity)
  const expires_at = isShortened ? Math.min(session.expires_at, latest) : latest
  return {
    ...session,
    persistent,
    expires_at,
    idle_expires_at: Math.min(secondsOf(tenancy) + wanted.idle, expires_at),
  }
}

const lastSeen = ({ ip, user_agent }: Visitor): Pick<Device, 'last_ip' | 'last_user_agent'> => ({
  ...(ip === undefined ? {} : { last_ip: ip }),
  ...(user_agent === undefined ? {} : { last_user_agent: user_agent.slice(0, MAX_USER_AGENT) }),
})

const firstSeen = (visitor: Visitor): Device => {
  const { last_ip, last_user_agent } = lastSeen(visitor)
  return {
    ...(last_ip === undefined ? {} : { initial_ip: last_ip, last_ip }),
    ...(last_user_agent === undefined ? {} : { initial_user_agent: last_user_agent, last_user_agent }),
  }
}

const withClient = (clients: readonly string[], client_id: string): readonly string[] =>
  [...clients.filter((known) => known !== client_id), client_id].slice(-MAX_CLIENTS)

/**
 * Begins a session after a login. The browser always gets a new handle, so that one planted before is worth nothing. The same user
 * again keeps the `sid`; another user never gets it: a session id names one person for ever. security.md B18, C13
 *
 * @throws OAuthError `access_denied` when the password that was proven has been changed meanwhile, or the user is gone: another login may have linked it
 */
export async function startSession(tenancy: Tenancy, login: Login): Promise<Started> {
  const handle = newHandle(tenancy.random)
  const kept = await continueSession(tenancy, login, handle)
  if (kept) return requirePassword(tenancy, login, { session: kept, handle })
  const at = secondsOf(tenancy)
  const { persistent, absolute, idle } = await lifetimesOf(tenancy)
  const session: Session = {
    id: newSessionId(tenancy),
    user_id: login.user.user_id,
    connection: login.connection.name,
    created_at: at,
    updated_at: at,
    authenticated_at: at,
    last_interacted_at: at,
    idle_expires_at: Math.min(at + idle, at + absolute),
    expires_at: at + absolute,
    methods: [{ name: login.method, timestamp: at }],
    clients: [login.client_id],
    device: firstSeen(login.visitor),
    persistent,
  }
  await unlessOwnerGone(tenancy.store.insertSession(session, hashHandle(handle)))
  if (login.replaces) await endSession(tenancy, login.replaces)
  return requirePassword(tenancy, login, { session, handle })
}

/** A session, and the handle that its browser is to have. */
export type Started = { readonly session: Session; readonly handle: string }

/** Looked at when the session is there: a change of the password before this is seen, and one after it finds the session. */
async function requirePassword(tenancy: Tenancy, { password }: Login, started: Started): Promise<Started> {
  if (!password || (await stillCounts(tenancy, password))) return started
  await endSession(tenancy, started.session)
  throw new OAuthError('access_denied', 'The password has been changed meanwhile. Log in again.')
}

/**
 * The same login, of the user that who logged in has become part of: another `sid` and another handle, since a session id names one
 * person for ever.
 *
 * @throws OAuthError `access_denied` when that user is gone in this moment
 */
export async function handOverSession(tenancy: Tenancy, before: Session, { user_id }: User): Promise<Started> {
  const handle = newHandle(tenancy.random)
  const session: Session = { ...before, id: newSessionId(tenancy), user_id, updated_at: secondsOf(tenancy) }
  await unlessOwnerGone(tenancy.store.insertSession(session, hashHandle(handle)))
  await endSession(tenancy, before)
  return { session, handle }
}

/** The session of the same user with a new handle and a new life; undefined when there is none to go on with. */
async function continueSession(tenancy: Tenancy, login: Login, handle: string): Promise<Session | undefined> {
  const { replaces: before, user, connection, method, client_id, visitor } = login
  if (!before || before.user_id !== user.user_id || !isAlive(tenancy, before)) return undefined
  // Which organization this login is for is seen when something is given by it.
  const { organization_id, shortened_to, ...kept } = before
  void [organization_id, shortened_to]
  const at = secondsOf(tenancy)
  const { persistent, absolute, idle } = await lifetimesOf(tenancy)
  const after: Session = {
    ...kept,
    connection: connection.name,
    updated_at: at,
    authenticated_at: at,
    last_interacted_at: at,
    idle_expires_at: Math.min(at + idle, at + absolute),
    expires_at: at + absolute,
    methods: [...before.methods.filter(({ name }) => name !== method), { name: method, timestamp: at }],
    clients: withClient(before.clients, client_id),
    device: { ...before.device, ...lastSeen(visitor) },
    persistent,
  }
  const isKept = await tenancy.store.replaceSession(before, after, { handle_hash: hashHandle(handle), durable: true })
  return isKept ? after : undefined
}

const isAlive = (tenancy: Pick<Tenancy, 'now'>, { expires_at, idle_expires_at }: Session): boolean =>
  tenancy.now() < Math.min(expires_at, idle_expires_at) * 1000

/** The session that the browser's cookie stands for, while it lives. */
export async function findSession(tenancy: Tenancy, handle: string | undefined): Promise<Session | undefined> {
  if (!isHandle(handle)) return undefined
  const session = await tenancy.store.findSessionByHandle(hashHandle(handle))
  return session && isAlive(tenancy, session) ? session : undefined
}

/** What is given by a session: to whom, and within which organization. */
type Use = { readonly client_id: string; readonly organization_id?: string | undefined }

/**
 * Notes that a client has got something by the session, and in which organization, which puts off its idle end. Not written when it was noted a moment ago.
 *
 * @returns the session as it is now; undefined when it has ended meanwhile
 */
export async function useSession(
  tenancy: Tenancy,
  session: Session,
  { client_id, organization_id }: Use,
  visitor: Visitor,
): Promise<Session | undefined> {
  const at = secondsOf(tenancy)
  let before = session
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const isFresh = at - before.last_interacted_at < NOTED_EVERY
    const isThere = organization_id === undefined || organization_id === before.organization_id
    if (isFresh && isThere && before.clients.includes(client_id)) return before
    const { idle } = await lifetimesOf(tenancy, before.persistent)
    const after: Session = {
      ...before,
      updated_at: at,
      last_interacted_at: at,
      idle_expires_at: Math.max(before.idle_expires_at, Math.min(at + idle, before.expires_at)),
      clients: withClient(before.clients, client_id),
      device: { ...before.device, ...lastSeen(visitor) },
      ...(organization_id === undefined ? {} : { organization_id }),
    }
    if (await tenancy.store.replaceSession(before, after, { durable: false })) return after
    // Another request of the browser was faster, or the session is over.
    const now = await tenancy.store.findSession(before.id)
    if (!now || !isAlive(tenancy, now)) return undefined
    before = now
  }
  // Others are noting their use of it all the time, which is as good.
  return before
}

/** Ends it: the cookie is worthless from now on, and so is everything that looks for the session. */
export async function endSession({ store }: Pick<Tenancy, 'store'>, { id }: Session): Promise<boolean> {
  return store.removeSession(id)
}
