// Refresh tokens ended before their time: by their client, or by whoever may; and with them the access tokens that came of them.
// RFC 7009; reference: Authentication API, section 10.
import type { Client } from '@symbolon/protocol/entities/client'
import { newLogEvent, type LogFacts } from '../audit/log-events.ts'
import type { RefreshToken } from '../records.ts'
import type { RefreshTokenWhere } from '../record-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { apiEnded, clientEnded, grantEnded, type Ended } from './ended.ts'
import { revokeWith } from './revoke.ts'

/** An audience that is empty stands for the scopes of no API, whose tokens name none. */
const apiOf = (audience: string | undefined): string | undefined => (audience === '' ? undefined : audience)

/** Tokens of one look at the database. */
const PAGE = 100

const record = (tenancy: Tenancy, facts: Omit<LogFacts, 'type'>): void =>
  tenancy.record(
    tenancy.tenant.tenant_id,
    newLogEvent(tenancy, { type: 'srrt', hostname: tenancy.tenant.host, ...facts }),
  )

/** What the access tokens of one line have in common: their client, and the session or else the user that it came of. */
const grantOf = ({ client_id, session_id, user_id }: RefreshToken): Ended =>
  grantEnded(client_id, session_id === null ? { sub: user_id } : { sid: session_id })

/** Ends the whole line of a refresh token, with the access tokens that came of it. False when it had ended already. */
export const endRefreshToken = (tenancy: Tenancy, token: RefreshToken): Promise<boolean> =>
  revokeWith(tenancy, [grantOf(token)], () => tenancy.store.removeRefreshToken(token.id))

/** Ends a refresh token as its client wants, all its line with it. When this resolves, the end is durable. */
export async function endRefreshTokenOf(tenancy: Tenancy, client: Client, token: RefreshToken): Promise<void> {
  if (await endsConsent(tenancy)) await endConsent(tenancy, token)
  await endRefreshToken(tenancy, token)
  record(tenancy, {
    client_id: client.client_id,
    client_name: client.name,
    user_id: token.user_id,
    details: { refresh_token_id: token.id },
  })
}

const endsConsent = async ({ store }: Tenancy): Promise<boolean> =>
  (await store.find('tenant_settings', {}))?.flags.revoke_refresh_token_grant === true

/** "Refresh Token Revocation Deletes Grant": what the user has allowed goes with it, and every token that lives from that. */
async function endConsent(tenancy: Tenancy, { user_id, client_id, resource_servers }: RefreshToken): Promise<void> {
  const { store } = tenancy
  for (const { audience } of resource_servers) {
    await revokeWith(tenancy, [grantEnded(client_id, { sub: user_id }, apiOf(audience))], async () => {
      const consent = await store.findConsent(user_id, client_id, audience)
      if (consent) await store.removeConsent(consent.id)
      await store.removeOneTimes('authorization_code', { user_id, client_id })
      await store.removeRefreshTokens({ user_id, client_id, audience })
    })
  }
}

/** What the access tokens have in common that came of the refresh tokens of `where`. */
async function endedWith(tenancy: Tenancy, where: RefreshTokenWhere): Promise<readonly Ended[]> {
  const { user_id, client_id, session_id } = where
  const audience = apiOf(where.audience)
  if (session_id !== undefined && client_id !== undefined) return [grantEnded(client_id, { sid: session_id }, audience)]
  if (user_id !== undefined && client_id !== undefined) return [grantEnded(client_id, { sub: user_id }, audience)]
  if (client_id !== undefined) return [clientEnded(client_id, audience)]
  if (user_id === undefined && session_id === undefined) return audience === undefined ? [] : [apiEnded(audience)]
  return grantsOf(tenancy, where)
}

/** One for each client that has any of them. */
async function grantsOf(tenancy: Tenancy, where: RefreshTokenWhere): Promise<readonly Ended[]> {
  const ended = new Map<string, Ended>()
  let after: string | undefined
  do {
    const query = after === undefined ? { limit: PAGE } : { limit: PAGE, after }
    const { items, next } = await tenancy.store.pageRefreshTokens(where, query)
    for (const token of items) {
      const one = grantOf(token)
      ended.set(one.key, one)
    }
    after = next
  } while (after !== undefined)
  return [...ended.values()]
}

/** Ends all refresh tokens of a user, client, session or API with the access tokens that came of them, and answers how many there were. */
export async function endRefreshTokens(tenancy: Tenancy, where: RefreshTokenWhere): Promise<number> {
  return revokeWith(tenancy, await endedWith(tenancy, where), () => removeRefreshTokens(tenancy, where))
}

/** The same for who has revoked the access tokens already, and more than them. */
export async function removeRefreshTokens(tenancy: Tenancy, where: RefreshTokenWhere): Promise<number> {
  const ended = await tenancy.store.removeRefreshTokens(where)
  const { user_id, client_id, session_id, audience } = where
  if (ended > 0) record(tenancy, { user_id, client_id, audience, details: { session_id, ended } })
  return ended
}
