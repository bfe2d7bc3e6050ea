// Links that are sent by mail. Each works once, for what it was made for, and only while what it was made from still holds: the
// address of the user, the password that was to be changed. reference: Management API, section 21.
import type { User } from '@symbolon/protocol/entities/user'
import { hashHandle, isHandle, newHandle } from '../handles.ts'
import type { Ticket, TicketAction } from '../one-time.ts'
import type { OneTime, Password } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'

/** How long a link works where nobody says otherwise, seconds: five days. */
export const TICKET_LIFETIME = 432_000

const PATHS: Readonly<Record<TicketAction, string>> = {
  verify_email: 'u/email-verification',
  change_password: 'u/reset-password',
  unblock: 'u/unblock',
}

/** Keeps a ticket; the answer is what stands in the link, and is kept nowhere. `ttl` in seconds. */
export async function newTicket(tenancy: Tenancy, ticket: Ticket, ttl: number = TICKET_LIFETIME): Promise<string> {
  const handle = newHandle(tenancy.random)
  await tenancy.store.keepOneTime({
    kind: 'ticket',
    hash: hashHandle(handle),
    user_id: ticket.user_id,
    client_id: ticket.client_id,
    content: ticket,
    expires_at: Math.trunc(tenancy.now() / 1000) + ttl,
    spent_at: null,
  })
  return handle
}

/**
 * When the password that a link may change was set, seconds; null while none was. Of one that is kept elsewhere it is known here when it
 * was last changed by way of us.
 */
export const passwordChangedAt = (
  { last_password_reset: reset }: Pick<User, 'last_password_reset'>,
  password: Pick<Password, 'changed_at'> | undefined,
): number | null => password?.changed_at ?? (reset === undefined ? null : Date.parse(reset) / 1000)

/** The link of a ticket. Made from the tenant's own address, whatever host a request names. The empty fragment keeps a later one away. */
export const ticketUrl = (
  { tenant }: Pick<Tenancy, 'tenant'>,
  { action }: Pick<Ticket, 'action'>,
  handle: string,
): string => `${tenant.issuer}${PATHS[action]}?ticket=${handle}#`

/** The ticket behind a link, for this action, while it can still be used. */
export async function findTicket(
  tenancy: Tenancy,
  action: TicketAction,
  handle: string | undefined,
): Promise<OneTime<'ticket'> | undefined> {
  if (!isHandle(handle)) return undefined
  const kept = await tenancy.store.findOneTime('ticket', hashHandle(handle))
  const isAlive = kept?.spent_at === null && kept.expires_at > tenancy.now() / 1000
  return isAlive && kept.content.action === action ? kept : undefined
}

/** Uses it up: of any number of callers exactly one gets true. */
export const spendTicket = ({ store, now }: Tenancy, { hash }: OneTime<'ticket'>): Promise<boolean> =>
  store.spendOneTime('ticket', hash, Math.trunc(now() / 1000))
