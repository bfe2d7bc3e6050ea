// Refresh tokens ended before their time: by their client, or by whoever may. RFC 7009; reference: Authentication API, section 10.
import type { Client } from '@symbolon/protocol/entities/client'
import { newLogEvent, type LogFacts } from '../audit/log-events.ts'
import type { RefreshToken } from '../records.ts'
import type { RefreshTokenWhere } from '../record-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { readRefreshTokenText } from './refresh-token-text.ts'

const record = (tenancy: Tenancy, facts: Omit<LogFacts, 'type'>): void =>
  tenancy.record(
    tenancy.tenant.tenant_id,
    newLogEvent(tenancy, { type: 'srrt', hostname: tenancy.tenant.host, ...facts }),
  )

/**
 * Ends a refresh token of `client` and all its successors; any token of the line will do. What is no such token, or is another
 * client's, is left as it is, and nobody is told. When this resolves, the end is durable.
 */
export async function revokeRefreshToken(tenancy: Tenancy, client: Client, text: string): Promise<void> {
  const read = readRefreshTokenText(tenancy, text)
  const found = read && (await tenancy.store.findRefreshTokenByHandle(read.handle_hash))
  if (!found || found.token.client_id !== client.client_id) return
  await tenancy.store.removeRefreshToken(found.token.id)
  if (await endsConsent(tenancy)) await endConsent(tenancy, found.token)
  record(tenancy, {
    client_id: client.client_id,
    client_name: client.name,
    user_id: found.token.user_id,
    details: { refresh_token_id: found.token.id },
  })
}

const endsConsent = async ({ store }: Tenancy): Promise<boolean> =>
  (await store.find('tenant_settings', {}))?.flags.revoke_refresh_token_grant === true

/** "Refresh Token Revocation Deletes Grant": what the user has allowed goes with it, and every token that lives from that. */
async function endConsent({ store }: Tenancy, { user_id, client_id, resource_servers }: RefreshToken): Promise<void> {
  for (const { audience } of resource_servers) {
    const consent = await store.findConsent(user_id, client_id, audience)
    if (consent) await store.removeConsent(consent.id)
    await store.removeOneTimes('authorization_code', { user_id, client_id })
    await store.removeRefreshTokens({ user_id, client_id, audience })
  }
}

/** Ends all refresh tokens of a user, client, session or API, and answers how many there were. */
export async function endRefreshTokens(tenancy: Tenancy, where: RefreshTokenWhere): Promise<number> {
  const ended = await tenancy.store.removeRefreshTokens(where)
  const { user_id, client_id, session_id, audience } = where
  if (ended > 0) record(tenancy, { user_id, client_id, audience, details: { session_id, ended } })
  return ended
}
