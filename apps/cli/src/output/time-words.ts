// Times as people say them.

const UNITS = [
  ['year', 365 * 86_400],
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/** A length of time, seconds: `2 h 13 min`, `45 s`. The two largest units. */
export function duration(seconds: number): string {
  let rest = Math.round(Math.abs(seconds))
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count} ${unit === 'year' && count > 1 ? 'years' : unit}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
    rest %= size
  }
  return parts.length === 0 ? '0 s' : parts.join(' ')
}

/** `in 2 h`, `3 min ago`, `now`. Both seconds since the epoch. */
export function fromNow(time: number, now: number): string {
  const away = Math.round(time - now)
  if (away === 0) return 'now'
  return away > 0 ? `in ${duration(away)}` : `${duration(away)} ago`
}

/** The largest second that a calendar knows. */
const LAST = 8.64e12

/** `2027-01-31 08:05:00 UTC, in 2 h`. Seconds since the epoch; what is no time at all is shown as it is. */
export function moment(time: number, now: number): string {
  if (!Number.isFinite(time) || Math.abs(time) > LAST) return `${time}, which is no time`
  const [date = '', clock = ''] = new Date(time * 1000).toISOString().split('T')
  return `${date} ${clock.slice(0, 8)} UTC, ${fromNow(time, now)}`
}
