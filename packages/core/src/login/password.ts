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
import { countFailure, forgetFailures, isBlocked, type Attempt } from '../users/attack-protection.ts'
import { findByLogin, identityAt, identityUserId, typedIdentifier } from '../users/find-user.ts'
import { MAX_PASSWORD_BYTES } from '../users/password-policy.ts'
import type { Visitor } from '../visitor.ts'
import { loginThere } from './database-elsewhere.ts'
import { staysElsewhere } from './database-script.ts'
import { isAway } from './elsewhere.ts'
import { blocked, refuse, refuseBlocked, requirePatience } from './failed-login.ts'
import { recordLogin, type LoginFacts } from './log.ts'
import { asksElsewhere, moveIn, takeAsLongAsAsking } from './move-in.ts'
import { LoginRefused, orTooBusy } from './refusal.ts'

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
  if (staysElsewhere(connection))
    return { user: await loginThere(tenancy, attempt, facts, login), connection, method: 'pwd' }
  const here = await lookHere(tenancy, attempt, login)
  const { user, kept } = here.right ? here : await fromElsewhere(tenancy, attempt, facts, login, here)
  // Others may have failed while this one was looked at: of all of them no more than the limit learn anything.
  if (here.right && (await isBlocked(tenancy, attempt))) throw blocked(tenancy, facts)
  await forgetFailures(tenancy, attempt)
  if (user.blocked) throw refuseBlocked(tenancy, facts, user)
  if (here.right && here.outdated) await hashAnew(tenancy, kept, login.password)
  return { user, connection, method: 'pwd', password: proofOf(kept) }
}

/** Who has the name here, and whether the password is that of this user. */
type Here =
  | { readonly right: true; readonly user: User; readonly kept: Password; readonly outdated: boolean }
  | { readonly right: false; readonly user: User | undefined; readonly kept: Password | undefined }

async function lookHere(
  tenancy: Tenancy,
  attempt: Attempt,
  { username, password }: Pick<PasswordLogin, 'username' | 'password'>,
): Promise<Here> {
  const { connection } = attempt
  const user = await findByLogin(tenancy, connection, username)
  const identity = user && identityAt(user, connection, username)
  const [kept, somebodys] = await Promise.all([
    tenancy.store.findPassword(identity ? identityUserId(identity) : NOBODYS_ID),
    tenancy.store.drawPassword(connection.name, lotOf(tenancy, attempt)),
  ])
  const { right, outdated } = await verify(tenancy, password, kept, somebodys)
  return right && user && kept ? { right, user, kept, outdated } : { right: false, user, kept }
}

/**
 * Who is not here, or not with this password: only where the connection asks elsewhere about those who are not here yet is there
 * anything left to try. The failure is counted before anybody is asked.
 *
 * @throws LoginRefused
 */
async function fromElsewhere(
  tenancy: Tenancy,
  attempt: Attempt,
  facts: LoginFacts,
  { password, visitor }: PasswordLogin,
  here: Here,
): Promise<{ readonly user: User; readonly kept: Password }> {
  const { connection } = attempt
  const { user } = here
  if (!asksElsewhere(connection)) throw await refuse(tenancy, attempt, facts, { user })
  const counted = await countFailure(tenancy, attempt)
  if (counted.isOver) throw await refuse(tenancy, attempt, facts, { user, counted })
  if (isAway(tenancy, connection)) throw await refuse(tenancy, attempt, facts, { user, counted, isAway: true })
  if (here.kept || user?.blocked || !isPossible(password)) {
    await takeAsLongAsAsking(tenancy, connection, visitor)
    throw await refuse(tenancy, attempt, facts, { user, counted })
  }
  const typed = { username: attempt.identifier, password, visitor }
  const came = await moveIn(tenancy, connection, typed, user)
  if (came.outcome === 'moved') {
    recordLogin(tenancy, 'sui', facts, { user_id: came.user.user_id })
    return came
  }
  const again =
    came.outcome === 'overtaken' ? await lookHere(tenancy, attempt, { username: typed.username, password }) : undefined
  if (again?.right) return again
  const why =
    came.outcome === 'overtaken' ? 'Elsewhere that is somebody who has another name or password here' : came.why
  throw await refuse(tenancy, attempt, facts, {
    user,
    counted,
    ...(came.outcome === 'wrong' ? { said: why } : { why }),
  })
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

/**
 * Whose password is looked at in place of nobody's: always the same one for the same name. Those that were imported cost more or less
 * than ours, and so who is not there must cost what somebody of the connection does.
 */
const lotOf = ({ masterKey, tenant }: Tenancy, { connection, identifier }: Attempt): number =>
  createHmac('sha256', masterKey)
    .update(JSON.stringify(['in place of nobody', tenant.tenant_id, connection.name, identifier]))
    .digest()
    .readUIntBE(0, 6) * 32

const isPossible = (password: string): boolean => password !== '' && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES

/** Nobody is let in by somebody else's password: where none is kept, none is right. */
async function verify({ hasher }: Tenancy, password: string, kept: Password | undefined, somebodys?: Password) {
  const mayBe = isPossible(password)
  const { hash } = (mayBe && (kept ?? somebodys)) || { hash: NOBODYS }
  const { right, outdated } = await orTooBusy(hasher.verify(mayBe ? password : ' ', hash))
  return { right: mayBe && kept !== undefined && right, outdated }
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
