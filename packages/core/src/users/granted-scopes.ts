// Which scopes a client is granted in the name of a user, and why not the others. Asked again whenever a token is made, so that a
// right that was withdrawn is in no later token. reference: Authentication API, sections 6.1, 7.3 and 7.4.
import { isDashboard } from '@symbolon/protocol/auth0/dashboard'
import { isCurrentUserScope } from '@symbolon/protocol/auth0/system-api'
import { REFRESH_TOKEN } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { isIdentityScope, isLegacyClaimScope, OFFLINE_ACCESS } from '@symbolon/protocol/oidc/standard-claims'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { User } from '@symbolon/protocol/entities/user'
import { isStrict } from '../strict-client.ts'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { permissionsAt } from './permissions.ts'

export type ScopeRequest = {
  readonly client: Client
  readonly user: User
  /** Absent where no API is asked for. */
  readonly api: ResourceServer | undefined
  /** The organization whose roles count beside the user's own. */
  readonly organization_id?: string | undefined
  /** In the order they were asked for; undefined when the request says nothing of scopes. */
  readonly requested: readonly string[] | undefined
  /** Whether a request that says nothing of scopes means all of the API's. */
  readonly allWhenOmitted: boolean
}

export type GrantedToUser = {
  readonly scopes: readonly string[]
  /** All of the user's rights at the API, asked for or not, where the API enforces them. */
  readonly permissions: readonly string[]
  readonly dropped: readonly { readonly scope: string; readonly reason: DropReason }[]
  /** What lets the client ask in users' names, where that is needed. */
  readonly clientGrant: ClientGrant | undefined
}

/** Why a scope is not granted. */
export type DropReason =
  | 'not_defined'
  | 'no_api'
  | 'no_permission'
  | 'not_in_client_grant'
  | 'no_refresh_tokens'
  | 'no_offline_access'
  | 'strict'

/** What may be granted at one API: undefined means that nothing limits it. */
type Rights = {
  readonly defined: ReadonlySet<string>
  readonly ofUser: ReadonlySet<string> | undefined
  readonly ofClientGrant: ReadonlySet<string> | undefined
}

/**
 * What is granted of the request. What the API does not define, the user does not have, or the client may not have is dropped.
 *
 * @throws OAuthError `access_denied` when the API is not for this client's users at all
 */
export async function grantedToUser(tenancy: Tenancy, request: ScopeRequest): Promise<GrantedToUser> {
  const { client, user, api, organization_id, requested, allWhenOmitted } = request
  const clientGrant = api && (await clientGrantFor(tenancy, client, api))
  const permissions = api?.enforce_policies ? await permissionsAt(tenancy, user.user_id, api, organization_id) : []
  const ofAdministrator =
    api?.is_system && isDashboard(client.client_id) ? await permissionsAt(tenancy, user.user_id, api) : []
  const rights = api && rightsAt(api, permissions, clientGrant, ofAdministrator)
  const wanted = requested ?? (allWhenOmitted && api ? (api.scopes ?? []).map(({ value }) => value) : [])
  const scopes: string[] = []
  const dropped: { scope: string; reason: DropReason }[] = []
  for (const scope of wanted) {
    const reason = whyNot(scope, client, api, rights)
    if (reason === undefined) scopes.push(scope)
    else dropped.push({ scope, reason })
  }
  const { ofClientGrant } = rights ?? {}
  const shown = ofClientGrant ? permissions.filter((value) => ofClientGrant.has(value)) : permissions
  return { scopes, permissions: shown, dropped, clientGrant }
}

const refused = ({ client_id }: Client, { identifier }: ResourceServer, detail: string): OAuthError =>
  new OAuthError(
    'access_denied',
    `Client "${client_id}" is not authorized to access resource server "${identifier}".`,
    {
      detail,
    },
  )

/** The client grant without which the client may not ask in users' names; undefined where none is needed. */
async function clientGrantFor(
  { store }: Tenancy,
  client: Client,
  api: ResourceServer,
): Promise<ClientGrant | undefined> {
  const policy = api.subject_type_authorization.user?.policy ?? 'allow_all'
  if (policy === 'deny_all') throw refused(client, api, 'The API gives no tokens to users')
  const isThirdParty = !client.is_first_party
  if (policy === 'allow_all' && !isThirdParty) return undefined
  const where = { audience: api.identifier, subject_type: 'user' }
  const own = await store.find('client_grants', { ...where, client_id: client.client_id })
  const found =
    own ??
    (isThirdParty ? await store.find('client_grants', { ...where, default_for: 'third_party_clients' }) : undefined)
  if (!found) throw refused(client, api, 'There is no client grant with subject_type user')
  return found
}

function rightsAt(
  api: ResourceServer,
  permissions: readonly string[],
  clientGrant: ClientGrant | undefined,
  ofAdministrator: readonly string[],
): Rights {
  const values = (api.scopes ?? []).map(({ value }) => value)
  return {
    defined: new Set(api.is_system ? [...values.filter(isCurrentUserScope), ...ofAdministrator] : values),
    ofUser: api.enforce_policies ? new Set(permissions) : undefined,
    ofClientGrant: clientGrant && !clientGrant.allow_all_scopes ? new Set(clientGrant.scope) : undefined,
  }
}

/** Why `scope` is not granted; undefined when it is. */
function whyNot(
  scope: string,
  client: Client,
  api: ResourceServer | undefined,
  rights: Rights | undefined,
): DropReason | undefined {
  if (scope === OFFLINE_ACCESS) return whyNotOffline(client, api)
  if (isIdentityScope(scope)) {
    return isStrict(client) ? 'strict' : undefined
  }
  if (!rights?.defined.has(scope)) {
    if (isLegacyClaimScope(scope) && !client.oidc_conformant && !isStrict(client)) return undefined
    return rights ? 'not_defined' : 'no_api'
  }
  if (rights.ofUser?.has(scope) === false) return 'no_permission'
  return rights.ofClientGrant?.has(scope) === false ? 'not_in_client_grant' : undefined
}

function whyNotOffline(client: Client, api: ResourceServer | undefined): DropReason | undefined {
  if (!client.grant_types.includes(REFRESH_TOKEN)) return 'no_refresh_tokens'
  return api && !api.allow_offline_access ? 'no_offline_access' : undefined
}
