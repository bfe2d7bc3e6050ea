// The proof that an address is its user's: a link that is sent to it.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Identity, User } from '@symbolon/protocol/entities/user'
import { findConnection } from '../connections/for-client.ts'
import type { Ticket } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'
import { emailOf, identityAt } from '../users/find-user.ts'
import type { Visitor } from '../visitor.ts'
import { verifyElsewhere } from './database-elsewhere.ts'
import { recordLogin } from './log.ts'
import { writePlainMail, writeTicketMail } from './send-mail.ts'
import { findTicket, spendTicket } from './tickets.ts'

export type VerificationContext = {
  readonly connection: Connection
  readonly client: Client | undefined
  readonly visitor: Visitor
  /** Language tags, what is wanted most first. */
  readonly languages: readonly string[]
  /** Where the browser goes in the end. */
  readonly result_url?: string | undefined
}

/** Sends the link, in the background. Nothing happens when there is nothing to verify. */
export function requestVerification(tenancy: Tenancy, user: User, context: VerificationContext): void {
  const { connection, client, visitor, languages, result_url } = context
  const to = emailOf(user, identityAt(user, connection))
  if (to === undefined || isVerified(user, to)) return
  tenancy.sendMail(async () => {
    const mail = await writeTicketMail(tenancy, {
      name: 'verify_email',
      action: 'verify_email',
      user,
      to,
      connection,
      client,
      languages,
      result_url,
    })
    if (mail) recordLogin(tenancy, 'svr', { client, connection, visitor, user_name: to }, { user_id: user.user_id })
    return mail
  })
}

const isVerified = (user: User, email: string): boolean => user.email === email && user.email_verified === true

/** What came of a link. */
export type Verified = { readonly user: User; readonly ticket: Ticket }

/**
 * Marks the address of a link as verified. Undefined when the link cannot be used (any more): spent, too old, or the address is no
 * longer the user's.
 */
export async function verifyEmail(
  tenancy: Tenancy,
  handle: string | undefined,
  visitor: Visitor = { ip: undefined, user_agent: undefined },
): Promise<Verified | undefined> {
  const kept = await findTicket(tenancy, 'verify_email', handle)
  if (!kept) return undefined
  const ticket = kept.content
  const connection = await findConnection(tenancy, ticket.connection)
  const facts = { client: undefined, connection, visitor, user_name: ticket.email }
  const spent = await spendTicket(tenancy, kept)
  const why = spent ? await verifyElsewhere(tenancy, connection, ticket.email, visitor) : undefined
  const user = spent && why === undefined ? await markVerified(tenancy, ticket.user_id, ticket.email) : undefined
  if (!user) {
    const description = why ?? 'The link cannot be used any more'
    recordLogin(tenancy, 'fv', facts, { user_id: ticket.user_id, description })
    return undefined
  }
  recordLogin(tenancy, 'sv', facts, { user_id: user.user_id })
  await welcome(tenancy, user, ticket, connection)
  return { user, ticket }
}

/** Where somebody else changes the user at the same time, the change is made again on what it then is. */
const ATTEMPTS = 5

/** The user with the address verified; undefined when it is gone, blocked, or has another address by now. */
async function markVerified({ store, now }: Tenancy, user_id: string, email: string): Promise<User | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await store.findUser(user_id)
    if (!before || before.blocked) return undefined
    const after = withVerified(before, email, new Date(now()).toISOString())
    if (!after) return undefined
    if ((await store.replaceUser(before, after)) === 'written') return after
  }
  return undefined
}

/** The user, or the linked identity, whose address it is. */
export function withVerified(user: User, email: string, updated_at: string): User | undefined {
  if (user.email === email) return { ...user, email_verified: true, updated_at }
  const isIts = ({ profileData }: Identity): boolean => profileData?.['email'] === email
  if (!user.identities.some(isIts)) return undefined
  const identities = user.identities.map((identity) =>
    isIts(identity) ? { ...identity, profileData: { ...identity.profileData, email_verified: true } } : identity,
  )
  return { ...user, identities, updated_at }
}

/** Where the tenant greets its new users. */
async function welcome(tenancy: Tenancy, user: User, { client_id, email }: Ticket, connection: Connection | undefined) {
  const client = client_id === null ? undefined : await tenancy.store.find('clients', { client_id })
  tenancy.sendMail(() =>
    writePlainMail(tenancy, 'welcome_email', { user, to: email, client, connection, languages: [] }),
  )
}
