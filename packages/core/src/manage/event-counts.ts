// What happened at the tenant over time, in numbers: logins, tokens, failures. Ours: Auth0's daily numbers know logins and sign-ups.
import { count, several, time } from '@symbolon/protocol/entities/answers'
import { record } from '@symbolon/protocol/entities/schema'
import { logCategoryOf, type LogCategory } from '@symbolon/protocol/auth0/log-categories'
import type { Document } from '@symbolon/protocol/entities/entity'
import { QueryRefused, type ListQuery } from '@symbolon/protocol/entities/query'
import type { LogCount } from '../log-count-store.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { readQuery } from './rights.ts'

const HOUR = 3_600_000
/** Milliseconds. */
export const DAY = 24 * HOUR

/** How long a piece of time is, in hours, and how many of them are answered at most. */
const PIECES = { hour: { hours: 1, most: 7 * 24 }, day: { hours: 24, most: 92 } } as const

type Period = { readonly from: number; readonly until: number; readonly hours: number }

const NUMBERS = ['logins', 'failed_logins', 'signups', 'tokens', 'failed_tokens', 'undelivered'] as const

type Numbers = Record<(typeof NUMBERS)[number], number>

const COUNTED: Readonly<Partial<Record<LogCategory, keyof Numbers>>> = {
  'auth.login.success': 'logins',
  'auth.login.fail': 'failed_logins',
  'auth.signup.success': 'signups',
  'auth.token_exchange.success': 'tokens',
  'auth.token_exchange.fail': 'failed_tokens',
}

/** Mails and security events that could not be sent. */
const UNDELIVERED: ReadonlySet<string> = new Set(['fn', 'fset'])

const numberFor = (type: string): keyof Numbers | undefined =>
  UNDELIVERED.has(type) ? 'undelivered' : COUNTED[logCategoryOf(type)]

const refuse = (message: string, name: string): never => {
  throw new QueryRefused(`Query validation error: '${message}' on property ${name}.`)
}

/** `YYYYMMDD` → the beginning of that day, UTC. @throws QueryRefused */
const dayIn = (query: Readonly<Record<string, string>>, name: string, otherwise: number): number => {
  const text = query[name]
  if (text === undefined) return otherwise
  const [, year = '', month = '', day = ''] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? refuse('Expected YYYYMMDD', name)
  const time = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(`${year}-${month}-${day}`)
    ? refuse('There is no such day', name)
    : time
}

/** The days that a query asks for, those of the last 30 where it says nothing; whole days, or their hours. @throws ApiError 400 */
export const lastDays = ({ further: named }: ListQuery, now: number): Period =>
  readQuery(() => {
    const by = named['by'] === 'hour' ? 'hour' : 'day'
    const { hours, most } = PIECES[by]
    const to = dayIn(named, 'to', Math.floor(now / DAY) * DAY)
    const from = dayIn(named, 'from', to - (by === 'day' ? 29 : 1) * DAY)
    const pieces = (to + DAY - from) / (hours * HOUR)
    if (pieces < 1) return refuse('It comes after the end', 'from')
    if (pieces > most) return refuse(`At most ${most} pieces of time are answered`, 'from')
    return { from, until: to + DAY, hours }
  })

/** What happened, by what the numbers are called. */
export const summed = (counts: readonly LogCount[]): Numbers => {
  const numbers: Numbers = { logins: 0, failed_logins: 0, signups: 0, tokens: 0, failed_tokens: 0, undelivered: 0 }
  for (const { type, lines } of counts) {
    const name = numberFor(type)
    if (name !== undefined) numbers[name] += lines
  }
  return numbers
}

const countEvents = async (
  { store, now }: Tenancy,
  _caller: Caller,
  { query }: Asked,
): Promise<readonly Document[]> => {
  const { from, until, hours } = lastDays(query, now())
  const counts = Map.groupBy(await store.logCounts({ from, until, hours }), (count) => count.from)
  const length = hours * HOUR
  return Array.from({ length: (until - from) / length }, (_, at) => {
    const time = from + at * length
    return { time: new Date(time).toISOString(), ...summed(counts.get(time) ?? []) }
  })
}

export const EVENT_COUNT_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/stats/events',
    status: 200,
    scopes: ['read:stats'],
    query: { further: ['from', 'to'], accepts: { by: ['day', 'hour'] } },
    answers: several(
      record({
        time: time(),
        logins: count(),
        failed_logins: count(),
        signups: count(),
        tokens: count(),
        failed_tokens: count(),
        undelivered: count(),
      }),
    ),
    act: countEvents,
  }),
]
