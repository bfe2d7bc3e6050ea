// For which API a refresh token is to renew, and how far. The API it was given for, or, where the client's settings say so, another:
// one token for several APIs. reference: Authentication API, section 6.4.
import { isIdentityScope } from '@symbolon/protocol/oidc/standard-claims'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { OAuthError } from '../errors.ts'
import type { RefreshToken } from '../records.ts'
import { getApi, namedAudience } from '../resource-servers/requested-api.ts'
import type { Tenancy } from '../tenancy.ts'
import type { TokenParameters } from './grant.ts'

export type RenewalTarget = {
  readonly api: ResourceServer | undefined
  /** The most that may be granted. */
  readonly allowed: readonly string[]
}

/**
 * @throws OAuthError `invalid_grant` when the token's own API is gone or no longer allows offline access, `access_denied` when
 * another API is asked for that the client's policies do not name
 */
export async function renewalTarget(
  tenancy: Tenancy,
  client: Client,
  token: RefreshToken,
  parameters: TokenParameters,
): Promise<RenewalTarget> {
  const [original = { audience: '', scopes: [] }] = token.resource_servers
  const api = await originalApi(tenancy, original.audience)
  const asked = (await namedAudience(tenancy, parameters)) ?? original.audience
  if (asked === original.audience) return { api, allowed: original.scopes }
  const policy = client.refresh_token.policies?.find(({ audience }) => audience === asked)
  if (!policy) throw outside(client, asked, 'No policy of the refresh tokens of the client names this API')
  const other = await getApi(tenancy, asked)
  if (!client.is_first_party) throw outside(client, asked, 'Only a first-party application may go on to another API')
  if (other.is_system) throw outside(client, asked, 'The system API is never another API')
  if (!other.skip_consent_for_verifiable_first_party_clients) {
    throw outside(client, asked, 'The API does not skip consent for first-party applications')
  }
  return { api: other, allowed: [...original.scopes.filter(isIdentityScope), ...policy.scope] }
}

async function originalApi({ store }: Tenancy, audience: string): Promise<ResourceServer | undefined> {
  if (audience === '') return undefined
  const api = await store.find('resource_servers', { identifier: audience })
  if (api?.allow_offline_access) return api
  const detail = api ? 'The API no longer allows offline access' : 'The API is gone'
  throw new OAuthError('invalid_grant', 'Unknown or invalid refresh token.', { detail })
}

const outside = ({ client_id }: Client, audience: string, detail: string): OAuthError =>
  new OAuthError('access_denied', `Client "${client_id}" is not authorized to access resource server "${audience}".`, {
    detail,
  })
