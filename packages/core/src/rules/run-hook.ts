// A hook: the one enabled function of a trigger. reference: extensibility, section 12.
import type { Hook } from '../collections.ts'
import type { OAuthErrorCode } from '@symbolon/protocol/auth0/errors'
import type { Document } from '@symbolon/protocol/entities/entity'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { openCodeSecrets } from './code-secrets.ts'
import { stepsUntilStopped, type AnsweredStep } from './executions.ts'
import { refusedAfter } from './refusal-records.ts'
import { recordHook } from './step-record.ts'
import { runProgram } from './run-program.ts'
import { scriptKey } from './scripts.ts'

type HookRun = { readonly value: unknown; readonly steps: readonly AnsweredStep[] }

/** What the sandbox's program answers; `line`: of the script, where the error was made. */
export type HookAnswer = { readonly line?: number; readonly steps: readonly AnsweredStep[] } & (
  | { readonly outcome: 'ok'; readonly value: unknown }
  | { readonly outcome: 'refused'; readonly name: string; readonly message: string; readonly userMessage?: string }
  | { readonly outcome: 'syntax' | 'failed'; readonly message: string }
)

/** What a hook refused by. */
export class HookRefused extends OAuthError {
  /** For the person, where the hook has words for one. */
  readonly userMessage: string | undefined

  constructor(code: OAuthErrorCode, message: string, userMessage?: string) {
    super(code, message, { detail: `A hook refused: ${message}` })
    this.userMessage = userMessage
  }
}

const CODES: ReadonlyMap<string, OAuthErrorCode> = new Map([
  ['InvalidScopeError', 'invalid_scope'],
  ['InvalidRequestError', 'invalid_request'],
  ['PreUserRegistrationError', 'access_denied'],
])

/** The one enabled hook of the trigger. */
export async function enabledHook({ store }: Tenancy, trigger: string): Promise<Hook | undefined> {
  const [hook] = await store.all('hooks', { triggerId: trigger, enabled: true })
  return hook
}

/**
 * Runs the enabled hook of the trigger with these values, and its secrets in the context that comes last.
 *
 * @param visitor whose request it belongs to
 * @param secrets what of the values must not be seen afterwards
 * @returns what it called back with, and what stands about it in the record; undefined when there is no hook
 * @throws HookRefused, or OAuthError `server_error` when it cannot be run
 */
export async function runHook(
  tenancy: Tenancy,
  trigger: string,
  values: readonly unknown[],
  visitor: Visitor,
  secrets: readonly string[] = [],
): Promise<HookRun | undefined> {
  const hook = await enabledHook(tenancy, trigger)
  if (!hook) return undefined
  const answer = await run(tenancy, hook, values, { visitor, secrets })
  const { steps } = answer
  if (answer.outcome === 'ok') return { value: answer.value ?? {}, steps }
  const refused =
    answer.outcome === 'refused'
      ? new HookRefused(CODES.get(answer.name) ?? 'server_error', answer.message, answer.userMessage)
      : new HookRefused('server_error', answer.message)
  throw refusedAfter(refused, () => recordHook(steps, [], undefined, answer.message))
}

/** The sandbox's program for a hook with these values, and its secrets in the context that comes last. */
export function hookProgram(
  { id, name, script }: Pick<Hook, 'id' | 'name' | 'script'>,
  values: readonly unknown[],
  secrets: Readonly<Record<string, string>>,
): { readonly program: 'hook'; readonly input: Document; readonly scripts: ReadonlyMap<string, string> } {
  const key = scriptKey(script)
  const context = { ...(values.at(-1) as object), webtask: { secrets } }
  const input = { id, name, key, values: [...values.slice(0, -1), context] }
  return { program: 'hook', input, scripts: new Map([[key, script]]) }
}

type Around = { readonly visitor: Visitor; readonly secrets: readonly string[] }

async function run(tenancy: Tenancy, hook: Hook, values: readonly unknown[], around: Around): Promise<HookAnswer> {
  const secrets = openCodeSecrets(tenancy, hook.id, hook.secrets)
  const { name, triggerId } = hook
  const outcome = await runProgram(tenancy, hookProgram(hook, values, secrets), {
    trigger: triggerId,
    kind: 'hook',
    names: [name],
    visitor: around.visitor,
    secrets: [secrets, around.secrets],
  })
  // The sandbox's own program made it, out of plain data.
  if (outcome.outcome === 'answered') return outcome.answer as HookAnswer
  const steps = stepsUntilStopped(outcome).map((step) => ({ ...step, ended_at: step.ended_at ?? tenancy.now() }))
  return { outcome: 'refused', name: 'Error', message: outcome.message, steps }
}
