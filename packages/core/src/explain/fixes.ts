// What would help, and where: for each reason why something is not granted, the setting that decides it.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { OAuthError } from '../errors.ts'
import { REQUIRED } from '../organizations/membership.ts'
import type { Tenancy } from '../tenancy.ts'
import type { DropReason } from '../users/granted-scopes.ts'
import type { Asked } from './asked.ts'
import { placeOfApi, placeOfClient, placeOfGrant, placeOfOrganization, placeOfTenant, placeOfUser } from './places.ts'
import type { Help } from '@symbolon/protocol/explain/help'

/** For a scope that was dropped. */
export function helpForScope(
  reason: DropReason,
  scope: string,
  { words, client, user }: Asked,
  api: ResourceServer | undefined,
): Help {
  if (reason === 'no_refresh_tokens') {
    return { fix: words.addGrantType('refresh_token', client.name), at: placeOfClient(client, 'grant_types') }
  }
  if (reason === 'strict') return {}
  if (!api) return { fix: words.nameApi }
  const named = `${api.name} (${api.identifier})`
  switch (reason) {
    case 'no_api':
      return { fix: words.nameApi }
    case 'not_defined':
      return { fix: words.addScope(scope, named), at: placeOfApi(api, 'scopes') }
    case 'no_permission':
      return {
        fix: words.givePermission(scope, named),
        ...(user ? { at: placeOfUser(user, 'permissions') } : {}),
      }
    case 'not_in_client_grant':
      return { fix: words.addToClientGrant(scope, client.name, named), at: placeOfGrant(client) }
    case 'no_offline_access':
      return { fix: words.allowOfflineAccess(named), at: placeOfApi(api, 'allow_offline_access') }
  }
}

type Refused = {
  readonly asked: Asked
  /** As it is named in the request. */
  readonly named: string
  /** Absent where there is none of that name. */
  readonly api: ResourceServer | undefined
}

const ofApi = (api: ResourceServer | undefined, field: string): Help => (api ? { at: placeOfApi(api, field) } : {})

const toOrganization = ({ asked: { organization, client } }: Refused, field: string): Help => ({
  at: organization === undefined ? placeOfClient(client, 'connections') : placeOfOrganization(organization, field),
})

const usage = ({ asked: { client, user } }: Refused): Help => ({
  at: user ? placeOfClient(client, 'organization_usage') : placeOfGrant(client, 'organization_usage'),
})

/** By what the log says, or the client is told, word for word. */
const BY_DETAIL: ReadonlyMap<string, (refused: Refused) => Help> = new Map<string, (refused: Refused) => Help>([
  [
    'There is no client grant with subject_type user',
    ({ asked: { words, client }, named }) => ({
      fix: words.makeUserGrant(client.name, named),
      at: placeOfGrant(client),
    }),
  ],
  [
    'The API gives no tokens to clients',
    ({ asked: { words }, named, api }) => ({
      fix: words.allowSubjects('client', named),
      ...ofApi(api, 'subject_type_authorization.client.policy'),
    }),
  ],
  [
    'The API gives no tokens to users',
    ({ asked: { words }, named, api }) => ({
      fix: words.allowSubjects('user', named),
      ...ofApi(api, 'subject_type_authorization.user.policy'),
    }),
  ],
  [
    'The connection is gone',
    ({ asked: { words, client } }) => ({
      fix: words.letConnection(client.name),
      at: placeOfClient(client, 'connections'),
    }),
  ],
  ['The consent is gone', ({ asked: { words, client } }) => ({ fix: words.allowBefore(client.name) })],
  [
    'parameter organization is not allowed for this client',
    (refused) => ({ fix: refused.asked.words.allowOrganization(refused.asked.client.name), ...usage(refused) }),
  ],
  [
    REQUIRED,
    (refused) => ({ fix: refused.asked.words.nameOrganization(refused.asked.client.name), ...usage(refused) }),
  ],
  [
    'The client grant is not for it',
    (refused) => ({
      fix: refused.asked.words.addGrantToOrganization(refused.asked.client.name),
      ...toOrganization(refused, 'client_grants'),
    }),
  ],
  [
    'Pushed authorization requests are required, and this server does not take any',
    ({ asked: { words, client } }) => ({
      fix: words.requireNoPush(client.name),
      at: placeOfClient(client, 'require_pushed_authorization_requests'),
    }),
  ],
  [
    'Only tokens bound to a key are allowed, and this request binds none',
    ({ asked: { words, client }, named, api }) => ({
      fix: words.requireNoBinding(client.name, named),
      ...ofApi(api, 'proof_of_possession'),
    }),
  ],
])

/** For a request that is refused altogether. */
export async function helpForRefusal(
  tenancy: Tenancy,
  { message, code, detail }: OAuthError,
  asked: Asked,
): Promise<Help> {
  const { words, client, audience, grant_type, user } = asked
  const api =
    audience === undefined ? undefined : await tenancy.store.find('resource_servers', { identifier: audience })
  const refused: Refused = { asked, api, named: audience ?? words.theApi }
  const known = BY_DETAIL.get(detail ?? '') ?? BY_DETAIL.get(message)
  if (known) return known(refused)
  if (/^Service not (?:found|enabled within domain):/.test(message)) return helpForAudience(tenancy, asked)
  if (message.includes('need to create a "client-grant"')) {
    return { fix: words.makeClientGrant(client.name, refused.named), at: placeOfGrant(client) }
  }
  if (message.startsWith('Client has not been granted scopes')) {
    return { fix: words.addThemToClientGrant(client.name), at: placeOfGrant(client) }
  }
  if (message.startsWith('Non-global clients')) {
    return { fix: words.nameAnyApi, at: placeOfTenant('default_audience') }
  }
  if (code === 'unauthorized_client') {
    return client.grant_types?.some((type) => type === grant_type)
      ? { fix: words.proveItself(client.name), at: placeOfClient(client, 'token_endpoint_auth_method') }
      : { fix: words.addGrantType(grant_type, client.name), at: placeOfClient(client, 'grant_types') }
  }
  if (/^user .* is not part of the org_\w+ organization$/.test(message)) {
    return { fix: words.addMember, ...toOrganization(refused, 'members') }
  }
  return user?.blocked ? { fix: words.unblock, at: placeOfUser(user, 'blocked') } : {}
}

/** An identifier that is nearly that of an API: letters of another case, a slash more or less. */
async function helpForAudience({ store }: Tenancy, { words, audience = '' }: Asked): Promise<Help> {
  for (const near of [`${audience}/`, audience.replace(/\/+$/, ''), audience.toLowerCase(), audience.trim()]) {
    const api = near === audience ? undefined : await store.find('resource_servers', { identifier: near })
    if (api) return { fix: words.letterForLetter(near), at: placeOfApi(api, 'identifier') }
  }
  return { fix: words.makeApi }
}
