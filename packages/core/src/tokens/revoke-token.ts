// POST /oauth/revoke: a client ends a token of its own, whatever kind it is. RFC 7009; reference: Authentication API, section 10.
import type { Client } from '@symbolon/protocol/entities/client'
import { isMachineTokenId } from '@symbolon/protocol/oauth/machine-token-id'
import { newLogEvent } from '../audit/log-events.ts'
import type { Tenancy } from '../tenancy.ts'
import { endRefreshTokenOf } from './end-refresh-tokens.ts'
import { tokenEnded } from './ended.ts'
import { readPresentedToken, type PresentedToken } from './presented-token.ts'
import { revoke } from './revoke.ts'
import { revocationKey } from './revocations.ts'

/**
 * Ends `text`: a refresh token with its line and the access tokens that came of it, an access token by itself. What is no token, has
 * ended already or is another client's is left as it is, and nobody is told. When this resolves, the end is durable.
 */
export async function revokeToken(tenancy: Tenancy, client: Client, text: string): Promise<void> {
  // A token in the name of a domain that the tenant has given up still counts at APIs that went by that name.
  const presented = await readPresentedToken(tenancy, text, 'any')
  if (presented?.client_id === client.client_id) await endToken(tenancy, client, presented, text)
}

/** Ends a token of the tenant, whoever holds it out; false when `text` is none that lives. */
export async function revokeAnyToken(tenancy: Tenancy, text: string): Promise<boolean> {
  const presented = await readPresentedToken(tenancy, text, 'any')
  if (!presented) return false
  const client = await tenancy.store.find('clients', { client_id: presented.client_id })
  if (!client) return false
  await endToken(tenancy, client, presented, text)
  return true
}

async function endToken(tenancy: Tenancy, client: Client, presented: PresentedToken, text: string): Promise<void> {
  if (presented.kind === 'refresh') return endRefreshTokenOf(tenancy, client, presented.token)
  const { sub, exp } = presented
  const isReadable = presented.kind === 'access'
  const aud = isReadable ? presented.api?.identifier : undefined
  const key = isReadable ? revocationKey(text) : presented.key
  await revoke(tenancy, tokenEnded(key, exp, { client_id: client.client_id, sub, aud }))
  await forgetMachineToken(tenancy, isReadable ? presented.claims['jti'] : presented.jti)
  tenancy.record(
    tenancy.tenant.tenant_id,
    newLogEvent(tenancy, {
      type: 'srat',
      client_id: client.client_id,
      client_name: client.name,
      ...(sub.endsWith('@clients') ? {} : { user_id: sub }),
      audience: aud,
      hostname: tenancy.tenant.host,
    }),
  )
}

/** One with a name stands in a list, from which it goes. */
async function forgetMachineToken({ store }: Tenancy, jti: unknown): Promise<void> {
  const document = isMachineTokenId(jti) ? await store.find('machine_tokens', { id: jti }) : undefined
  if (document) await store.apply([{ remove: 'machine_tokens', document }])
}
