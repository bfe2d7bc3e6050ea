// A question about users as a condition of SQL. What is NULL does not hold, and NOT means all others. What was asked for stands in
// parameters.
import { type RawBuilder, sql } from 'kysely'
import type { SearchExpression, SearchField } from '@symbolon/core/user-search'
import type { Desk } from '../desk.ts'
import { columnOf, type SearchColumn, USUAL_FIELDS } from './search-fields.ts'
import { anyLeaf, isUsable } from './search-leaves.ts'
import { domainOf, isLike } from './search-patterns.ts'
import { isStorable } from './storable.ts'
import { fold } from './user-document.ts'

type Words = RawBuilder<unknown>
export type Like = Extract<SearchExpression, { readonly is: 'like' }>
export type Between = Extract<SearchExpression, { readonly is: 'between' }>
type Bound = Between['from']

const NOBODY = sql`(1 = 0)`

/** SQLite refuses patterns of more than 50,000 bytes. */
const LONGEST_PATTERN = 5_000

const referenceOf = (column: SearchColumn): Words => sql.ref(`users.${column.name}`)

/** A number as somebody writes one; NaN where it is none. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

const likeText = (desk: Desk, column: SearchColumn, value: string, wild: boolean): Words => {
  const pattern = column.holds === 'folded' ? fold(value) : value
  const domain = wild && column.name === 'email' ? domainOf(pattern) : undefined
  if (domain !== undefined) return sql`users.email_domain = ${domain}`
  const reference = referenceOf(column)
  return wild ? isLike(desk, reference, pattern) : sql`${reference} = ${pattern}`
}

const likeColumn = (desk: Desk, column: SearchColumn, { value, wild }: Like): Words => {
  const reference = referenceOf(column)
  if (column.holds === 'text' || column.holds === 'folded') return likeText(desk, column, value, wild)
  if (column.holds === 'truth')
    // As it is written in the index of those who are blocked.
    return ['true', 'false'].includes(value) ? sql`${reference} = ${sql.lit(Number(value === 'true'))}` : NOBODY
  const asked = column.holds === 'number' ? numberOf(value) : Date.parse(value)
  return !Number.isInteger(asked) ? NOBODY : sql`${reference} = ${asked}`
}

/** What a document must contain to have `value` somewhere in it: cheaper to look for than to take the document apart. */
const mayContain = ({ dialect }: Desk, value: string): Words => {
  const written = JSON.stringify(value).slice(1, -1)
  return dialect === 'postgres'
    ? sql`strpos(users.document, ${written}) > 0`
    : sql`instr(users.document, ${written}) > 0`
}

/** Without a field: in any of the usual ones. */
export const inUsualFields = (expression: Like): readonly Like[] =>
  USUAL_FIELDS.map((field) => ({ ...expression, field }))

const like = (desk: Desk, expression: Like): Words => {
  const { field, value, wild } = expression
  if (!isStorable(value) || (wild && value.length > LONGEST_PATTERN)) return NOBODY
  if (field === undefined) {
    return several(desk, inUsualFields(expression), sql` or `, NOBODY)
  }
  const column = columnOf(field)
  if (column !== undefined) return likeColumn(desk, column, expression)
  if (wild) return anyLeaf(desk, field, ({ text }) => isLike(desk, text, value))
  return sql`(${mayContain(desk, value)} and ${anyLeaf(desk, field, ({ text }) => sql`${text} = ${value}`)})`
}

const withinBounds = <V>(reference: Words, from: Bound, to: Bound, valueOf: (text: string) => V): Words => {
  const parts: Words[] = []
  if (from) parts.push(sql`${reference} ${sql.raw(from.inclusive ? '>=' : '>')} ${valueOf(from.value)}`)
  if (to) parts.push(sql`${reference} ${sql.raw(to.inclusive ? '<=' : '<')} ${valueOf(to.value)}`)
  return sql.join(parts, sql` and `)
}

const boundsOf = ({ from, to }: Between): readonly string[] =>
  [from, to].flatMap((bound) => (bound ? [bound.value] : []))

const betweenColumn = (desk: Desk, column: SearchColumn, expression: Between): Words => {
  const { from, to } = expression
  const reference = referenceOf(column)
  if (column.holds === 'truth') return NOBODY
  if (column.holds === 'text' || column.holds === 'folded') {
    return withinBounds(reference, from, to, column.holds === 'folded' ? fold : (text) => text)
  }
  const valueOf = column.holds === 'time' ? Date.parse : numberOf
  if (boundsOf(expression).some((bound) => !Number.isFinite(valueOf(bound)))) return NOBODY
  // The column holds whole numbers, and so does its index.
  const whole = (bound: Bound, isUpper: boolean): Bound =>
    bound && { ...bound, value: wholeBound(bound, isUpper, valueOf) }
  return withinBounds(reference, whole(from, false), whole(to, true), (text) => sql`cast(${Number(text)} as bigint)`)
}

/** The whole number that bounds the same whole numbers. */
const wholeBound = (
  { value, inclusive }: NonNullable<Bound>,
  isUpper: boolean,
  valueOf: (text: string) => number,
): string => {
  const number = isUpper === inclusive ? Math.floor(valueOf(value)) : Math.ceil(valueOf(value))
  return String(Math.min(Math.max(number, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER))
}

const between = (desk: Desk, expression: Between): Words => {
  const { field, from, to } = expression
  if (!boundsOf(expression).every(isStorable)) return NOBODY
  if (!from && !to) return exists(desk, field)
  const column = columnOf(field)
  if (column !== undefined) return betweenColumn(desk, column, expression)
  const areNumbers = boundsOf(expression).every((bound) => Number.isFinite(numberOf(bound)))
  return anyLeaf(desk, field, ({ number, string }) => {
    const asText = withinBounds(string, from, to, (text) => text)
    if (!areNumbers) return asText
    const asNumber = withinBounds(number, from, to, (text) => sql`cast(${Number(text)} as double precision)`)
    return sql`((${asText}) or (${asNumber}))`
  })
}

const exists = (desk: Desk, field: SearchField): Words => {
  const column = columnOf(field)
  if (column?.name === 'logins_count') return sql`users.last_login is not null`
  if (column === undefined || column.holds === 'truth') return anyLeaf(desk, field, ({ exists }) => exists)
  return sql`${referenceOf(column)} is not null`
}

const several = (desk: Desk, of: readonly SearchExpression[], word: Words, none: Words): Words =>
  of.length === 0
    ? none
    : sql`(${sql.join(
        of.map((one) => conditionOf(desk, one)),
        word,
      )})`

/** The condition that `expression` means. Names that no field can have find nothing. */
export const conditionOf = (desk: Desk, expression: SearchExpression): Words => {
  if ('field' in expression && expression.field !== undefined && !isUsable(expression.field)) return NOBODY
  switch (expression.is) {
    case 'all':
      return several(desk, expression.of, sql` and `, sql`(1 = 1)`)
    case 'any':
      return several(desk, expression.of, sql` or `, NOBODY)
    case 'not':
      return sql`(not coalesce(${conditionOf(desk, expression.of)}, ${NOBODY}))`
    case 'exists':
      return exists(desk, expression.field)
    case 'like':
      return like(desk, expression)
    case 'between':
      return between(desk, expression)
  }
}
