// A query about users, understood. reference: Management API, section 8, search. Words side by side are alternatives, as Lucene has
// it; those with a plus are needed, those with a minus excluded.
import type { SearchExpression, SearchField } from '../user-search.ts'
import { badQuery, readTokens, type Sign, type Text, type Token } from './user-query-tokens.ts'
import { isTime, periodOf } from './user-query-times.ts'

const MAX_DEPTH = 20
const MAX_FIELD_PARTS = 10
const MAX_FIELD_LENGTH = 256

type Reader = { readonly tokens: readonly Token[]; at: number; depth: number }

type Clause = { readonly expression: SearchExpression; readonly occurs: 'perhaps' | 'always' | 'never' }

const peek = ({ tokens, at }: Reader): Token | undefined => tokens[at]

const nextIs = (reader: Reader, sign: Sign['sign'], ahead = 0): boolean => {
  const token = reader.tokens[reader.at + ahead]
  return token?.is === 'sign' && token.sign === sign
}

const take = (reader: Reader, sign: Sign['sign']): boolean => {
  if (!nextIs(reader, sign)) return false
  reader.at += 1
  return true
}

const unexpected = (reader: Reader): Error => {
  const token = peek(reader)
  return token ? badQuery('This is not understood', token.at) : badQuery('The query ends too early')
}

const takeText = (reader: Reader): Text => {
  const token = peek(reader)
  if (token?.is !== 'text') throw unexpected(reader)
  reader.at += 1
  return token
}

const anyOf = (of: readonly SearchExpression[]): SearchExpression =>
  of.length === 1 && of[0] ? of[0] : { is: 'any', of }

const allOf = (of: readonly SearchExpression[]): SearchExpression =>
  of.length === 1 && of[0] ? of[0] : { is: 'all', of }

const not = (of: SearchExpression): SearchExpression => ({ is: 'not', of })

const fieldOf = ({ text, isWild, at }: Text): SearchField => {
  const path = text.split('.')
  const isSound = path.length <= MAX_FIELD_PARTS && text.length <= MAX_FIELD_LENGTH && path.every((part) => part !== '')
  if (!isSound || isWild) throw badQuery('This is no name of a field', at)
  return path
}

/** `email.domain` is no field of a user, but what stands behind the at sign. */
const isDomain = (field: SearchField): boolean => field.length === 2 && field[0] === 'email' && field[1] === 'domain'

const valueOf = (field: SearchField | undefined, value: Text): SearchExpression => {
  const { text, isWild, hasPlainStar, isQuoted, at } = value
  if (isWild && hasPlainStar) throw badQuery('A star cannot be a wildcard and itself in one word', at)
  if (field && isWild && /^\*+$/.test(text)) return { is: 'exists', field: isDomain(field) ? ['email'] : field }
  if (text === '') throw badQuery('There is nothing to look for', at)
  if (field && isDomain(field)) {
    if (hasPlainStar) throw badQuery('A domain has no star', at)
    return { is: 'like', field: ['email'], value: `*@${text}`, wild: true }
  }
  const period = field && isTime(field) && !isWild ? periodOf(text) : undefined
  if (field && period) return between(field, period.first, period.last)
  if (isWild && !isQuoted && /^\*+$/.test(text)) throw badQuery('There is nothing to look for', at)
  return { is: 'like', field, value: text, wild: isWild }
}

const between = (field: SearchField, from: string, to: string): SearchExpression => ({
  is: 'between',
  field,
  from: { value: from, inclusive: true },
  to: { value: to, inclusive: true },
})

type Bound = { readonly value: string; readonly inclusive: boolean }

/** One end of a range; a day at its end means its last moment where it belongs to the range, its first where it does not. */
const boundOf = (field: SearchField, value: Text, inclusive: boolean, isUpper: boolean): Bound | undefined => {
  const { text, isWild, at } = value
  if (isWild && text === '*') return undefined
  if (isWild) throw badQuery('A range has no wildcards', at)
  const period = isTime(field) ? periodOf(text) : undefined
  if (isTime(field) && !period) throw badQuery('This is no time', at)
  return { value: period ? (isUpper === inclusive ? period.last : period.first) : text, inclusive }
}

const rangeOf = (reader: Reader, field: SearchField): SearchExpression => {
  const includesFrom = take(reader, '[')
  if (!includesFrom) reader.at += 1
  const from = takeText(reader)
  const to = takeText(reader)
  if (to.text !== 'TO' || to.isQuoted) throw badQuery('A range is [from TO to]', to.at)
  const last = takeText(reader)
  const includesTo = take(reader, ']')
  if (!includesTo && !take(reader, '}')) throw unexpected(reader)
  return {
    is: 'between',
    field,
    from: boundOf(field, from, includesFrom, false),
    to: boundOf(field, last, includesTo, true),
  }
}

