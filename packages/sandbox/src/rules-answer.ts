// What rules leave behind. The program in a machine tells what each rule changed, which is less to carry than everything; here user and
// context become whole again.

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

type Given = { readonly user: Members; readonly context: Members; readonly traced?: boolean }
type Answer = { readonly outcome: string; readonly steps?: readonly { readonly changes: readonly Change[] }[] }

/** The answer of the program `rules` with `user` and `context` as the rules left them. */
export const wholeAnswer = (input: unknown, answer: unknown): unknown => {
  // Both are of the sandbox's own making.
  const { user, context, traced } = input as Given
  const { outcome, steps = [] } = answer as Answer
  if (outcome !== 'ok' || !traced) return answer
  const changes = steps.flatMap((step) => step.changes)
  return {
    ...(answer as Answer),
    user: changed('user', user, changes),
    context: changed('context', context, changes),
  }
}

/** Whether a change is nested deeper than anybody reads. */
export const isTooDeep = (answer: unknown): boolean =>
  // Likewise.
  ((answer as Answer).steps ?? []).some(({ changes }) =>
    changes.some(({ after }) => after !== undefined && isDeeperThan(after, DEEPEST)),
  )
