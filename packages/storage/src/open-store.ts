// storage: what outlives the process. One query layer over Kysely; SQLite and PostgreSQL are two openings of it.
import type { Clock, OperatorLog, Store } from '@symbolon/core/ports'
import { migrate } from './migrate.ts'
import type { Opening } from './opening.ts'
import { createStore } from './store.ts'

type Options = {
  /** `sqlite:PATH`, `sqlite::memory:` or `postgres://…`. */
  readonly database: string
  readonly now: Clock
  readonly operatorLog: OperatorLog
}

/** The database in words for an operator, without user or password. */
const describe = (database: string): string => {
  if (database.startsWith('sqlite:')) return `the database file ${database.slice('sqlite:'.length)}`
  const url = new URL(database)
  return `the database postgres://${url.host}${url.pathname}`
}

/** Picks the opening by the scheme, and loads only that one; throws an Error in words for an operator. */
const openDatabase = async (database: string, operatorLog: OperatorLog): Promise<Opening> => {
  if (database.startsWith('sqlite:') && database.length > 'sqlite:'.length) {
    const { openSqlite } = await import('./sqlite.ts')
    return openSqlite(database.slice('sqlite:'.length))
  }
  if (/^postgres(ql)?:\/\//.test(database)) {
    const { openPostgres } = await import('./postgres.ts')
    return openPostgres(database, operatorLog)
  }
  throw new Error('neither sqlite:PATH nor postgres://HOST/DATABASE')
}

const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.message === '' && 'code' in error ? String(error.code) : error.message
}

/**
 * Opens the database, brings its tables up to date and returns the store over it. Rejects with an Error whose message is
 * one sentence for an operator.
 */
export const openStore = async ({ database, now, operatorLog }: Options): Promise<Store> => {
  if (!URL.canParse(database))
    throw new Error('The database setting is neither sqlite:PATH nor postgres://HOST/DATABASE.')
  let opening: Opening | undefined
  try {
    opening = await openDatabase(database, operatorLog)
    await migrate(opening, now)
    return createStore(opening, { now, operatorLog }).store
  } catch (error) {
    await opening?.close().catch(() => {})
    throw new Error(`Cannot use ${describe(database)}: ${reasonOf(error)}.`, { cause: error })
  }
}