const comparisonOf = (reader: Reader, field: SearchField, sign: string): SearchExpression => {
  const isUpper = sign.startsWith('<')
  const bound = boundOf(field, takeText(reader), sign.endsWith('='), isUpper)
  if (!bound) throw badQuery('A comparison needs a value')
  return { is: 'between', field, from: isUpper ? undefined : bound, to: isUpper ? bound : undefined }
}

const fieldValue = (reader: Reader, field: SearchField): SearchExpression => {
  const token = peek(reader)
  if (token?.is === 'text') return valueOf(field, takeText(reader))
  if (token?.is !== 'sign') throw unexpected(reader)
  switch (token.sign) {
    case '(':
      return group(reader, field)
    case '[':
    case '{':
      return rangeOf(reader, field)
    case '>':
    case '>=':
    case '<':
    case '<=':
      reader.at += 1
      return comparisonOf(reader, field, token.sign)
    default:
      throw unexpected(reader)
  }
}

const group = (reader: Reader, field: SearchField | undefined): SearchExpression => {
  reader.depth += 1
  if (reader.depth > MAX_DEPTH) throw badQuery(`Nested too deeply, maximum ${MAX_DEPTH}`)
  reader.at += 1
  const inner = alternatives(reader, field)
  if (!take(reader, ')')) throw unexpected(reader)
  reader.depth -= 1
  return inner
}

const primary = (reader: Reader, field: SearchField | undefined): SearchExpression => {
  if (nextIs(reader, '(')) return group(reader, field)
  const text = takeText(reader)
  if (!nextIs(reader, ':')) return valueOf(field, text)
  if (field) throw unexpected(reader)
  reader.at += 1
  if (text.text === '_exists_') return { is: 'exists', field: fieldOf(takeText(reader)) }
  return fieldValue(reader, fieldOf(text))
}

/** One clause; any number of NOTs before it. */
const clause = (reader: Reader, field: SearchField | undefined): Clause => {
  let isNever = false
  let isAlways = false
  for (;;) {
    if (take(reader, '+')) isAlways = true
    else if (take(reader, '-') || take(reader, 'NOT')) isNever = !isNever
    else break
  }
  const expression = primary(reader, field)
  return { expression, occurs: isNever ? 'never' : isAlways ? 'always' : 'perhaps' }
}

const stated = ({ expression, occurs }: Clause): SearchExpression => (occurs === 'never' ? not(expression) : expression)

/** Clauses with AND between them are one. */
const conjunction = (reader: Reader, field: SearchField | undefined): Clause => {
  const first = clause(reader, field)
  if (!nextIs(reader, 'AND')) return first
  const parts = [stated(first)]
  while (take(reader, 'AND')) parts.push(stated(clause(reader, field)))
  return { expression: allOf(parts), occurs: 'perhaps' }
}

/** Clauses side by side. */
const sequence = (reader: Reader, field: SearchField | undefined): SearchExpression => {
  const clauses = [conjunction(reader, field)]
  while (peek(reader) && !nextIs(reader, ')') && !nextIs(reader, 'OR')) clauses.push(conjunction(reader, field))
  const perhaps = clauses.filter(({ occurs }) => occurs === 'perhaps').map(stated)
  const firm = clauses.filter(({ occurs }) => occurs !== 'perhaps')
  // What is only perhaps so counts for nothing beside what must be so.
  const chosen = perhaps.length > 0 && !firm.some(({ occurs }) => occurs === 'always') ? [anyOf(perhaps)] : []
  return allOf([...chosen, ...firm.map(stated)])
}

const alternatives = (reader: Reader, field: SearchField | undefined): SearchExpression => {
  const parts = [sequence(reader, field)]
  while (take(reader, 'OR')) parts.push(sequence(reader, field))
  return anyOf(parts)
}

/** What `query` asks for; undefined when it is empty: everybody. @throws ApiError 400 `invalid_query_string` */
export const readUserQuery = (query: string): SearchExpression | undefined => {
  const reader: Reader = { tokens: readTokens(query), at: 0, depth: 0 }
  if (reader.tokens.length === 0) return undefined
  const [only] = reader.tokens
  if (reader.tokens.length === 1 && only?.is === 'text' && only.isWild && only.text === '*') return undefined
  const expression = alternatives(reader, undefined)
  if (peek(reader)) throw unexpected(reader)
  return expression
}
