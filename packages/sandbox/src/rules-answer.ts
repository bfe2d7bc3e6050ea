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
type Answer = { readonly outcome: string; readonly user?: Members; readonly steps?: readonly Step[] }
/** The same in few words: when the first step began and each ended, and their lines where there are any. */
type Brief = {
  readonly user?: Members
  readonly times: readonly number[]
  readonly lines?: readonly (readonly unknown[])[] | undefined
}

type Begun = Pick<Execution, 'input' | 'lasting'>

/** What the rules were given. */
const givenBy = ({ input, lasting }: Begun): Given => ({ ...lasting, ...(input as Given) })

const stepsIn = ({ rules }: Given, { times, lines }: Brief) =>
  times.slice(1).map((ended_at, at) => ({
    id: rules[at]?.id,
    name: rules[at]?.name,
    lines: lines?.[at] ?? [],
    changes: [],
    started_at: times[at],
    ended_at,
  }))

/** Steps of rules, which know themselves by their place alone, with id and name. */
export const namedSteps = <S extends object>(begun: Begun, steps: readonly S[]) => {
  const { rules } = givenBy(begun)
  return steps.map((step, at) => ({ id: rules[at]?.id, name: rules[at]?.name, ...step }))
}

/** The answer of the program `rules` with names for its steps, and with `user` and `context` as the rules left them. */
export const wholeAnswer = (begun: Begun, answer: unknown): unknown => {
  const given = givenBy(begun)
  // Of the sandbox's own making, here as below.
  const told = answer as Answer
  if (told.outcome === 'ok' && !given.traced) {
    const { times, lines, ...brief } = answer as Brief
    return { user: given.user, ...brief, steps: stepsIn(given, { times, lines }) }
  }
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
