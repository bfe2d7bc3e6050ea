// Work that no answer waits for: a few pieces at a time, those that wait in their order, none without end.
import type { OperatorLog, Ports } from '@symbolon/core/ports'

export type Background = {
  readonly start: Ports['inBackground']
  /** The same for whoever has another way when too much is waiting: says whether it was taken. */
  readonly offer: (...work: Parameters<Ports['inBackground']>) => boolean
  /** Does what is waiting, for at most `FLUSH_FOR`. */
  readonly flush: () => Promise<void>
}

/** Pieces that are being done at the same time, of all tenants and of one. */
const AT_ONCE = { all: 4, tenant: 2 }

/** Most pieces that wait, of all tenants and of one. */
const MAX_WAITING = { all: 5000, tenant: 1000 }

/** How long a stop waits, milliseconds. */
const FLUSH_FOR = 10_000

type Line = { readonly waiting: (() => Promise<void>)[]; doing: number }

/** What a tenant's slow pieces hold up are its own. */
export function backgroundWork(operatorLog: OperatorLog): Background {
  // The tenant that has waited longest comes first.
  const lines = new Map<string, Line>()
  const doing = new Set<Promise<void>>()
  let waiting = 0

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      operatorLog('error', 'Something that was to be done in the background has failed', { cause })
    }
  }

  function next(): void {
    if (doing.size >= AT_ONCE.all) return
    for (const [tenant_id, line] of lines) {
      const work = line.doing < AT_ONCE.tenant ? line.waiting.shift() : undefined
      if (!work) continue
      waiting -= 1
      line.doing += 1
      lines.delete(tenant_id)
      lines.set(tenant_id, line)
      const done = attempt(work).finally(() => {
        doing.delete(done)
        line.doing -= 1
        if (line.doing + line.waiting.length === 0) lines.delete(tenant_id)
        next()
      })
      doing.add(done)
      return
    }
  }

  const offer: Background['offer'] = (tenant_id, work) => {
    const line = lines.get(tenant_id) ?? { waiting: [], doing: 0 }
    if (waiting >= MAX_WAITING.all || line.waiting.length >= MAX_WAITING.tenant) return false
    lines.set(tenant_id, line)
    line.waiting.push(work)
    waiting += 1
    next()
    return true
  }

  return {
    offer,
    start: (tenant_id, work) => {
      if (offer(tenant_id, work)) return
      operatorLog('error', 'Too much is waiting to be done in the background: one piece is given up', { tenant_id })
    },
    flush: async () => {
      const timeUp = new Promise<void>((resolve) => void setTimeout(resolve, FLUSH_FOR).unref())
      await Promise.race([emptied(doing), timeUp])
      const left = waiting + doing.size
      if (left > 0) operatorLog('error', 'Not everything was done in the background before the stop', { left })
    },
  }
}

async function emptied(doing: ReadonlySet<Promise<void>>): Promise<void> {
  while (doing.size > 0) await Promise.all(doing)
}
