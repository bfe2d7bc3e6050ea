// The machines of a runner: kept warm for the tenant's next execution, and ended where they hold too much.
import type { Engine } from './engine.ts'
import { openMachine, type Machine } from './machine.ts'

/** Machines kept for the next execution; the least recently used go first. */
const MOST_IDLE = 24

/** What machines may hold in all while their scripts wait for something, bytes. */
const MOST_HELD = 384 * 1024 * 1024

export type Machines = {
  /** One of the tenant's: at once where one is warm. */
  readonly take: (tenant: string, memory: number) => Machine | Promise<Machine>
  readonly giveBack: (machine: Machine) => void
  /** Scripts that wait for long must not hold what others need: the largest of these goes. */
  readonly limitHeld: (held: Iterable<Machine>) => void
}

export const createMachines = (engine: Engine): Machines => {
  const idle: Machine[] = []
  return {
    take: (tenant, memory) => {
      const at = idle.findLastIndex((machine) => machine.tenant === tenant)
      const [known] = at < 0 ? [] : idle.splice(at, 1)
      return known ?? openMachine(engine, tenant, memory)
    },
    giveBack: (machine) => {
      if (!machine.isSpoilt()) idle.push(machine)
      const spoilt = machine.isSpoilt() ? machine : idle.length > MOST_IDLE ? idle.shift() : undefined
      // Not from within the call that a machine may be in.
      if (spoilt) setImmediate(() => spoilt.dispose())
    },
    limitHeld: (held) => {
      const sizes = [...held].map((machine) => ({ machine, size: machine.size() }))
      const [largest] = sizes.toSorted((one, other) => other.size - one.size)
      const all = sizes.reduce((sum, { size }) => sum + size, 0)
      if (largest && all > MOST_HELD) largest.machine.giveUp('Scripts that wait hold too much memory')
    },
  }
}
