// The organization of a request for authorization: the one that it names, the one that somebody named or chose on a page, or the one
// that the session remembers, where the application must have one. reference: Authentication API, section 3.1; Management API, 5.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Organization } from '@symbolon/protocol/entities/organization'
import { clientWithin, hasOrganizationCallbacks } from '../clients/redirect-uris.ts'
import { findConnection } from '../connections/for-client.ts'
import { OAuthError } from '../errors.ts'
import { hashHandle, isHandle } from '../handles.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import { requireUsage } from '../organizations/membership.ts'
import { getNamed } from '../organizations/named.ts'
import { openTo } from '../organizations/open-to.ts'
import { connectionsInto, findEnabledIn } from '../organizations/organization-connection.ts'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { invalid } from './answer-to.ts'
import type { AuthorizationParameters } from './parameters.ts'
import type { Progress } from './transaction.ts'

type Asked = Pick<AuthorizationRequest, 'organization' | 'invitation'> & {
  readonly connection?: string
  readonly login_hint?: string
  readonly screen_hint?: string
}

/**
 * What a request says about organizations, and what follows from an invitation: whose address, which way in.
 *
 * @throws OAuthError `invalid_request`
 */
export async function requestedOrganization(
  tenancy: Tenancy,
  client: Client,
  { organization: named, invitation: ticket }: AuthorizationParameters['values'],
): Promise<Asked> {
  if (named === undefined) {
    if (ticket !== undefined) throw notInvited()
    return {}
  }
  requireUsage(client.organization_usage, true)
  const { id: organization } = await getNamed(tenancy, named)
  if ((await connectionsInto(tenancy, client, organization)).length === 0) {
    throw invalid('no connections enabled for the organization')
  }
  return ticket === undefined
    ? { organization }
    : { organization, ...(await invited(tenancy, client, organization, ticket)) }
}

/** The client within the organization that a request names, as far as its callbacks depend on one. */
export async function withOrganization(tenancy: Tenancy, client: Client, named: string | undefined): Promise<Client> {
  if (named === undefined || !hasOrganizationCallbacks(client)) return client
  try {
    return clientWithin(client, (await getNamed(tenancy, named)).name)
  } catch (error) {
    // Of an organization that is not there no callback is known.
    if (error instanceof OAuthError && error.code === 'invalid_request') return client
    throw error
  }
}

const notInvited = (): OAuthError => invalid('invitation not found or already used')

async function invited({ store, now }: Tenancy, client: Client, organization: string, ticket: string) {
  if (!isHandle(ticket)) throw notInvited()
  const invitation = hashHandle(ticket)
  const found = await store.findInvitationByTicket(invitation)
  const isOurs = found?.organization_id === organization && found.client_id === client.client_id
  if (!found || !isOurs || found.expires_at * 1000 <= now()) throw notInvited()
  const { email } = found.invitee
  const connection =
    found.connection_id === undefined ? undefined : await store.find('connections', { id: found.connection_id })
  const isKnown = (await store.usersByEmail(email)).length > 0
  return {
    invitation,
    login_hint: email,
    ...(connection ? { connection: connection.name } : {}),
    ...(isKnown ? {} : { screen_hint: 'signup' }),
  }
}

/** The part of a standing that decides. */
type Standing = {
  readonly client: Client
  readonly request: AuthorizationRequest
  readonly session: Session | undefined
  readonly progress: Progress
}

const requires = ({ client }: Standing, when: Client['organization_require_behavior']): boolean =>
  client.organization_usage === 'require' && client.organization_require_behavior === when

/** Who wants to log in anew, or as somebody else, may mean another organization. */
const remembered = ({ request: { prompt }, session }: Standing): string | undefined =>
  prompt.includes('login') || prompt.includes('select_account') ? undefined : session?.organization_id

/** The organization to log in to: its id; undefined where there is none, or it is chosen later; `ask` where somebody must say which. */
export function beforeLogin(standing: Standing): { readonly id: string } | 'ask' | undefined {
  const { request, progress } = standing
  if (request.organization !== undefined) return { id: request.organization }
  if (!requires(standing, 'pre_login_prompt')) return undefined
  const id = progress.organization ?? remembered(standing)
  return id === undefined ? 'ask' : { id }
}

const isOpen = async (tenancy: Tenancy, session: Session, id: string): Promise<boolean> => {
  const connection = await findConnection(tenancy, session.connection)
  return connection !== undefined && (await findEnabledIn(tenancy, { id }, connection)) !== undefined
}

/**
 * The organization that somebody who has logged in goes on with, or those to choose from; undefined where there is none.
 *
 * @throws OAuthError `access_denied` for who belongs to none where one is needed
 */
export async function afterLogin(
  tenancy: Tenancy,
  standing: Standing,
  session: Session,
): Promise<string | readonly Organization[] | undefined> {
  if (!requires(standing, 'post_login_prompt')) return undefined
  const known = standing.progress.organization ?? remembered(standing)
  // The organization may have closed the way by which somebody came meanwhile.
  if (known !== undefined && (await isOpen(tenancy, session, known))) return known
  const open = await openTo(tenancy, session)
  if (open.length === 1) return open[0]?.id
  if (open.length > 1) return open
  throw new OAuthError(
    'access_denied',
    'client requires organization membership, but user does not belong to any organization',
  )
}
