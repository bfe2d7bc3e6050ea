// Questions that an index answers: who is meant, without a look at the documents.
import { type RawBuilder, sql } from 'kysely'
import type { SearchExpression } from '@symbolon/core/user-search'
import type { Desk } from '../desk.ts'
import { conditionOf, inUsualFields, type Between, type Like } from './search-conditions.ts'
import { columnOf, type SearchColumn } from './search-fields.ts'
import { isUsable } from './search-leaves.ts'
import { domainOf, prefixOf } from './search-patterns.ts'
import { placeMark, valueMark } from './user-leaves.ts'

type Words = RawBuilder<unknown>

export type Seed = {
  /** The entries of an index, called `users`, between FROM and the order; with `user_id` and `created_at`. */
  readonly words: Words
  /** The order in which the index has them: by age, or by a column and then by age. */
  readonly order: 'age' | 'column'
  /** Whether there are only a few in any tenant. */
  readonly isRare: boolean
}

/** Whoever is asked for by one of these is hardly ever more than one. */
const RARE_COLUMNS: ReadonlySet<string> = new Set(['user_id', 'email', 'username', 'phone_number'])

const ofColumn = (desk: Desk, expression: SearchExpression, order: Seed['order'], isRare = false): Seed => ({
  words: sql`users where users.tenant_id = ${desk.tenant_id} and ${conditionOf(desk, expression)}`,
  order,
  isRare,
})

const ofMark = ({ tenant_id }: Desk, mark: string | undefined): Seed | undefined =>
  mark === undefined
    ? undefined
    : {
        words: sql`user_leaves as users where users.tenant_id = ${tenant_id} and users.mark = ${mark}`,
        order: 'age',
        isRare: false,
      }

const likeColumn = (desk: Desk, column: SearchColumn, expression: Like): Seed | undefined => {
  const { value, wild } = expression
  // Only who is blocked has an index: they are few.
  if (column.name === 'blocked') return value === 'true' ? ofColumn(desk, expression, 'age') : undefined
  if (!column.isIndexed) return undefined
  if (!wild) return ofColumn(desk, expression, 'age', RARE_COLUMNS.has(column.name))
  if (column.holds !== 'text' && column.holds !== 'folded') return undefined
  if (column.name === 'email' && domainOf(value) !== undefined) return ofColumn(desk, expression, 'age')
  return prefixOf(value) === undefined ? undefined : ofColumn(desk, expression, 'column')
}

const like = (desk: Desk, expression: Like): Seed | undefined => {
  const { field, value, wild } = expression
  if (field === undefined) return undefined
  const column = columnOf(field)
  if (column) return likeColumn(desk, column, expression)
  return wild ? undefined : ofMark(desk, valueMark(field, value))
}

const between = (desk: Desk, expression: Between): Seed | undefined => {
  const { field, from, to } = expression
  if (!from && !to) return exists(desk, { is: 'exists', field })
  const column = columnOf(field)
  return column?.isIndexed === true
    ? ofColumn(desk, expression, column.name === 'created_at' ? 'age' : 'column')
    : undefined
}

const exists = (desk: Desk, expression: Extract<SearchExpression, { readonly is: 'exists' }>): Seed | undefined => {
  const column = columnOf(expression.field)
  if (column) return column.isIndexed ? ofColumn(desk, expression, 'column') : undefined
  return ofMark(desk, placeMark(expression.field))
}

/** Who has nothing in a column. */
const without = (desk: Desk, { of }: Extract<SearchExpression, { readonly is: 'not' }>): Seed | undefined => {
  const column = of.is === 'exists' ? columnOf(of.field) : undefined
  if (column?.isIndexed !== true || column.name === 'logins_count') return undefined
  const words = sql`users where users.tenant_id = ${desk.tenant_id} and ${sql.ref(`users.${column.name}`)} is null`
  return { words, order: 'age', isRare: false }
}

/** The index that leads to all for whom `expression` holds, and to nobody else; undefined when there is none. */
export const seedOf = (desk: Desk, expression: SearchExpression): Seed | undefined => {
  if ('field' in expression && expression.field !== undefined && !isUsable(expression.field)) return undefined
  switch (expression.is) {
    case 'like':
      return like(desk, expression)
    case 'between':
      return between(desk, expression)
    case 'exists':
      return exists(desk, expression)
    case 'not':
      return without(desk, expression)
    default:
      return undefined
  }
}

/** Ways to find all for whom `expression` may hold, each by one index or several together. */
export const waysTo = (desk: Desk, expression: SearchExpression): readonly (readonly Seed[])[] => {
  switch (expression.is) {
    case 'all':
      return expression.of.flatMap((one) => waysTo(desk, one))
    case 'any': {
      const firsts = expression.of.map((one) => waysTo(desk, one)[0])
      return firsts.length > 0 && firsts.every((seeds) => seeds !== undefined) ? [firsts.flat()] : []
    }
    case 'like':
      if (expression.field === undefined) return waysTo(desk, { is: 'any', of: inUsualFields(expression) })
      break
    default:
  }
  const seed = seedOf(desk, expression)
  return seed ? [[seed]] : []
}
