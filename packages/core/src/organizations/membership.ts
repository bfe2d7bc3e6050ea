// Whether tokens may be of an organization, or of none: the one place that decides it. Asked when a request begins, and again by the
// mint for whatever it makes. reference: Management API, sections 5, 7 and 14; Authentication API, section 3.4.
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { Organization } from '@symbolon/protocol/entities/organization'
import type { Authorization } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'

export const REQUIRED = 'parameter organization is required for this client'

const invalid = (description: string): OAuthError => new OAuthError('invalid_request', description)

const denied = (description: string, detail?: string): OAuthError =>
  new OAuthError('access_denied', description, detail === undefined ? {} : { detail })

/** Absent is deny, of a client as of a client grant. */
export type Usage = Client['organization_usage'] | ClientGrant['organization_usage']

/** @throws OAuthError `invalid_request` where an organization is asked for that may not be, or none where one must be */
export function requireUsage(usage: Usage, isWithin: boolean): void {
  if (isWithin && usage !== 'allow' && usage !== 'require') {
    throw invalid('parameter organization is not allowed for this client')
  }
  if (!isWithin && usage === 'require') throw invalid(REQUIRED)
}

/** @throws OAuthError `access_denied` for who is no member */
export async function requireMember(
  { store }: Pick<Tenancy, 'store'>,
  { id }: Pick<Organization, 'id'>,
  user_id: string,
): Promise<void> {
  if (await store.isMember(id, user_id)) return
  throw denied(`user ${user_id} is not part of the ${id} organization`)
}

/** That a client may ask in its own name for tokens of this organization. */
export const organizationGrantId = (organization_id: string, grant_id: string): string =>
  `${organization_id} ${grant_id}`

/** @throws OAuthError `access_denied` where the client grant is not for this organization */
export async function requireGrantedIn(
  { store }: Pick<Tenancy, 'store'>,
  { id }: Pick<Organization, 'id'>,
  client_id: string,
  clientGrant: ClientGrant,
): Promise<void> {
  if (clientGrant.allow_any_organization) return
  if (await store.find('organization_client_grants', { id: organizationGrantId(id, clientGrant.id) })) return
  throw denied(`client ${client_id} is not part of the ${id} organization`, 'The client grant is not for it')
}

/** Whether nothing has to be looked at: no organization, and nobody who must have one. */
const isPlain = ({ within, client, user, clientGrant }: Authorization): boolean =>
  !within && (user ? client.organization_usage : clientGrant?.organization_usage) !== 'require'

/**
 * That what tokens are about to be made of may be of its organization, or of none. Undefined, and no promise to wait for, where there
 * is nothing to look at.
 *
 * @throws OAuthError `invalid_request` or `access_denied`
 */
export const requirePlace = (tenancy: Tenancy, authorization: Authorization): Promise<void> | undefined =>
  isPlain(authorization) ? undefined : requirePlaceIn(tenancy, authorization)

async function requirePlaceIn(tenancy: Tenancy, authorization: Authorization): Promise<void> {
  const { within, client, subject, user, clientGrant } = authorization
  requireUsage(user ? client.organization_usage : clientGrant?.organization_usage, within !== undefined)
  if (!within) return
  const { organization } = within
  if (!(await tenancy.store.find('organizations', { id: organization.id }))) {
    throw denied('Unauthorized', 'The organization is gone')
  }
  if (user) return requireMember(tenancy, organization, subject)
  if (!clientGrant) throw denied('Unauthorized', 'Only a client grant lets a client into an organization')
  return requireGrantedIn(tenancy, organization, client.client_id, clientGrant)
}
