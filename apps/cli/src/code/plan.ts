// What a deployment will do, before it does it: steps in their order, shown, agreed to, then done one after the other.
import { agreed } from '../agree.ts'
import { CommandError } from '../command-error.ts'
import { printable } from '../output/printable.ts'
import { table } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'

export type PlanStep = {
  readonly verb: 'create' | 'update' | 'deploy' | 'bind' | 'set' | 'keep'
  /** `rule`, `action`, `trigger`, …. */
  readonly noun: string
  readonly name: string
  /** What of it changes. */
  readonly says: string
  /** Absent where nothing is to be done. */
  readonly act?: () => Promise<unknown>
}

/** What is in the folder and there already. */
export const keep = (noun: string, name: string): PlanStep => ({ verb: 'keep', noun, name, says: 'as it is' })

const rowOf = ({ verb, noun, name, says }: PlanStep): readonly string[] => [
  verb,
  noun,
  printable(name),
  printable(says),
]

/** Steps for programs: what would be done, without what it would be done with. */
export const plainSteps = (steps: readonly PlanStep[]): readonly object[] =>
  steps.map(({ verb, noun, name, says }) => ({ verb, noun, name, says }))

/** Shows the plan. */
export function showPlan(steps: readonly PlanStep[], issuer: string, terminal: Terminal): void {
  terminal.remark(`For ${printable(issuer)}:`)
  terminal.write(table(['STEP', 'WHAT', 'NAME', 'CHANGES'], steps.map(rowOf), terminal.columns, 2))
}

/** Does it, after somebody has agreed. @throws CommandError that says what has been done already when a step fails */
export async function carryOut(
  steps: readonly PlanStep[],
  options: { readonly yes?: boolean },
  terminal: Terminal,
): Promise<void> {
  const doing = steps.filter(({ act }) => act !== undefined)
  if (doing.length === 0) return terminal.remark('Everything is as the folder says: there is nothing to do.')
  await agreed(`Do ${doing.length === 1 ? 'this' : `these ${doing.length} steps`}?`, options, terminal)
  for (const [done, { verb, noun, name, act }] of doing.entries()) {
    try {
      await act?.()
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      const before = done === 0 ? 'Nothing was done' : `${done} of ${doing.length} steps are done`
      throw new CommandError(`To ${verb} the ${noun} ${printable(name)} failed: ${error.message} ${before}.`)
    }
  }
  terminal.remark(doing.length === 1 ? 'It is done.' : `All ${doing.length} steps are done.`)
}
