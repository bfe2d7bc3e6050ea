// A poll whose receiver is willing to wait: held for a moment while there is nothing to tell. RFC 8936 §2.2, `returnImmediately`
import type { TenantStore } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { onRevocation } from '../tokens/revocations.ts'
import type { Polled } from './poll.ts'

/** Milliseconds of one wait, and the most waits of a poll: a stop of the server waits for them too. */
const WAIT = 1000
const MOST_WAITS = 5

/** Polls of a tenant that are held; more are answered at once. */
const MOST_HELD = 100

const heldOf = new WeakMap<TenantStore, number>()

const isEmpty = ({ sets, moreAvailable }: Polled): boolean => !moreAvailable && Object.keys(sets).length === 0

/** What `first` answers, or when that is nothing what `again` does, as soon as something is revoked; nothing after five seconds. */
export async function holdPoll(
  tenancy: Tenancy,
  first: () => Promise<Polled>,
  again: () => Promise<Polled>,
): Promise<Polled> {
  const { store, pause } = tenancy
  const held = heldOf.get(store) ?? 0
  if (held >= MOST_HELD) return first()
  heldOf.set(store, held + 1)
  let news = Promise.withResolvers<true>()
  // Before the first look: what comes during it is not missed.
  const deafen = onRevocation(tenancy, () => news.resolve(true))
  try {
    let answer = await first()
    for (let waits = 0; waits < MOST_WAITS && isEmpty(answer); waits += 1) {
      const isNews = await Promise.race([news.promise, pause(WAIT)])
      if (!isNews) continue
      news = Promise.withResolvers()
      answer = await again()
    }
    return answer
  } finally {
    deafen()
    heldOf.set(store, (heldOf.get(store) ?? 1) - 1)
  }
}
