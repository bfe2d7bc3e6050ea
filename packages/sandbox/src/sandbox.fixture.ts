// A rule run in a sandbox, with little ceremony.
import { createHash } from 'node:crypto'
import type { AnswerQuestion, Limits, Outcome } from './execution.ts'
import type { Sandbox } from './sandbox.ts'

/** Enough to read every module anew, on a machine that is busy with others. */
export const PATIENT: Limits = { cpu: 5000, wall: 60_000, memory: 32 * 1024 * 1024 }

/** For scripts that take whatever they are given. */
export const SHORT: Limits = { ...PATIENT, cpu: 250, wall: 1500 }

export const keyOf = (source: string): string => createHash('sha256').update(source).digest('hex')

export type RuleInput = {
  readonly user?: object
  readonly context?: object
  readonly configuration?: Readonly<Record<string, string>>
  /** What the input shares with others. */
  readonly lasting?: object
  readonly tenant?: string
  readonly limits?: Limits
  readonly answer?: AnswerQuestion
  readonly now?: number
  /** Whether it is told what each of them changed. */
  readonly traced?: boolean
  /** Whether nobody will see the user. */
  readonly hidesUser?: boolean
}

const USER = { user_id: 'auth0|1', email: 'ada@example.com', app_metadata: { roles: ['a'] } }

/** Runs these scripts as the rules of a tenant, in order. */
export const runRules = (sandbox: Sandbox, scripts: readonly string[], input: RuleInput = {}): Promise<Outcome> =>
  sandbox.run(
    {
      tenant: input.tenant ?? 'one',
      program: 'rules',
      input: {
        rules: scripts.map((script, at) => ({ id: `rul_${at}`, name: `rule ${at}`, key: keyOf(script) })),
        user: input.user ?? USER,
        context: { idToken: {}, accessToken: {}, ...input.context },
        ...(at(input.lasting, 'configuration') === undefined ? { configuration: input.configuration ?? {} } : {}),
        traced: input.traced ?? true,
        hidesUser: input.hidesUser ?? false,
        auth0: { domain: 'tenant.example', baseUrl: 'https://tenant.example/api/v2', accessToken: 'a.b.c' },
      },
      lasting: input.lasting,
      scripts: new Map(scripts.map((script) => [keyOf(script), script])),
      now: input.now ?? Date.now(),
      limits: input.limits ?? PATIENT,
    },
    input.answer ?? (async () => null),
  )

type ActionInput = Pick<RuleInput, 'tenant' | 'limits' | 'answer'> & { readonly event?: object }

/** Runs these scripts as the post-login actions of a tenant, in order. */
export const runActions = (
  sandbox: Sandbox,
  scripts: readonly string[],
  { tenant = 'one', limits = PATIENT, answer = async () => null, event = { user: USER } }: ActionInput = {},
): Promise<Outcome> =>
  sandbox.run(
    {
      tenant,
      program: 'actions',
      input: {
        trigger: 'post-login',
        handler: 'onExecutePostLogin',
        actions: scripts.map((script, at) => ({ id: `${at}`, name: `action ${at}`, key: keyOf(script), secrets: {} })),
        event,
        facts: {},
      },
      scripts: new Map(scripts.map((script) => [keyOf(script), script])),
      now: Date.now(),
      limits,
    },
    answer,
  )

/** A member somewhere in what was answered; undefined where there is none. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  )
