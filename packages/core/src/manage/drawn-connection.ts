// A connection of an organization as a request draws it, and whether it makes sense. reference: Management API, section 14.
import type { OrganizationConnection } from '../collections.ts'
import { isDatabase } from '../connections/for-client.ts'
import { ApiError } from '../errors.ts'
import { newOrganizationConnection } from '../organizations/organization-connection.ts'
import type { Tenancy } from '../tenancy.ts'
import { invalidBody } from './refusals.ts'

export type Wishes = Partial<Omit<OrganizationConnection, 'id' | 'organization_id' | 'connection_id'>>

export type WishedConnection = Wishes & { readonly connection_id: string }

/** @throws ApiError 400 where strangers could make an account that then belongs to nobody */
export const requireSound = async ({ store }: Tenancy, drawn: OrganizationConnection): Promise<void> => {
  const connection = await store.find('connections', { id: drawn.connection_id })
  if (!connection) throw invalidBody(`The connection ${drawn.connection_id} does not exist`, 'connection_id')
  if (!drawn.is_signup_enabled || (isDatabase(connection) && drawn.assign_membership_on_login)) return
  throw new ApiError(
    400,
    'Only database connections with assign_membership_on_login = true support is_signup_enabled = true.',
    'invalid_body',
  )
}

/** A connection of an organization as it would be kept. @throws ApiError 400 */
export const drawnConnection = async (
  tenancy: Tenancy,
  organization_id: string,
  { connection_id, ...wishes }: WishedConnection,
): Promise<OrganizationConnection> => {
  const drawn = newOrganizationConnection(organization_id, connection_id, wishes)
  await requireSound(tenancy, drawn)
  return drawn
}
