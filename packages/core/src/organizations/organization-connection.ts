// organizations: which of a tenant's customers a request is about, and whether it may be. Here: the ways into one, which are those of
// its client that the organization has enabled. reference: Management API, section 14.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Organization } from '@symbolon/protocol/entities/organization'
import type { OrganizationConnection } from '../collections.ts'
import { connectionsFor } from '../connections/for-client.ts'
import type { Tenancy } from '../tenancy.ts'

type Where = Pick<Tenancy, 'store'>

export const organizationConnectionId = (organization_id: string, connection_id: string): string =>
  `${organization_id} ${connection_id}`

type Wished = Partial<Omit<OrganizationConnection, 'id' | 'organization_id' | 'connection_id'>>

/** How a new connection of an organization is used where nobody says otherwise. */
export const newOrganizationConnection = (
  organization_id: string,
  connection_id: string,
  wished: Wished,
): OrganizationConnection => ({
  id: organizationConnectionId(organization_id, connection_id),
  organization_id,
  connection_id,
  assign_membership_on_login: false,
  show_as_button: true,
  is_signup_enabled: false,
  is_enabled: true,
  organization_access_level: 'none',
  ...wished,
})

/** How the organization uses the connection now; undefined where it does not. */
export async function findEnabledIn(
  { store }: Where,
  { id }: Pick<Organization, 'id'>,
  connection: Pick<Connection, 'id'>,
): Promise<OrganizationConnection | undefined> {
  const found = await store.find('organization_connections', { id: organizationConnectionId(id, connection.id) })
  return found?.is_enabled ? found : undefined
}

/** The connections through which people of `client` may come into the organization; without one, all of the client's. */
export async function connectionsInto(
  tenancy: Where,
  client: Client,
  organization_id: string | undefined,
): Promise<readonly Connection[]> {
  const usable = await connectionsFor(tenancy, client)
  if (organization_id === undefined) return usable
  const enabled = await Promise.all(
    usable.map((connection) => findEnabledIn(tenancy, { id: organization_id }, connection)),
  )
  return usable.filter((_connection, at) => enabled[at])
}
