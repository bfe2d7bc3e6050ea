// What rules leave behind. The program in a machine tells what each rule changed, which is less to carry than everything; here user and
// context become whole again.
import type { Execution } from './execution.ts'
import { DEEPEST, isDeeperThan } from './nesting.ts'

type Members = Readonly<Record<string, unknown>>
type Change = { readonly path: string; readonly after?: string }

const changed = (name: string, given: Members, changes: readonly Change[]): Members => {
  const members = new Map(Object.entries(given))
  for (const { path, after } of changes) {
    if (!path.startsWith(`${name}.`)) continue
    const key = path.slice(name.length + 1)
    if (after === undefined) members.delete(key)
    else members.set(key, JSON.parse(after))
  }
  return Object.fromEntries(members)
}

type Given = {
  readonly user: Members
  readonly context: Members
  readonly rules: readonly { readonly id: string; readonly name: string }[]
  readonly traced?: boolean
}
type Step = { readonly changes: readonly Change[] }
type Answer = {
  readonly outcome: string
  readonly user?: Members
  readonly context?: Members
  readonly steps?: readonly Step[]
}
/** The same in few words: when each step ended, milliseconds since the first began, and their lines where there are any. */
type Brief = {
  readonly ends: readonly number[]
  readonly lines?: readonly (readonly unknown[])[] | undefined
}

type Begun = Pick<Execution, 'input' | 'lasting' | 'now'>

/** What the rules were given. */
const givenBy = ({ input, lasting }: Begun): Given => ({ ...lasting, ...(input as Given) })

const rulesOf = ({ input, lasting }: Begun): Given['rules'] =>
  (input as Partial<Given>).rules ?? (lasting as Pick<Given, 'rules'>).rules

const stepsIn = (rules: Given['rules'], now: number, { ends, lines }: Brief) =>
  ends.map((end, at) => ({
    id: rules[at]?.id,
    name: rules[at]?.name,
    lines: lines?.[at] ?? [],
    changes: [],
    started_at: now + (ends[at - 1] ?? 0),
    ended_at: now + end,
  }))

/** Steps of rules, which know themselves by their place alone, with id and name. */
export const namedSteps = <S extends object>(begun: Begun, steps: readonly S[]) => {
  const rules = rulesOf(begun)
  return steps.map((step, at) => ({ id: rules[at]?.id, name: rules[at]?.name, ...step }))
}

const NO_USER = 'What the rules have left of the user is no object'

/** A `toJSON` may have made anything of it. */
const isMembers = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The answer of the program `rules` with names for its steps, and with `user` and `context` as the rules left them. */
export const wholeAnswer = (begun: Begun, answer: unknown): unknown => {
  // Of the sandbox's own making, here as below.
  const told = answer as Answer
  const { traced, user } = begun.input as Given
  if (told.outcome === 'ok' && !traced) {
    const { outcome, context, user: left = user } = told
    const steps = stepsIn(rulesOf(begun), begun.now, answer as Brief)
    return isMembers(left) ? { outcome, context, user: left, steps } : { outcome: 'failed', message: NO_USER, steps }
  }
  const given = givenBy(begun)
  const steps = namedSteps(begun, told.steps ?? [])
  if (told.outcome !== 'ok') return { ...told, steps }
  const changes = steps.flatMap((step) => step.changes)
  const lasting: unknown = begun.lasting && Reflect.get(begun.lasting, 'context')
  return {
    ...told,
    user: changed('user', given.user, changes),
    context: changed('context', { ...(lasting as Members), ...given.context }, changes),
    steps,
  }
}

/** Whether a change is nested deeper than anybody reads. */
export const isTooDeep = (answer: unknown): boolean =>
  // Likewise.
  ((answer as Answer).steps ?? []).some(({ changes }) =>
    changes.some(({ after }) => after !== undefined && isDeeperThan(after, DEEPEST)),
  )
