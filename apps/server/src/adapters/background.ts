// Work that no answer waits for: a few pieces at a time, those that wait in their order, none without end.
import type { OperatorLog, Ports } from '@symbolon/core/ports'

export type Background = {
  readonly start: Ports['inBackground']
  /** Does what is waiting, for at most `FLUSH_FOR`. */
  readonly flush: () => Promise<void>
}

/** Pieces that are being done at the same time. */
const AT_ONCE = 4

/** Most pieces that wait. */
const MAX_WAITING = 5000

/** How long a stop waits, milliseconds. */
const FLUSH_FOR = 10_000

export function backgroundWork(operatorLog: OperatorLog): Background {
  const line: (() => Promise<void>)[] = []
  const doing = new Set<Promise<void>>()

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      operatorLog('error', 'Something that was to be done in the background has failed', { cause })
    }
  }

  function next(): void {
    const work = doing.size < AT_ONCE ? line.shift() : undefined
    if (!work) return
    const done = attempt(work).finally(() => {
      doing.delete(done)
      next()
    })
    doing.add(done)
  }

  return {
    start: (work) => {
      if (line.length >= MAX_WAITING) {
        operatorLog('error', 'Too much is waiting to be done in the background: one piece is given up')
        return
      }
      line.push(work)
      next()
    },
    flush: async () => {
      const timeUp = new Promise<void>((resolve) => void setTimeout(resolve, FLUSH_FOR).unref())
      await Promise.race([emptied(doing), timeUp])
      const left = line.length + doing.size
      if (left > 0) operatorLog('error', 'Not everything was done in the background before the stop', { left })
    },
  }
}

async function emptied(doing: ReadonlySet<Promise<void>>): Promise<void> {
  while (doing.size > 0) await Promise.all(doing)
}
