// Which scopes a client may have for an API in its own name. reference: Authentication API, sections 5.2, 7.3 and 7.4.
import { MAX_SCOPES, parseScope } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'

/** Refused scopes that an error names; who asks for more knows what he does. */
const MOST_NAMED = 20

const NONE_TO_CLIENTS = 'The API gives no tokens to clients'

const noClientGrant = (audience: string, detail: string | undefined): OAuthError =>
  new OAuthError(
    'access_denied',
    `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API. ` +
      'See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants',
    detail === undefined ? {} : { detail },
  )

/**
 * The client grant that lets `client` ask for tokens of `api` in its own name.
 *
 * @throws OAuthError `access_denied` when there is none, or the API gives no tokens to clients at all.
 */
export async function getClientGrant(tenancy: Tenancy, client: Client, api: ResourceServer): Promise<ClientGrant> {
  const { client_id } = client
  const where = { client_id, audience: api.identifier, subject_type: 'client' }
  const clientGrant = await tenancy.store.find('client_grants', where)
  const isDenied = api.subject_type_authorization?.client?.policy === 'deny_all'
  if (!clientGrant || isDenied) throw noClientGrant(api.identifier, isDenied ? NONE_TO_CLIENTS : undefined)
  return clientGrant
}

/**
 * What is granted of `scope`. Without `scope` it is all the client grant holds; a scope that it does not hold refuses the
 * request, since a client that asked for it would not work without it.
 *
 * @throws OAuthError `invalid_scope` when it is no scope string, `access_denied` naming the scopes that were not granted.
 */
export function grantedScopes(
  clientGrant: ClientGrant,
  api: ResourceServer,
  scope: string | undefined,
): { readonly requested: readonly string[]; readonly all: readonly string[] } {
  const { list, words } = scopesOf(clientGrant, api)
  if (scope === undefined) return { requested: list, all: list }
  const requested = parseScope(scope)
  if (!requested)
    throw new OAuthError(
      'invalid_scope',
      `The requested scope is no list of at most ${MAX_SCOPES} words with a space between`,
    )
  const refused = requested.filter((word) => !words.has(word))
  if (refused.length > 0) {
    const named = refused.slice(0, MOST_NAMED).join(', ')
    throw new OAuthError('access_denied', `Client has not been granted scopes: ${named}`)
  }
  return { requested, all: list }
}

type Scopes = { readonly api: ResourceServer; readonly list: readonly string[]; readonly words: ReadonlySet<string> }

// Documents of the store stay the same object until they change, so what is derived from one can be kept with it.
const known = new WeakMap<ClientGrant, Scopes>()

/** The grant's scopes that its API still defines. */
function scopesOf(clientGrant: ClientGrant, api: ResourceServer): Scopes {
  const remembered = known.get(clientGrant)
  if (remembered?.api === api) return remembered
  const defined = (api.scopes ?? []).map(({ value }) => value)
  const held = new Set(clientGrant.scope ?? [])
  const list = clientGrant.allow_all_scopes ? defined : defined.filter((value) => held.has(value))
  const scopes = { api, list, words: new Set(list) }
  known.set(clientGrant, scopes)
  return scopes
}
