// A Kysely dialect for node:sqlite, over statements that stay prepared (sqlite-statements.ts).
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
import type { DatabaseSync } from 'node:sqlite'
import type { Execute } from './sqlite-statements.ts'

const connect = (execute: Execute): DatabaseConnection => ({
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = execute<R>(query.sql, query.parameters)
    return changes === undefined ? { rows } : { rows, numAffectedRows: BigInt(changes) }
  },
  // oxlint-disable-next-line require-yield
  async *streamQuery() {
    throw new Error('Rows are not streamed: an open cursor must not outlive a turn of the event loop.')
  },
})

const createDriver = (database: DatabaseSync, execute: Execute): Driver => {
  const connection = connect(execute)
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

/** One connection, one user at a time. */
export const createSqliteDialect = (database: DatabaseSync, execute: Execute): Dialect => ({
  createDriver: () => createDriver(database, execute),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
})
