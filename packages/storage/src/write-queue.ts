// Writes that are asked for in one turn of the event loop share one transaction, and so one wait for the disk. Work of many
// statements stands in a savepoint of its own; a single statement leaves nothing behind when it fails. Callers are answered after
// COMMIT. What need not be durable takes the same way: it costs less when it rides along, and what is read afterwards is in the order
// it was written. Where all are plain statements, the transaction begins and ends without a promise in between.
import { sql } from 'kysely'
import type { Database } from './opening.ts'

type Work = (db: Database) => Promise<void>

/** One caller. It keeps its answer back until `answer` is called; `fail` rejects it. */
type Waiting = {
  readonly durable: boolean
  readonly answer: () => void
  readonly fail: (error: unknown) => void
} & (
  | { readonly runNow: () => void; readonly run?: never; readonly isSingle?: never }
  | { readonly run: Work; readonly isSingle: boolean; readonly runNow?: never }
)

type Plain = Extract<Waiting, { readonly runNow: () => void }>

/** How the database is written. */
export type Transactions = {
  /** Runs `work` in one transaction, and waits for the disk when `durable`. */
  readonly transact: (work: Work, durable: boolean) => Promise<void>
  /** The same for what waits for nothing; false, and nothing is done, while somebody else holds the database. */
  readonly transactNow: (work: () => void, durable: boolean) => boolean
  /** Whether there is a transaction. */
  readonly isOpen: () => boolean
}

const runPlain = ({ runNow, fail }: Plain, isOpen: () => boolean): void => {
  try {
    runNow()
  } catch (error) {
    // The database has ended the whole transaction by itself, so that nobody's work is left.
    if (!isOpen()) throw error
    fail(error)
  }
}

const runSingle = async (db: Database, run: Work, waiting: Waiting, isOpen: () => boolean): Promise<void> => {
  try {
    await run(db)
  } catch (error) {
    // As above.
    if (!isOpen()) throw error
    waiting.fail(error)
  }
}

const runMany = async (db: Database, run: Work, waiting: Waiting): Promise<void> => {
  await sql`savepoint one`.execute(db)
  try {
    await run(db)
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

const runAll = async (db: Database, group: readonly Waiting[], isOpen: () => boolean): Promise<void> => {
  const isAlone = group.length === 1
  for (const waiting of group) {
    if (waiting.runNow) runPlain(waiting, isOpen)
    else if (isAlone) await waiting.run(db)
    else await (waiting.isSingle ? runSingle(db, waiting.run, waiting, isOpen) : runMany(db, waiting.run, waiting))
  }
}

const runAllPlain = (group: readonly Plain[], isOpen: () => boolean): void => {
  for (const waiting of group) runPlain(waiting, isOpen)
}

const isPlain = (waiting: Waiting): waiting is Plain => waiting.runNow !== undefined

/**
 * A queue in front of transactions.
 * Resolves when the work is committed; rejects with what the work threw, or with what kept the transaction from being committed.
 */
export const createWriteQueue = ({ transact, transactNow, isOpen }: Transactions) => {
  let queue: Waiting[] = []
  let running: Promise<void> | undefined

  const runGroup = async (group: readonly Waiting[]): Promise<void> => {
    const durable = group.some((waiting) => waiting.durable)
    try {
      const isDone = group.every(isPlain) && transactNow(() => runAllPlain(group, isOpen), durable)
      if (!isDone) await transact((db) => runAll(db, group, isOpen), durable)
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

  const join = (waiting: Waiting): void => {
    queue.push(waiting)
    running ??= drain()
  }

  const write = <T>(work: (db: Database) => Promise<T>, durable: boolean, isSingle: boolean): Promise<T> =>
    new Promise<T>((resolve, fail) => {
      let answer = () => {}
      const run = async (db: Database): Promise<void> => {
        const value = await work(db)
        answer = () => resolve(value)
      }
      join({ run, durable, isSingle, answer: () => answer(), fail })
    })

  return {
    write: <T>(work: (db: Database) => Promise<T>, durable = true): Promise<T> => write(work, durable, false),
    /** The same for work that is a single statement. */
    statement: <T>(work: (db: Database) => Promise<T>, durable = true): Promise<T> => write(work, durable, true),
    /** The same for a statement that `run` runs at once. */
    plain: <T>(run: () => T, durable = true): Promise<T> =>
      new Promise<T>((resolve, fail) => {
        let value: T
        const runNow = (): void => {
          value = run()
        }
        join({ runNow, durable, answer: () => resolve(value), fail })
      }),
    /** Resolves when nothing is under way. */
    idle: async (): Promise<void> => running,
  }
}
