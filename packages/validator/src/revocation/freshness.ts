// How old knowledge of revocations may be, and what happens when it is older.
import { unavailable } from '../refusals.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import type { Knowledge } from './knowledge.ts'

/** Throws AccessRefused 503 when `knowledge` is too old to decide by at a time, milliseconds, and the author wants it closed then. */
export function newFreshness(
  { issuer, revocations: { maxStaleness, whenStale } }: IssuerSettings,
  { now, notice }: Settings,
  knowledge: Knowledge,
): (time?: number) => void {
  let isStale = false
  const consequence = whenStale === 'open' ? 'tokens are accepted all the same' : 'nobody is let in'

  return (time = now()) => {
    const wasStale = isStale
    isStale = time / 1000 - knowledge.asOf() > maxStaleness
    if (!isStale) return
    if (!wasStale) {
      const message = `what is known of revocations is older than ${maxStaleness} s: ${consequence}`
      notice({ event: 'revocations_stale', issuer, message })
    }
    if (whenStale === 'open') return
    throw unavailable('revocations_stale', 'it is not known at the moment which tokens have been revoked')
  }
}
