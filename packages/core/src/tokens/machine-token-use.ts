// When a long-lived token was last seen: once a minute at most, and no answer waits for it.
import { isMachineTokenId } from '@symbolon/protocol/oauth/machine-token-id'
import type { Tenancy } from '../tenancy.ts'

/** Milliseconds. */
const EVERY = 60_000

const MOST_REMEMBERED = 10_000

// By tenant and id, when it was noted last.
const noted = new Map<string, number>()

/** Notes that the token with this `jti` has been used, if it is a long-lived one. Returns at once. */
export function noteUse(tenancy: Tenancy, jti: unknown): void {
  if (!isMachineTokenId(jti)) return
  const name = `${tenancy.tenant.tenant_id} ${jti}`
  const now = tenancy.now()
  if (Math.abs(now - (noted.get(name) ?? -Infinity)) < EVERY) return
  const oldest = noted.size >= MOST_REMEMBERED ? noted.keys().next().value : undefined
  if (oldest !== undefined) noted.delete(oldest)
  noted.set(name, now)
  tenancy.inBackground(tenancy.tenant.tenant_id, () => tenancy.store.noteMachineTokenUse(jti, Math.floor(now / 1000)))
}
