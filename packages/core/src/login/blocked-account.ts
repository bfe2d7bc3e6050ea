// An account that has been blocked after too many wrong passwords: its user is told, and can release it by a link.
import type { Tenancy } from '../tenancy.ts'
import { emailOf, findByLogin, identifiersOfUser, identityAt } from '../users/find-user.ts'
import { unblock, type Attempt } from '../users/attack-protection.ts'
import type { Visitor } from '../visitor.ts'
import { recordLogin, type LoginFacts } from './log.ts'
import { writeTicketMail } from './send-mail.ts'
import { findTicket, spendTicket } from './tickets.ts'

/** Tells the user, if there is one, in the background. */
export function sendBlockedAccount(tenancy: Tenancy, facts: LoginFacts, { connection, identifier }: Attempt): void {
  tenancy.sendMail(async () => {
    const user = await findByLogin(tenancy, connection, identifier)
    if (!user || user.blocked) return undefined
    const { ip } = facts.visitor
    const further = { ip, user: { ...user, source_ip: ip } }
    const { client } = facts
    return writeTicketMail(tenancy, {
      name: 'blocked_account',
      action: 'unblock',
      user,
      to: emailOf(user, identityAt(user, connection, identifier)),
      connection,
      client,
      languages: [],
      further,
    })
  })
}

/** Releases the account that the link was made for, everywhere. False when the link cannot be used (any more). */
export async function unblockAccount(tenancy: Tenancy, ticket: string | undefined, visitor: Visitor): Promise<boolean> {
  const kept = await findTicket(tenancy, 'unblock', ticket)
  const user = kept && (await tenancy.store.findUser(kept.content.user_id))
  if (!kept || !user || !(await spendTicket(tenancy, kept))) return false
  await unblock(tenancy, identifiersOfUser(user))
  const facts = { client: undefined, connection: undefined, visitor, user_name: user.email }
  recordLogin(tenancy, 'ublkdu', facts, { user_id: user.user_id })
  return true
}
