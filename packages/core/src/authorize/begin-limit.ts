// How many logins may begin: each is kept for an hour, and whoever begins one has proven nothing yet.
import { OAuthError } from '../errors.ts'
import { networkOf } from '../ip-range.ts'
import type { Tenancy } from '../tenancy.ts'

/** What a network has at once; one comes back every so many milliseconds. Behind one address may be a whole company. */
const MOST = 2000
const REGAIN = 200

/** Networks that are remembered; the one that began longest ago is forgotten first. */
const MOST_NETWORKS = 20_000

type Bucket = { readonly used: number; readonly at: number }

// By tenant and network, of this process: a limit that is shared would cost what it is to save.
const buckets = new Map<string, Bucket>()

/** Counts a login that begins. @throws OAuthError `too_many_requests` */
export function countBeginning({ tenant, now }: Pick<Tenancy, 'tenant' | 'now'>, ip: string | undefined): void {
  if (ip === undefined) return
  const name = `${tenant.tenant_id} ${networkOf(ip)}`
  const time = now()
  const known = buckets.get(name)
  const used = known ? Math.max(0, known.used - Math.max(0, time - known.at) / REGAIN) : 0
  if (used > MOST - 1)
    throw new OAuthError('too_many_requests', 'Too many logins have begun from this address. Try again later.')
  buckets.delete(name)
  buckets.set(name, { used: used + 1, at: time })
  const oldest = buckets.size > MOST_NETWORKS ? buckets.keys().next().value : undefined
  if (oldest !== undefined) buckets.delete(oldest)
}
