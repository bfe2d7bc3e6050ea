// A runner: the process in which tenants' scripts run. It has no file to write, no socket and no environment; what it is told comes
// from the process that started it, and goes back there.
import { openEngine } from './engine.ts'
import type { Lesson } from './known-texts.ts'
import type { Listener, Machine, Start } from './machine.ts'
import { createMachines } from './machines.ts'
import type { FromRunner, ToRunner } from './messages.ts'

/** Milliseconds after which what waits for a timer or an answer has its turn, however many executions stand in line. */
const TURN = 2

/** Executions that have answered and go on: where there would be more, the oldest gives up of the tenant that has the most. */
const MOST_GOING_ON = 32

type Run = Extract<ToRunner, { type: 'run' }>

const machines = createMachines(await openEngine())
// Most of the time one: a list, because a Map makes a new table each time that its only entry goes.
const running: { readonly id: number; readonly machine: Machine }[] = []
const goingOn = new Map<number, Machine>()

/** What an execution needs of what was learnt: it stays its own, whatever is forgotten meanwhile. */
type Known = Pick<Start, 'scripts' | 'lasting'>

const line: { readonly run: Run; readonly known: Known }[] = []

// Messages cost more than what they say: those of one turn go together.
let untold: FromRunner[] = []
const flush = (): void => {
  const messages = untold
  untold = []
  if (messages.length > 0) process.send?.(messages)
}
const tell = (message: FromRunner): void => {
  if (untold.push(message) === 1) setImmediate(flush)
}

const sources = new Map<string, string>()
const sets = new Map<number, Start['scripts']>()
const lastings = new Map<number, NonNullable<Start['lasting']>>()

const learn = ({ forgets, sources: told, set: [number, keys], lasting }: Lesson): void => {
  if (forgets) for (const all of [sources, sets, lastings]) all.clear()
  for (const [key, source] of told) sources.set(key, source)
  sets.set(number, new Map(keys.map((key) => [key, sources.get(key) ?? ''])))
  if (lasting) lastings.set(lasting[0], { number: lasting[0], text: lasting[1] })
}

const knownTo = ({ lesson, scripts, lasting }: Run): Known => {
  if (lesson) learn(lesson)
  return {
    scripts: sets.get(scripts) ?? new Map(),
    lasting: lasting === undefined ? undefined : lastings.get(lasting),
  }
}

const machineOf = (id: number): Machine | undefined => running.find((one) => one.id === id)?.machine

const forget = (id: number): void => {
  const at = running.findIndex((one) => one.id === id)
  if (at >= 0) running.splice(at, 1)
}

const oldestOfTheMost = (): number | undefined => {
  const ofTenants = [...Map.groupBy(goingOn, ([, { tenant }]) => tenant).values()]
  return ofTenants.reduce((most, some) => (some.length > most.length ? some : most), [])[0]?.[0]
}

const limitHeld = (): void => machines.limitHeld(running.map(({ machine }) => machine))

const start = ({ run, known }: (typeof line)[number], machine: Machine): void => {
  const { id, program, input, document, now, limits } = run
  const ended = (message: FromRunner): void => {
    forget(id)
    goingOn.delete(id)
    tell(message)
    machines.giveBack(machine)
  }
  const goOn = (text: string): void => {
    tell({ type: 'answered', id, text, goesOn: true })
    goingOn.set(id, machine)
    const oldest = goingOn.size > MOST_GOING_ON ? oldestOfTheMost() : undefined
    // Not from within the call that a machine may be in.
    if (oldest !== undefined) setImmediate(() => goingOn.get(oldest)?.giveUp('Too many executions go on'))
    setImmediate(limitHeld)
  }
  const listener: Listener = {
    answered: (text, goesOn) => (goesOn ? goOn(text) : ended({ type: 'answered', id, text, goesOn })),
    left: () => ended({ type: 'left', id }),
    failed: (outcome, message, steps) => ended({ type: 'failed', id, outcome, message, steps }),
    waits: () => {
      // Nobody waits for one that has answered, but what it holds counts.
      if (!goingOn.has(id)) tell({ type: 'waiting', id })
      if (running.length > 1) setImmediate(limitHeld)
    },
    asks: (question, what, text) => tell({ type: 'question', id, question, what, text }),
  }
  running.push({ id, machine })
  machine.start({ program, input, document, ...known, now, limits }, listener)
}

const begin = (job: (typeof line)[number]): void => {
  const { id, tenant, limits } = job.run
  const failed = (error: unknown): void => {
    forget(id)
    const message = error instanceof Error ? error.message : 'unknown'
    tell({ type: 'failed', id, outcome: 'crashed', message, steps: '[]' })
  }
  try {
    const machine = machines.take(tenant, limits.memory)
    if (machine instanceof Promise) machine.then((opened) => start(job, opened)).catch(failed)
    else start(job, machine)
  } catch (error) {
    failed(error)
  }
}

const work = (): void => {
  const until = performance.now() + TURN
  while (performance.now() < until) {
    const job = line.shift()
    if (!job) return
    begin(job)
  }
  if (line.length > 0) setImmediate(work)
}

process.on('message', (messages: readonly ToRunner[]) => {
  const isWorking = line.length > 0
  for (const message of messages) {
    if (message.type === 'answer') machineOf(message.id)?.answer(message.question, message.text)
    else line.push({ run: message, known: knownTo(message) })
  }
  if (!isWorking) work()
})
tell({ type: 'ready' })
// Whoever wanted this process is gone.
process.on('disconnect', () => process.exit(0))
