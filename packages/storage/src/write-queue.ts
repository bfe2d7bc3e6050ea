// Writes that are asked for in one turn of the event loop share one transaction, and so one wait for the disk. Each stands in a
// savepoint of its own; its caller is answered after COMMIT.
import { sql } from 'kysely'
import type { Database } from './opening.ts'

type Work = (db: Database) => Promise<void>

/** One caller. `run` keeps its answer back until `answer` is called; `fail` rejects it. */
type Waiting = { readonly run: Work; readonly answer: () => void; readonly fail: (error: unknown) => void }

const runOne = async (db: Database, waiting: Waiting): Promise<void> => {
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
 * A queue in front of `transact`, which runs work in one transaction. Resolves when the work is durable; rejects with
 * what the work threw, or with what kept the transaction from being committed.
 */
export const createWriteQueue = (transact: (work: Work) => Promise<void>) => {
  let queue: Waiting[] = []
  let running: Promise<void> | undefined

  const runGroup = async (group: readonly Waiting[]): Promise<void> => {
    try {
      await transact(async (db) => {
        if (group.length === 1) return group[0]?.run(db)
        for (const waiting of group) await runOne(db, waiting)
      })
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

  return {
    write: <T>(work: (db: Database) => Promise<T>): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        let answer = () => {}
        queue.push({
          run: async (db) => {
            const value = await work(db)
            answer = () => resolve(value)
          },
          answer: () => answer(),
          fail: reject,
        })
        running ??= drain()
      }),
    /** Resolves when nothing is under way. */
    idle: async (): Promise<void> => running,
  }
}
