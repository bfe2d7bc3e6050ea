// Times in a query about users: a day or a month stands for all of it, from its first moment to its last.

/** Fields that hold times. */
const TIMES: ReadonlySet<string> = new Set(['created_at', 'updated_at', 'last_login', 'last_password_reset'])

export const isTime = (field: readonly string[]): boolean => field.length === 1 && TIMES.has(field[0] ?? '')

/** First and last moment of a period, ISO 8601 with milliseconds. */
export type Period = { readonly first: string; readonly last: string }

const PATTERN =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/i

/** Which part of a time is the last one that was said: year, month, day, minute, second, millisecond. */
const nextAfter = (start: Date, parts: readonly (string | undefined)[]): Date => {
  const [, year = '', month, day, hour, , second, fraction] = parts
  const next = new Date(start)
  if (month === undefined) next.setUTCFullYear(Number(year) + 1)
  else if (day === undefined) next.setUTCMonth(start.getUTCMonth() + 1)
  else if (hour === undefined) next.setUTCDate(start.getUTCDate() + 1)
  else if (second === undefined) next.setTime(start.getTime() + 60_000)
  else next.setTime(start.getTime() + (fraction === undefined ? 1000 : 1))
  return next
}

const isCalendarDay = (year: string, month: string, day: string): boolean =>
  new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).toISOString().startsWith(`${year}-${month}-${day}`)

/** The period that `text` names; undefined when it names none. */
export const periodOf = (text: string): Period | undefined => {
  const parts = PATTERN.exec(text)
  if (!parts) return undefined
  const [, year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] =
    parts
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3)
  const start = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${zone.toUpperCase()}`)
  if (Number.isNaN(start.getTime()) || !isCalendarDay(year, month, day)) return undefined
  const end = nextAfter(start, parts)
  if (end.getTime() > Date.UTC(9999, 11, 31)) return { first: start.toISOString(), last: start.toISOString() }
  return { first: start.toISOString(), last: new Date(end.getTime() - 1).toISOString() }
}
