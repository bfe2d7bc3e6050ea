// From where a search begins: from the few that indexes lead to, from an index that answers the whole question, or from everybody in order.
import { type RawBuilder, sql } from 'kysely'
import type { SearchExpression } from '@symbolon/core/user-search'
import type { Desk } from '../desk.ts'
import { RARE } from '../rare.ts'
import { conditionOf } from './search-conditions.ts'
import { prefixOf } from './search-patterns.ts'
import { seedOf, type Seed, waysTo } from './search-seeds.ts'

type Words = RawBuilder<unknown>

/** Users who are few: to look at all of them takes some milliseconds. */
const FEW = 5_000

/** The same where they must be put in an order that no index has: everybody would have to be looked at for it. */
const FEW_TO_SORT = 20_000

/** Ways whose users are counted before another is taken. */
const MOST_WAYS = 8

/** Indexes of one way: SQLite puts no more than 500 SELECTs together. */
const MOST_SEEDS = 400

/** What is asked for: nothing else than usual, by age either way, or by something else. */
export type Order = 'usual' | 'age' | 'other'

export type SearchSource = {
  /** What stands between FROM and the order: all for whom the question holds. */
  readonly words: Words
  /**
   * `few`: indexes have led to them. `by-age` and `by-column`: an index has them in that order, however many they are. `everybody` has to
   * be looked at.
   */
  readonly kind: 'few' | 'by-age' | 'by-column' | 'everybody'
  /** The column of `by-column`. */
  readonly column?: string | undefined
  /** What is counted for the total, where that is less work than `words`. */
  readonly counted?: Words
}

const areFew = async (desk: Desk, seeds: readonly Seed[], order: Order): Promise<boolean> => {
  if (seeds.length > MOST_SEEDS) return false
  let left = order === 'other' ? FEW_TO_SORT : FEW
  for (const { words, isRare } of seeds) {
    if (isRare) continue
    const { rows } = await desk.read((db) =>
      sql<{ count: number }>`${RARE}
        select count(*) as count from (select 1 from ${words} limit ${left + 1}) as these`.execute(db),
    )
    left -= rows[0]?.count ?? 0
    if (left < 0) return false
  }
  return true
}

const ofFew = ({ tenant_id }: Desk, seeds: readonly Seed[], condition: Words): SearchSource => {
  // As the value of an expression, so that SQLite does not read all users in the order of their ids to be without a sort.
  const few = seeds.map(({ words }) => sql`select users.user_id || '' as user_id from ${words}`)
  // Neither database uses many indexes for conditions with OR between them when there is an order, too. SQLite keeps the order of a
  // CROSS JOIN; IS TRUE keeps both from beginning with an index of the condition, whose many they would hold against each of the few.
  const words = sql`(${sql.join(few, sql` union `)}) as few cross join users
    where users.tenant_id = ${tenant_id} and users.user_id = few.user_id and (${condition}) is true`
  return { words, kind: 'few' }
}

/** The column whose beginning is asked for, by whose values those who begin alike are listed. */
const leadingColumn = (expression: SearchExpression, seed: Seed): string | undefined =>
  expression.is === 'like' && expression.wild && seed.order === 'column' && prefixOf(expression.value) !== undefined
    ? expression.field?.[0]
    : undefined

/** The question is what one index answers. */
const ofOne = async (desk: Desk, expression: SearchExpression, seed: Seed, order: Order): Promise<SearchSource> => {
  const column = leadingColumn(expression, seed)
  if (column !== undefined && order === 'usual') return { words: seed.words, kind: 'by-column', column }
  if (seed.order === 'age' && order !== 'other') return { words: seed.words, kind: 'by-age' }
  const condition = conditionOf(desk, expression)
  if (await areFew(desk, [seed], order)) {
    // Their age stands in the index, so that they are put in order without a look at them.
    return order === 'other' ? ofFew(desk, [seed], condition) : { words: seed.words, kind: 'few' }
  }
  const words = sql`users where users.tenant_id = ${desk.tenant_id} and ${condition}`
  return { words, kind: 'everybody', counted: seed.words }
}

/** Everybody of the tenant for whom `expression` holds. */
export const sourceOf = async (
  desk: Desk,
  expression: SearchExpression | undefined,
  order: Order,
): Promise<SearchSource> => {
  const { tenant_id } = desk
  if (expression === undefined) return { words: sql`users where users.tenant_id = ${tenant_id}`, kind: 'everybody' }
  const seed = seedOf(desk, expression)
  if (seed) return ofOne(desk, expression, seed, order)
  const condition = conditionOf(desk, expression)
  for (const seeds of waysTo(desk, expression).slice(0, MOST_WAYS))
    if (await areFew(desk, seeds, order)) return ofFew(desk, seeds, condition)
  return { words: sql`users where users.tenant_id = ${tenant_id} and ${condition}`, kind: 'everybody' }
}
