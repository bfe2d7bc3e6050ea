// Wakes whoever follows a tenant's revocations: this process or another may have written some.
export const createBell = () => {
  const followers = new Map<string, Set<() => void>>()
  const ofAll = new Set<() => void>()

  return {
    /** Wakes the followers of one tenant, or of all of them. */
    ring: (tenant_id?: string): void => {
      const woken = tenant_id === undefined ? [...followers.values()] : [followers.get(tenant_id) ?? []]
      for (const some of woken) for (const wake of some) wake()
      for (const wake of ofAll) wake()
    },
    /** Calls `wake` whenever it rings for anybody, until what is returned is called. */
    followAll: (wake: () => void): (() => void) => {
      ofAll.add(wake)
      return () => void ofAll.delete(wake)
    },
    /** Calls `wake` until what is returned is called. */
    follow: (tenant_id: string, wake: () => void): (() => void) => {
      const some = followers.get(tenant_id) ?? new Set()
      followers.set(tenant_id, some.add(wake))
      return () => {
        some.delete(wake)
        if (some.size === 0) followers.delete(tenant_id)
      }
    },
  }
}

export type Bell = ReturnType<typeof createBell>
