// One action, tried out at one of its triggers.
import type { Document } from '@symbolon/protocol/entities/entity'
import { runDraft, type Bench, type DryRun } from './dry-run.ts'
import { EMAIL_COMMANDS, emailNotification } from './custom-email-provider.ts'
import { TOKEN_EXCHANGE_COMMANDS } from './custom-token-exchange.ts'
import { stepsUntilStopped } from './executions.ts'
import { applyToTokens, LOGIN_COMMANDS } from './login-commands.ts'
import { applyWithin, MACHINE_COMMANDS } from './machine.ts'
import { REGISTRATION_COMMANDS } from './pre-user-registration.ts'
import { unknownAmong, type ActionStep } from './run-actions.ts'
import { SAMPLE_GRANT, sampleLogin, type SampleLogin } from './sample-login.ts'
import { scriptKey } from './scripts.ts'
import { recordActions, type ApplyCommands } from './step-record.ts'

export type ActionDraft = {
  readonly name: string
  readonly code: string
  readonly trigger: string
  /** Over an event that is made up, member by member. */
  readonly event: Document
  readonly secrets: Readonly<Record<string, string>>
  /** Source of the modules that it may require, by name. */
  readonly modules: Readonly<Record<string, string>>
}

type Trigger = {
  readonly handler: string
  readonly commands: ReadonlySet<string>
  readonly event: (sample: SampleLogin) => Document
  readonly apply: ApplyCommands
}

const NOTHING: ReadonlySet<string> = new Set()

const withoutTokens: ApplyCommands = (before) => before ?? { access_token: {}, id_token: {}, profile: {} }

const common = ({ event }: SampleLogin): Document => {
  const { tenant, client, connection, user, request } = event
  return { tenant, client, connection, user, request, transaction: { locale: 'en', ui_locales: ['en'] } }
}

const unmade = (sample: SampleLogin): Document => {
  const { user, ...event } = common(sample)
  const { user_id: _id, identities: _identities, ...profile } = { ...(user as Document) }
  return { ...event, user: profile }
}

const machine = ({ event }: SampleLogin): Document => {
  const { tenant, client, request } = event
  const { scope, audience } = SAMPLE_GRANT
  return {
    tenant,
    client,
    accessToken: { customClaims: {}, scope },
    resource_server: { identifier: audience },
    request,
    transaction: { requested_scopes: scope },
  }
}

const exchange = ({ event }: SampleLogin): Document => {
  const { tenant, client, request } = event
  return {
    tenant,
    client,
    request,
    transaction: {
      protocol: 'oauth2-token-exchange',
      subject_token: 'sample',
      subject_token_type: 'https://partner.example/token',
      requested_scopes: ['openid'],
    },
  }
}

const mailed = ({ event }: SampleLogin): Document => {
  const { tenant, client, user } = event
  const text = 'Confirm your address: https://login.example.com/u/email-verification?ticket=sample'
  const mail = { to: 'ada@example.com', from: 'no-reply@example.com', subject: 'Verify your email', text, html: text }
  const notification = emailNotification({ ...mail, links: [], code: undefined }, 'verify_email', 'en')
  return { tenant, client, user, notification }
}

const TRIGGERS: ReadonlyMap<string, Trigger> = new Map<string, Trigger>([
  [
    'post-login',
    {
      handler: 'onExecutePostLogin',
      commands: LOGIN_COMMANDS,
      event: ({ event }: SampleLogin) => event,
      apply: applyToTokens,
    },
  ],
  [
    'credentials-exchange',
    {
      handler: 'onExecuteCredentialsExchange',
      commands: MACHINE_COMMANDS,
      event: machine,
      apply: (custom, granted, commands) => applyWithin(granted)(custom, granted, commands),
    },
  ],
  [
    'pre-user-registration',
    {
      handler: 'onExecutePreUserRegistration',
      commands: REGISTRATION_COMMANDS,
      event: unmade,
      apply: withoutTokens,
    },
  ],
  [
    'post-user-registration',
    { handler: 'onExecutePostUserRegistration', commands: NOTHING, event: common, apply: withoutTokens },
  ],
  [
    'post-change-password',
    { handler: 'onExecutePostChangePassword', commands: NOTHING, event: common, apply: withoutTokens },
  ],
  [
    'custom-email-provider',
    {
      handler: 'onExecuteCustomEmailProvider',
      commands: EMAIL_COMMANDS,
      event: mailed,
      apply: withoutTokens,
    },
  ],
  [
    'custom-token-exchange',
    {
      handler: 'onExecuteCustomTokenExchange',
      commands: TOKEN_EXCHANGE_COMMANDS,
      event: exchange,
      apply: withoutTokens,
    },
  ],
])

