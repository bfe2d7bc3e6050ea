// From where a search begins: from the few that indexes lead to, or from everybody in order.
import { type RawBuilder, sql } from 'kysely'
import type { SearchExpression } from '@symbolon/core/user-search'
import type { Desk } from '../desk.ts'
import { conditionOf, inUsualFields, type Like } from './search-conditions.ts'
import { columnOf } from './search-fields.ts'
import { domainOf, prefixOf } from './search-patterns.ts'

const isNarrowLike = ({ field, value, wild }: Like): boolean => {
  if (field === undefined || columnOf(field)?.isIndexed !== true) return false
  return !wild || prefixOf(value) !== undefined || (field[0] === 'email' && domainOf(value) !== undefined)
}

const firstOf = (all: readonly SearchExpression[]): readonly Like[] | undefined => {
  for (const one of all) {
    const seeds = seedsOf(one)
    if (seeds !== undefined) return seeds
  }
  return undefined
}

/** Questions, each with an index of its own, that together find all for whom `expression` may hold; undefined when there are none. */
const seedsOf = (expression: SearchExpression): readonly Like[] | undefined => {
  switch (expression.is) {
    case 'all':
      return firstOf(expression.of)
    case 'any': {
      const all = expression.of.map(seedsOf)
      return all.length > 0 && all.every((seeds) => seeds !== undefined) ? all.flat() : undefined
    }
    case 'like':
      if (expression.field === undefined) return seedsOf({ is: 'any', of: inUsualFields(expression) })
      return isNarrowLike(expression) ? [expression] : undefined
    default:
      return undefined
  }
}

/** The column whose index gives those who are asked for in an order of its own: that of what begins alike. */
const leadingColumn = (expression: SearchExpression): string | undefined => {
  if (expression.is !== 'like' || !expression.wild || !isNarrowLike(expression)) return undefined
  return prefixOf(expression.value) === undefined ? undefined : expression.field?.[0]
}

export type SearchSource = {
  /** What stands between FROM and the order. */
  readonly words: RawBuilder<unknown>
  /** Whether indexes have led to a few. */
  readonly isNarrow: boolean
  readonly leadingColumn: string | undefined
}

/** Everybody of the tenant for whom `expression` holds. */
export const sourceOf = (desk: Desk, expression: SearchExpression | undefined): SearchSource => {
  const { tenant_id } = desk
  if (expression === undefined) {
    return { words: sql`users where users.tenant_id = ${tenant_id}`, isNarrow: false, leadingColumn: undefined }
  }
  const condition = conditionOf(desk, expression)
  const seeds = seedsOf(expression)
  const plain = sql`users where users.tenant_id = ${tenant_id} and ${condition}`
  if (seeds === undefined || seeds.length === 1) {
    return { words: plain, isNarrow: seeds !== undefined, leadingColumn: leadingColumn(expression) }
  }
  const few = seeds.map(
    (seed) => sql`
      select users.user_id from users where users.tenant_id = ${tenant_id} and ${conditionOf(desk, seed)}`,
  )
  // Neither database uses many indexes for conditions with OR between them when there is an order, too. SQLite keeps the order of a
  // CROSS JOIN.
  const words = sql`(${sql.join(few, sql` union `)}) as few cross join users
    where users.tenant_id = ${tenant_id} and users.user_id = few.user_id and ${condition}`
  return { words, isNarrow: true, leadingColumn: undefined }
}
