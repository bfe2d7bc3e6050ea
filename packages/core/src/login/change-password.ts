// A forgotten password: asking for a link says nothing about who has an account, and the link changes one password once.
// reference: Authentication API, sections 17.2 and 17.3.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import { findConnection } from '../connections/for-client.ts'
import type { Ticket } from '../one-time.ts'
import type { OneTime, Password } from '../records.ts'
import { runPostChangePassword } from '../rules/afterwards.ts'
import type { Tenancy } from '../tenancy.ts'
import { removeRefreshTokens } from '../tokens/end-refresh-tokens.ts'
import { userEnded } from '../tokens/ended.ts'
import { revokeWith } from '../tokens/revoke.ts'
import { mayAskForMail, unblock } from '../users/attack-protection.ts'
import {
  emailOf,
  findByLogin,
  identifiersOfUser,
  identityAt,
  identityUserId,
  typedIdentifier,
} from '../users/find-user.ts'
import { firstPassword, nextPassword } from '../users/new-user.ts'
import { findHistoryProblem, findPasswordProblem } from '../users/password-policy.ts'
import type { Visitor } from '../visitor.ts'
import { keepFromElsewhere } from './database-elsewhere.ts'
import { changeElsewhere, databaseScript, staysElsewhere } from './database-script.ts'
import { recordLogin } from './log.ts'
import { moveInWithout } from './move-in.ts'
import { databaseFor } from './password.ts'
import { LoginRefused, orTooBusy } from './refusal.ts'
import { writePlainMail, writeTicketMail } from './send-mail.ts'
import { SignUpRefused } from './sign-up-refused.ts'
import { findTicket, passwordChangedAt, spendTicket } from './tickets.ts'
import { withVerified } from './verify-email.ts'

export type PasswordChangeRequest = {
  readonly client: Client
  readonly connection: string | undefined
  /** Or whatever else the user logs in with. */
  readonly email: string
  readonly visitor: Visitor
  readonly languages?: readonly string[]
}

/**
 * Sends a link to choose a new password, if there is such a user: in the background, so that the answer is the same at the same
 * time when there is not.
 *
 * @throws LoginRefused `invalid_connection`, `too_many_requests`; `change_password_disabled` where the connection does not allow it
 */
export async function requestPasswordChange(tenancy: Tenancy, request: PasswordChangeRequest): Promise<void> {
  const { client, visitor, languages = [], email: typed } = request
  const connection = await databaseFor(tenancy, client, request.connection)
  if (connection.options.disable_self_service_change_password === true || !canChange(connection))
    throw new LoginRefused('change_password_disabled')
  const identifier = typedIdentifier(connection, typed)
  if (!(await mayAskForMail(tenancy, visitor.ip, identifier))) throw new LoginRefused('too_many_requests')
  const facts = { client, connection, visitor, user_name: identifier }
  tenancy.sendMail(async () => {
    const user =
      (await findByLogin(tenancy, connection, typed)) ??
      (await keepWhoIsThere(tenancy, connection, identifier, visitor))
    const identity = user && identityAt(user, connection, typed)
    if (!user || !identity || user.blocked) {
      recordLogin(tenancy, 'fcpr', facts, {
        user_id: user?.user_id,
        description: user ? 'user is blocked' : 'There is no such user',
      })
      return undefined
    }
    const kept = await tenancy.store.findPassword(identityUserId(identity))
    const mail = await writeTicketMail(tenancy, {
      name: 'reset_email',
      action: 'change_password',
      user,
      connection,
      client,
      languages,
      to: emailOf(user, identity),
      password_changed_at: passwordChangedAt(user, kept),
    })
    if (mail) recordLogin(tenancy, 'scpr', facts, { user_id: user.user_id })
    return mail
  })
}

/** Whether there is a way to change passwords of the connection. */
const canChange = (connection: Connection): boolean =>
  !staysElsewhere(connection) || databaseScript(connection.options, 'change_password') !== undefined

/** Who is elsewhere, kept here without a password. */
const keepWhoIsThere = (...asked: Parameters<typeof moveInWithout>): Promise<User | undefined> =>
  staysElsewhere(asked[1]) ? keepFromElsewhere(...asked) : moveInWithout(...asked)

/** A link that can change a password now. */
export type PasswordTicket = {
  readonly ticket: Ticket
  readonly user: User
  readonly connection: Connection
}

type Found = PasswordTicket & {
  readonly kept: OneTime<'ticket'>
  /** Of the identity at the connection; undefined when it has had none yet. */
  readonly password: Password | undefined
  readonly passwordOf: string
}

/**
 * The link, while it can be used: the user is there and not blocked, has the same address, and the same password as when the link
 * was asked for.
 */
export const findPasswordTicket = (tenancy: Tenancy, handle: string | undefined): Promise<PasswordTicket | undefined> =>
  find(tenancy, handle)

async function find(tenancy: Tenancy, handle: string | undefined): Promise<Found | undefined> {
  const kept = await findTicket(tenancy, 'change_password', handle)
  if (!kept) return undefined
  const ticket = kept.content
  const [user, connection] = await Promise.all([
    tenancy.store.findUser(ticket.user_id),
    findConnection(tenancy, ticket.connection),
  ])
  const identity = user && connection && identityAt(user, connection, ticket.email)
  if (!user || user.blocked || !connection || !identity) return undefined
  // One that is no mail's was made for a user without an address.
  if ((emailOf(user, identity) ?? '') !== ticket.email) return undefined
  const passwordOf = identityUserId(identity)
  const password = await tenancy.store.findPassword(passwordOf)
  const isSame = passwordChangedAt(user, password) === ticket.password_changed_at
  return isSame ? { ticket, user, connection, kept, password, passwordOf } : undefined
}

