// The organization that a login box is for: the page has named it, or somebody has typed its name because the application asks for
// one before the login.
import type { FastifyRequest } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import { requireUsage } from '@symbolon/core/organizations/membership'
import { getNamed } from '@symbolon/core/organizations/named'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Organization } from '@symbolon/protocol/entities/organization'
import { queryOf } from '../browser/form.ts'

/** Whether people must say before the login to which organization they belong. */
export const asksForOrganization = ({ organization_usage, organization_require_behavior }: Client): boolean =>
  organization_usage === 'require' && organization_require_behavior === 'pre_login_prompt'

/**
 * The organization in the query of a request about `client`; undefined where none is named.
 *
 * @throws OAuthError `invalid_request` for one that is not there, or that this application has no use for
 */
export async function organizationOfBox(request: FastifyRequest, client: Client): Promise<Organization | undefined> {
  const { values, faults } = queryOf(request)
  const fault = faults.get('organization')
  if (fault !== undefined) throw new OAuthError('invalid_request', fault)
  const { organization } = values
  if (organization === undefined) return undefined
  requireUsage(client.organization_usage, true)
  return getNamed(request.tenancy, organization, asksForOrganization(client))
}
