// What has been revoked, newest first, and who follows it. Ours.
import { anyText, count, pageOf, several, textOrNull, time } from '@symbolon/protocol/entities/answers'
import { bool, mapOf, nullable, number, record } from '@symbolon/protocol/entities/schema'
import type { Document } from '@symbolon/protocol/entities/entity'
import { cutText } from '../audit/log-events.ts'
import type { KeptRevocation } from '../revocation-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { followersOf, type RevocationFollower } from '../tokens/revocation-followers.ts'
import { secondOfRevocation } from '../tokens/revoke.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { notAMark } from './pages.ts'

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

const shown = (seq: number, event: KeptRevocation): Document => ({
  seq,
  kind: event.kind,
  revoked_at: iso(secondOfRevocation(event) * 1000),
  expires_at: iso(event.expires * 1000),
  about: event.about ?? {},
})

const positionOf = (from: string | undefined): number => {
  if (from === undefined) return Number.MAX_SAFE_INTEGER
  if (/^\d{1,15}$/.test(from)) return Number(from)
  throw notAMark()
}

const newest = async ({ store }: Tenancy, _caller: Caller, { query }: Asked): Promise<Document> => {
  const { take, from } = query
  const events = await store.revocationsBefore(positionOf(from), take)
  const last = events.length === take ? events.at(-1)?.seq : undefined
  return {
    revocations: events.map(({ seq, event }) => shown(seq, event)),
    ...(last === undefined ? {} : { next: String(last) }),
  }
}

/** Characters of what somebody says of itself. */
const MOST_SAID = 256

const MOST_FOLLOWERS = 1000

const shownFollower = (head: number, { ip, user_agent, connected_at, seq, waiting, lag }: RevocationFollower) => ({
  ip: ip ?? null,
  user_agent: user_agent === undefined ? null : cutText(user_agent, MOST_SAID),
  connected_at: iso(connected_at),
  seq,
  is_current: seq >= head && waiting === 0,
  lag_ms: lag ?? null,
})

/** Of this process: another knows its own. */
const followers = async (tenancy: Tenancy): Promise<Document> => {
  const { head } = await tenancy.store.revocationsAfter(Number.MAX_SAFE_INTEGER, 1)
  const all = followersOf(tenancy)
  return {
    head,
    total: all.length,
    followers: all.slice(0, MOST_FOLLOWERS).map((follower) => shownFollower(head, follower)),
  }
}

const SCOPES = ['blacklist:tokens']

const REVOCATION = record({
  seq: count(),
  kind: anyText(),
  revoked_at: time(),
  expires_at: time(),
  about: mapOf(anyText(), 10),
})

const FOLLOWER = record({
  ip: textOrNull(),
  user_agent: textOrNull(),
  connected_at: time(),
  seq: count(),
  is_current: bool(),
  lag_ms: nullable(number(0, Number.MAX_SAFE_INTEGER)),
})

export const REVOCATION_LIST_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/revocations',
    status: 200,
    scopes: SCOPES,
    query: { paging: ['checkpoint'] },
    answers: pageOf(['checkpoint'], 'revocations', REVOCATION),
    act: newest,
  }),
  endpoint({
    method: 'GET',
    path: '/revocations/followers',
    status: 200,
    scopes: SCOPES,
    answers: record({ head: count(), total: count(), followers: several(FOLLOWER) }),
    act: followers,
  }),
]
