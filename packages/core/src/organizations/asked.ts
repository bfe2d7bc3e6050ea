// Within which organization a request to the token endpoint is: the one it names, or for a client alone the client's own default.
// reference: Management API, sections 5 and 7.
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { Within } from '../authorization.ts'
import type { Tenancy } from '../tenancy.ts'
import { requireGrantedIn, requireMember, requireUsage } from './membership.ts'
import { getNamed, within } from './named.ts'

/** @throws OAuthError `invalid_request` where that is not allowed or none of the tenant's; `access_denied` for a grant of others */
export async function askedByMachine(
  tenancy: Tenancy,
  { client_id, default_organization }: Client,
  clientGrant: ClientGrant,
  named: string | undefined,
): Promise<Within | undefined> {
  const { organization_usage: usage = 'deny' } = clientGrant
  const ownDefault = usage === 'deny' ? undefined : default_organization?.organization_id
  const wanted = named ?? ownDefault
  requireUsage(usage, wanted !== undefined)
  if (wanted === undefined) return undefined
  const organization = await getNamed(tenancy, wanted)
  await requireGrantedIn(tenancy, organization, client_id, clientGrant)
  return within(tenancy, organization)
}

/** The same in the name of a user. @throws OAuthError likewise; `access_denied` for who is no member */
export async function askedInNameOf(
  tenancy: Tenancy,
  client: Client,
  user_id: string,
  named: string | undefined,
): Promise<Within | undefined> {
  requireUsage(client.organization_usage, named !== undefined)
  if (named === undefined) return undefined
  const organization = await getNamed(tenancy, named)
  await requireMember(tenancy, organization, user_id)
  return within(tenancy, organization)
}
