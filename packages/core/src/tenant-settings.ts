import type { TenantSettings } from '@symbolon/protocol/entities/tenant-settings'
import { OAuthError } from './errors.ts'
import type { Tenancy } from './tenancy.ts'

/** What the tenant's one document of settings says now. @throws OAuthError `server_error` when there is none, as never should be */
export async function getTenantSettings({ store }: Pick<Tenancy, 'store'>): Promise<TenantSettings> {
  const settings = await store.find('tenant_settings', {})
  if (!settings) throw new OAuthError('server_error', 'The tenant has no settings')
  return settings
}
