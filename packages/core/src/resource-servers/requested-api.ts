// resource-servers: the APIs that tokens are for.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { OAuthError } from '../errors.ts'
import { getTenantSettings } from '../tenant-settings.ts'
import type { Tenancy } from '../tenancy.ts'

/** Longest identifier of an API, characters. reference: Management API, section 6 */
const MAX_IDENTIFIER = 600

type Parameters = Readonly<Record<string, string>>

/**
 * The API a request names: by `audience`, else by `resource` where the tenant's settings take it (RFC 8707), else the
 * tenant's default audience. Undefined when none names one, or what is named is this server itself, whose userinfo endpoint
 * takes opaque tokens. reference: Authentication API, section 7.1.
 *
 * @throws OAuthError `access_denied` when the name is not that of an API, `server_error` when the tenant has no settings.
 */
export async function getRequestedApi(tenancy: Tenancy, parameters: Parameters): Promise<ResourceServer | undefined> {
  const identifier = parameters.audience ?? (await audienceFromSettings(tenancy, parameters.resource))
  return identifier === undefined || isOwnAudience(tenancy, identifier) ? undefined : getApi(tenancy, identifier)
}

/** The audience that a request names itself; empty for this server, undefined when it names none. */
export async function namedAudience(tenancy: Tenancy, { audience, resource }: Parameters): Promise<string | undefined> {
  const named = audience ?? (resource === undefined ? undefined : await resourceFromSettings(tenancy, resource))
  return named !== undefined && isOwnAudience(tenancy, named) ? '' : named
}

/** The API with this identifier. @throws OAuthError `access_denied` when there is none */
export async function getApi({ store }: Tenancy, identifier: string): Promise<ResourceServer> {
  // A name that no API can have is not looked up: the store would remember the answer.
  const isName = identifier !== '' && identifier.length <= MAX_IDENTIFIER
  const api = isName ? await store.find('resource_servers', { identifier }) : undefined
  if (api) return api
  const shown = identifier.slice(0, MAX_IDENTIFIER)
  throw new OAuthError('access_denied', `Service not enabled within domain: ${shown}`)
}

/** Whether `audience` is this server: its issuer, with or without the last slash, or its userinfo endpoint. */
const isOwnAudience = ({ tenant: { issuer, home } }: Tenancy, audience: string): boolean =>
  isNameOf(issuer, audience) || (home !== issuer && isNameOf(home, audience))

const isNameOf = (issuer: string, audience: string): boolean =>
  audience === issuer || audience === `${issuer}userinfo` || `${audience}/` === issuer

async function resourceFromSettings(tenancy: Tenancy, resource: string): Promise<string | undefined> {
  return (await getTenantSettings(tenancy)).resource_parameter_profile === 'compatibility' ? resource : undefined
}

async function audienceFromSettings(tenancy: Tenancy, resource: string | undefined): Promise<string | undefined> {
  const settings = await getTenantSettings(tenancy)
  if (resource !== undefined && settings.resource_parameter_profile === 'compatibility') return resource
  return settings.default_audience || undefined
}
