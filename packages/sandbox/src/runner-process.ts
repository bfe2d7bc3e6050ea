// A runner: the process in which tenants' scripts run. It has no file to write, no socket and no environment; what it is told comes
// from the process that started it, and goes back there.
import { openEngine } from './engine.ts'
import { openMachine, type Listener, type Machine } from './machine.ts'
import type { FromRunner, ToRunner } from './messages.ts'

/** Machines kept for the next execution; the least recently used go first. */
const MOST_MACHINES = 32

/** Sources kept, characters. */
const MOST_SOURCE = 64 * 1024 * 1024

const engine = await openEngine()
const scripts = new Map<string, string>()
const idle: Machine[] = []
const running = new Map<number, Machine>()
let sourceLength = 0

const tell = (message: FromRunner): void => void process.send?.(message)

const learn = (sources: readonly (readonly [string, string])[]): void => {
  for (const [key, source] of sources) {
    if (scripts.has(key)) continue
    scripts.set(key, source)
    sourceLength += source.length
  }
  for (const [key, source] of scripts) {
    if (sourceLength <= MOST_SOURCE) break
    scripts.delete(key)
    sourceLength -= source.length
  }
}

const takeMachine = async (tenant: string, memory: number): Promise<Machine> => {
  const at = idle.findLastIndex((machine) => machine.tenant === tenant)
  const [known] = at < 0 ? [] : idle.splice(at, 1)
  return known ?? openMachine(engine, tenant, memory, (key) => scripts.get(key))
}

const giveBack = (machine: Machine): void => {
  if (machine.isSpoilt()) return machine.dispose()
  idle.push(machine)
  if (idle.length > MOST_MACHINES) idle.shift()?.dispose()
}

const run = async ({ id, tenant, program, input, now, limits }: Extract<ToRunner, { type: 'run' }>): Promise<void> => {
  const machine = await takeMachine(tenant, limits.memory)
  const ended = (message: FromRunner): void => {
    running.delete(id)
    tell(message)
    // Not from within the call that the machine is in.
    setImmediate(giveBack, machine)
  }
  const listener: Listener = {
    answered: (text) => ended({ type: 'answered', id, text }),
    failed: (outcome, message, steps) => ended({ type: 'failed', id, outcome, message, steps }),
    waits: () => tell({ type: 'waiting', id }),
    asks: (question, what, text) => tell({ type: 'question', id, question, what, text }),
  }
  running.set(id, machine)
  machine.start(program, input, now, limits, listener)
}

process.on('message', (message: ToRunner) => {
  if (message.type === 'answer') return running.get(message.id)?.answer(message.question, message.text)
  learn(message.scripts)
  run(message).catch((error: unknown) => {
    running.delete(message.id)
    tell({
      type: 'failed',
      id: message.id,
      outcome: 'crashed',
      message: error instanceof Error ? error.message : 'unknown',
      steps: '[]',
    })
  })
})
// Whoever wanted this process is gone.
process.on('disconnect', () => process.exit(0))
