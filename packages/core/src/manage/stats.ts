// How many people log in: day by day, and in the last 30 days. reference: Management API, section 15.
import { count, several, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { record } from '@symbolon/protocol/entities/schema'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { DAY, lastDays, summed } from './event-counts.ts'
import { endpoint, type Asked } from './endpoint.ts'

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

const daily = async ({ store, now }: Tenancy, _caller: Caller, { query }: Asked): Promise<readonly Document[]> => {
  const { from, until } = lastDays(query, now())
  const counts = Map.groupBy(await store.logCounts({ from, until, hours: 24 }), (one) => one.from)
  return Array.from({ length: (until - from) / DAY }, (_, at) => {
    const begins = from + at * DAY
    const { logins, signups } = summed(counts.get(begins) ?? [])
    const updated_at = iso(Math.min(begins + DAY, Math.max(begins, now())))
    // No list of leaked passwords is asked here.
    return { date: iso(begins), logins, signups, leaked_passwords: 0, created_at: iso(begins), updated_at }
  })
}

/** How many different people have logged in within the last 30 days. */
const activeUsers = async ({ store, now }: Tenancy): Promise<number> => {
  const from = { value: iso(now() - 30 * DAY), inclusive: true }
  const matching = { is: 'between', field: ['last_login'], from, to: undefined } as const
  const { total = 0 } = await store.searchUsers({ matching, sort: undefined, limit: 1, offset: 0, withTotal: true })
  return total
}

const SCOPES = ['read:stats']

export const STATS_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/stats/daily',
    status: 200,
    scopes: SCOPES,
    query: { further: ['from', 'to'] },
    answers: several(
      record({
        date: time(),
        logins: count(),
        signups: count(),
        leaked_passwords: count(),
        created_at: time(),
        updated_at: time(),
      }),
    ),
    act: daily,
  }),
  endpoint({
    method: 'GET',
    path: '/stats/active-users',
    status: 200,
    scopes: SCOPES,
    answers: count(),
    act: activeUsers,
  }),
]
