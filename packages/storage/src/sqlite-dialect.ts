// A Kysely dialect for node:sqlite. Kysely's own prepares every statement again; this one keeps them, and it looks at every
// parameter first, because node:sqlite takes an object in the first place for named parameters and stores NULL.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
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

const checked = (value: unknown): SQLInputValue => {
  if (typeof value === 'string' || value === null || value instanceof Uint8Array) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`A ${typeof value} cannot be a parameter of a statement.`)
}

const connect = (database: DatabaseSync, changesPeople: () => void): DatabaseConnection => {
  const statements = new LRUCache<string, Prepared>({ max: 200 })
  const prepare = (sql: string): Prepared => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    const prepared = {
      statement,
      reads: statement.columns().length > 0,
      sparesPeople: SPARES_PEOPLE.test(sql),
    }
    if (!isRare(sql)) statements.set(sql, prepared)
    return prepared
  }
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const { statement, reads, sparesPeople } = prepare(query.sql)
      if (!sparesPeople) changesPeople()
      const parameters = query.parameters.map(checked)
      // The rows are what the query says they are: Kysely's types vouch for R, nothing at run time can.
      if (reads) return { rows: statement.all(...parameters) as R[] }
      return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) }
    },
    // oxlint-disable-next-line require-yield
    async *streamQuery() {
      throw new Error('Rows are not streamed: an open cursor must not outlive a turn of the event loop.')
    },
  }
}

const createDriver = (database: DatabaseSync, changesPeople: () => void): Driver => {
  const connection = connect(database, changesPeople)
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    // Not the deferred BEGIN: its later upgrade fails with BUSY_SNAPSHOT, which no waiting cures.
    beginTransaction: async () => database.exec('begin immediate'),
    commitTransaction: async () => database.exec('commit'),
    // A full disk and some other errors have already rolled back.
    rollbackTransaction: async () => {
      if (database.isTransaction) database.exec('rollback')
    },
    releaseConnection: async () => {},
    destroy: async () => {
      if (database.isOpen) database.close()
    },
  }
}

/** One connection, one user at a time. `changesPeople` is told of every statement that may change or remove users or sessions. */
export const createSqliteDialect = (database: DatabaseSync, changesPeople: () => void): Dialect => ({
  createDriver: () => createDriver(database, changesPeople),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
})
