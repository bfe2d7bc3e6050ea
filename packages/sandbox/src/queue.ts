// Executions that wait for a runner: those of one tenant in the order in which they were asked for, and the tenants in turn, so that
// whoever asks for much waits for its own.
import type { Job } from './place.ts'

/** Executions that wait; more are refused. */
const MOST_WAITING = 1000

/** Of one tenant. */
const MOST_OF_TENANT = 250

export type Queue = {
  /** False when too many wait already. */
  readonly add: (job: Job) => boolean
  /** In front of all others of its tenant; never too many. */
  readonly putBack: (job: Job) => void
  /** Asks for each tenant, beginning with the one whose turn is longest ago, what is to be done with its next; undefined: it waits on. */
  readonly forEachTurn: (begin: (tenant: string) => ((job: Job) => void) | undefined) => void
  readonly takeAll: () => readonly Job[]
}

export const createQueue = (): Queue => {
  // Whose turn it was goes to the end.
  const lines = new Map<string, Job[]>()
  let length = 0

  const lineOf = (tenant: string): Job[] => {
    const line = lines.get(tenant) ?? []
    lines.set(tenant, line)
    return line
  }

  const takeNext = (tenant: string, line: Job[]): Job | undefined => {
    const job = line.shift()
    lines.delete(tenant)
    if (job) length -= 1
    if (line.length > 0) lines.set(tenant, line)
    return job
  }

  return {
    add: (job) => {
      const { tenant } = job.execution
      if (length >= MOST_WAITING || (lines.get(tenant)?.length ?? 0) >= MOST_OF_TENANT) return false
      lineOf(tenant).push(job)
      length += 1
      return true
    },
    putBack: (job) => {
      lineOf(job.execution.tenant).unshift(job)
      length += 1
    },
    forEachTurn: (begin) => {
      // A tenant that goes to the end is met again there.
      for (const [tenant, line] of lines) {
        const work = begin(tenant)
        const job = work && takeNext(tenant, line)
        if (job) work(job)
      }
    },
    takeAll: () => {
      const all = [...lines.values()].flat()
      lines.clear()
      length = 0
      return all
    },
  }
}
