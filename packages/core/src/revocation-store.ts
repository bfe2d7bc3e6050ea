// The store's verbs about what has been revoked (times are seconds since the epoch), and about pushing it to those who want to hear of it.

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
  /** At most `limit` that come before `seq`, newest first. Always from the database. */
  revocationsBefore(seq: number, limit: number): Promise<RevocationRange['events']>
  /** Calls `wake` when this or another process may have written revocations of this tenant, until the answer is called. */
  followRevocations(wake: () => void): () => void
}

/** What went wrong with a push the last time. */
export type PushFailure = {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** In words, for whoever looks after the stream. */
  readonly reason: string
  /** What the receiver answered, where it did. */
  readonly status?: number
  /** Its error code, where it refused the event: that one is not pushed again. RFC 8935 §2.4 */
  readonly err?: string
}

export type StreamToPush = { readonly tenant_id: string; readonly id: string }

/** Pushing belongs to one process at a time, for as long as it holds a stream. Times are milliseconds since the epoch. */
export type SignalPushStore = {
  /**
   * Gives `holder` the stream until `until`, also when it holds it already; how often pushing has failed in a row. Undefined where
   * another holds it, where it must wait at `now`, and where there is none. One conditional statement.
   */
  holdSignalPush(id: string, holder: string, now: number, until: number): Promise<number | undefined>
  /** Lets go of it. Nobody holds it before `not_before`; without `failure` the last one stays. False when another holds it. */
  leaveSignalPush(
    id: string,
    holder: string,
    how: {
      readonly now: number
      readonly not_before: number
      readonly failures: number
      readonly failure: PushFailure | undefined
    },
  ): Promise<boolean>
  /** Whoever may hold it need not wait any longer. */
  resumeSignalPush(id: string): Promise<void>
  /** How it has failed the last time, how often in a row, and until when it waits; undefined when it never has. */
  signalPushState(
    id: string,
  ): Promise<{ readonly failure: PushFailure; readonly failures: number; readonly not_before: number } | undefined>
}
