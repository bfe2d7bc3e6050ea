// Proofs that have been used: each counts once. RFC 9449 §11.1

/** Where used proofs are remembered. For several processes, something that they share. */
export type ReplayMemory = {
  /**
   * Remembers `id` until `expires`, seconds since the epoch, and answers whether it is new. One step: of any number that ask at the
   * same time, one hears true.
   */
  readonly isNew: (id: string, expires: number) => boolean | Promise<boolean>
}

/** Proofs of one window; beyond them nobody can tell what has been used. */
const MOST = 500_000

/** In the memory of this process, for proofs that live `window` seconds. `now`: milliseconds since the epoch. */
export function replayMemory(window: number, now: () => number): ReplayMemory {
  let young = new Set<string>()
  let old = new Set<string>()
  let turnedAt = now()

  const turn = (): void => {
    const windows = (now() - turnedAt) / 1000 / window
    if (windows < 1) return
    old = windows < 2 ? young : new Set()
    young = new Set()
    turnedAt = now()
  }

  return {
    isNew: (id) => {
      turn()
      if (young.has(id) || old.has(id) || young.size >= MOST) return false
      young.add(id)
      return true
    },
  }
}
