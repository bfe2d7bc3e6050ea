// Runs one job, given as JSON in the first argument, and prints its outcome as JSON.
import { cpuSeconds, countsCpu, machineCpuSeconds } from '../machine/usage.ts'
import { openConnection } from './connection.ts'
import type { Job, Outcome } from './job.ts'
import { laneOf } from './lanes.ts'
import type { Lane } from './lanes.ts'

/** The `alg` in the header of the token in an answer; undefined when there is no such thing. */
function algorithmOf(body: string): string | undefined {
  try {
    const answer: { access_token?: string } = JSON.parse(body)
    const [header = '', , signature = ''] = answer.access_token?.split('.') ?? []
    const { alg }: { alg?: string } = JSON.parse(Buffer.from(header, 'base64url').toString())
    return signature === '' ? undefined : alg
  } catch {
    return undefined
  }
}

/** Throws unless the body holds a token signed with the algorithm that the job expects. */
function checkToken(body: string, alg: string | undefined): void {
  if (alg !== undefined && algorithmOf(body) !== alg)
    throw new Error(`expected a token with ${alg}: ${body.slice(0, 300)}`)
}

/** Waits so long that there are at most `rate` questions a second. */
function pacer(rate: number | undefined): () => Promise<void> {
  if (rate === undefined) return async () => {}
  let due = performance.now()
  return async () => {
    due = Math.max(due + 1000 / rate, performance.now() - 1000)
    const pause = due - performance.now()
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** All connections ask until `enough` says so; answers with the latency of each question, in milliseconds. */
async function ask(lanes: readonly Lane[], pace: () => Promise<void>, enough: (asked: number) => boolean) {
  const latencies: number[] = []
  let asked = 0
  const work = async (lane: Lane): Promise<void> => {
    while (!enough(asked)) {
      asked++
      await pace()
      const askedAt = performance.now()
      await lane()
      latencies.push(performance.now() - askedAt)
    }
  }
  await Promise.all(lanes.map(work))
  return latencies.sort((a, b) => a - b)
}

const after = (seconds: number): (() => boolean) => {
  const end = performance.now() + seconds * 1000
  return () => performance.now() >= end
}

function clocks(pids: readonly number[]) {
  const own = process.cpuUsage()
  return {
    wall: performance.now() / 1000,
    server: cpuSeconds(pids),
    load: (own.user + own.system) / 1e6,
    machine: machineCpuSeconds(),
  }
}

async function run(job: Job): Promise<Outcome> {
  const ports = Array.from({ length: job.connections }, (_, index) => job.ports[index % job.ports.length] ?? 0)
  const connections = await Promise.all(ports.map(openConnection))
  let index = 0
  const lanes = connections.map((connection, at) => laneOf(job, connection, at, () => index++))
  await Promise.all(lanes.map(async (lane) => checkToken(await lane(), job.alg)))
  const pace = pacer(job.rate)
  await ask(lanes, pace, after(job.warmUp))

  const { until } = job
  const begin = clocks(job.pids)
  const enough = 'seconds' in until ? after(until.seconds) : (asked: number) => asked >= until.answers
  const latencies = await ask(lanes, pace, enough)
  const end = clocks(job.pids)

  for (const connection of connections) connection.close()
  const wallSeconds = end.wall - begin.wall
  const serverSeconds = end.server - begin.server
  const loadSeconds = end.load - begin.load
  const machine = end.machine === undefined || begin.machine === undefined ? undefined : end.machine - begin.machine
  return {
    answers: latencies.length,
    wallSeconds,
    loadSeconds,
    ...(countsCpu && { serverSeconds }),
    ...(machine !== undefined && { neighbours: Math.max(0, (machine - serverSeconds - loadSeconds) / wallSeconds) }),
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? NaN,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
  }
}

try {
  console.log(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '{}'))))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1) // connections may still be open
}
