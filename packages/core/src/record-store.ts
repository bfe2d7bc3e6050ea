// The store's verbs about people. The dangerous ones are one conditional statement each: of any number of callers, in any
// process, exactly one succeeds. `durable: false` gives up the wait for the disk: what is written survives the process, not the
// machine's power, and is seen by everybody at once all the same.
import type { LogStreamStore } from './log-stream-store.ts'
import type { SignalPushStore } from './revocation-store.ts'
import type { RightStore } from './right-store.ts'
import type { Soon } from './soon.ts'
import type { User } from '@symbolon/protocol/entities/user'
import type {
  AttemptKind,
  Attempts,
  Consent,
  Invitation,
  OneTime,
  OneTimeContents,
  OneTimeKind,
  Password,
  RefreshToken,
  RefreshTokenState,
  RefreshTokenUse,
  Session,
} from './records.ts'
import type { UserSearch } from './user-search.ts'

// What would belong to a user, client or role that is not there is not kept: where the verb has no answer for it, it rejects with
// an error whose `code` is `owner_gone`. Users are kept without NUL and without halves of surrogate pairs.

/** What became of a write: done, overtaken by another, or in conflict with an identifier that somebody has. */
export type Written = 'written' | 'stale' | 'conflict'

/** A page in order of creation, oldest first. `after` is the mark that the page before gave. */
export type RecordPageQuery = {
  readonly limit: number
  readonly offset?: number
  readonly after?: string
  readonly withTotal?: boolean
}

export type RecordPage<R> = { readonly items: readonly R[]; readonly total?: number; readonly next?: string }

/** How a database user can be found within its connection; values are compared as given, so give them normalized. */
export type IdentifierKind = 'email' | 'username' | 'phone_number'

export type UserStore = {
  /**
   * While it is the same, users, their sessions and what the tenant's code has said of them are the same as before. It may change without
   * any of that, and is NaN, the same as nothing, where the database cannot tell.
   */
  peopleEra(): number
  /** At once where this process has just read it, and the database can tell that nobody has changed it since; then the same object as before. */
  findUser(user_id: string): Soon<User | undefined>
  /** The user who has this identity, as a primary or a linked one. `user_id`: `provider|id`. */
  findUserByIdentity(user_id: string): Promise<User | undefined>
  findUserByIdentifier(connection: string, kind: IdentifierKind, value: string): Promise<User | undefined>
  usersByEmail(email: string): Promise<readonly User[]>
  /** The user and its password in one transaction; `conflict` when one of its identifiers is taken in its connection. */
  insertUser(user: User, password?: Password): Promise<'written' | 'conflict'>
  /** `before` as it was read; identifiers follow the document. Logins counted in between do not make it stale. */
  replaceUser(before: User, after: User, password?: Password): Promise<Written>
  /** Links or unlinks: all at once. `removed` goes with all that is its own but its passwords, which go with their identities. */
  replaceUsers(change: {
    readonly replaced: readonly { readonly before: User; readonly after: User }[]
    readonly removed: readonly User[]
    readonly inserted: readonly User[]
  }): Promise<Written>
  /** The user with everything that is its own: sessions, refresh tokens, consents, roles, passwords, links. */
  removeUser(user_id: string): Promise<boolean>
  /** Counts a login: `last_login`, `last_ip`, `logins_count`. `at` in seconds, perhaps with a fraction. Not durable. */
  countLogin(user_id: string, ip: string | undefined, at: number): Promise<void>
  searchUsers(search: UserSearch): Promise<{ readonly users: readonly User[]; readonly total: number }>
  findPassword(user_id: string): Promise<Password | undefined>
  /** Somebody's password at the connection, the same for the same `lot` (0 to 2^53) until passwords come or go; undefined where there are none. */
  drawPassword(connection: string, lot: number): Promise<Password | undefined>
  /** Everybody, or who came by the connection of that name. */
  pageUsers(connection: string | undefined, query: RecordPageQuery): Promise<RecordPage<User>>
  /** Sets or replaces; `stale` when `before` is given and no longer what is kept. */
  keepPassword(password: Password, before?: Password): Promise<'written' | 'stale'>
}

