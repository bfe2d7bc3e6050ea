// What comes next for a request: log in, choose an account, allow, or answer. The only file that knows this order; every step
// leads back here. OpenID Connect Core §3.1.2.3 to 3.1.2.6; reference: Authentication API, sections 3.4 and 24.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Organization } from '@symbolon/protocol/entities/organization'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { User } from '@symbolon/protocol/entities/user'
import { isVerifiableCallback } from '../clients/redirect-uris.ts'
import { findConnection, mayUse } from '../connections/for-client.ts'
import type { Within } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import { requireMember } from '../organizations/membership.ts'
import { stillWithin } from '../organizations/named.ts'
import { findEnabledIn } from '../organizations/organization-connection.ts'
import type { Session } from '../records.ts'
import { missingConsent, type Asked } from '../sessions/consent.ts'
import type { Tenancy } from '../tenancy.ts'
import { grantedToUser, type GrantedToUser } from '../users/granted-scopes.ts'
import { requireStandingUser } from '../users/standing.ts'
import { getApi } from './audience.ts'
import { afterLogin, beforeLogin } from './organization.ts'
import type { Progress } from './transaction.ts'

/** Where a request stands. */
export type Standing = {
  readonly client: Client
  readonly request: AuthorizationRequest
  /** What the browser is signed in as, while that lives. */
  readonly session: Session | undefined
  readonly progress: Progress
}

/** Everything an answer is made of. */
export type Agreed = {
  readonly session: Session
  readonly user: User
  readonly api: ResourceServer | undefined
  readonly granted: GrantedToUser
  readonly within: Within | undefined
  /** By what the user must still be able to log in, where somebody goes on as it who logged in by that. */
  readonly linked?: readonly string[]
}

export type Step =
  | { readonly do: 'login' }
  /** Somebody must say to which organization. */
  | { readonly do: 'name_organization' }
  | { readonly do: 'select_organization'; readonly organizations: readonly Organization[] }
  | { readonly do: 'select_account' }
  | { readonly do: 'consent'; readonly asked: Asked; readonly missing: readonly string[] }
  | ({ readonly do: 'answer' } & Agreed)

const isSilent = ({ prompt }: AuthorizationRequest): boolean => prompt.includes('none')

/**
 * The next step. `prompt=none` never asks anybody anything.
 *
 * @throws OAuthError `login_required` or `consent_required` where somebody would have to be asked and must not be; `unauthorized`
 * for a blocked user; `access_denied` where the API is not for this client's users, or who is logged in does not belong to the organization
 */
export async function nextStep(tenancy: Tenancy, standing: Standing): Promise<Step> {
  const step = await wantedStep(tenancy, standing)
  if (step.do === 'answer' || !isSilent(standing.request)) return step
  throw step.do === 'consent'
    ? new OAuthError('consent_required', 'Consent required')
    : new OAuthError('login_required', 'Login required')
}

async function wantedStep(tenancy: Tenancy, standing: Standing): Promise<Step> {
  const { client, request, session, progress } = standing
  const asked = beforeLogin(standing)
  if (asked === 'ask') return { do: 'name_organization' }
  if (!session || (await mustLogIn(tenancy, standing, session, asked?.id))) return { do: 'login' }
  const user = await tenancy.store.findUser(session.user_id)
  // Who is blocked may still log in as somebody else.
  if (!isSilent(request) && (!user || user.blocked)) return { do: 'login' }
  const standingUser = requireStandingUser(user)
  if (mustSelectAccount(request, progress)) return { do: 'select_account' }
  const chosen = asked?.id ?? (await afterLogin(tenancy, standing, session))
  if (typeof chosen === 'object') return { do: 'select_organization', organizations: chosen }
  const within = chosen === undefined ? undefined : await memberWithin(tenancy, chosen, standingUser)
  const api = request.audience === null ? undefined : await getApi(tenancy, request.audience)
  const granted = await grantedToUser(tenancy, {
    client,
    user: standingUser,
    api,
    organization_id: chosen,
    requested: request.scopes,
    allWhenOmitted: false,
  })
  const consent: Asked = {
    user_id: standingUser.user_id,
    client,
    api,
    scopes: granted.scopes,
    redirect_uri: request.redirect_uri,
    isVerifiable: isVerifiableCallback(request.redirect_uri),
  }
  const missing = await missingConsent(tenancy, consent)
  if (missing) return { do: 'consent', asked: consent, missing }
  if (request.prompt.includes('consent') && !progress.consented)
    return { do: 'consent', asked: consent, missing: granted.scopes }
  return { do: 'answer', session, user: standingUser, api, granted, within }
}

/** Whether the session is not the one that this request needs. */
async function mustLogIn(
  tenancy: Tenancy,
  standing: Standing,
  session: Session,
  organization: string | undefined,
): Promise<boolean> {
  const { client, request, progress } = standing
  if (client.sso_disabled && !hasLoggedIn(progress, session)) return true
  if (request.prompt.includes('login') && !hasLoggedIn(progress, session)) return true
  if (isTooOld(tenancy, standing, session)) return true
  if (isAnotherUser(standing, session)) return true
  if (request.connection !== null && request.connection !== session.connection && !hasLoggedIn(progress, session)) {
    return true
  }
  const isElsewhere = organization !== undefined && session.organization_id !== organization
  if ((isElsewhere || request.invitation !== undefined) && !hasLoggedIn(progress, session)) return true
  const connection = await findConnection(tenancy, session.connection)
  if (!connection || !(await mayUse(tenancy, client, connection))) return true
  return organization !== undefined && !(await findEnabledIn(tenancy, { id: organization }, connection))
}

/** @throws OAuthError `access_denied` for who is no member, or where the organization is gone */
async function memberWithin(tenancy: Tenancy, id: string, { user_id }: User): Promise<Within> {
  const within = await stillWithin(tenancy, id)
  await requireMember(tenancy, within.organization, user_id)
  return within
}

/** @throws OAuthError `login_required` when somebody has just logged in, and it was not who the application meant */
function isAnotherUser({ request: { subject_hint }, progress }: Standing, session: Session): boolean {
  if (subject_hint === null || subject_hint === session.user_id) return false
  if (hasLoggedIn(progress, session)) throw new OAuthError('login_required', 'Login required')
  return true
}

/** Whether the session's user has proven who it is within this very request. */
const hasLoggedIn = ({ authenticated_at }: Progress, session: Session): boolean =>
  authenticated_at !== null && session.authenticated_at >= authenticated_at

function isTooOld({ now }: Tenancy, { request, progress }: Standing, session: Session): boolean {
  if (request.max_age === null || hasLoggedIn(progress, session)) return false
  // `max_age=0` asks always, as `prompt=login` does.
  return request.max_age === 0 || Math.floor(now() / 1000) - session.authenticated_at > request.max_age
}

const mustSelectAccount = ({ prompt }: AuthorizationRequest, progress: Progress): boolean =>
  prompt.includes('select_account') && !progress.account_selected && progress.authenticated_at === null
