// machine: what the figures depend on besides the code. Cores, processes, CPU time, memory, neighbours.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Lists of cores in the words of taskset: `0`, `0,1`. Absent where processes cannot be pinned. */
export type Cores = {
  /** The one core of whatever is measured. */
  readonly server?: string
  /** The core of the load, another one where there is one. */
  readonly load?: string
  /** Both, for what is measured on two cores. */
  readonly both?: string
  /** How many cores this process may use. */
  readonly count: number
}

/** The cores that this process may use, as the kernel names them: in a container these need not begin at 0. */
function allowedCores(): readonly number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}

/** Server and load on a core each, with taskset where it is there. */
export function chooseCores(): Cores {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    const [server, load] = allowedCores()
    if (server === undefined) return { count: availableParallelism() }
    if (load === undefined) return { server: `${server}`, load: `${server}`, both: `${server}`, count: 1 }
    return { server: `${server}`, load: `${load}`, both: `${server},${load}`, count: 2 }
  } catch {
    return { count: availableParallelism() }
  }
}
