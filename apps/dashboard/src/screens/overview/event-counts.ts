// What happened over time, in numbers.
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { call } from '../../session/call.ts'

export type Period = 'day' | 'week' | 'month'

/** One piece of time. */
export type Piece = {
  /** When it begins. */
  readonly time: string
  readonly logins: number
  readonly failed_logins: number
  readonly signups: number
  readonly tokens: number
  readonly failed_tokens: number
  readonly undelivered: number
}

const DAY = 86_400_000

const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10).replaceAll('-', '')

async function readPieces(period: Period): Promise<readonly Piece[]> {
  const now = Date.now()
  if (period !== 'day') return call('GET', `/stats/events?from=${dayOf(now - (period === 'week' ? 6 : 29) * DAY)}`)
  const hours = await call<readonly Piece[]>('GET', `/stats/events?by=hour&from=${dayOf(now - DAY)}`)
  return hours.filter(({ time }) => Date.parse(time) > now - DAY && Date.parse(time) <= now)
}

/** The last 24 hours by hour, the last 7 or 30 days by day; asked again as time goes by. */
export const useEventCounts = (period: Period): UseQueryResult<readonly Piece[]> =>
  useQuery({ queryKey: ['/stats/events', period], queryFn: () => readPieces(period), refetchInterval: 30_000 })

export const sumOf = (pieces: readonly Piece[], ...names: readonly Exclude<keyof Piece, 'time'>[]): number =>
  pieces.reduce((sum, piece) => sum + names.reduce((part, name) => part + piece[name], 0), 0)
