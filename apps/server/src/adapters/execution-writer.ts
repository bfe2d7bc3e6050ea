// Executions of tenants' code on their way to the store: taken at once, written in the background. What a busy tenant's code does more
// often than anybody reads is not written: those that said nothing go first.
import type { KeptExecution } from '@symbolon/core/kept-execution'
import type { OperatorLog, Ports, Store } from '@symbolon/core/ports'

type Entry = { readonly tenant_id: string; readonly execution: KeptExecution }

/** How often what waits is written, milliseconds. */
const FLUSH_AFTER = 500

/** Most executions of one tenant that are written at a time. */
const MOST_OF_TENANT = 50

/** Most that say something, of which those are chosen. */
const MOST_TELLING = 200

/** Most of all tenants that wait. */
const MAX_WAITING = 2000

export type ExecutionWriter = {
  readonly record: Ports['recordExecution']
  /** Writes what is waiting; resolves when nothing is left, or the store has refused. */
  readonly flush: () => Promise<void>
}

type Taken = { readonly isQuiet: boolean; readonly make: () => KeptExecution }

const chosen = (tenant_id: string, taken: readonly Taken[]): readonly Entry[] => {
  const quiet = taken.filter(({ isQuiet }) => isQuiet)
  const telling = taken.filter(({ isQuiet }) => !isQuiet)
  return [...quiet, ...telling].slice(-MOST_OF_TENANT).map(({ make }) => ({ tenant_id, execution: make() }))
}

export function executionWriter(store: Pick<Store, 'appendExecutions'>, operatorLog: OperatorLog): ExecutionWriter {
  const waiting = new Map<string, Taken[]>()
  // What is being written; after a failure it is the very same again.
  let batch: readonly Entry[] = []
  let count = 0
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    if (batch.length === 0) {
      batch = [...waiting].flatMap(([tenant_id, taken]) => chosen(tenant_id, taken))
      waiting.clear()
      count = 0
    }
    await store.appendExecutions(batch)
    batch = []
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= write()
      .catch((cause: unknown) => {
        operatorLog('error', 'Executions of code could not be written; trying again', { cause })
      })
      .finally(() => {
        writing = undefined
        if (count > 0 || batch.length > 0) timer ??= setTimeout(flush, FLUSH_AFTER).unref()
      })
    await writing
  }

  return {
    flush: async () => {
      await flush()
      // What came while the last were being written.
      if (count > 0 && batch.length === 0) await flush()
    },
    record: (tenant_id, isQuiet, take) => {
      timer ??= setTimeout(flush, FLUSH_AFTER).unref()
      const taken = waiting.get(tenant_id) ?? []
      if (taken.length >= (isQuiet ? MOST_OF_TENANT : MOST_TELLING) || count >= MAX_WAITING) return
      waiting.set(tenant_id, taken)
      taken.push({ isQuiet, make: take() })
      count += 1
    },
  }
}
