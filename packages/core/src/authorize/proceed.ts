// One turn of a request: whatever is true now, what happens next. Either somebody must be asked something, or there is an answer;
// nothing is thrown past this point that an application could have been told. The lines of the log are written here.
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import { newLogEvent } from '../audit/log-events.ts'
import type { Custom } from '../custom.ts'
import { findConnection } from '../connections/for-client.ts'
import type { OAuthError } from '../errors.ts'
import { organizationFacts } from '../organizations/named.ts'
import { executionDetails } from '../rules/executions.ts'
import type { PipelineRun } from '../rules/pipeline.ts'
import { runCodeForRequest, type Returned } from '../rules/request-for-authorization.ts'
import { useSession } from '../sessions/session.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import type { Visitor } from '../visitor.ts'
import { asRefusal } from './as-refusal.ts'
import { requireAllowed } from './allowed.ts'
import { requireRedirectUri } from './answer-to.ts'
import { frontChannel, give } from './answer.ts'
import { nextStep, type Agreed, type Standing, type Step } from './next-step.ts'
import { handOver, withSession, type Owned, type SignedIn } from './primary-user.ts'
import { withOrganization } from './organization.ts'
import { errorResponse, successResponse, type AuthorizationResponse } from './respond.ts'
import type { Progress } from './transaction.ts'

export type Outcome = (
  | {
      readonly ask:
        | Exclude<Step, { readonly do: 'answer' }>
        | ({ readonly do: 'leave'; readonly user_id: string } & NonNullable<PipelineRun['leave']>)
    }
  | { readonly response: AuthorizationResponse }
) & {
  /** The session whose cookie the browser is to have from now on, where that is another. */
  readonly signedIn?: SignedIn
}

/** What has been done when somebody is sent on to what `ask` says. */
export const progressBefore = (
  ask: Extract<Outcome, { readonly ask: unknown }>['ask'],
  progress: Progress,
): Progress => (ask.do === 'leave' ? { ...progress, suspended: ask.suspended, sent_user_id: ask.user_id } : progress)

/**
 * What happens next.
 *
 * @throws OAuthError for a page of our own: the client's callbacks have changed, and nobody may be sent there any more
 */
export async function proceed(
  tenancy: Tenancy,
  standing: Standing,
  visitor: Visitor,
  returned?: Returned,
): Promise<Outcome> {
  const { client, request } = standing
  const judged = await withOrganization(tenancy, client, request.organization)
  requireRedirectUri(judged, request.redirect_uri, request.response_mode)
  return turn(tenancy, standing, visitor, returned)
}

/** The same, once it is known where the answer may go: from there on whatever goes wrong is told there, in each turn within this one too. */
async function turn(tenancy: Tenancy, standing: Standing, visitor: Visitor, returned?: Returned): Promise<Outcome> {
  const { client, request } = standing
  try {
    requireAllowed(client, await getTenantSettings(tenancy), request)
    const step = await nextStep(tenancy, standing)
    if (step.do !== 'answer') return { ask: step }
    const use = { client_id: client.client_id, organization_id: step.within?.organization.id }
    const session = await useSession(tenancy, step.session, use, visitor)
    if (!session) return await turn(tenancy, { ...standing, session: undefined }, visitor)
    return await answer(tenancy, { standing, agreed: { ...step, session } }, visitor, returned)
  } catch (error) {
    return { response: refuse(tenancy, standing, error, visitor) }
  }
}

/** The answer to an agreed request, or where somebody is to go first. The tenant's code may make it another user's. */
async function answer(
  tenancy: Tenancy,
  owned: Owned,
  visitor: Visitor,
  returned: Returned | undefined,
): Promise<Outcome> {
  const outcome = await byTenantsCode(tenancy, owned, visitor, returned).catch((error: unknown) => ({
    response: refuse(tenancy, owned.standing, error, visitor),
  }))
  const { signedIn } = owned
  const made = outcome ?? (await turn(tenancy, owned.standing, visitor))
  return signedIn ? { signedIn, ...made } : made
}

