// A password login. Known and unknown users cost the same work and get the same answer: one hash, the same reads, the same words.
import { createHmac } from 'node:crypto'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import { takesPasswords } from '../connections/for-client.ts'
import { connectionsInto } from '../organizations/organization-connection.ts'
import { proofOf, type PasswordProof } from '../password-proof.ts'
import type { Password } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import {
  countAttemptOf,
  countFailure,
  forgetFailures,
  isBlocked,
  isThrottled,
  type Attempt,
} from '../users/attack-protection.ts'
import { findByLogin, identityAt, identityUserId, typedIdentifier } from '../users/find-user.ts'
import { MAX_PASSWORD_BYTES } from '../users/password-policy.ts'
import type { Visitor } from '../visitor.ts'
import { sendBlockedAccount } from './blocked-account.ts'
import { recordLogin, type LoginFacts } from './log.ts'
import { LoginRefused, orTooBusy, SUSPICIOUS } from './refusal.ts'

/** Somebody who has proven who it is. */
export type Proven = {
  readonly user: User
  readonly connection: Connection
  readonly method: 'pwd'
  /** Which password; absent for somebody who has chosen it just now. */
  readonly password?: PasswordProof
}

export type PasswordLogin = {
  readonly client: Client
  /** Name or realm; undefined: the directory that the tenant or the client has for it. */
  readonly connection: string | undefined
  readonly username: string
  readonly password: string
  readonly visitor: Visitor
}

/** What is verified where nobody has a password: argon2id of the same cost as any other. Nothing is its password. */
const NOBODYS = '$argon2id$v=19$m=19456,t=2,p=1$c3ltYm9sb24gbm9ib2R5IQ$MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA'

const NOBODYS_ID = 'auth0|000000000000000000000000'

/**
 * Who logs in with this name and password.
 *
 * @throws LoginRefused, in words and after a time that do not tell whether there is such a user
 */
export async function loginWithPassword(tenancy: Tenancy, login: PasswordLogin): Promise<Proven> {
  const connection = await databaseFor(tenancy, login.client, login.connection)
  const attempt = {
    connection,
    identifier: typedIdentifier(connection, login.username),
    ip: login.visitor.ip,
  }
  const facts: LoginFacts = { ...login, connection, user_name: attempt.identifier }
  await requirePatience(tenancy, attempt, facts)
  const user = await findByLogin(tenancy, connection, login.username)
  const identity = user && identityAt(user, connection, login.username)
  const [kept, somebodys] = await Promise.all([
    tenancy.store.findPassword(identity ? identityUserId(identity) : NOBODYS_ID),
    tenancy.store.drawPassword(connection.name, lotOf(tenancy, attempt)),
  ])
  const isRight = await verify(tenancy, login.password, kept, somebodys)
  if (!user || !kept || !isRight.right) throw await refuse(tenancy, attempt, facts, user)
  // Others may have failed while this one was looked at: of all of them no more than the limit learn anything.
  if (await isBlocked(tenancy, attempt)) throw blocked(tenancy, facts)
  await forgetFailures(tenancy, attempt)
  if (user.blocked) {
    recordLogin(tenancy, 'f', facts, { user_id: user.user_id, description: 'user is blocked' })
    throw new LoginRefused('blocked_user')
  }
  if (isRight.outdated) await hashAnew(tenancy, kept, login.password)
  return { user, connection, method: 'pwd', password: proofOf(kept) }
}

/**
 * The database of users that a login goes to: into the organization, where there is one.
 *
 * @throws LoginRefused `invalid_connection` when there is none of that name that the client may use, or it has no passwords
 */
export async function databaseFor(
  tenancy: Tenancy,
  client: Client,
  name: string | undefined,
  organization_id?: string,
): Promise<Connection> {
  const databases = (await connectionsInto(tenancy, client, organization_id)).filter(takesPasswords)
  const wanted = name ?? (await tenancy.store.find('tenant_settings', {}))?.default_directory
  const named = databases.find((one) => one.name === wanted || one.realms.includes(wanted ?? ''))
  const connection = named ?? (name === undefined ? databases[0] : undefined)
  if (!connection) throw new LoginRefused('invalid_connection')
  return connection
}

async function requirePatience(tenancy: Tenancy, attempt: Attempt, facts: LoginFacts): Promise<void> {
  if (await isThrottled(tenancy, attempt.ip, 'pre-login')) throw suspicious(tenancy, facts)
  if (await isBlocked(tenancy, attempt)) throw blocked(tenancy, facts)
}

function suspicious(tenancy: Tenancy, facts: LoginFacts): LoginRefused {
  recordLogin(tenancy, 'f', facts, { description: SUSPICIOUS })
  return new LoginRefused('too_many_attempts', SUSPICIOUS)
}

function blocked(tenancy: Tenancy, facts: LoginFacts): LoginRefused {
  const refusal = new LoginRefused('too_many_attempts')
  recordLogin(tenancy, 'f', facts, { description: refusal.message })
  return refusal
}

/**
 * Whose password is looked at in place of nobody's: always the same one for the same name. Those that were imported cost more or less
 * than ours, and so who is not there must cost what somebody of the connection does.
 */
const lotOf = ({ masterKey, tenant }: Tenancy, { connection, identifier }: Attempt): number =>
  createHmac('sha256', masterKey)
    .update(JSON.stringify(['in place of nobody', tenant.tenant_id, connection.name, identifier]))
    .digest()
    .readUIntBE(0, 6) * 32

/** Nobody is let in by somebody else's password: where none is kept, none is right. */
async function verify({ hasher }: Tenancy, password: string, kept: Password | undefined, somebodys?: Password) {
  const isPossible = password !== '' && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES
  const { hash } = (isPossible && (kept ?? somebodys)) || { hash: NOBODYS }
  const { right, outdated } = await orTooBusy(hasher.verify(isPossible ? password : ' ', hash))
  return { right: isPossible && kept !== undefined && right, outdated }
}

/** Counts the failure and says so in the log; what the person reads is the same whatever was wrong. */
async function refuse(
  tenancy: Tenancy,
  attempt: Attempt,
  facts: LoginFacts,
  user: User | undefined,
): Promise<LoginRefused> {
  const [counted, ofAddress] = await Promise.all([
    countFailure(tenancy, attempt),
    countAttemptOf(tenancy, attempt.ip, 'pre-login'),
  ])
  if (counted.isLast) {
    recordLogin(tenancy, 'limit_wc', facts, { user_id: user?.user_id })
    if (counted.notify) sendBlockedAccount(tenancy, facts, attempt)
  }
  if (ofAddress.isLast) recordLogin(tenancy, 'limit_mu', facts, {})
  if (ofAddress.isOver) return suspicious(tenancy, facts)
  if (counted.isOver) return blocked(tenancy, facts)
  recordLogin(tenancy, user ? 'fp' : 'fu', facts, { user_id: user?.user_id, description: 'Wrong email or password.' })
  return new LoginRefused('invalid_user_password')
}

/** What was imported in another format becomes argon2id. When there is no time for it now, the next login does it. */
async function hashAnew(tenancy: Tenancy, kept: Password, password: string): Promise<void> {
  try {
    const hash = await tenancy.hasher.hash(password)
    await tenancy.store.keepPassword({ ...kept, hash }, kept)
  } catch (cause) {
    tenancy.operatorLog('warn', 'An imported password could not be hashed anew', { cause })
  }
}
