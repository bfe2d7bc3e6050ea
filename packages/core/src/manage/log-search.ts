// Which lines of the tenant log a search means. Its language is that of the search for users; words without a field are looked for
// in what a line says of whom, from where and why. reference: Management API, section 15.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { logOnTheWire } from '../audit/log-on-the-wire.ts'
import type { SearchExpression, SearchField } from '../user-search.ts'
import { readUserQuery } from './user-query.ts'

/** Where words without a field are looked for. */
const TEXTS = [
  'type',
  'description',
  'client_name',
  'client_id',
  'user_name',
  'user_id',
  'connection',
  'ip',
  'audience',
  'scope',
  'organization_name',
  'log_id',
]

const valueAt = (line: Document, field: SearchField): unknown =>
  field.reduce<unknown>(
    (value, name) => (Object.hasOwn(Object(value), name) ? Reflect.get(Object(value), name) : undefined),
    line,
  )

const textsAt = (line: Document, field: SearchField): readonly string[] => {
  const value = valueAt(line, field)
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.flatMap((one) =>
    typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean' ? [String(one).toLowerCase()] : [],
  )
}

/** Whether the pieces stand in `text` in this order: the first at its beginning, the last at its end. Linear in its length. */
const fits = (text: string, pieces: readonly string[]): boolean => {
  const [first = '', ...rest] = pieces
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return at <= text.length - last.length
}

const isLike = (line: Document, field: SearchField | undefined, value: string, wild: boolean): boolean => {
  const wanted = value.toLowerCase()
  const pieces = wild ? wanted.split('*') : [wanted]
  if (field) return textsAt(line, field).some((text) => fits(text, pieces))
  const anywhere = ['', ...pieces, '']
  return TEXTS.some((name) => textsAt(line, [name]).some((text) => fits(text, anywhere)))
}

const isBetween = (
  line: Document,
  { field, from, to }: Extract<SearchExpression, { readonly is: 'between' }>,
): boolean =>
  textsAt(line, field).some((text) => {
    const [least, most] = [from?.value.toLowerCase(), to?.value.toLowerCase()]
    const isAbove = least === undefined || text > least || (from?.inclusive === true && text === least)
    return isAbove && (most === undefined || text < most || (to?.inclusive === true && text === most))
  })

const isMeant = (expression: SearchExpression, line: Document): boolean => {
  switch (expression.is) {
    case 'all':
      return expression.of.every((one) => isMeant(one, line))
    case 'any':
      return expression.of.some((one) => isMeant(one, line))
    case 'not':
      return !isMeant(expression.of, line)
    case 'exists':
      return valueAt(line, expression.field) !== undefined
    case 'like':
      return isLike(line, expression.field, expression.value, expression.wild)
    case 'between':
      return isBetween(line, expression)
  }
}

/** Which lines `q` means; undefined: all. @throws ApiError 400 `invalid_query_string` */
export const readLogSearch = (q: string | undefined): ((event: LogEvent) => boolean) | undefined => {
  const expression = q === undefined ? undefined : readUserQuery(q)
  return expression && ((event) => isMeant(expression, logOnTheWire(event)))
}