/** Triggers at which an action can be tried out. */
export const DRY_TRIGGERS: readonly string[] = [...TRIGGERS.keys()]

/** The trigger that code is for, by the function that it names; undefined when it names none. */
export const triggerIn = (code: string): string | undefined =>
  [...TRIGGERS].find(([, { handler }]) => code.includes(handler))?.[0]

type Answer = {
  readonly outcome: 'ok' | 'ended' | 'suspended' | 'refused' | 'syntax' | 'failed'
  readonly message?: string
  readonly line?: number
  readonly steps?: readonly ActionStep[]
}

/** What the event says was asked for, as words. */
const requestedIn = ({ transaction }: Document): readonly string[] => {
  const words: unknown =
    typeof transaction === 'object' && transaction !== null ? Reflect.get(transaction, 'requested_scopes') : undefined
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : []
}

/**
 * Runs the action, changes nothing, and says what it would have done.
 *
 * @throws RangeError for a trigger at which nothing can be tried out
 */
export async function dryRunAction(bench: Bench, draft: ActionDraft): Promise<DryRun> {
  const { name, code, secrets, modules } = draft
  const trigger = TRIGGERS.get(draft.trigger)
  if (!trigger) throw new RangeError(`There is no trigger ${draft.trigger}`)
  const event = { ...trigger.event(sampleLogin(bench)), ...draft.event }
  const sources = Object.entries(modules).map(([module, source]) => [module, scriptKey(source), source] as const)
  const key = scriptKey(code)
  const input = {
    trigger: draft.trigger,
    handler: trigger.handler,
    event,
    facts: { domain: bench.tenant.host, canRedirect: true, rules: [] },
    modules: Object.fromEntries(sources.map(([module, moduleKey]) => [module, moduleKey])),
    actions: [{ id: 'draft', name, key, secrets }],
  }
  const scripts = new Map([[key, code], ...sources.map(([, moduleKey, source]) => [moduleKey, source] as const)])
  const ran = await runDraft(bench, { program: 'actions', input, scripts }, {})
  const { outcome, duration, kept } = ran
  if (outcome.outcome !== 'answered') {
    const until = stepsUntilStopped(outcome).map((step) => ({ ...step, ended_at: bench.now(), commands: [] }))
    const [step = null] = recordActions(undefined, requestedIn(event), until, trigger.apply, outcome.message)
    return { outcome: outcome.outcome, message: outcome.message, line: null, duration, step, kept }
  }
  // The sandbox's own program made it, out of plain data.
  const { outcome: ended, message, line = null, steps = [] } = outcome.answer as Answer
  const all = steps.flatMap(({ commands }) => commands)
  const missing = unknownAmong(all, trigger.commands)
  const failed = ended === 'refused' || ended === 'syntax' || ended === 'failed' ? (message ?? '') : undefined
  const refused = failed ?? (missing && `An action uses api.${missing.name}, which this server does not offer yet.`)
  const [step = null] = recordActions(undefined, requestedIn(event), steps, trigger.apply, refused)
  const is = failed === undefined && missing ? 'refused' : ended === 'failed' ? 'crashed' : ended
  return { outcome: is, message: refused ?? null, line, duration, step, kept }
}
