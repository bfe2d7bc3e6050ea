// The order of the tenant's code: rules, then actions; then whoever called mints. reference: extensibility, section 2. A chain that
// was suspended by an action goes on at that action; one that a rule interrupted begins anew.
import { isDashboard } from '@symbolon/protocol/auth0/dashboard'
import type { Authorization } from '../authorization.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'
import { boundActions } from './bound-actions.ts'
import { executionsOf } from './executions.ts'
import type { Flow } from './flow.ts'
import { runPostLogin, type Suspended } from './post-login.ts'
import { refusedAfter } from './refusal-records.ts'
import type { StepRecord } from './step-record.ts'
import { runRules } from './run-rules.ts'

export type PipelineRun = {
  readonly authorization: Authorization
  /** What each rule and each action did, for whoever asks why. */
  readonly records: () => readonly StepRecord[]
  /** Where the person is to be sent before anything is issued. */
  readonly leave: { readonly url: string; readonly suspended: Suspended | null } | undefined
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
  if (ruled?.redirect !== undefined) {
    const { authorization, records } = ruled
    return { authorization, records, leave: { url: ruled.redirect, suspended: null } }
  }
  const chain = given.user && (await boundActions(tenancy, 'post-login'))
  const rules = chain && (ruled?.steps ?? []).map(({ id }) => id)
  const acted =
    rules &&
    (await runPostLogin(tenancy, chain, ruled?.authorization ?? given, flow, { ...about, rules }).catch(
      (error: unknown) => {
        throw refusedAfter(error, () => ruled?.records() ?? [])
      },
    ))
  const made = acted?.authorization ?? ruled?.authorization
  return {
    authorization: made ? withExecutions(made, flow.visitor) : given,
    records: () => [...(ruled?.records() ?? []), ...(acted?.records() ?? [])],
    leave: acted?.leave,
  }
}

/** A code brings along which executions it owes its claims to. */
const withExecutions = (authorization: Authorization, visitor: Visitor): Authorization =>
  authorization.custom
    ? { ...authorization, custom: { ...authorization.custom, executions: executionsOf(visitor) } }
    : authorization
