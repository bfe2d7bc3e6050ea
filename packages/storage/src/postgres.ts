// Opens PostgreSQL: pools whose statements are prepared once a connection, and one connection that listens.
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely'
import { createHash } from 'node:crypto'
import pg from 'pg'
import { setTimeout as wait } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { OperatorLog } from '@symbolon/core/ports'
import { rowsOf } from './desk.ts'
import { listenForChanges, CHANNEL, REVOCATION_CHANNEL } from './postgres-listen.ts'
import { postgresFailure, isRetryable } from './postgres-failures.ts'
import type { Database, Opening } from './opening.ts'
import { isRare } from './rare.ts'
import { compiled, createTexts, type Statement } from './statement.ts'
import type { Tables } from './tables.ts'

/** Connections of one process. */
const POOL_SIZE = 10

/** Connections besides, whose commits do not wait for the disk. */
const RELAXED_POOL_SIZE = 5

/** Milliseconds that connecting or one statement may take. The client waits a little longer than the server. */
const TIME_LIMIT = 5_000

/** How often a transaction that lost against another is tried in all. */
const ATTEMPTS = 8

const INT8 = pg.types.builtins.INT8

const types: pg.CustomTypesConfig = {
  // Counts and times stay far below 2^53; both engines then answer with the same numbers.
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
}

const names = new LRUCache<string, string>({ max: 500 })

const nameOf = (text: string): string => {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 32)
  names.set(text, name)
  return name
}

/** The pool as Kysely sees it: statements with parameters have a name, so that the server plans them once a connection. */
const preparing = (pool: pg.Pool): PostgresPool => ({
  async connect() {
    const client = await pool.connect()
    let isSpoilt = false
    const query = async (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
      try {
        return await (values.length === 0
          ? client.query(text)
          : client.query({ ...(isRare(text) ? {} : { name: nameOf(text) }), text, values: [...values] }))
      } catch (error) {
        // The late answer would be taken for that of the next statement: the connection is given up.
        if (error instanceof Error && error.message === 'Query read timeout') isSpoilt = true
        throw error
      }
    }
    const release = (discard?: boolean) => client.release(isSpoilt || discard === true)
    // Kysely wants the other forms of pg's query too, for cursors; it calls this one.
    return { query: query as unknown as PostgresPoolClient['query'], release }
  },
  end: () => pool.end(),
  options: pool.options,
})

/** Opens the database at `url`. Connects when first used. */
export const openPostgres = (url: string, operatorLog: OperatorLog): Opening => {
  const settings: pg.ClientConfig = {
    connectionString: url,
    application_name: 'symbolon',
    connectionTimeoutMillis: TIME_LIMIT,
    statement_timeout: TIME_LIMIT,
    query_timeout: TIME_LIMIT + 1_000,
    keepAlive: true,
    types,
  }
  const openPool = (more: pg.PoolConfig): Database => {
    const pool = new pg.Pool({ ...settings, ...more })
    pool.on('error', (error) => operatorLog('warn', 'A connection to the database was lost.', { error: error.message }))
    // The pool looks after idle connections only. One that breaks while in use fails its statement, and says so a second time.
    pool.on('connect', (client) => client.on('error', () => {}))
    return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparing(pool) }) })
  }
  const db = openPool({ max: POOL_SIZE })
  // A setting of the connection costs no round trip, as SET LOCAL would with each transaction. Seen by everybody at once all the same.
  const relaxed = openPool({ max: RELAXED_POOL_SIZE, options: '-c synchronous_commit=off' })
  const choose = (durable = true): Database => (durable ? db : relaxed)

  const textOf = createTexts('postgres')

  const retrying = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        if (attempt === ATTEMPTS || !isRetryable(error)) throw error
      }
      await wait(Math.random() * 10 * 2 ** attempt)
    }
  }

  return {
    dialect: 'postgres',
    db,
    transact: (work, durable) => retrying(() => choose(durable).transaction().execute(work)),
    statement: (work, durable) => retrying(() => work(choose(durable))),
    ask: async <R>(statement: Statement) => (await db.executeQuery(compiled<R>(textOf(statement), statement))).rows,
    run: (statement, durable) =>
      retrying(async () => rowsOf(await choose(durable).executeQuery(compiled(textOf(statement), statement)))),
    announce: async (trx, tenant_id) => {
      await sql`select pg_notify(${CHANNEL}, ${tenant_id})`.execute(trx)
    },
    announceRevocation: async (trx, tenant_id) => {
      await sql`select pg_notify(${REVOCATION_CHANNEL}, ${tenant_id})`.execute(trx)
    },
    mayHaveChanged: async () => true,
    pollEvery: 5_000,
    listen: (heard) => listenForChanges(settings, heard, operatorLog),
    failureOf: postgresFailure,
    close: async () => {
      await Promise.all([db.destroy(), relaxed.destroy()])
    },
  }
}
