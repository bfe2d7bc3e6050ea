// The tenant log on its way to the store: lines are taken at once and written in the background, many in one transaction.
// While the store is away they wait; beyond a bound the oldest are given up, and the operator is told how many.
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import type { OperatorLog, Ports, Store } from '@symbolon/core/ports'

type Entry = { readonly tenant_id: string; readonly event: LogEvent }

/** Longest that a line waits before it is written, milliseconds. */
const FLUSH_AFTER = 50

/** So many lines do not wait: young garbage is cheap, and a short stop disturbs nobody. */
const FLUSH_AT = 64

/** How long to wait after a failure, milliseconds. */
const RETRY_AFTER = 1000

/** Most lines of one transaction. */
const BATCH = 2000

/** Most lines that wait. */
const MAX_WAITING = 50_000

export type LogWriter = {
  readonly record: Ports['record']
  /** Writes what is waiting; resolves when nothing is left, or the store has refused. */
  readonly flush: () => Promise<void>
}

export function logWriter(store: Store, operatorLog: OperatorLog): LogWriter {
  const waiting: Entry[] = []
  // What is being written. After a failure it is the very same again: only then does the store know what it has already.
  let batch: readonly Entry[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let lost = 0

  async function write(): Promise<void> {
    while (batch.length > 0 || waiting.length > 0) {
      if (batch.length === 0) batch = waiting.splice(0, BATCH)
      await store.appendLogEvents(batch)
      batch = []
    }
    if (lost > 0) operatorLog('error', 'Lines of the tenant log were lost while the store was away', { lines: lost })
    lost = 0
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= write()
      .catch((cause: unknown) => {
        operatorLog('error', 'The tenant log could not be written; trying again', {
          lines: batch.length + waiting.length,
          cause,
        })
        schedule(RETRY_AFTER)
      })
      .finally(() => (writing = undefined))
    await writing
  }

  function schedule(after: number): void {
    timer ??= setTimeout(flush, after).unref()
  }

  return {
    flush,
    record: (tenant_id, event) => {
      waiting.push({ tenant_id, event })
      if (waiting.length > MAX_WAITING) lost += waiting.splice(0, BATCH).length
      if (waiting.length === FLUSH_AT) void flush()
      else schedule(FLUSH_AFTER)
    },
  }
}
