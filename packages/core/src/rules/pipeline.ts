// The order of the tenant's code: rules, then actions; then whoever called mints. reference: extensibility, section 2. A chain that
// was suspended by an action goes on at that action; one that a rule interrupted begins anew.
import { isDashboard } from '@symbolon/protocol/auth0/dashboard'
import type { Authorization } from '../authorization.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { boundActions } from './bound-actions.ts'
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
export async function runPipeline(
  tenancy: Tenancy,
  given: Authorization,
  flow: Flow,
  about: About,
): Promise<PipelineRun> {
  // Code that is broken must not lock out whoever comes to mend it.
  if (isDashboard(given.client.client_id)) return { authorization: given, records: () => [], leave: undefined }
  const { asked, resumed } = about
  const ruled = resumed ? undefined : await runRules(tenancy, given, flow, asked)
  const turn = ruled ? await turnAfter(ruled, flow) : { authorization: given, flow }
  if (!turn) return { authorization: given, records: () => [], leave: undefined, isStopped: true }
  if (ruled?.redirect !== undefined) {
    const { records } = ruled
    return { authorization: turn.authorization, records, leave: { url: ruled.redirect, suspended: null } }
  }
  const chain = given.user && (await boundActions(tenancy, 'post-login'))
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
async function turnAfter({ authorization, primaryUser, records }: RulesRun, flow: Flow): Promise<Turn | undefined> {
  if (!primaryUser) return { authorization, flow }
  return goOnAs({ authorization, flow }, primaryUser).catch((error: unknown) => {
    throw refusedAfter(error, records)
  })
}

/** A code brings along which executions it owes its claims to. */
const withExecutions = (authorization: Authorization, visitor: Visitor): Authorization =>
  authorization.custom
    ? { ...authorization, custom: { ...authorization.custom, executions: executionsOf(visitor) } }
    : authorization
