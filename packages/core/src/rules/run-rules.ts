// The tenant's rules, run once over an authorization. What they leave behind becomes part of it; when one refuses, or they cannot be
// run, nothing is issued. reference: extensibility, sections 3, 7, 9 and 10.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import { OPENID_SCOPE } from '@symbolon/protocol/oidc/core'
import type { Authorization } from '../authorization.ts'
import type { CodeOutcome } from '../code-runner.ts'
import { OAuthError } from '../errors.ts'
import { whenBothKnown, whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { apiToken } from './api-token.ts'
import { withinSize } from './claims-size.ts'
import { customOf, withCustom } from './custom.ts'
import { stepsUntilStopped, type AnsweredStep } from './executions.ts'
import type { Flow, Named } from './flow.ts'
import { requireDestination, requireRedirects } from './redirects.ts'
import { refusedAfter } from './refusal-records.ts'
import { roleNames } from './role-names.ts'
import { lastingInput, type LastingInput } from './lasting-input.ts'
import { ownContext, ruleUser } from './rule-input.ts'
import { runProgram } from './run-program.ts'
import { recordRules, type StepRecord } from './step-record.ts'
import { enabledRules, type Chain } from './scripts.ts'
import { rulesConfiguration } from './settings.ts'

/** What one rule did: the words of explain. */
export type RuleStep = AnsweredStep & {
  /** Where that was asked for, members of user and context that it changed: `user.name` and what they are now, as JSON; absent when they are gone. */
  readonly changes: readonly { readonly path: string; readonly after?: string }[]
}

/** What came of it. */
export type RulesRun = {
  readonly authorization: Authorization
  readonly steps: readonly RuleStep[]
  /** What each of them did, for whoever asks. */
  readonly records: () => readonly StepRecord[]
  /** Whom it is to go on as; undefined: who logged in. */
  readonly primaryUser: Named | undefined
  /** Where the person is to be sent before anything is issued. */
  readonly redirect: string | undefined
}

type Answer = { readonly steps: readonly RuleStep[] } & (
  | { readonly outcome: 'ok'; readonly user: Document; readonly context: Document }
  | {
      readonly outcome: 'refused' | 'syntax'
      readonly message: string
      readonly rule: string
      readonly unauthorized: boolean
    }
  /** What they left behind cannot be carried. */
  | { readonly outcome: 'failed'; readonly message: string }
)

/**
 * Runs the tenant's rules, if it has any; undefined when it has none.
 *
 * @param isLast whether no actions follow, which may add scopes
 * @throws OAuthError when they say no, or cannot be run
 */
export function runRules(
  tenancy: Tenancy,
  authorization: Authorization,
  flow: Flow,
  asked: readonly string[],
  isLast: boolean,
): Soon<RulesRun | undefined> {
  const { user } = authorization
  return (
    user &&
    whenKnown(
      enabledRules(tenancy),
      (chain) =>
        chain &&
        whenBothKnown(
          rulesConfiguration(tenancy),
          roleNames(tenancy, user.user_id, authorization.within),
          (configuration, roles) =>
            runChain(tenancy, authorization, flow, { chain, user, configuration, roles, asked, isLast }),
        ),
    )
  )
}

type About = {
  readonly chain: Chain
  readonly user: User
  readonly configuration: LastingInput['configuration']
  /** Names. */
  readonly roles: readonly string[]
  readonly asked: readonly string[]
  /** Whether no actions follow, which may add scopes. */
  readonly isLast: boolean
}

function runChain(
  tenancy: Tenancy,
  authorization: Authorization,
  flow: Flow,
  { chain, user, configuration, roles, asked, isLast }: About,
): Soon<RulesRun> {
  const { client } = authorization
  const lasting = lastingInput(tenancy, { chain, configuration, client, connection: flow.connection })
  const given = ruleUser(user, authorization)
  const context = ownContext(tenancy, authorization, flow, roles)
  const record = (steps: readonly RuleStep[], refused?: string) =>
    recordRules({ user: given, context: { ...lasting.context, ...context } }, steps, authorization.scopes, refused)
  const input = {
    user: given,
    context,
    traced: flow.traced === true,
    hidesUser: isLast && !authorization.scopes.includes(OPENID_SCOPE),
  }
  return whenKnown(run(tenancy, chain, { input, lasting }, { visitor: flow.visitor, record }), (answer) => {
    if (answer.outcome !== 'ok') throw refusedAfter(refusal(answer), () => record(answer.steps, answer.message))
    refuseFactors(answer.context)
    const custom = withinSize(customOf(given, answer, asked))
    return {
      authorization: withCustom(authorization, custom),
      steps: answer.steps,
      records: () => record(answer.steps),
      primaryUser: primaryUserIn(answer.context, user.user_id),
      redirect: redirectOf(answer.context, flow),
    }
  })
}

type Around = {
  readonly visitor: Visitor
  readonly record: (steps: readonly RuleStep[], refused: string) => readonly StepRecord[]
}

type Given = {
  readonly input: {
    readonly user: Document
    readonly context: Document
    readonly traced: boolean
    /** Whether nobody will see the user: claims of it stand in ID tokens and /userinfo alone. */
    readonly hidesUser: boolean
  }
  readonly lasting: LastingInput
}

function run(tenancy: Tenancy, chain: Chain, { input, lasting }: Given, around: Around): Promise<Answer> {
  const { names, scripts } = chain
  const { configuration, auth0 } = lasting
  const { visitor } = around
  const runWith = (accessToken: string | undefined): Promise<CodeOutcome> => {
    const given = accessToken === undefined ? input : { ...input, auth0: { ...auth0, accessToken } }
    const secrets = accessToken === undefined ? [configuration] : [configuration, [accessToken]]
    const about = { trigger: 'rules', kind: 'rule', names, visitor, secrets } as const
    return runProgram(tenancy, { program: 'rules', input: given, lasting, scripts }, about)
  }
  // Whoever only asks why changes nothing, by this token neither.
  const running = chain.namesApiToken && !input.traced ? apiToken(tenancy).then(runWith) : runWith(undefined)
  return running.then((outcome) => {
    // The sandbox's own program made it, out of plain data.
    if (outcome.outcome === 'answered') return outcome.answer as Answer
    const { now } = tenancy
    throw refusedAfter(notRun(outcome), () =>
      around.record(
        stepsUntilStopped(outcome).map((step) => ({ ...step, ended_at: step.ended_at ?? now(), changes: [] })),
        outcome.message,
      ),
    )
  })
}

/** `UnauthorizedError` says so itself; everything else is a refusal without a name. reference: extensibility, section 9 */
const refusal = (answer: Exclude<Answer, { outcome: 'ok' }>): OAuthError => {
  const { message } = answer
  if (answer.outcome === 'failed') return new OAuthError('access_denied', message, { detail: `The rules: ${message}` })
  const code = answer.unauthorized ? 'unauthorized' : 'access_denied'
  return new OAuthError(code, message === '' ? 'Access denied by a rule.' : message, {
    detail: `Rule ${answer.rule}: ${message}`,
  })
}

const notRun = ({ outcome, message }: Exclude<CodeOutcome, { outcome: 'answered' }>): OAuthError =>
  new OAuthError('access_denied', message, { detail: `The rules could not be run (${outcome}): ${message}` })

/** A second factor that was asked for and cannot be had must not be left out silently. */
function refuseFactors({ multifactor }: Document): void {
  const { provider } = typeof multifactor === 'object' && multifactor !== null ? (multifactor as Document) : {}
  if (provider === undefined || provider === 'none') return
  throw new OAuthError(
    'access_denied',
    'A rule requires multi-factor authentication, which this server does not offer yet.',
  )
}

const primaryUserIn = ({ primaryUser = null }: Document, user_id: string): Named | undefined =>
  primaryUser === null || primaryUser === user_id ? undefined : { user_id: primaryUser, by: 'A rule' }

/** @throws OAuthError `interaction_required` where nobody can be sent anywhere */
function redirectOf({ redirect }: Document, flow: Flow): string | undefined {
  const { url } = typeof redirect === 'object' && redirect !== null ? (redirect as Document) : {}
  // One redirect in a transaction: whoever has come back goes on.
  if (url === undefined || flow.protocol === 'redirect-callback') return undefined
  const { href } = requireDestination(url, 'A rule')
  requireRedirects(flow)
  return href
}
