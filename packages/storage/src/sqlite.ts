// Opens SQLite: one file, one connection, one process at its side when need be.
import { Kysely, sql } from 'kysely'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import type { Database, Failure, Opening } from './opening.ts'
import { createSqliteDialect } from './sqlite-dialect.ts'
import type { Tables } from './tables.ts'
import { createWriteQueue } from './write-queue.ts'

const LOCK_PATIENCE = 5_000

/** Pages of 4 KiB in the log before they are taken over into the file: what changes often is then taken over once for many changes. */
const CHECKPOINT_PAGES = 4_000

/** SQLite's own waiting blocks the event loop, so it is short and repeated. */
const BUSY_TIMEOUT = 20

// https://www.sqlite.org/rescode.html: BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
const UNAVAILABLE = new Set([5, 6, 8, 10, 11, 13, 14, 15, 26])
// CONSTRAINT_PRIMARYKEY, CONSTRAINT_UNIQUE, CONSTRAINT_ROWID
const UNIQUE = new Set([1555, 2067, 2579])
const FOREIGN_KEY = 787

const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined

const isBusy = (error: unknown): boolean => ((resultCode(error) ?? 0) & 0xff) === 5

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

/** How often the event loop has looked for what arrives. https://docs.libuv.org/en/v1.x/metrics.html */
const turnOfLoop = (): number => performance.nodeTiming.uvMetricsInfo.loopCount

type Work = (trx: Database) => Promise<void>

/** Runs `transaction` as soon as no other process holds the file; `patience` in milliseconds. */
const whenFree = async (patience: number, transaction: (begun: () => void) => Promise<void>): Promise<void> => {
  const deadline = performance.now() + patience
  for (;;) {
    let hasBegun = false
    try {
      return await transaction(() => {
        hasBegun = true
      })
    } catch (error) {
      if (hasBegun || !isBusy(error) || performance.now() > deadline) throw error
    }
    await wait(BUSY_TIMEOUT)
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
  let changes = 0
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(database, () => (changes += 1)) })
  const askVersion = database.prepare('pragma data_version')
  let version: unknown
  let askedIn: number | undefined
  let waitsForDisk = true

  /** https://www.sqlite.org/pragma.html#pragma_synchronous: with WAL, `normal` gives up durability alone. */
  const setDurable = (durable: boolean): void => {
    if (durable === waitsForDisk) return
    database.exec(`pragma synchronous = ${durable ? 'full' : 'normal'}`)
    waitsForDisk = durable
  }

  // The mode is chosen while nobody else has the connection. What a commit did not wait for, the next one that waits takes along.
  const transact = (work: Work, durable: boolean): Promise<void> =>
    whenFree(lockPatience, (begun) =>
      db.connection().execute(async (connection) => {
        setDurable(durable)
        await connection.transaction().execute((trx) => {
          begun()
          return work(trx)
        })
      }),
    )
  const writes = createWriteQueue(transact, () => database.isTransaction)

  let seen: number | undefined
  return {
    dialect: 'sqlite',
    db,
    database,
    transact: writes.write,
    statement: writes.statement,
    announce: async () => {},
    announceRevocation: async () => {},
    mayHaveChanged: async () => {
      const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db)
      const before = seen
      seen = rows[0]?.data_version
      return seen !== before
    },
    // https://www.sqlite.org/pragma.html#pragma_data_version: tells of every commit but our own, exactly. Whoever asks in the same turn of
    // the loop is told the same: no request has been looked for since that could know of a later commit.
    peopleMark: () => {
      const turn = turnOfLoop()
      if (turn === askedIn) return changes
      askedIn = turn
      const before = version
      version = askVersion.get()?.data_version
      if (version !== before) changes += 1
      return changes
    },
    ...(path === ':memory:' ? {} : { pollEvery: 1_000 }),
    failureOf: sqliteFailure,
    close: async () => {
      await writes.idle()
      await db.destroy()
    },
  }
}
