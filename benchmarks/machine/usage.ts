import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

// The kernel accounts CPU time in ticks; on every Linux that Node runs on there are 100 in a second.
const ticksPerSecond = 100

/** Whether the kernel tells CPU time of other processes here. Elsewhere figures are per second of the wall clock. */
export const countsCpu = process.platform === 'linux'

/** The process and everything it started. */
function processTree(pid: number): readonly number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
    return [pid, ...children.flatMap(processTree)]
  } catch {
    return [pid]
  }
}

function ownCpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program is in brackets and may hold anything; what counts stands behind the last one.
    const [userTicks, systemTicks] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number)
    return ((userTicks ?? 0) + (systemTicks ?? 0)) / ticksPerSecond
  } catch {
    return 0
  }
}

/** CPU seconds that these processes and their children have used so far, all threads. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.flatMap(processTree).reduce((sum, pid) => sum + ownCpuSeconds(pid), 0)
}

/** CPU seconds that everything on this machine has used so far; undefined where the kernel does not tell. */
export function machineCpuSeconds(): number | undefined {
  if (!countsCpu) return undefined
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 8)
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks) / ticksPerSecond, 0)
}

/** Resident memory of a process and its children, in MiB. */
export function residentMiB(pid: number): number {
  const kib = countsCpu
    ? processTree(pid).map((each) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${each}/status`, 'utf8'))?.[1]))
    : [Number(execFileSync('ps', ['-o', 'rss=', '-p', `${pid}`], { encoding: 'utf8' }))]
  return kib.reduce((sum, each) => sum + each, 0) / 1024
}
