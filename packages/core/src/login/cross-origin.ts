// Cross-origin authentication: a page of another origin sends name and password, and gets a ticket that only the same browser can
// take to /authorize. reference: Authentication API, section 16.1.
import { timingSafeEqual } from 'node:crypto'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Organization } from '@symbolon/protocol/entities/organization'
import { OAuthError, unlessOwnerGone } from '../errors.ts'
import { hashHandle, isHandle, newHandle } from '../handles.ts'
import type { LoginTicket } from '../one-time.ts'
import { openTo } from '../organizations/open-to.ts'
import type { OneTime } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { recordLogin } from './log.ts'
import { loginWithPassword, type PasswordLogin } from './password.ts'
import { LoginRefused } from './refusal.ts'

/** How long a ticket can be taken to /authorize, seconds. */
const TICKET_LIFETIME = 120

/** By what the page keeps the verifier, for when the browser keeps no cookie for us: says nothing about the ticket. */
export const crossOriginId = (ticket: string): string => hashHandle(ticket).slice(0, 12)

/** What the page is answered; the verifier goes into a cookie as well. */
export type CrossOriginAnswer = {
  readonly login_ticket: string
  readonly co_verifier: string
  readonly co_id: string
  /** Where the application must have one, and the person belongs to several: to choose from. The choice is named at /authorize. */
  readonly organizations?: readonly Pick<Organization, 'id' | 'name' | 'display_name'>[]
}

/**
 * Proves who somebody is from a page of `origin`, which the caller has found to be the client's.
 *
 * @throws LoginRefused; OAuthError `access_denied` for who is gone in this moment
 */
export async function authenticateCrossOrigin(
  tenancy: Tenancy,
  login: PasswordLogin & { readonly origin: string },
): Promise<CrossOriginAnswer> {
  const { client, visitor, username: user_name } = login
  try {
    const { user, connection, password } = await loginWithPassword(tenancy, login)
    const at = Math.trunc(tenancy.now() / 1000)
    const [login_ticket, co_verifier] = [newHandle(tenancy.random), newHandle(tenancy.random)]
    const ticket: OneTime<'login_ticket'> = {
      kind: 'login_ticket',
      hash: hashHandle(login_ticket),
      user_id: user.user_id,
      client_id: client.client_id,
      content: {
        client_id: client.client_id,
        user_id: user.user_id,
        connection: connection.name,
        verifier_hash: hashHandle(co_verifier),
        origin: login.origin,
        authenticated_at: at,
        ...(password ? { password } : {}),
      },
      expires_at: at + TICKET_LIFETIME,
      spent_at: null,
    }
    await unlessOwnerGone(tenancy.store.keepOneTime(ticket))
    recordLogin(
      tenancy,
      'scoa',
      { client, connection, visitor, user_name: user.email ?? user_name },
      { user_id: user.user_id },
    )
    const organizations = await choiceFor(tenancy, client, { user_id: user.user_id, connection: connection.name })
    return {
      login_ticket,
      co_verifier,
      co_id: crossOriginId(login_ticket),
      ...(organizations.length > 1 ? { organizations } : {}),
    }
  } catch (error) {
    if (error instanceof LoginRefused || error instanceof OAuthError) {
      const { detail = error.message } = error instanceof OAuthError ? error : {}
      recordLogin(tenancy, 'fcoa', { client, connection: undefined, visitor, user_name }, { description: detail })
    }
    throw error
  }
}

/** The organizations of somebody who has to choose one after the login. */
async function choiceFor(
  tenancy: Tenancy,
  { organization_usage, organization_require_behavior }: Client,
  who: Parameters<typeof openTo>[1],
): Promise<NonNullable<CrossOriginAnswer['organizations']>> {
  if (organization_usage !== 'require' || organization_require_behavior !== 'post_login_prompt') return []
  const open = await openTo(tenancy, who)
  return open.map(({ id, name, display_name }) => ({
    id,
    name,
    ...(display_name === undefined ? {} : { display_name }),
  }))
}

/** The ticket for this client, while it can be used; it is not used up. For the page that asks another one for the verifier. */
export async function findLoginTicket(
  tenancy: Tenancy,
  client_id: string,
  ticket: string | undefined,
): Promise<LoginTicket | undefined> {
  const kept = isHandle(ticket) ? await tenancy.store.findOneTime('login_ticket', hashHandle(ticket)) : undefined
  const isAlive = kept?.spent_at === null && kept.expires_at > tenancy.now() / 1000
  return isAlive && kept.content.client_id === client_id ? kept.content : undefined
}

/**
 * Uses the ticket up: undefined when it is not this client's, is too old or used, or the browser has not the verifier. Only the
 * right browser can use it up.
 */
export async function takeLoginTicket(
  tenancy: Tenancy,
  taken: { readonly ticket: string | undefined; readonly client_id: string; readonly verifier: string | undefined },
): Promise<Pick<LoginTicket, 'user_id' | 'connection' | 'authenticated_at' | 'password'> | undefined> {
  const ticket = await findLoginTicket(tenancy, taken.client_id, taken.ticket)
  if (!ticket || !isHandle(taken.verifier) || !isHandle(taken.ticket)) return undefined
  const [given, wanted] = [Buffer.from(hashHandle(taken.verifier)), Buffer.from(ticket.verifier_hash)]
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  const now = Math.trunc(tenancy.now() / 1000)
  if (!(await tenancy.store.spendOneTime('login_ticket', hashHandle(taken.ticket), now))) return undefined
  const { user_id, connection, authenticated_at, password } = ticket
  return { user_id, connection, authenticated_at, ...(password ? { password } : {}) }
}
