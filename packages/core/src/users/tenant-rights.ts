import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import type { Tenancy } from '../tenancy.ts'
import { permissionsAt } from './permissions.ts'

/** What a user may do with the tenant itself: rights at its system API, which count in the dashboard. */
export const tenantRightsOf = async (
  { store, tenant }: Pick<Tenancy, 'store' | 'tenant'>,
  user_id: string,
): Promise<readonly string[]> => {
  const api = await store.find('resource_servers', { identifier: systemAudience(tenant.home) })
  return api ? permissionsAt({ store }, user_id, api) : []
}
