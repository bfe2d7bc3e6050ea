// What an ACL has done, for the tenant log: a line at its first match, and later ones summed up, at most one in ten minutes, so that a
// flood of requests is no flood of lines.
import type { NetworkAcl } from '@symbolon/protocol/entities/network-acl'
import { newLogEvent } from '../audit/log-events.ts'
import type { Tenancy } from '../tenancy.ts'

/** Milliseconds between two lines about the same ACL. */
const APART = 600_000

type Tally = { requests: number; matches: number; toldAt: number }

const tallies = new WeakMap<NetworkAcl, Tally>()

function tallyOf(acl: NetworkAcl): Tally {
  let tally = tallies.get(acl)
  if (!tally) tallies.set(acl, (tally = { requests: 0, matches: 0, toldAt: Number.NEGATIVE_INFINITY }))
  return tally
}

function tell(tenancy: Tenancy, { id, description, priority, rule }: NetworkAcl, tally: Tally): void {
  const details = {
    acl_id: id,
    description,
    priority,
    action: rule.action,
    match: { successes: tally.matches },
    total_request_count: { successes: tally.requests },
  }
  const { tenant_id, host } = tenancy.tenant
  tenancy.record(tenant_id, newLogEvent(tenancy, { type: 'acls_summary', hostname: host, description, details }))
  Object.assign(tally, { requests: 0, matches: 0, toldAt: tenancy.now() })
}

const isDue = ({ now }: Tenancy, { matches, toldAt }: Tally): boolean => matches > 0 && now() - toldAt >= APART

/** A request has been held against the ACL. What is left of the ten minutes before is told now. */
export function countRequest(tenancy: Tenancy, acl: NetworkAcl): void {
  const tally = tallyOf(acl)
  if (isDue(tenancy, tally)) tell(tenancy, acl, tally)
  tally.requests += 1
}

/** The ACL was about that request. */
export function countMatch(tenancy: Tenancy, acl: NetworkAcl): void {
  const tally = tallyOf(acl)
  tally.matches += 1
  if (isDue(tenancy, tally)) tell(tenancy, acl, tally)
}
