// What SQLite and PostgreSQL must each offer so that one store can be written for both.
import type { Kysely } from 'kysely'
import type { Statement } from './statement.ts'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables>

/** What an error of the driver means to the store. */
export type Failure = 'unique' | 'foreign-key' | 'unavailable'

/** What other processes announce: the id of the tenant, or `undefined` when announcements may have been missed. */
export type Heard = {
  readonly changed: (tenant_id: string | undefined) => void
  readonly revoked: (tenant_id: string | undefined) => void
}

export type Opening = {
  readonly dialect: 'sqlite' | 'postgres'
  /** For reads. Inside a transaction only the handle given to `work` may be used: on SQLite this one would wait for ever. */
  readonly db: Database
  /**
   * Runs `work` in one transaction, resolves after COMMIT. `work` may run more than once; if it throws, nothing is done.
   * Without `durable: false` the commit waits for the disk.
   */
  readonly transact: <T>(work: (db: Database) => Promise<T>, durable?: boolean) => Promise<T>
  /** The same for work that is a single statement. */
  readonly statement: <T>(work: (db: Database) => Promise<T>, durable?: boolean) => Promise<T>
  /** The rows of a statement that reads; without a promise where the database is at hand. Not for what runs inside a transaction. */
  readonly ask: <R>(statement: Statement) => readonly R[] | Promise<readonly R[]>
  /** Runs a statement that writes, as `statement` does; how many rows it has changed. */
  readonly run: (statement: Statement, durable?: boolean) => Promise<number>
  /** Tells other processes, as part of the transaction, that a tenant has changed. */
  readonly announce: (db: Database, tenant_id: string) => Promise<void>
  /** The same for a revocation, of which the configuration knows nothing. */
  readonly announceRevocation: (db: Database, tenant_id: string) => Promise<void>
  /** Whether another connection may have written since the last call. */
  readonly mayHaveChanged: () => Promise<boolean>
  /**
   * Another number as soon as anybody, in any process, may have changed or removed a user or a session; absent where the database
   * does not tell. Throws like a query when the database is away.
   */
  readonly peopleMark?: () => number
  /** Milliseconds between looks at what other processes changed; absent where there cannot be others. */
  readonly pollEvery?: number
  /** Reports what other processes announce, as they do. */
  readonly listen?: (heard: Heard) => () => Promise<void>
  readonly failureOf: (error: unknown) => Failure | undefined
  readonly close: () => Promise<void>
}
