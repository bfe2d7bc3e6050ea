// The one place that writes revocations. What ended is said first and durably, so that a failure leaves something to be tried again,
// and said once more where a new second began before it was gone. design.md §5; security.md F8
import type { KeptRevocation } from '../revocation-store.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Ended } from './ended.ts'
import { learn } from './revocations.ts'
import { LONGEST_TOKEN_LIFETIME } from './signing-keys.ts'

/** Seconds beyond a token's end for which clocks elsewhere may still let it live. */
const CLOCK_TOLERANCE = 300

/** Kinds that only tokens of people die by, and how long those live at most, seconds. */
const OF_PEOPLE: ReadonlySet<string> = new Set(['session', 'user'])
const LONGEST_OF_PEOPLE = 2_592_000

const secondOf = ({ now }: Tenancy): number => Math.floor(now() / 1000)

/** `iat` counts whole seconds, so that all that was issued in the second of a revocation is dead: rather too much than too little. */
const asKept = ({ kind, key, about, exp }: Ended, before: number): KeptRevocation => ({
  kind,
  key,
  // A single token is dead whenever it was issued.
  before: kind === 'token' ? before + LONGEST_TOKEN_LIFETIME : before,
  expires: (exp ?? before + (OF_PEOPLE.has(kind) ? LONGEST_OF_PEOPLE : LONGEST_TOKEN_LIFETIME)) + CLOCK_TOLERANCE,
  ...(Object.keys(about).length === 0 ? {} : { about }),
})

/** The second up to which something was said to have ended, seconds since the epoch. */
export const secondOfRevocation = ({ kind, before }: Pick<KeptRevocation, 'kind' | 'before'>): number =>
  kind === 'token' ? before - LONGEST_TOKEN_LIFETIME : before

/** Says that all of `ended` has ended now. When this resolves it is durable, and known to this process. */
export async function revoke(tenancy: Tenancy, ...ended: readonly Ended[]): Promise<void> {
  if (ended.length === 0) return
  const before = secondOf(tenancy)
  const events = ended.map((one) => asKept(one, before))
  await tenancy.store.appendRevocations(events)
  learn(tenancy, events)
}

/** Says again what ended in a tenant that moves in, as it was said there, oldest first; what has been said already is left out. */
export async function carryRevocations({ store }: Tenancy, events: readonly KeptRevocation[]): Promise<void> {
  const { head } = await store.revocationsAfter(0, 1)
  const missing = events.slice(head)
  if (missing.length > 0) await store.appendRevocations(missing)
}

/**
 * Removes something, and revokes what lived from it.
 *
 * @throws whatever kept it from being removed or revoked: then it may be tried again, and must be
 */
export async function revokeWith<T>(tenancy: Tenancy, ended: readonly Ended[], remove: () => Promise<T>): Promise<T> {
  const before = secondOf(tenancy)
  await revoke(tenancy, ...ended)
  const removed = await remove()
  // Until it was gone somebody may have been given a token of it, in a second that the revocation does not reach.
  if (secondOf(tenancy) > before) await revoke(tenancy, ...ended)
  return removed
}
