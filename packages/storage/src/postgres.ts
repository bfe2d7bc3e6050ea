// Opens PostgreSQL: a pool whose statements are prepared once a connection, and one connection that listens.
import { Kysely, PostgresDialect, sql } from 'kysely'
import { createHash } from 'node:crypto'
import pg from 'pg'
import { setTimeout as wait } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { OperatorLog } from '@symbolon/core/ports'
import { listenForChanges, CHANNEL } from './postgres-listen.ts'
import { postgresFailure, isRetryable } from './postgres-failures.ts'
import type { Database, Opening } from './opening.ts'
import type { LogEventRow, Tables } from './tables.ts'

/** Connections of one process. */
const POOL_SIZE = 10

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

/** Gives every statement with parameters a name, so that the server plans it once a connection. */
class PreparingClient extends pg.Client {
  // The overloads of pg cannot be met one by one; Kysely calls this form alone, pg-pool none.
  override query(text: unknown, values?: unknown, ...rest: unknown[]): any {
    const query = super.query.bind(this) as (...args: unknown[]) => Promise<unknown>
    if (typeof text !== 'string' || !Array.isArray(values) || rest.length > 0) return query(text, values, ...rest)
    const answer = values.length === 0 ? query(text) : query({ name: nameOf(text), text, values })
    return answer.catch((error: unknown) => {
      // The answer may still come and would be taken for that of the next statement's: give the connection up.
      if (error instanceof Error && error.message === 'Query read timeout') void this.end()
      throw error
    })
  }
}

const insertLogEvents = async (db: Database, rows: readonly LogEventRow[]): Promise<void> => {
  const values = JSON.stringify(rows)
  await sql`
    insert into log_events (tenant_id, log_id, type, client_id, document)
    select tenant_id, log_id, type, client_id, document from json_to_recordset(${values}::json)
    as line (tenant_id text, log_id text, type text, client_id text, document text)
    on conflict do nothing`.execute(db)
}

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
  const pool = new pg.Pool({ ...settings, max: POOL_SIZE, Client: PreparingClient })
  pool.on('error', (error) => operatorLog('warn', 'A connection to the database was lost.', { error: error.message }))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })

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
    transact: (work) => retrying(() => db.transaction().execute(work)),
    statement: (work) => retrying(() => work(db)),
    insertLogEvents,
    announce: async (trx, tenant_id) => {
      await sql`select pg_notify(${CHANNEL}, ${tenant_id})`.execute(trx)
    },
    mayHaveChanged: async () => true,
    pollEvery: 5_000,
    listen: (changed) => listenForChanges(settings, changed, operatorLog),
    failureOf: postgresFailure,
    close: () => db.destroy(),
  }
}
