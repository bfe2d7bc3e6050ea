// What is known of an issuer's revocations, up to which number, and as of when.
import type { RevocationPage } from '@symbolon/protocol/revocation/feed'
import { newRevocationMap, type RevocationKeys } from '@symbolon/protocol/revocation/revocation-map'
import { BadPage } from './page.ts'

/** Seconds between two clearings of what is over. */
const PRUNE_EVERY = 600

export type Knowledge = {
  /** Everything up to this number is known. */
  readonly position: () => number
  /** When everything was known that there was, seconds since the epoch; -Infinity when never. */
  readonly asOf: () => number
  readonly size: () => number
  /** Another number after everything new that has been learned. */
  readonly version: () => number
  readonly revokes: (keys: RevocationKeys, iat: number) => boolean
  /** Takes a page in, and answers whether there are more. Throws BadPage for one that would leave a gap. */
  readonly take: (page: RevocationPage, now: number) => boolean
}

export function newKnowledge(): Knowledge {
  const map = newRevocationMap()
  let position = 0
  let asOf = -Infinity
  let pruned = 0
  let version = 0

  return {
    position: () => position,
    asOf: () => asOf,
    size: map.size,
    version: () => version,
    revokes: map.revokes,
    take: ({ iat, since, seq, head, events }, now) => {
      // The issuer has fewer than it had, as after a restored backup: what it says now is read from its beginning, and nothing forgotten.
      if (head < position) {
        position = 0
        if (since > 0) return true
      }
      if (since > position) throw new BadPage('a page does not follow what is known')
      for (const event of events) map.add(event)
      if (events.length > 0) version += 1
      position = Math.max(position, seq)
      // A page that was kept on its way says how things were when it was signed.
      if (seq === head && position === head) asOf = Math.max(asOf, Math.min(iat, now))
      if (now - pruned > PRUNE_EVERY) {
        map.prune(now)
        pruned = now
      }
      return seq < head
    },
  }
}