export type SessionStore = {
  insertSession(session: Session, handle_hash: string): Promise<void>
  /** At once like a user. */
  findSessionByHandle(handle_hash: string): Soon<Session | undefined>
  findSession(id: string): Soon<Session | undefined>
  /** With `handle_hash` the browser gets a new cookie, and the old one is worthless. */
  replaceSession(
    before: Session,
    after: Session,
    more?: { readonly handle_hash?: string; readonly durable?: boolean },
  ): Promise<boolean>
  removeSession(id: string): Promise<boolean>
  sessionsOfUser(user_id: string, query: RecordPageQuery): Promise<RecordPage<Session>>
  removeSessionsOfUser(user_id: string): Promise<number>
  /** At most `limit` of all sessions of the tenant that were made at `until` (milliseconds) or before; how many. */
  removeSessions(until: number, limit: number): Promise<number>
}

export type RefreshTokenWhere = {
  /** The authorization code that it came of: a code that is used twice ends it. */
  readonly code_hash?: string
  readonly user_id?: string
  readonly client_id?: string
  readonly session_id?: string
  readonly organization_id?: string
  readonly audience?: string
}

export type RefreshTokenStore = {
  /** Keeps it and, of the same user and client, at most `limit` in all: the oldest go. `handle_hash` finds it by any token of its line. */
  insertRefreshToken(token: RefreshToken, handle_hash: string, token_hash: string, limit: number): Promise<void>
  findRefreshTokenByHandle(
    handle_hash: string,
  ): Promise<{ readonly token: RefreshToken; readonly state: RefreshTokenState } | undefined>
  findRefreshToken(id: string): Promise<RefreshToken | undefined>
  /** Puts a successor in the place of the token with `token_hash`; false when that is no longer the current one. Durable. */
  rotateRefreshToken(
    id: string,
    token_hash: string,
    next: RefreshTokenState &
      RefreshTokenUse & {
        /** Set when a client has become rotating since. */
        readonly rotating?: boolean
      },
  ): Promise<boolean>
  /** Notes a use of a token that does not rotate. Not durable. False when it is gone. */
  touchRefreshToken(id: string, used: RefreshTokenUse): Promise<boolean>
  replaceRefreshTokenMetadata(id: string, metadata: RefreshToken['refresh_token_metadata']): Promise<boolean>
  pageRefreshTokens(where: RefreshTokenWhere, query: RecordPageQuery): Promise<RecordPage<RefreshToken>>
  removeRefreshToken(id: string): Promise<boolean>
  removeRefreshTokens(where: RefreshTokenWhere): Promise<number>
}

export type ConsentStore = {
  findConsent(user_id: string, client_id: string, audience: string): Promise<Consent | undefined>
  /** Adds scopes and addresses to what the user has allowed this client at this audience. */
  addConsent(consent: Consent): Promise<void>
  pageConsents(
    where: { readonly user_id?: string; readonly client_id?: string; readonly audience?: string },
    query: RecordPageQuery,
  ): Promise<RecordPage<Consent>>
  findConsentById(id: string): Promise<Consent | undefined>
  removeConsent(id: string): Promise<boolean>
  removeConsentsOfUser(user_id: string): Promise<number>
}

export type OneTimeStore = {
  keepOneTime<K extends OneTimeKind>(value: OneTime<K>, more?: { readonly durable?: boolean }): Promise<void>
  /** Spent or not, expired or not: the caller looks at both. */
  findOneTime<K extends OneTimeKind>(kind: K, hash: string): Promise<OneTime<K> | undefined>
  /** Another content for one that has not been spent; false when it is gone, spent, or no longer `before`. Not durable. */
  replaceOneTime<K extends OneTimeKind>(
    kind: K,
    hash: string,
    before: OneTimeContents[K],
    after: OneTimeContents[K],
  ): Promise<boolean>
  /** Marks it as spent. Exactly one caller gets true, and none after `expires_at`. */
  spendOneTime(kind: OneTimeKind, hash: string, now: number, more?: { readonly durable?: boolean }): Promise<boolean>
  /** Those of a user, or of a user at one client. */
  removeOneTimes(kind: OneTimeKind, where: { readonly user_id: string; readonly client_id?: string }): Promise<number>
}

