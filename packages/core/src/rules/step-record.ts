// What one script did, in plain values: for a dry run, and for whoever asks why a token looks as it does. Nothing of it is computed
// where tokens are made; it follows from what the sandbox answered. design: explain
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Custom } from '../custom.ts'
import type { ConsoleLine } from '../kept-execution.ts'
import { customOf } from './custom.ts'
import type { AnsweredStep } from './executions.ts'
import { metadataOf } from './login-commands.ts'
import type { ActionStep, Command } from './run-actions.ts'
import type { RuleStep } from './run-rules.ts'

/** Something that is other than before; without `after` it is gone, without `before` it is new. */
export type Difference = { readonly path: string; readonly before?: unknown; readonly after?: unknown }

export type StepRecord = {
  readonly kind: 'rule' | 'action' | 'hook'
  readonly id: string
  readonly name: string
  /** Milliseconds. */
  readonly duration: number
  readonly lines: readonly ConsoleLine[]
  /** Of user and context. */
  readonly changes: readonly Difference[]
  /** Of what stands in the tokens: `access_token.CLAIM`, `id_token.CLAIM`, `scope`, `id_token_lifetime`. */
  readonly tokens: readonly Difference[]
  /** What an action asked for. */
  readonly commands: readonly Command[]
  /** Why nothing is issued. */
  readonly denied: string | null
  /** Where the person is sent first. */
  readonly redirect: string | null
}

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where two plain values differ, member by member; lists are compared whole. */
export const differencesOf = (before: unknown, after: unknown, path = ''): readonly Difference[] => {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (!isDocument(before) || !isDocument(after)) {
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [one, other] = [before, after].map((value) => (Object.hasOwn(value, name) ? value[name] : undefined))
    return differencesOf(one, other, path === '' ? name : `${path}.${name}`)
  })
}

const tokensOf = ({ access_token, id_token, scopes, id_token_lifetime }: Custom, granted: readonly string[]) => ({
  access_token,
  id_token,
  scope: (scopes ?? granted).join(' '),
  id_token_lifetime,
})

const facts = ({ id, name, lines, started_at, ended_at }: AnsweredStep) => ({
  id,
  name,
  lines,
  duration: ended_at - started_at,
})

/** The user and the context of a rule. */
export type RuleValues = { readonly user: Document; readonly context: Document }

const withChange = (values: RuleValues, { path, after }: RuleStep['changes'][number]): RuleValues => {
  const dot = path.indexOf('.')
  const part = path.slice(0, dot) === 'user' ? 'user' : 'context'
  const name = path.slice(dot + 1)
  const { [name]: _before, ...rest } = values[part]
  return { ...values, [part]: after === undefined ? rest : { ...rest, [name]: JSON.parse(after) } }
}

const redirectIn = ({ redirect }: Document): string | null =>
  isDocument(redirect) && redirect['url'] !== undefined ? String(redirect['url']) : null

/**
 * What each rule did.
 *
 * @param given user and context as the first of them found them
 * @param granted the scopes of the tokens before any rule ran
 * @param refused why the last of them refused; undefined when it did not
 */
export function recordRules(
  given: RuleValues,
  steps: readonly RuleStep[],
  granted: readonly string[],
  refused: string | undefined,
): readonly StepRecord[] {
  const tokens = (values: RuleValues) => tokensOf(customOf(given.user, values, granted), granted)
  let after = given
  return steps.map((step, at) => {
    const before = after
    after = step.changes.reduce(withChange, before)
    return {
      kind: 'rule',
      ...facts(step),
      changes: differencesOf(before, after),
      tokens: differencesOf(tokens(before), tokens(after)),
      commands: [],
      denied: at === steps.length - 1 ? (refused ?? null) : null,
      redirect: redirectIn(after.context),
    }
  })
}

/** What a hook did to the tokens of a machine. */
export const recordHook = (
  steps: readonly AnsweredStep[],
  granted: readonly string[],
  made: Custom | undefined,
  refused: string | undefined,
): readonly StepRecord[] =>
  steps.map((step) => ({
    kind: 'hook',
    ...facts(step),
    changes: [],
    tokens: made ? differencesOf(tokensOf(NOTHING, granted), tokensOf(made, granted)) : [],
    commands: [],
    denied: refused ?? null,
    redirect: null,
  }))

const NOTHING: Custom = { access_token: {}, id_token: {}, profile: {} }

/** What commands make of the tokens: each trigger has its own rules. */
export type ApplyCommands = (
  before: Custom | undefined,
  granted: readonly string[],
  commands: readonly Command[],
) => Custom

const DENYING = /^(?:access\.(?:deny|rejectInvalidSubjectToken)|validation\.error|(?:session|refreshToken)\.revoke)$/

const denialIn = (commands: readonly Command[]): string | null => {
  const denial = commands.find(({ name }) => DENYING.test(name))
  if (!denial) return null
  return denial.values.filter((value) => typeof value === 'string').join(': ') || 'Denied'
}

const keptIn = (commands: readonly Command[]): readonly Difference[] => {
  const metadata = Object.entries(metadataOf(commands)).flatMap(([field, changes]) =>
    Object.entries(changes).map(([name, after]) => ({ path: `user.${field}.${name}`, after })),
  )
  const passed = commands.filter(({ name }) => name === 'transaction.setMetadata')
  return [
    ...metadata,
    ...passed.map(({ values: [name, after] }) => ({ path: `transaction.metadata.${String(name)}`, after })),
  ]
}

/** What each action did; `custom` is what had been made before the first of them. */
export function recordActions(
  custom: Custom | undefined,
  granted: readonly string[],
  steps: readonly ActionStep[],
  apply: ApplyCommands,
  refused: string | undefined,
): readonly StepRecord[] {
  let after = apply(custom, granted, [])
  return steps.map((step, at) => {
    const before = after
    after = apply(before, granted, step.commands)
    const failed = at === steps.length - 1 ? refused : undefined
    const sent = step.commands.findLast(({ name }) => name === 'redirect.sendUserTo')
    return {
      kind: 'action',
      ...facts(step),
      changes: keptIn(step.commands),
      tokens: differencesOf(tokensOf(before, granted), tokensOf(after, granted)),
      commands: step.commands,
      denied: failed ?? denialIn(step.commands),
      redirect: sent ? String(sent.values[0]) : null,
    }
  })
}
