// A token travels in headers and URLs: one that grew over its API's budget is still issued, and the tenant log says what
// made it big. mission.md M3
import { DEFAULT_TOKEN_SIZE_BUDGET } from '@symbolon/protocol/oauth/rfc9068-access-token'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { newLogEvent } from '../audit/log-events.ts'
import type { Authorization } from '../authorization.ts'
import type { Tenancy } from '../tenancy.ts'
import type { AccessTokenClaims } from './access-token.ts'

const BIGGEST = 3

/** Bytes of each claim in the payload, biggest first. */
export const claimSizes = (claims: AccessTokenClaims): readonly { claim: string; bytes: number }[] =>
  Object.entries(claims)
    .map(([claim, value]) => ({ claim, bytes: Buffer.byteLength(JSON.stringify({ [claim]: value })) - 2 }))
    .sort((one, other) => other.bytes - one.bytes)

/** Writes a line of the tenant log when `token` is over the budget of `api`. */
export function noteSize(
  tenancy: Tenancy,
  { client }: Authorization,
  api: ResourceServer,
  token: string,
  claims: AccessTokenClaims,
): void {
  const budget = api.token_size_budget ?? DEFAULT_TOKEN_SIZE_BUDGET
  if (token.length <= budget) return
  const biggest = claimSizes(claims).slice(0, BIGGEST)
  const event = newLogEvent(tenancy, {
    type: 'w',
    client_id: client.client_id,
    client_name: client.name,
    audience: api.identifier,
    description: `Access token of ${token.length} bytes, over the budget of ${budget} bytes of ${api.identifier}`,
    details: { token_bytes: token.length, budget_bytes: budget, biggest_claims: biggest },
  })
  tenancy.record(tenancy.tenant.tenant_id, event)
}
