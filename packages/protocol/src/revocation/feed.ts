// The feed of revocations: signed pages, one after the other, or held open as server-sent events whose data is the same pages.
import type { RevocationEvent } from './event.ts'

/** Where it is read: `?since=SEQ`, 0 for everything. */
export const REVOCATION_FEED_PATH = '/.well-known/revocations'

/** Media type of a page, and with `application/` left out its header `typ`. */
export const REVOCATION_PAGE_TYPE = 'revocations+jwt'

/** Most events of a page. */
export const REVOCATION_PAGE_SIZE = 1000

/** Names of the server-sent events. The `id` of each is the `seq` of its page, so that a browser's EventSource goes on by itself. */
export const REVOCATION_STREAM_EVENTS = { page: 'revocations', heartbeat: 'heartbeat' } as const

/** Seconds after which an open stream that has nothing to say sends a heartbeat: a page without events. */
export const REVOCATION_HEARTBEAT = 15

/** Claims of a page. */
export type RevocationPage = {
  readonly iss: string
  /** When it was signed, seconds since the epoch: what it says was so then. */
  readonly iat: number
  /** The page begins behind this number: the one that was asked for, or an earlier one with no event between. */
  readonly since: number
  /** Every event with a number above `since` and up to this one is here, but those that no living token needs. */
  readonly seq: number
  /** The last number there is: while it is greater than `seq`, there are further pages. */
  readonly head: number
  readonly events: readonly RevocationEvent[]
}