/** Undefined where it is another user's, who must be asked something first. */
async function byTenantsCode(
  tenancy: Tenancy,
  owned: Owned,
  visitor: Visitor,
  returned: Returned | undefined,
): Promise<Outcome | undefined> {
  const { client, request, progress } = owned.standing
  const { session } = owned.agreed
  const authorization = frontChannel(client, request, owned.agreed, undefined)
  const run = await runCodeForRequest(tenancy, authorization, {
    request,
    session,
    connection: await findConnection(tenancy, session.connection),
    visitor,
    returned,
    suspended: progress.suspended,
    sent_user_id: progress.sent_user_id,
    goOnAs: (named) => handOver(tenancy, owned, named, visitor),
  })
  if (run.isStopped) return undefined
  if (run.session) withSession(owned, run.session)
  if (run.leave) return { ask: { do: 'leave', ...run.leave, user_id: run.authorization.subject } }
  return { response: await respond(tenancy, owned.standing, owned.agreed, visitor, run.authorization.custom) }
}

async function respond(
  tenancy: Tenancy,
  standing: Standing,
  agreed: Agreed,
  visitor: Visitor,
  custom: Custom | undefined,
): Promise<AuthorizationResponse> {
  const { client, request, progress } = standing
  const given = await give(tenancy, client, request, agreed, custom)
  const response = successResponse(client.client_id, request, given, request.scopes)
  const facts = {
    user_id: agreed.user.user_id,
    user_name: agreed.user.email ?? agreed.user.username,
    connection: agreed.session.connection,
    scope: agreed.granted.scopes.join(' '),
    ...organizationFacts(agreed.within),
  }
  // A login of this very request has its line already.
  if (progress.authenticated_at === null)
    record(tenancy, standing, visitor, 'ssa', { ...facts, details: executionDetails(visitor) })
  if (given.oversize) {
    const description = 'The access token is larger than the budget of its API'
    record(tenancy, standing, visitor, 'w', { ...facts, description, details: given.oversize })
  }
  return response
}

/** The answer that says no, after its line in the log. */
export function refuse(
  tenancy: Tenancy,
  standing: Pick<Standing, 'client' | 'request'> & Partial<Standing>,
  error: unknown,
  visitor: Visitor,
): AuthorizationResponse {
  const { client, request, session } = standing
  const refusal = asRefusal(tenancy, error)
  recordRefusal(tenancy, { client, silent: request.prompt.includes('none'), session }, refusal, visitor)
  return errorResponse(client.client_id, request, refusal)
}

type Refused = {
  readonly client: Standing['client'] | undefined
  readonly silent: boolean
  readonly session?: Standing['session'] | undefined
}

/** A line about a request that was refused, wherever it was told. */
export function recordRefusal(
  tenancy: Tenancy,
  { client, silent, session }: Refused,
  { code, message, detail }: OAuthError,
  visitor: Visitor,
): void {
  const { ip, user_agent } = visitor
  const type: LogEventType = silent ? 'fsa' : 'f'
  tenancy.record(
    tenancy.tenant.tenant_id,
    newLogEvent(tenancy, {
      type,
      ip,
      user_agent,
      hostname: tenancy.tenant.host,
      client_id: client?.client_id,
      client_name: client?.name,
      user_id: session?.user_id,
      description: detail ?? message,
      details: { error: { code, message }, ...executionDetails(visitor) },
    }),
  )
}

function record(
  tenancy: Tenancy,
  { client, request }: Standing,
  { ip, user_agent }: Visitor,
  type: LogEventType,
  facts: Readonly<Record<string, unknown>>,
): void {
  const about = { client_id: client.client_id, client_name: client.name, audience: request.audience ?? undefined }
  tenancy.record(
    tenancy.tenant.tenant_id,
    newLogEvent(tenancy, { type, ip, user_agent, hostname: tenancy.tenant.host, ...about, ...facts }),
  )
}
