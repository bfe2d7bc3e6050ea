// A poll whose receiver is willing to wait: held for a moment while there is nothing to tell. RFC 8936 §2.2, `returnImmediately`
import type { TenantStore } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { onRevocation } from '../tokens/revocations.ts'
import type { Polled } from './poll.ts'

/** Milliseconds of one wait, and the most waits of a poll. */
const WAIT = 1000
const MOST_WAITS = 5

/** Polls of a tenant that are held; more are answered at once. */
const MOST_HELD = 100

const heldOf = new WeakMap<TenantStore, number>()

const isEmpty = ({ sets, moreAvailable }: Polled): boolean => !moreAvailable && Object.keys(sets).length === 0

/** What `first` answers, or when that is nothing what `again` does, as soon as something is revoked; nothing after five seconds, or when the server stops. */
export async function holdPoll(
  tenancy: Tenancy,
  first: () => Promise<Polled>,
  again: () => Promise<Polled>,
): Promise<Polled> {
  const { store, pause, stopping } = tenancy
  const held = heldOf.get(store) ?? 0
  if (held >= MOST_HELD) return first()
  heldOf.set(store, held + 1)
  let news = Promise.withResolvers<true>()
  // Before the first look: what comes during it is not missed.
  const wake = (): void => news.resolve(true)
  const deafen = onRevocation(tenancy, wake)
  stopping.addEventListener('abort', wake)
  try {
    let answer = await first()
    for (let waits = 0; waits < MOST_WAITS && isEmpty(answer) && !stopping.aborted; waits += 1) {
      const isNews = await Promise.race([news.promise, pause(WAIT)])
      if (!isNews || stopping.aborted) continue
      news = Promise.withResolvers()
      answer = await again()
    }
    return answer
  } finally {
    deafen()
    stopping.removeEventListener('abort', wake)
    heldOf.set(store, (heldOf.get(store) ?? 1) - 1)
  }
}
