// Which API a request is about. reference: Authentication API, section 7.1.
import type { TenantSettings } from '@symbolon/protocol/entities/tenant-settings'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'

const unknown = (identifier: string) => new OAuthError('access_denied', `Service not found: ${identifier}`)

/** Names of the server itself: what is asked for them is the opaque token that userinfo takes. */
const isOwnName = ({ tenant: { issuer, home } }: Tenancy, identifier: string): boolean =>
  [issuer, home].some((name) => [name, name.slice(0, -1), `${name}userinfo`].includes(identifier))

/**
 * The identifier of the API that `values` name, by `audience`, else `resource`, else the tenant's default; null for none.
 *
 * @throws OAuthError `access_denied` when there is no such API
 */
export async function requestedAudience(
  tenancy: Tenancy,
  settings: TenantSettings,
  values: Readonly<Record<string, string>>,
): Promise<string | null> {
  const resource = settings.resource_parameter_profile === 'compatibility' ? values.resource : undefined
  const identifier = values.audience ?? resource ?? settings.default_audience
  if (identifier === '' || isOwnName(tenancy, identifier)) return null
  await getApi(tenancy, identifier)
  return identifier
}

/** @throws OAuthError `access_denied` when there is no such API (any more) */
export async function getApi({ store }: Tenancy, identifier: string): Promise<ResourceServer> {
  const api = await store.find('resource_servers', { identifier })
  if (!api) throw unknown(identifier)
  return api
}
