// A trigger's actions, run in their order: what they asked for, and how it ended. What becomes of it is decided by the trigger.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { CodeOutcome } from '../code-runner.ts'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import type { ActionChain } from './bound-actions.ts'
import { stepsUntilStopped, type AnsweredStep } from './executions.ts'
import { refusedAfter } from './refusal-records.ts'
import { runProgram } from './run-program.ts'
import type { StepRecord } from './step-record.ts'

/** Something that an action asked for: `accessToken.setCustomClaim` and its arguments. */
export type Command = { readonly name: string; readonly values: readonly unknown[] }

export type ActionStep = AnsweredStep & { readonly commands: readonly Command[] }

export type ActionsAnswer = { readonly steps: readonly ActionStep[] } & (
  | { readonly outcome: 'ok' }
  /** One has said that it is over: denied, revoked. Or that somebody must be sent away, or that those after it are to see another user. */
  | { readonly outcome: 'ended' | 'suspended' | 'switched'; readonly action: string }
  | { readonly outcome: 'refused' | 'syntax'; readonly action: string; readonly message: string }
  /** What they asked for cannot be carried. */
  | { readonly outcome: 'failed'; readonly message: string }
)

/** Those that came to their end. */
export type ActionsDone = Extract<ActionsAnswer, { readonly outcome: 'ok' | 'ended' | 'suspended' | 'switched' }>

export type RecordSteps = (steps: readonly ActionStep[], refused?: string) => readonly StepRecord[]

export type ActionsInput = {
  readonly trigger: string
  readonly handler: string
  readonly event: Document
  /** Whose request it belongs to. */
  readonly visitor: Visitor
  /** What of the event must not be seen afterwards. */
  readonly unseen?: readonly string[]
  /** Says what steps did to the tokens, for whoever asks why it ended as it did. */
  readonly record?: RecordSteps
  /** What `api` answers at once. */
  readonly facts: Document
  /** The action that somebody has come back to, and what it is called with. */
  readonly continued?: { readonly action: string; readonly handler: string }
}

/** Runs them, from the one that somebody came back to where there is one. @throws OAuthError when they cannot be run, or fail */
export async function runActions(tenancy: Tenancy, chain: ActionChain, input: ActionsInput): Promise<ActionsDone> {
  const { continued, trigger, handler, event, facts, visitor, unseen = [], record = () => [] } = input
  const from = continued ? chain.actions.findIndex(({ id }) => id === continued.action) : 0
  const actions = chain.actions.slice(Math.max(from, 0))
  const given = { trigger, handler, event, facts }
  const isAll = actions.length === chain.lasting.actions.length
  const later = {
    ...(isAll ? {} : { actions }),
    ...(continued && from >= 0 ? { continued: continued.handler } : {}),
  }
  const outcome = await runProgram(
    tenancy,
    { program: 'actions', input: { ...given, ...later }, lasting: chain.lasting, scripts: chain.scripts },
    {
      trigger,
      kind: 'action',
      names: actions.map(({ name }) => name),
      visitor,
      secrets: [unseen, ...actions.map(({ secrets }) => secrets)],
    },
  )
  if (outcome.outcome !== 'answered') {
    const { now } = tenancy
    throw refusedAfter(notRun(outcome), () =>
      record(
        stepsUntilStopped(outcome).map((step) => ({ ...step, ended_at: step.ended_at ?? now(), commands: [] })),
        outcome.message,
      ),
    )
  }
  // The sandbox's own program made it, out of plain data.
  const answer = outcome.answer as ActionsAnswer
  if (isDone(answer)) return withinNumber(answer)
  const { message, steps } = answer
  const which = 'action' in answer ? `Action ${answer.action}` : 'The actions'
  const failed = new OAuthError('access_denied', message, { detail: `${which} failed: ${message}` })
  throw refusedAfter(failed, () => record(steps, message))
}

/** Things that the actions of one request may ask for: each is gone through after those before it. */
const MOST_COMMANDS = 1000

const withinNumber = (answer: ActionsDone): ActionsDone => {
  const count = answer.steps.reduce((sum, { commands }) => sum + commands.length, 0)
  if (count <= MOST_COMMANDS) return answer
  throw new OAuthError('access_denied', `The actions ask for more than ${MOST_COMMANDS} things.`)
}

/** Characters of what a client, or a person, is told. */
const MOST_WORDS = 1024

/** What code says by way of reason. */
export const wordsOf = (value: unknown): string =>
  String(value ?? '')
    .slice(0, MOST_WORDS)
    .toWellFormed()

/** The same where it is a text that says something. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? wordsOf(value) : undefined

const DONE: ReadonlySet<string> = new Set<ActionsDone['outcome']>(['ok', 'ended', 'suspended', 'switched'])

/** Whatever else is answered is a no. */
const isDone = (answer: ActionsAnswer): answer is ActionsDone => DONE.has(answer.outcome)

type NotRun = Exclude<CodeOutcome, { outcome: 'answered' }>

const notRun = ({ outcome, message }: NotRun): OAuthError =>
  new OAuthError('access_denied', message, {
    detail: `The actions could not be run (${outcome}): ${message}`,
    cause: { outcome } satisfies Pick<NotRun, 'outcome'>,
  })

/** Whether an error says that nothing of the code has been run, since too much other code was waiting. */
export const isBusy = (error: unknown): boolean =>
  error instanceof OAuthError && (Object(error.cause) as Partial<Pick<NotRun, 'outcome'>>).outcome === 'busy'

/** Every command in the order in which it was asked for. */
export const commandsOf = ({ steps }: ActionsDone): readonly Command[] => steps.flatMap(({ commands }) => commands)

/** The first that was asked for and is not there. What shapes a response of SAML is for clients of SAML, and others' logins go on. */
export const unknownAmong = <C extends { readonly name: string }>(commands: readonly C[], known: ReadonlySet<string>) =>
  commands.find(({ name }) => !known.has(name) && !name.startsWith('samlResponse.'))

/** Refuses what was asked for and is not there: a step that code relies on is not left out in silence. @throws OAuthError */
export function refuseUnknown(commands: readonly Command[], known: ReadonlySet<string>): void {
  const unknown = unknownAmong(commands, known)
  if (!unknown) return
  throw new OAuthError('access_denied', `An action uses api.${unknown.name}, which this server does not offer yet.`)
}
