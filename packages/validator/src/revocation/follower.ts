// Follows an issuer's revocations for as long as the validator lives, and knows how stale its knowledge is. docs/revocation.md
import type { RevocationKeys } from '@symbolon/protocol/revocation/revocation-map'
import type { KeySet } from '../issuer/key-set.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import { newFeed, NoFeed } from './feed.ts'
import { newFreshness } from './freshness.ts'
import { newKnowledge } from './knowledge.ts'
import { pause } from './pause.ts'

/** `none`: the issuer publishes none, and `off`: nobody asks. Otherwise whether knowledge is as fresh as it should be. */
export type RevocationState = 'off' | 'none' | 'starting' | 'following' | 'lost'

export type RevocationReport = {
  readonly state: RevocationState
  /** Seconds since everything was known; undefined where it never was. */
  readonly staleness: number | undefined
  readonly seq: number
  readonly entries: number
}

export type Follower = {
  /** Something to wait for before a token is judged; undefined while what is known counts. Never throws. */
  readonly pending: () => Promise<unknown> | undefined
  /** Whether a token with these keys, issued at `iat`, seconds, is revoked as far as is known. */
  readonly isRevoked: (keys: RevocationKeys, iat: number) => boolean
  /** Another number after everything new that has been learned. */
  readonly version: () => number
  /** Whether anything is revoked at all. */
  readonly isEmpty: () => boolean
  /**
   * @param time Now, in milliseconds, where the caller has looked at the clock already.
   * @throws AccessRefused 503 when what is known is too old, and the author wants it closed then
   */
  readonly requireFresh: (time?: number) => unknown
  readonly report: () => RevocationReport
  readonly close: () => void
}

/** Milliseconds before the next attempt: twice as many after each failure. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 15_000

/** Milliseconds for which a request waits for knowledge that is on its way. */
const PATIENCE = 5000

/** With `ask`: milliseconds for which knowledge counts without asking. */
const ASK_AFTER = 1000

const NOT_FOLLOWING: Follower = {
  pending: () => undefined,
  isRevoked: () => false,
  isEmpty: () => true,
  version: () => 0,
  requireFresh: () => undefined,
  report: () => ({ state: 'off', staleness: undefined, seq: 0, entries: 0 }),
  close: () => undefined,
}

const MESSAGES = {
  none: ['no_revocation_feed', 'there is no feed of revocations: a token counts until it expires'],
  starting: undefined,
  following: ['following_revocations', 'revocations are followed'],
  lost: ['revocations_lost', 'revocations cannot be read at the moment'],
} as const

/** Where one stands, told to the operator whenever that changes. */
function newState({ issuer }: IssuerSettings, { notice }: Settings) {
  let state: Exclude<RevocationState, 'off'> = 'starting'
  return {
    now: () => state,
    become: (next: typeof state, why = ''): void => {
      if (state === next) return
      state = next
      const [event, message] = MESSAGES[next] ?? []
      if (event) notice({ event, issuer, message: why === '' ? message : `${message}: ${why}` })
    },
  }
}

type Following = {
  /** Answers whether it worked. */
  readonly learn: () => Promise<boolean>
  readonly listen: () => Promise<void>
  readonly isThere: () => boolean
  readonly closed: AbortSignal
}

/** Learns and listens, again and again. */
async function followOn({ learn, listen, isThere, closed }: Following): Promise<void> {
  let wait = FIRST_PAUSE
  while (!closed.aborted) {
    const hasLearned = await learn()
    if (!isThere()) return
    wait = hasLearned ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, wait * 2)
    if (hasLearned) await listen()
    // Many validators lose a server in the same moment, and must not come back in one.
    await pause(wait * (0.5 + Math.random()), closed)
  }
}

export function followRevocations(issuer: IssuerSettings, keys: KeySet, settings: Settings): Follower {
  const { follow, by } = issuer.revocations
  if (follow === 'off') return NOT_FOLLOWING
  const { now } = settings
  const knowledge = newKnowledge()
  const closing = new AbortController()
  const feed = newFeed(issuer, keys, settings, knowledge, closing.signal)
  const state = newState(issuer, settings)
  const requireFresh = newFreshness(issuer, settings, knowledge)
  /** What is being learned: until it is, tokens wait. */
  let learning: Promise<unknown> | undefined
  let askedAt = -Infinity

  /** Whether there is a feed at all is settled by the first answer of the issuer, and never by its absence. */
  const failed = (error: unknown): void => {
    if (error instanceof NoFeed && follow === 'auto' && state.now() === 'starting') state.become('none')
    else if (!closing.signal.aborted) state.become('lost', error instanceof Error ? error.message : 'unknown')
  }

  /** Everything there is, before anybody is judged by it. Answers whether it worked. */
  const learn = async (): Promise<boolean> => {
    const caughtUp = feed.catchUp()
    learning = caughtUp
    try {
      await caughtUp
      state.become('following')
      return true
    } catch (error) {
      failed(error)
      return false
    } finally {
      learning = undefined
    }
  }

  const listen = (): Promise<void> => feed.listen().then(() => failed(new Error('the connection has ended')), failed)

  const ask = (): void => {
    if (learning || now() - askedAt < ASK_AFTER) return
    askedAt = now()
    void learn()
  }

  if (by === 'stream') void followOn({ learn, listen, closed: closing.signal, isThere: () => state.now() !== 'none' })

  return {
    pending: () => {
      if (state.now() === 'none') return undefined
      if (by === 'ask') ask()
      // While nobody answers, what was known before counts, for as long as it may.
      const isWorthIt = by === 'ask' || state.now() === 'starting' || feed.isBehind()
      if (!learning || !isWorthIt) return undefined
      return Promise.race([learning.catch(() => undefined), pause(PATIENCE, closing.signal)])
    },
    requireFresh: (time) => state.now() === 'none' || requireFresh(time),
    isEmpty: () => knowledge.size() === 0,
    version: knowledge.version,
    isRevoked: (revocationKeys, iat) => knowledge.revokes(revocationKeys, iat),
    report: () => {
      const asOf = knowledge.asOf()
      const staleness = asOf === -Infinity ? undefined : Math.max(0, now() / 1000 - asOf)
      return { state: state.now(), staleness, seq: knowledge.position(), entries: knowledge.size() }
    },
    close: () => closing.abort(),
  }
}
