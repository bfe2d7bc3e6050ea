// The order of the tenant's code: rules, then actions; then whoever called mints. reference: extensibility, section 2. A chain that
// was suspended by an action goes on at that action; one that a rule interrupted begins anew.
import { isDashboard } from '@symbolon/protocol/auth0/dashboard'
import type { Authorization } from '../authorization.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import type { Session } from '../records.ts'
import { whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { boundActions, type ActionChain } from './bound-actions.ts'
import { executionsOf } from './executions.ts'
import type { Flow } from './flow.ts'
import { runPostLogin, type Suspended } from './post-login.ts'
import { goOnAs, type Turn } from './primary-user.ts'
import { refusedAfter } from './refusal-records.ts'
import type { StepRecord } from './step-record.ts'
import { runRules, type RulesRun } from './run-rules.ts'

export type PipelineRun = {
  readonly authorization: Authorization
  /** What each rule and each action did, for whoever asks why. */
  readonly records: () => readonly StepRecord[]
  /** Where the person is to be sent before anything is issued. */
  readonly leave: { readonly url: string; readonly suspended: Suspended | null } | undefined
  /** Whether it goes on as another user, who must be asked something first: then the code runs again. */
  readonly isStopped?: boolean
  /** The session as the code has made it, where it wanted another. */
  readonly session?: Session | undefined
}

type About = {
  readonly request: AuthorizationRequest | undefined
  /** Every scope word of the request. */
  readonly asked: readonly string[]
  readonly resumed: Suspended | undefined
}

/** The authorization as the tenant's code leaves it. @throws OAuthError when it says no, or cannot be run */
export function runPipeline(tenancy: Tenancy, given: Authorization, flow: Flow, about: About): Soon<PipelineRun> {
  // Code that is broken must not lock out whoever comes to mend it.
  if (isDashboard(given.client.client_id)) return { authorization: given, records: () => [], leave: undefined }
  return whenKnown(given.user && boundActions(tenancy, 'post-login'), (chain) =>
    whenKnown(about.resumed ? undefined : runRules(tenancy, given, flow, about.asked, !chain), (ruled) =>
      ruled && !chain && isAll(ruled) ? ledByRules(ruled, flow) : goOn(tenancy, given, flow, about, { ruled, chain }),
    ),
  )
}

/** Whether nothing more is to be done where there are no actions: mostly so, and with nothing to wait for. */
const isAll = ({ primaryUser, redirect }: RulesRun): boolean => primaryUser === undefined && redirect === undefined

const ledByRules = ({ authorization, records }: RulesRun, { visitor }: Flow): PipelineRun => ({
  authorization: withExecutions(authorization, visitor),
  records,
  leave: undefined,
})

type After = { readonly ruled: RulesRun | undefined; readonly chain: ActionChain | undefined }

async function goOn(
  tenancy: Tenancy,
  given: Authorization,
  flow: Flow,
  about: About,
  { ruled, chain }: After,
): Promise<PipelineRun> {
  const turn = ruled ? await turnAfterRules(ruled, flow) : { authorization: given, flow }
  if (!turn) return { authorization: given, records: () => [], leave: undefined, isStopped: true }
  if (ruled?.redirect !== undefined) {
    const { records } = ruled
    return { authorization: turn.authorization, records, leave: { url: ruled.redirect, suspended: null } }
  }
  const rules = chain && (ruled?.steps ?? []).map(({ id }) => id)
  const hasGoneOn = ruled?.primaryUser !== undefined
  const acted =
    rules &&
    (await runPostLogin(tenancy, chain, turn, { ...about, rules, hasGoneOn }).catch((error: unknown) => {
      throw refusedAfter(error, () => ruled?.records() ?? [])
    }))
  if (acted?.isStopped) return { ...acted, authorization: given }
  const made = acted?.authorization ?? (ruled && turn.authorization)
  return {
    authorization: made ? withExecutions(made, flow.visitor) : given,
    records: () => [...(ruled?.records() ?? []), ...(acted?.records() ?? [])],
    leave: acted?.leave,
    session: acted?.session,
  }
}

/** Where the request stands after the rules: they may go on as another user. */
async function turnAfterRules(
  { authorization, primaryUser, records }: RulesRun,
  flow: Flow,
): Promise<Turn | undefined> {
  if (!primaryUser) return { authorization, flow }
  return goOnAs({ authorization, flow }, primaryUser).catch((error: unknown) => {
    throw refusedAfter(error, records)
  })
}

/** A code brings along which executions it owes its claims to. */
const withExecutions = (authorization: Authorization, visitor: Visitor): Authorization => {
  const executions = executionsOf(visitor)
  return authorization.custom && executions.length > 0
    ? { ...authorization, custom: { ...authorization.custom, executions } }
    : authorization
}
