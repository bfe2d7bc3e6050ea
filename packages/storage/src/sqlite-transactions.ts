// Transactions of the one connection to a SQLite file, which other processes write as well.
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from './opening.ts'
import type { Transactions } from './write-queue.ts'

/** SQLite's own waiting blocks the event loop, so it is short and repeated. */
export const BUSY_TIMEOUT = 20

/** https://www.sqlite.org/rescode.html, where `error` is one of SQLite's. */
export const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined

const isBusy = (error: unknown): boolean => ((resultCode(error) ?? 0) & 0xff) === 5

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

/** Transactions that wait up to `lockPatience` milliseconds for another process. `committed` is told of each that was kept. */
export const createTransactions = (
  database: DatabaseSync,
  db: Database,
  lockPatience: number,
  committed: () => void,
): Transactions => {
  let waitsForDisk = true

  /** https://www.sqlite.org/pragma.html#pragma_synchronous: with WAL, `normal` gives up durability alone. */
  const setDurable = (durable: boolean): void => {
    if (durable === waitsForDisk) return
    database.exec(`pragma synchronous = ${durable ? 'full' : 'normal'}`)
    waitsForDisk = durable
  }

  // The mode is chosen while nobody else has the connection. What a commit did not wait for, the next one that waits takes along.
  return {
    transact: async (work, durable) => {
      await whenFree(lockPatience, (begun) =>
        db.connection().execute(async (connection) => {
          setDurable(durable)
          await connection.transaction().execute((trx) => {
            begun()
            return work(trx)
          })
        }),
      )
      committed()
    },
    transactNow: (work, durable) => {
      if (database.isTransaction) return false
      setDurable(durable)
      try {
        // Not the deferred BEGIN: its later upgrade fails with BUSY_SNAPSHOT, which no waiting cures.
        database.exec('begin immediate')
      } catch (error) {
        if (isBusy(error)) return false
        throw error
      }
      try {
        work()
        database.exec('commit')
      } catch (error) {
        // A full disk and some other errors have already rolled back.
        if (database.isTransaction) database.exec('rollback')
        throw error
      }
      committed()
      return true
    },
    isOpen: () => database.isTransaction,
  }
}