export type AttemptStore = {
  /**
   * Counts one attempt, after as many have been regained as `regain_every` (seconds; absent: none) says, and answers with the
   * count. Forgotten at `expires_at`. Not durable.
   */
  countAttempt(
    attempt: Omit<Attempts, 'count' | 'updated_at'>,
    at: number,
    rule: { readonly regain_every?: number; readonly expires_at: number },
  ): Promise<number>
  /** As they were counted last, with nothing regained since; undefined once they are forgotten. */
  findAttempts(kind: AttemptKind, key: string): Promise<Attempts | undefined>
  attemptsOf(
    kind: AttemptKind,
    where: { readonly identifier: string } | { readonly ip: string },
  ): Promise<readonly Attempts[]>
  clearAttempts(
    kind: AttemptKind,
    where: { readonly key: string } | { readonly identifier: string } | { readonly ip: string },
  ): Promise<void>
}

export type MachineTokenStore = {
  /** `at`: seconds since the epoch. Not durable; nothing where there is no such token. */
  noteMachineTokenUse(id: string, at: number): Promise<void>
  /** Seconds since the epoch; undefined while it has never been seen. */
  machineTokenUsedAt(id: string): Promise<number | undefined>
}

export type SignalStreamStore = {
  /** The receiver has everything up to `place`. Durable; never backwards; nothing where there is no such stream. */
  moveSignalStream(id: string, place: number): Promise<void>
  /** Up to where the receiver has everything; undefined before it has settled anything. */
  signalStreamPlace(id: string): Promise<number | undefined>
}

export type OrganizationStore = {
  isMember(organization_id: string, user_id: string): Promise<boolean>
  /** Those that are new; an unknown user or organization is `dangling`, and nothing is written. */
  addMembers(organization_id: string, user_ids: readonly string[]): Promise<'written' | 'dangling'>
  /** With their roles in the organization. */
  removeMembers(organization_id: string, user_ids: readonly string[]): Promise<void>
  membersOf(organization_id: string, query: RecordPageQuery): Promise<RecordPage<User>>
  /** Ids, in the order in which the user became a member. */
  organizationsOfUser(user_id: string, query: RecordPageQuery): Promise<RecordPage<string>>
  rolesOfMember(organization_id: string, user_id: string): Promise<readonly string[]>
  /** Those that are new; `dangling` where one is unknown or the user is no member, and nothing is written. */
  assignMemberRoles(
    organization_id: string,
    user_id: string,
    role_ids: readonly string[],
  ): Promise<'written' | 'dangling'>
  withdrawMemberRoles(organization_id: string, user_id: string, role_ids: readonly string[]): Promise<void>
  /** Sessions that remember the organization: those of these users, or all of them. */
  removeSessionsIn(organization_id: string, user_ids?: readonly string[]): Promise<void>
}

export type InvitationStore = {
  insertInvitation(invitation: Invitation, ticket_hash: string): Promise<void>
  findInvitation(organization_id: string, id: string): Promise<Invitation | undefined>
  /** Whether it has expired or not: the caller looks. */
  findInvitationByTicket(ticket_hash: string): Promise<Invitation | undefined>
  invitationsOf(organization_id: string, query: RecordPageQuery): Promise<RecordPage<Invitation>>
  removeInvitation(organization_id: string, id: string): Promise<boolean>
  /**
   * Uses it up and makes the user a member with its roles, all at once. Exactly one caller gets true, and none after
   * `expires_at`. `now` in seconds.
   */
  acceptInvitation(invitation: Invitation, user_id: string, now: number): Promise<boolean>
}

export type RecordStore = UserStore &
  RightStore &
  SessionStore &
  RefreshTokenStore &
  ConsentStore &
  OneTimeStore &
  AttemptStore &
  MachineTokenStore &
  SignalStreamStore &
  LogStreamStore &
  SignalPushStore &
  OrganizationStore &
  InvitationStore
