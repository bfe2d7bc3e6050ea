// One hook, tried out at its trigger.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import type { Custom } from '../custom.ts'
import { changedHookUser } from './afterwards.ts'
import { runDraft, type Bench, type DryRun } from './dry-run.ts'
import { stepsUntilStopped } from './executions.ts'
import { hookClient, tokenOfHook } from './machine.ts'
import { metadataByHook, unmade } from './pre-user-registration.ts'
import { hookContext, hookUser } from './registration-event.ts'
import { hookProgram, type HookAnswer } from './run-hook.ts'
import { SAMPLE_CONNECTION, SAMPLE_GRANT, sampleLogin } from './sample-login.ts'
import { differencesOf, recordHook, type Difference } from './step-record.ts'

/** What a hook is handed, each over what is made up; an object member by member. */
export type HookValues = {
  readonly client?: Document
  readonly scope?: readonly string[]
  readonly audience?: string
  readonly user?: Document
  readonly context?: Document
}

export type HookDraft = {
  readonly name: string
  readonly script: string
  readonly trigger: string
  readonly given: HookValues
  readonly secrets: Readonly<Record<string, string>>
}

type Made = Required<HookValues>

/** What would come of that with which a hook calls back. */
type Effect = { readonly token?: Custom; readonly changes?: readonly Difference[] }

type Trigger = {
  /** The user that is made up. */
  readonly user: (bench: Bench, user: User) => Document
  /** In the order in which the hook takes them. */
  readonly values: (made: Made) => readonly unknown[]
  readonly effect: (made: Made, answer: unknown) => Effect
}

const ofPerson = ({ user, context }: Made): readonly unknown[] => [user, context]

const TRIGGERS: ReadonlyMap<string, Trigger> = new Map<string, Trigger>([
  [
    'credentials-exchange',
    {
      user: () => ({}),
      values: ({ client, scope, audience, context }) => [client, scope, audience, context],
      effect: ({ scope }, answer) => ({ token: tokenOfHook({ permissions: scope }, answer) }),
    },
  ],
  [
    'pre-user-registration',
    {
      user: (bench, user) => ({ ...hookUser(bench, unmade(user)), password: 'sample-password' }),
      values: ofPerson,
      effect: ({ user }, answer) => ({
        changes: differencesOf(user, { ...user, ...metadataByHook(user, answer) }, 'user'),
      }),
    },
  ],
  ['post-user-registration', { user: hookUser, values: ofPerson, effect: () => ({}) }],
  ['post-change-password', { user: changedHookUser, values: ofPerson, effect: () => ({}) }],
])

/** Everything that the hook is handed: what is given over what is made up. */
function handedOver(bench: Bench, { user }: Trigger, given: HookValues): Made {
  const { authorization } = sampleLogin(bench)
  const context = hookContext(bench, { connection: SAMPLE_CONNECTION, languages: ['en'] })
  return {
    scope: SAMPLE_GRANT.scope,
    audience: SAMPLE_GRANT.audience,
    ...given,
    client: { ...hookClient(authorization, bench.tenant.name), ...given.client },
    user: { ...user(bench, authorization.user), ...given.user },
    context: { ...context, ...given.context },
  }
}

/**
 * Runs the hook, changes nothing, and says what it would have done.
 *
 * @throws RangeError for a trigger that hooks do not have
 */
export async function dryRunHook(bench: Bench, { name, script, secrets, ...draft }: HookDraft): Promise<DryRun> {
  const trigger = TRIGGERS.get(draft.trigger)
  if (!trigger) throw new RangeError(`There is no trigger ${draft.trigger}`)
  const made = handedOver(bench, trigger, draft.given)
  const program = hookProgram({ id: 'draft', name, script }, trigger.values(made), secrets)
  const { outcome, duration, kept } = await runDraft(bench, program, {})
  if (outcome.outcome !== 'answered') {
    const until = stepsUntilStopped(outcome).map((step) => ({ ...step, ended_at: bench.now() }))
    const [step = null] = recordHook(until, made.scope, undefined, outcome.message)
    return { outcome: outcome.outcome, message: outcome.message, line: null, duration, step, kept }
  }
  // The sandbox's own program made it, out of plain data.
  const answer = outcome.answer as HookAnswer
  const refused = answer.outcome === 'ok' ? null : answer.message
  const { token, changes = [] } = answer.outcome === 'ok' ? trigger.effect(made, answer.value) : {}
  const [step = null] = recordHook(answer.steps, made.scope, token, refused ?? undefined)
  return {
    outcome: answer.outcome === 'failed' ? 'crashed' : answer.outcome,
    message: refused,
    line: answer.line ?? null,
    duration,
    step: step && { ...step, changes },
    kept,
  }
}
