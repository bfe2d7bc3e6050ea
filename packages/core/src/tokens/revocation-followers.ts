// Who follows a tenant's revocations at this process, and how far behind each is: as far as can be told from this side of a connection.
import type { TenantStore } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'

export type RevocationFollower = {
  readonly ip: string | undefined
  readonly user_agent: string | undefined
  /** Milliseconds since the epoch. */
  readonly connected_at: number
  /** Everything up to this number has been written to its connection. */
  readonly seq: number
  /** Bytes that it has not taken yet. */
  readonly waiting: number
  /** Milliseconds between the last revocation's being known here and its having been handed to the connection; undefined where there was none yet. */
  readonly lag: number | undefined
}

const followers = new WeakMap<TenantStore, Set<() => RevocationFollower>>()

/** Counts somebody among the followers, until the answer is called. */
export function noteFollower({ store }: Tenancy, state: () => RevocationFollower): () => void {
  const known = followers.get(store) ?? new Set()
  followers.set(store, known)
  known.add(state)
  return () => void known.delete(state)
}

/** The followers of a tenant at this process, in the order in which they came. */
export const followersOf = ({ store }: Tenancy): readonly RevocationFollower[] =>
  [...(followers.get(store) ?? [])].map((state) => state())