/**
 * Gives the user of a link a new password. All its sessions and refresh tokens end, and an account that was blocked for wrong
 * passwords is released.
 *
 * @throws SignUpRefused `invalid_password`, and the link can be used again, `hook_error` where the tenant's script does not change it;
 *   LoginRefused `invalid_ticket`, `too_busy`
 */
export async function changePassword(
  tenancy: Tenancy,
  change: { readonly ticket: string | undefined; readonly password: string; readonly visitor: Visitor },
): Promise<PasswordTicket> {
  const found = await find(tenancy, change.ticket)
  if (!found) throw new LoginRefused('invalid_ticket')
  const { ticket, user, connection, password } = found
  const facts = { client: undefined, connection, visitor: change.visitor, user_name: ticket.email }
  const earlier = password ? [password.hash, ...password.history] : []
  const problem =
    findPasswordProblem(connection, change.password, user) ??
    (await orTooBusy(findHistoryProblem(tenancy.hasher, connection, change.password, earlier)))
  if (problem) {
    recordLogin(tenancy, 'fcp', facts, { user_id: user.user_id, description: problem.message })
    throw SignUpRefused.ofPassword(problem)
  }
  const isThere = staysElsewhere(connection)
  const hash = isThere ? undefined : await orTooBusy(tenancy.hasher.hash(change.password))
  if (!(await spendTicket(tenancy, found.kept))) throw new LoginRefused('invalid_ticket')
  if (isThere) await changeThere(tenancy, found, change)
  const after = await keepNew(tenancy, found, hash)
  // What was changed there is changed, whatever has become of the user here.
  if (after || isThere) await endWhatItOpened(tenancy, after ?? user)
  if (!after) throw new LoginRefused('invalid_ticket')
  recordLogin(tenancy, 'scp', facts, { user_id: user.user_id })
  tellUser(tenancy, after, found)
  runPostChangePassword(tenancy, after, { client: undefined, connection, visitor: change.visitor, languages: [] })
  return { ticket, user: after, connection }
}

/** The password of somebody who is in a database elsewhere. @throws SignUpRefused `hook_error` */
async function changeThere(
  tenancy: Tenancy,
  { ticket, user, connection }: Found,
  { password, visitor }: { readonly password: string; readonly visitor: Visitor },
): Promise<void> {
  const { user_id } = user
  const endLinks = () => tenancy.store.removeOneTimes('ticket', { user_id })
  // However it ends no other link is worth anything from here on: a script may fail after it has done it.
  await endLinks()
  const asked = { script: 'change_password', email: ticket.email, password } as const
  const changed = await changeElsewhere(tenancy, connection, asked, visitor)
  if (changed.isDone) return
  await endLinks()
  const facts = { client: undefined, connection, visitor, user_name: ticket.email }
  recordLogin(tenancy, 'fcp', facts, { user_id, description: changed.why })
  throw new SignUpRefused('hook_error')
}

const ATTEMPTS = 5

const newPassword = (tenancy: Tenancy, { connection, password, passwordOf }: Found, hash: string): Password =>
  password ? nextPassword(tenancy, password, hash) : firstPassword(tenancy, { user_id: passwordOf }, connection, hash)

/** The user with the new password; undefined when the user or the password has changed on the way. */
async function keepNew(tenancy: Tenancy, found: Found, hash: string | undefined): Promise<User | undefined> {
  const { store, now } = tenancy
  const { ticket, password, passwordOf } = found
  const next = hash === undefined ? undefined : newPassword(tenancy, found, hash)
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const [before, current] = await Promise.all([store.findUser(ticket.user_id), store.findPassword(passwordOf)])
    if (!before || before.blocked || current?.hash !== password?.hash) return undefined
    const time = new Date(now()).toISOString()
    const verified = ticket.mark_email_as_verified ? withVerified(before, ticket.email, time) : undefined
    const after = { ...(verified ?? before), last_password_reset: time, updated_at: time }
    if ((await store.replaceUser(before, after, next)) === 'written') return after
  }
  return undefined
}

/** What anybody has got by the password that is no more. Other links to change it are worthless already, and go too. */
async function endWhatItOpened(tenancy: Tenancy, user: User): Promise<void> {
  const { user_id } = user
  for (const kind of ['ticket', 'authorization_code', 'login_ticket'] as const) {
    await tenancy.store.removeOneTimes(kind, { user_id })
  }
  await revokeWith(tenancy, [userEnded(user_id, 'credential')], async () => {
    await tenancy.store.removeSessionsOfUser(user_id)
    await removeRefreshTokens(tenancy, { user_id })
  })
  await unblock(tenancy, identifiersOfUser(user))
}

/** Where the tenant tells its users about a new password. */
function tellUser(tenancy: Tenancy, user: User, { ticket, connection }: Found): void {
  if (ticket.email === '') return
  tenancy.sendMail(() =>
    writePlainMail(tenancy, 'password_reset', { user, to: ticket.email, client: undefined, connection, languages: [] }),
  )
}
