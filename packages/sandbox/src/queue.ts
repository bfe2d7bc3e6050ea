// Executions that wait for a runner: those of one tenant in the order in which they were asked for, and the tenants in turn, so that
// whoever asks for much waits for its own.
import type { Job } from './job.ts'

/** Executions that wait; more are refused. */
const MOST_WAITING = 1000

/** Of one tenant. */
const MOST_OF_TENANT = 250

export type Queue = {
  readonly isEmpty: () => boolean
  /** False when too many wait already. */
  readonly add: (job: Job) => boolean
  /** In front of all others of its tenant; never too many. */
  readonly putBack: (job: Job) => void
  /** Asks for each tenant, beginning with the one whose turn is longest ago, what is to be done with its next; undefined: it waits on. */
  readonly forEachTurn: (begin: (tenant: string) => ((job: Job) => void) | undefined) => void
  readonly takeAll: () => readonly Job[]
}

type Line = { readonly tenant: string; readonly jobs: Job[] }

export const createQueue = (): Queue => {
  // Whose turn it was goes to the end. Lists, here and in a place: a Map in which entries come and go leaves its former tables
  // behind among what has grown old, and with them whatever they named.
  let lines: Line[] = []
  let length = 0

  const lineOf = (tenant: string): Line => {
    const known = lines.find((line) => line.tenant === tenant)
    if (known) return known
    const line: Line = { tenant, jobs: [] }
    lines.push(line)
    return line
  }

  const takeNext = (at: number): Job | undefined => {
    const [line] = lines.splice(at, 1)
    const job = line?.jobs.shift()
    if (job) length -= 1
    if (line && line.jobs.length > 0) lines.push(line)
    return job
  }

  return {
    isEmpty: () => length === 0,
    add: (job) => {
      if (length >= MOST_WAITING) return false
      const { jobs } = lineOf(job.tenant)
      if (jobs.length >= MOST_OF_TENANT) return false
      jobs.push(job)
      length += 1
      return true
    },
    putBack: (job) => {
      lineOf(job.tenant).jobs.unshift(job)
      length += 1
    },
    forEachTurn: (begin) => {
      // A tenant that goes to the end is met again there.
      for (let at = 0; at < lines.length;) {
        const work = begin(lines[at]?.tenant ?? '')
        const job = work && takeNext(at)
        if (work && job) work(job)
        else at += 1
      }
    },
    takeAll: () => {
      const all = lines.flatMap(({ jobs }) => jobs)
      lines = []
      length = 0
      return all
    },
  }
}
