// resource-servers: the APIs that tokens are for.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'

/** Longest identifier of an API, characters. reference: Management API, section 6 */
const MAX_IDENTIFIER = 600

/**
 * The API a request names: by `audience`, else by `resource` where the tenant's settings take it (RFC 8707), else the
 * tenant's default audience. Undefined when none names one, or what is named is this server itself, whose userinfo endpoint
 * takes opaque tokens. reference: Authentication API, section 7.1.
 *
 * @throws OAuthError `access_denied` when the name is not that of an API, `server_error` when the tenant has no settings.
 */
export async function getRequestedApi(
  tenancy: Tenancy,
  parameters: Readonly<Record<string, string>>,
): Promise<ResourceServer | undefined> {
  const identifier = parameters.audience ?? (await audienceFromSettings(tenancy, parameters.resource))
  if (identifier === undefined || isOwnAudience(tenancy.tenant.issuer, identifier)) return undefined
  // A name that no API can have is not looked up: the store would remember the answer.
  const isName = identifier.length <= MAX_IDENTIFIER
  const api = isName ? await tenancy.store.find('resource_servers', { identifier }) : undefined
  if (!api) {
    const shown = identifier.slice(0, MAX_IDENTIFIER)
    throw new OAuthError('access_denied', `Service not enabled within domain: ${shown}`)
  }
  return api
}

/** Whether `audience` is this server: its issuer, with or without the last slash, or its userinfo endpoint. */
export const isOwnAudience = (issuer: string, audience: string): boolean =>
  audience === issuer || audience === `${issuer}userinfo` || `${audience}/` === issuer

async function audienceFromSettings(tenancy: Tenancy, resource: string | undefined): Promise<string | undefined> {
  const settings = await tenancy.store.find('tenant_settings', {})
  if (!settings) throw new OAuthError('server_error', 'The tenant has no settings')
  if (resource !== undefined && settings.resource_parameter_profile === 'compatibility') return resource
  return settings.default_audience || undefined
}
