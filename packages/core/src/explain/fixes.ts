// What would help: for each reason why something is not granted, the setting that decides it.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { OAuthError } from '../errors.ts'
import { REQUIRED } from '../organizations/membership.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Asked } from './asked.ts'

/** For a scope that was dropped. The reasons are those of `users/granted-scopes.ts`. */
export function fixOfScope(
  reason: string,
  scope: string,
  { client }: Asked,
  api: ResourceServer | undefined,
): string | undefined {
  const named = api ? `API ${api.name} (${api.identifier})` : 'the API'
  switch (reason) {
    case 'the API does not define it':
      return `Add ${scope} to the scopes of ${named}.`
    case 'no API was named':
      return 'Name the API that defines it with audience.'
    case 'the user does not have this permission':
      return `Give the user the permission ${scope} at ${named}, or a role that has it.`
    case 'the client grant does not hold it':
      return `Add ${scope} to the client grant of ${client.name} for ${named}.`
    case 'the client may not use refresh tokens':
      return `Add refresh_token to grant_types of ${client.name}.`
    case 'the API allows no offline access':
      return `Set allow_offline_access of ${named}.`
    default:
      return undefined
  }
}

/** By what the log says, or the client is told, word for word. */
const BY_DETAIL: ReadonlyMap<string, (client: string, api: string) => string> = new Map<
  string,
  (client: string, api: string) => string
>([
  [
    'There is no client grant with subject_type user',
    (client, api) => `Make a client grant of ${client} for ${api} with subject_type user.`,
  ],
  ['The API gives no tokens to clients', (_, api) => `Set subject_type_authorization.client.policy of ${api}.`],
  ['The API gives no tokens to users', (_, api) => `Set subject_type_authorization.user.policy of ${api}.`],
  ['The connection is gone', (client) => `Let ${client} use a connection that the user can log in by.`],
  ['The consent is gone', (client) => `The person must have allowed it to ${client} before, by authorization_code.`],
  [
    'parameter organization is not allowed for this client',
    (client) => `Set organization_usage of ${client}, for a machine that of its client grant, to allow or require.`,
  ],
  [
    REQUIRED,
    (client) =>
      `Name it with organization, or set organization_usage of ${client} or its client grant to allow. On pages of this server people are asked for it where organization_require_behavior says so.`,
  ],
  ['The client grant is not for it', (client) => `Add the client grant of ${client} to the organization.`],
  [
    'Pushed authorization requests are required, and this server does not take any',
    (client) => `Set require_pushed_authorization_requests to false, of ${client} and among the tenant’s flags.`,
  ],
  [
    'Only tokens bound to a key are allowed, and this request binds none',
    (client, api) => `This server binds no tokens: do not require it (proof_of_possession of ${api}, ${client}).`,
  ],
])

/** For a request that is refused altogether. */
export async function fixOfRefusal(
  tenancy: Tenancy,
  { message, code, detail }: OAuthError,
  asked: Asked,
): Promise<string | undefined> {
  const { client, audience, grant_type, user } = asked
  const known = BY_DETAIL.get(detail ?? '') ?? BY_DETAIL.get(message)
  if (known) return known(client.name, audience ?? 'the API')
  if (/^Service not (?:found|enabled within domain):/.test(message)) return fixOfAudience(tenancy, audience ?? '')
  if (message.includes('need to create a "client-grant"')) {
    return `Make a client grant of ${client.name} for ${audience ?? 'the API'}, with the scopes that it may have.`
  }
  if (message.startsWith('Client has not been granted scopes'))
    return `Add them to the client grant of ${client.name}, and to the API.`
  if (message.startsWith('Non-global clients'))
    return 'Name an API with audience, or set default_audience of the tenant.'
  if (code === 'unauthorized_client') {
    return client.grant_types?.some((type) => type === grant_type)
      ? `${client.name} has no secret and no key (token_endpoint_auth_method none): this grant is for clients that can prove who they are.`
      : `Add ${grant_type} to grant_types of ${client.name}.`
  }
  if (/^user .* is not part of the org_\w+ organization$/.test(message))
    return 'Make the user a member of the organization.'
  if (user?.blocked) return 'Unblock the user.'
  return undefined
}

/** An identifier that is nearly that of an API: letters of another case, a slash more or less. */
async function fixOfAudience({ store }: Tenancy, audience: string): Promise<string> {
  for (const near of [`${audience}/`, audience.replace(/\/+$/, ''), audience.toLowerCase(), audience.trim()]) {
    if (near !== audience && (await store.find('resource_servers', { identifier: near }))) {
      return `There is an API ${near}: identifiers are compared letter for letter.`
    }
  }
  return 'There is no API with this identifier: make one, or ask for one that there is.'
}
