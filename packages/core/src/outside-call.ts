// Calls to servers of others, as the decisions see them: what may be called is decided where they are made.

/** A request that a tenant's code makes of somebody else's server. */
export type OutsideRequest = {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** base64 */
  readonly body?: string
  /** Milliseconds. */
  readonly timeout?: number
}

export type OutsideResponse = {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** base64 */
  readonly body: string
  readonly url: string
}

/** Calls a server that may be called. Rejects when it may not, or does not answer in time. */
export type CallOutside = (request: OutsideRequest) => Promise<OutsideResponse>
