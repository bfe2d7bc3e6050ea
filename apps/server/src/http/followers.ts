// Connections that are held open for those who follow revocations: bounded in number, told at once, let go when the server stops.
// WHATWG HTML §9.2, server-sent events.
import type { ServerResponse } from 'node:http'
import { noteFollower, type RevocationFollower } from '@symbolon/core/tokens/revocation-followers'
import { onRevocation } from '@symbolon/core/tokens/revocations'
import { revocationPage, type SignedPage } from '@symbolon/core/tokens/revocation-feed'
import type { Tenancy } from '@symbolon/core/tenancy'
import type { TenantStore } from '@symbolon/core/ports'
import type { OperatorLog } from '@symbolon/core/ports'
import { REVOCATION_HEARTBEAT, REVOCATION_STREAM_EVENTS } from '@symbolon/protocol/revocation/feed'

/** How long one who reads too slowly is waited for, milliseconds. */
const PATIENCE = 60_000

/** After what time a browser's EventSource comes back, milliseconds. */
const COME_BACK = 'retry: 1000\n\n'

/** A page that was being read when something happened is read once more, and then once for whoever else asked for it. */
const MOST_REREADS = 2

type Follower = {
  readonly response: ServerResponse
  /** What it has been told goes up to here. */
  position: number
  isBeingTold: boolean
  /** What is known to have happened goes up to here: a page that was being read meanwhile may end before. */
  goal: number
  /** When the first of what it has not been told yet was known, and how long the last took; milliseconds. */
  behindSince: number | undefined
  lag: number | undefined
}

/** Who it is, as far as that can be told. */
export type Stranger = { readonly ip: string | undefined; readonly user_agent: string | undefined }

const newFollower = (response: ServerResponse, since: number): Follower => ({
  response,
  position: since,
  isBeingTold: false,
  goal: 0,
  behindSince: undefined,
  lag: undefined,
})

const stateOf =
  (follower: Follower, who: Stranger, connected_at: number): (() => RevocationFollower) =>
  () => {
    const { position: seq, lag, response } = follower
    return { ...who, connected_at, seq, waiting: response.writableLength, lag }
  }

const expect = (follower: Follower, position: number, now: number): void => {
  follower.goal = Math.max(follower.goal, position)
  follower.behindSince ??= now
}

/** Followers of one tenant, and how to hear of its revocations no more. */
type Group = { readonly tenancy: Tenancy; readonly followers: Set<Follower>; readonly deafen: () => void }

export type Followers = {
  /** Whether there is room for one more. */
  readonly hasRoom: () => boolean
  /** Tells `response`, whose head has been sent, of every revocation after `since`, for as long as it stays. */
  readonly add: (tenancy: Tenancy, response: ServerResponse, since: number, who: Stranger) => void
  /** Lets go of all of them, and takes no more. */
  readonly release: () => void
}

const send = ({ now }: Tenancy, follower: Follower, event: string, { text, seq }: SignedPage): void => {
  const { response } = follower
  response.write(`id: ${seq}\nevent: ${event}\ndata: ${text}\n\n`, () => {
    if (follower.behindSince === undefined || seq < follower.goal) return
    follower.lag = Math.max(0, now() - follower.behindSince)
    follower.behindSince = undefined
  })
  follower.position = Math.max(follower.position, seq)
}

/** Returns when the other side has taken what it was sent, or is gone. Who takes nothing for long is let go: it comes back, when it can. */
async function whenTaken(response: ServerResponse): Promise<void> {
  if (!response.writableNeedDrain || response.destroyed) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const late = setTimeout(() => response.destroy(), PATIENCE).unref()
  response.once('drain', resolve).once('close', resolve)
  await promise
  clearTimeout(late)
  response.off('drain', resolve).off('close', resolve)
}

/**
 * Tells a follower all that there is after its position, as fast as it reads: of anybody who asks for everything and reads nothing, one page
 * waits. `heartbeat`: that there is nothing, too.
 */
async function tell(tenancy: Tenancy, follower: Follower, event: string): Promise<void> {
  if (follower.isBeingTold) return
  follower.isBeingTold = true
  try {
    let rereads = 0
    for (let isMore = true; isMore;) {
      const page = await revocationPage(tenancy, follower.position)
      if (follower.response.destroyed || follower.response.writableEnded) return
      send(tenancy, follower, event, page)
      await whenTaken(follower.response)
      if (page.seq >= page.head) rereads += 1
      isMore = page.seq < page.head || (page.seq < follower.goal && rereads <= MOST_REREADS)
    }
  } finally {
    follower.isBeingTold = false
  }
}

export function openFollowers(most: number, operatorLog: OperatorLog): Followers {
  const groups = new Map<TenantStore, Group>()
  let count = 0
  let isReleased = false

  const tellOrDrop = (tenancy: Tenancy, follower: Follower, event: string): void => {
    tell(tenancy, follower, event).catch((cause: unknown) => {
      operatorLog('warn', 'A follower of revocations could not be told, and is let go', { cause })
      follower.response.destroy()
    })
  }
  const tellAll = ({ tenancy, followers }: Group, event: string): void => {
    for (const follower of followers) tellOrDrop(tenancy, follower, event)
  }
  const beating = setInterval(() => {
    for (const group of groups.values()) tellAll(group, REVOCATION_STREAM_EVENTS.heartbeat)
  }, REVOCATION_HEARTBEAT * 1000).unref()

  const groupOf = (tenancy: Tenancy): Group => {
    const known = groups.get(tenancy.store)
    if (known) return known
    const followers = new Set<Follower>()
    const group: Group = {
      tenancy,
      followers,
      deafen: onRevocation(tenancy, (position) => {
        for (const follower of followers) expect(follower, position, tenancy.now())
        tellAll(group, REVOCATION_STREAM_EVENTS.page)
      }),
    }
    groups.set(tenancy.store, group)
    return group
  }
  const leave = (group: Group, follower: Follower): void => {
    if (!group.followers.delete(follower)) return
    count -= 1
    if (group.followers.size > 0) return
    group.deafen()
    groups.delete(group.tenancy.store)
  }

  return {
    hasRoom: () => !isReleased && count < most,
    add: (tenancy, response, since, who) => {
      if (isReleased) return void response.end()
      const group = groupOf(tenancy)
      const follower = newFollower(response, since)
      count += 1
      group.followers.add(follower)
      response.on('close', noteFollower(tenancy, stateOf(follower, who, tenancy.now())))
      response.on('close', () => leave(group, follower))
      response.write(COME_BACK)
      tellOrDrop(tenancy, follower, REVOCATION_STREAM_EVENTS.page)
    },
    release: () => {
      isReleased = true
      clearInterval(beating)
      for (const { followers } of groups.values()) for (const { response } of followers) response.end()
    },
  }
}
