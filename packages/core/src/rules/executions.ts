// Executions of the tenant's code as they are kept, in the background, so that somebody can see later how they ended. Whoever asked
// finds them by their ids, which stand in the line of the tenant log.
import type { CodeOutcome } from '../code-runner.ts'
import type { Custom } from '../custom.ts'
import { newId } from '../identifiers.ts'
import type { ConsoleLine, ExecutionResult, KeptExecution } from '../kept-execution.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { maskLines, maskOf, type Mask } from './masked.ts'

/** Where an execution belongs, and what must not be seen of it. */
export type About = {
  readonly trigger: string
  readonly kind: ExecutionResult['kind']
  /** The names of its scripts, in their order. */
  readonly names: readonly string[]
  readonly visitor: Visitor
  /** Values that its code has been given as secrets: by their names, or alone. */
  readonly secrets: readonly (Readonly<Record<string, string>> | readonly string[])[]
}

/** What the sandbox's own programs answer alike. Times are milliseconds since the epoch. */
export type AnsweredStep = {
  readonly id: string
  readonly name: string
  readonly lines: readonly ConsoleLine[]
  readonly started_at: number
  readonly ended_at: number
}

type Answered = { readonly outcome: string; readonly message?: string; readonly steps?: readonly AnsweredStep[] }

/** Characters of all console lines of one execution; what comes first is kept. */
const MOST_TEXT = 32_768

const iso = (time: number): string => new Date(time).toISOString()

const newExecutionId = ({ now, random }: Pick<Tenancy, 'now' | 'random'>): string => {
  const second = Math.floor(now() / 1000)
    .toString(36)
    .padStart(7, '0')
  return newId(random, { prefix: `exe_${second}`, length: 16, alphabet: 'alphanumeric' })
}

const firstOf = (lines: readonly ConsoleLine[], room: { left: number }): readonly ConsoleLine[] =>
  lines.filter(({ text }) => (room.left -= text.length) >= 0)

/** What scripts had done until they were stopped: the sandbox's own program tells it, out of plain data. */
export const stepsUntilStopped = ({ steps }: Extract<CodeOutcome, { readonly steps?: unknown }>) =>
  (steps ?? []) as readonly (Omit<AnsweredStep, 'ended_at'> & Partial<AnsweredStep>)[]

const answeredBy = (outcome: CodeOutcome, now: number): Answered => {
  if (outcome.outcome === 'answered') {
    // Likewise.
    const { outcome: end, message, steps } = outcome.answer as Answered
    return { outcome: end, ...(message === undefined ? {} : { message }), ...(steps ? { steps } : {}) }
  }
  const steps = stepsUntilStopped(outcome).map((step) => ({ ...step, ended_at: step.ended_at ?? now }))
  return { outcome: outcome.outcome, message: outcome.message, steps }
}

/** Ends that are no failure of a script. */
const WELL: ReadonlySet<string> = new Set(['ok', 'ended', 'suspended', 'switched'])

function resultsOf(
  { outcome, message, steps = [] }: Answered,
  kind: About['kind'],
  mask: Mask,
): readonly ExecutionResult[] {
  const failed = !WELL.has(outcome)
  const room = { left: MOST_TEXT }
  return steps.map(({ name, lines, started_at, ended_at }, at) => ({
    action_name: name,
    kind,
    ...(failed && at === steps.length - 1 ? { error: { id: outcome, msg: mask(message ?? '') } } : {}),
    logs: firstOf(maskLines(lines, mask), room),
    started_at: iso(started_at),
    ended_at: iso(ended_at),
  }))
}

const isQuiet = ({ outcome, steps = [] }: Answered): boolean =>
  WELL.has(outcome) && steps.every(({ lines }) => lines.length === 0)

const STATUS: ReadonlyMap<string, KeptExecution['status']> = new Map([
  ['ok', 'final'],
  ['suspended', 'suspended'],
  ['switched', 'final'],
  ['ended', 'partial'],
  ['refused', 'partial'],
  ['syntax', 'partial'],
])

const statusOf = ({ outcome }: Answered): KeptExecution['status'] => STATUS.get(outcome) ?? 'canceled'

const idsByVisitor = new WeakMap<Visitor, readonly string[]>()

const NONE: readonly string[] = Object.freeze([])

/** Ids of the executions of this request, as far as they were taken to be kept. */
export const executionsOf = (visitor: Visitor): readonly string[] => idsByVisitor.get(visitor) ?? NONE

type Details = { readonly actions?: { readonly executions: readonly string[] } }

/** What a line of the log says of the executions of its request, and of those that an earlier one left to it. */
export const executionDetails = (visitor: Visitor, custom?: Custom): Details => {
  const own = executionsOf(visitor)
  const earlier = custom?.executions ?? NONE
  if (own.length + earlier.length === 0) return {}
  return { actions: { executions: [...new Set([...earlier, ...own])] } }
}

/** Keeps an execution that began at `began` (milliseconds since the epoch). Returns at once. */
export function keepExecution(tenancy: Tenancy, about: About, began: number, outcome: CodeOutcome): void {
  const ended = tenancy.now()
  const answer = answeredBy(outcome, ended)
  tenancy.recordExecution(tenancy.tenant.tenant_id, isQuiet(answer), () => {
    const { visitor, ...rest } = about
    const id = newExecutionId(tenancy)
    idsByVisitor.set(visitor, [...executionsOf(visitor), id])
    return keptLater(id, rest, began, ended, answer)
  })
}

/** Made where nothing else is at hand: what waits to be written must not hold a whole request meanwhile. */
const keptLater =
  (
    id: string,
    { trigger, kind, names, secrets }: Omit<About, 'visitor'>,
    began: number,
    ended: number,
    answer: Answered,
  ): (() => KeptExecution) =>
  () => {
    const [created_at, updated_at] = [iso(began), iso(ended)]
    const facts = { id, trigger_id: trigger, created_at, updated_at }
    const mask = maskOf(secrets.flatMap((values) => Object.values(values)))
    const results = resultsOf(answer, kind, mask)
    if (results.length > 0) return { ...facts, status: statusOf(answer), results }
    const error = { id: answer.outcome, msg: mask(answer.message ?? '') }
    const result = {
      action_name: names.join(', '),
      kind,
      error,
      logs: [],
      started_at: created_at,
      ended_at: updated_at,
    }
    return { ...facts, status: statusOf(answer), results: [result] }
  }
