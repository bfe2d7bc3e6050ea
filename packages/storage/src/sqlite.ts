// Opens SQLite: one file, one connection, one process at its side when need be.
import { Kysely, sql } from 'kysely'
import { DatabaseSync } from 'node:sqlite'
import type { Failure, Opening } from './opening.ts'
import { createSqliteDialect } from './sqlite-dialect.ts'
import { watchPeople } from './sqlite-people.ts'
import { createExecute } from './sqlite-statements.ts'
import { BUSY_TIMEOUT, createTransactions, resultCode } from './sqlite-transactions.ts'
import { compiled, createTexts, type Statement } from './statement.ts'
import type { Tables } from './tables.ts'
import { createWriteQueue } from './write-queue.ts'

const LOCK_PATIENCE = 5_000

/** Pages of 4 KiB in the log before they are taken over into the file: what changes often is then taken over once for many changes. */
const CHECKPOINT_PAGES = 4_000

// https://www.sqlite.org/rescode.html: BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
const UNAVAILABLE = new Set([5, 6, 8, 10, 11, 13, 14, 15, 26])
// CONSTRAINT_PRIMARYKEY, CONSTRAINT_UNIQUE, CONSTRAINT_ROWID
const UNIQUE = new Set([1555, 2067, 2579])
const FOREIGN_KEY = 787

/** What an error of node:sqlite means to the store. ERR_INVALID_STATE: the file has been closed. */
export const sqliteFailure = (error: unknown): Failure | undefined => {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE') return 'unavailable'
  const code = resultCode(error)
  if (code === undefined) return undefined
  if (UNIQUE.has(code)) return 'unique'
  if (code === FOREIGN_KEY) return 'foreign-key'
  return UNAVAILABLE.has(code & 0xff) ? 'unavailable' : undefined
}

const openFile = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true })
  try {
    database.exec('pragma journal_mode = wal')
    database.exec('pragma synchronous = full')
    database.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Opens the file at `path` (`:memory:` for none); throws what node:sqlite throws when it cannot. `lockPatience`: how long a
 * write waits for another process to finish, in milliseconds.
 */
export const openSqlite = (
  path: string,
  lockPatience = LOCK_PATIENCE,
): Opening & { readonly database: DatabaseSync } => {
  const database = openFile(path)
  const people = watchPeople(database)
  const execute = createExecute(database, people.changed)
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(database, execute) })
  const textOf = createTexts('sqlite')
  const writes = createWriteQueue(createTransactions(database, db, lockPatience, people.askAnew))

  let seen: number | undefined
  return {
    dialect: 'sqlite',
    db,
    database,
    transact: writes.write,
    statement: writes.statement,
    // Within somebody's transaction it would see what is not committed: then it waits for its turn.
    ask: <R>(statement: Statement) => {
      const text = textOf(statement)
      if (!database.isTransaction) return execute<R>(text, statement.parameters).rows
      return db.executeQuery(compiled<R>(text, statement)).then(({ rows }) => rows)
    },
    run: (statement, durable) =>
      writes.plain(() => Number(execute(textOf(statement), statement.parameters).changes ?? 0), durable),
    announce: async () => {},
    announceRevocation: async () => {},
    mayHaveChanged: async () => {
      const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db)
      const before = seen
      seen = rows[0]?.data_version
      return seen !== before
    },
    peopleMark: people.mark,
    ...(path === ':memory:' ? {} : { pollEvery: 1_000 }),
    failureOf: sqliteFailure,
    close: async () => {
      await writes.idle()
      await db.destroy()
    },
  }
}
