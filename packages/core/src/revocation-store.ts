// The store's verbs about what has been revoked. Times are seconds since the epoch.

/** A revocation as it is kept. */
export type KeptRevocation = {
  readonly kind: string
  readonly key: string
  /** Tokens issued at this time or before are dead. */
  readonly before: number
  /** When no token is left that it could concern, and it may be forgotten. */
  readonly expires: number
  /** What it was about, in clear: for this server alone, never for the feed. */
  readonly about?: Readonly<Record<string, string>>
}

/** Part of a tenant's revocations, in order. */
export type RevocationRange = {
  readonly events: readonly { readonly seq: number; readonly event: KeptRevocation }[]
  /** No event lies between this number and the one that was asked for. */
  readonly from: number
  /** Up to this number nothing is missing but what may be forgotten. */
  readonly through: number
  /** The last number that the tenant has given. */
  readonly head: number
}

export type RevocationStore = {
  /**
   * Appends, durably, all or nothing, and answers with their numbers. Numbers of a tenant grow, and whoever has read up to one
   * has missed none before it: none appears later, whichever process wrote it and however long it took.
   */
  appendRevocations(events: readonly KeptRevocation[]): Promise<readonly number[]>
  /** At most `limit` that come after `seq`, in order. Always from the database. */
  revocationsAfter(seq: number, limit: number): Promise<RevocationRange>
  /** Calls `wake` when this or another process may have written revocations of this tenant, until the answer is called. */
  followRevocations(wake: () => void): () => void
}
