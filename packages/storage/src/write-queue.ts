// Writes that are asked for in one turn of the event loop share one transaction, and so one wait for the disk. Work of many
// statements stands in a savepoint of its own; a single statement leaves nothing behind when it fails. Callers are answered after COMMIT. What need not be durable takes the same way: it costs less when it
// rides along, and what is read afterwards is in the order it was written.
import { sql } from 'kysely'
import type { Database } from './opening.ts'

type Work = (db: Database) => Promise<void>

/** One caller. `run` keeps its answer back until `answer` is called; `fail` rejects it. */
type Waiting = {
  readonly run: Work
  readonly durable: boolean
  readonly isSingle: boolean
  readonly answer: () => void
  readonly fail: (error: unknown) => void
}

const runSingle = async (db: Database, waiting: Waiting, isOpen: () => boolean): Promise<void> => {
  try {
    await waiting.run(db)
  } catch (error) {
    // The database has ended the whole transaction by itself, so that nobody's work is left.
    if (!isOpen()) throw error
    waiting.fail(error)
  }
}

const runMany = async (db: Database, waiting: Waiting): Promise<void> => {
  await sql`savepoint one`.execute(db)
  try {
    await waiting.run(db)
  } catch (error) {
    try {
      await sql`rollback to one`.execute(db)
    } catch {
      // The database has ended the whole transaction by itself, so that nobody's work is left.
      throw error
    }
    waiting.fail(error)
  }
  await sql`release one`.execute(db)
}

/**
 * A queue in front of `transact`, which runs work in one transaction, and waits for the disk when one of the callers does. `isOpen`:
 * whether there is a transaction.
 * Resolves when the work is committed; rejects with what the work threw, or with what kept the transaction from being committed.
 */
export const createWriteQueue = (transact: (work: Work, durable: boolean) => Promise<void>, isOpen: () => boolean) => {
  let queue: Waiting[] = []
  let running: Promise<void> | undefined

  const runGroup = async (group: readonly Waiting[]): Promise<void> => {
    const runAll = async (db: Database): Promise<void> => {
      if (group.length === 1) return group[0]?.run(db)
      for (const waiting of group) await (waiting.isSingle ? runSingle(db, waiting, isOpen) : runMany(db, waiting))
    }
    try {
      await transact(
        runAll,
        group.some(({ durable }) => durable),
      )
      for (const waiting of group) waiting.answer()
    } catch (error) {
      // A promise that has been settled stays as it is.
      for (const waiting of group) waiting.fail(error)
    }
  }

  const drain = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      const group = queue
      queue = []
      await runGroup(group)
    }
    running = undefined
  }

  const write = <T>(work: (db: Database) => Promise<T>, durable: boolean, isSingle: boolean): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      let answer = () => {}
      queue.push({
        run: async (db) => {
          const value = await work(db)
          answer = () => resolve(value)
        },
        durable,
        isSingle,
        answer: () => answer(),
        fail: reject,
      })
      running ??= drain()
    })

  return {
    write: <T>(work: (db: Database) => Promise<T>, durable = true): Promise<T> => write(work, durable, false),
    /** The same for work that is a single statement. */
    statement: <T>(work: (db: Database) => Promise<T>, durable = true): Promise<T> => write(work, durable, true),
    /** Resolves when nothing is under way. */
    idle: async (): Promise<void> => running,
  }
}
