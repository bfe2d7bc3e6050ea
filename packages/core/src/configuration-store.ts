// A tenant's configuration as it is kept, what has happened to it, and what its code has done.
import type { Collections } from './collections.ts'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import type { KeptExecution } from './kept-execution.ts'
import type { Applied, Change, CollectionName, LogQuery, Page, PageQuery, Where } from './ports.ts'
import type { Soon } from './soon.ts'

export type ConfigurationStore = {
  /** The one document whose columns equal `where`; frozen, the same object until it changes. At once where this process knows it. */
  find<C extends CollectionName>(collection: C, where: Where): Soon<Collections[C] | undefined>
  /** All of a small set, oldest first (the secrets of a client, the keys of a tenant); frozen likewise, at once likewise. */
  all<C extends CollectionName>(collection: C, where: Where): Soon<readonly Collections[C][]>
  /**
   * While it is the same, `find` and `all` answer the same as before. It changes with every change of the tenant that this process
   * makes or hears of, and is NaN, the same as nothing, while the memory is not trusted.
   */
  era(): number
  /** Drops what this process remembers of the tenant, for when two remembered things do not fit each other. */
  forget(): void
  /** One page in order of creation. Always from the database. */
  page<C extends CollectionName>(collection: C, query: PageQuery): Promise<Page<Collections[C]>>
  /** All steps in one durable transaction, or none. When it resolves, every later read of this process sees it. */
  apply(changes: readonly Change[]): Promise<Applied>
  /**
   * Marks a client assertion as used. One conditional statement: of any number of callers, in any process, exactly one
   * gets true. `expires_at`, seconds since the epoch, is when the mark may be forgotten.
   */
  spendAssertion(client_id: string, jti: string, expires_at: number): Promise<boolean>
  logEvents(query: LogQuery): Promise<{ readonly events: readonly LogEvent[]; readonly total: number }>
  findLogEvent(log_id: string): Promise<LogEvent | undefined>
  findExecution(id: string): Promise<KeptExecution | undefined>
  /** The newest executions, newest first. */
  executions(limit: number): Promise<readonly KeptExecution[]>
}
