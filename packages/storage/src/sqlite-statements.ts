// How statements run on node:sqlite: they stay prepared, and every parameter is looked at first, because node:sqlite takes an object in
// the first place for named parameters and stores NULL.
import { LRUCache } from 'lru-cache'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { isRare } from './rare.ts'

/**
 * What leaves users and sessions that there are as they are: reading, adding, and changing what every flow changes. A role
 * that somebody is given is something else about somebody who is there. Everything else may reach them, be it by a cascade.
 */
const SPARES_PEOPLE =
  /^\s*(?:\/\* rare \*\/\s*)?(?:select|savepoint|release|insert into (?:log_counts\b|(?!user_roles\b)(?!.*\bdo update\b))|(?:update|delete from) "?(?:one_times|refresh_tokens|attempts|spent_assertions|log_counts|log_events|log_segments|log_lines_of_users|revocations)\b)/s

type Prepared = { readonly statement: StatementSync; readonly reads: boolean; readonly sparesPeople: boolean }

/** Rows, or how many were changed by a statement that gives none. */
type Result<R> = { readonly rows: R[]; readonly changes?: number | bigint }

export type Execute = <R>(text: string, parameters: readonly unknown[]) => Result<R>

function requireParameters(values: readonly unknown[]): asserts values is readonly SQLInputValue[] {
  for (const value of values) {
    if (typeof value === 'string' || value === null || value instanceof Uint8Array) continue
    if (typeof value === 'number' && Number.isFinite(value)) continue
    throw new TypeError(`A ${typeof value} cannot be a parameter of a statement.`)
  }
}

/** Statements of `database`, run at once. `changesPeople` is told of every one that may change or remove users or sessions. */
export const createExecute = (database: DatabaseSync, changesPeople: () => void): Execute => {
  const statements = new LRUCache<string, Prepared>({ max: 200 })
  const prepare = (text: string): Prepared => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = database.prepare(text)
    const prepared = { statement, reads: statement.columns().length > 0, sparesPeople: SPARES_PEOPLE.test(text) }
    if (!isRare(text)) statements.set(text, prepared)
    return prepared
  }
  return <R>(text: string, parameters: readonly unknown[]): Result<R> => {
    const { statement, reads, sparesPeople } = prepare(text)
    if (!sparesPeople) changesPeople()
    requireParameters(parameters)
    // The rows are what the query says they are: types vouch for R, nothing at run time can.
    if (reads) return { rows: statement.all(...parameters) as R[] }
    return { rows: [], changes: statement.run(...parameters).changes }
  }
}
