import { runProgram } from '../machine/child.ts'
import type { Flow, Job, Outcome } from '../load/job.ts'
import type { Server } from '../servers/server.ts'
import { median, quietest } from './alternate.ts'
import { round } from './section.ts'
import type { Settings } from './settings.ts'

export type Measured = Outcome & {
  /** Answers per CPU second of the server's processes: what one whole core gives. Per wall second where CPU time is not told. */
  readonly perCore: number
  readonly perSecond: number
}

type Choice = Partial<Pick<Job, 'walk' | 'until' | 'rate'>> & {
  /** Asked for with every try: what was used up in one cannot be used in the next. */
  readonly flow?: () => Promise<Flow>
  /** Cores of the load, where it is not to have its own. */
  readonly cores?: string | undefined
  /** Further processes of the same server that share the load. */
  readonly together?: readonly Server[]
}

/** Puts a server under load from a process of its own and answers with what that saw. */
export async function putUnderLoad(server: Server, settings: Settings, choice: Choice = {}): Promise<Measured> {
  const servers = [server, ...(choice.together ?? [])]
  const jobOf = (flow: Flow | undefined): Job => ({
    ports: servers.map(({ port }) => port),
    host: server.host,
    path: server.path,
    form: server.form,
    walk: choice.walk,
    flow,
    rate: choice.rate,
    connections: settings.connections,
    warmUp: Math.min(0.3, settings.seconds),
    until: choice.until ?? { seconds: settings.seconds },
    alg: flow?.is === 'read' || flow?.is === 'guess' ? undefined : server.alg,
    pids: servers.map(({ process }) => process.pid),
  })
  return quietest(settings.tries, async () => {
    const job = jobOf(await choice.flow?.())
    const load = runProgram({
      script: new URL('../load/load-process.ts', import.meta.url).pathname,
      arguments: [JSON.stringify(job)],
      cores: choice.cores ?? settings.cores.load,
    }).catch((cause: unknown) => {
      throw new Error(`${server.name} under load: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    })
    // A server that ended explains it better than the load that lost it.
    const text = await Promise.race([...servers.map(({ process }) => process.ended), load])
    const outcome: Outcome = JSON.parse(text)
    const perSecond = outcome.answers / outcome.wallSeconds
    const { serverSeconds } = outcome
    return { ...outcome, perSecond, perCore: serverSeconds ? outcome.answers / serverSeconds : perSecond }
  })
}

/** Puts it under load until its code is compiled; nothing of that counts. */
export async function warmUp(server: Server, settings: Settings, choice: Pick<Choice, 'flow'> = {}): Promise<void> {
  await putUnderLoad(server, { ...settings, tries: 1 }, { ...choice, until: { answers: settings.warmUp } })
}

export const loadHead = ['per CPU s', 'per s', 'p50 ms', 'p99 ms', 'load cores', 'neighbours'] as const

/** The columns of `loadHead` for several measurements of the same thing. */
export function loadColumns(measured: readonly Measured[]): readonly string[] {
  const middle = (of: (each: Measured) => number): string => round(median(measured.map(of)))
  return [
    middle((each) => each.perCore),
    middle((each) => each.perSecond),
    middle((each) => each.p50),
    middle((each) => each.p99),
    middle((each) => each.loadSeconds / each.wallSeconds),
    middle((each) => each.neighbours ?? NaN),
  ]
}
