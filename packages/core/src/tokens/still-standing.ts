// What an authorization stands on, looked at again in the moment in which tokens are made of it, whatever the grant, the person or
// the tenant's code took time for.
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { User } from '@symbolon/protocol/entities/user'
import type { Authorization } from '../authorization.ts'
import { isUsableHere } from '../clients/usable-here.ts'
import { findConnection, mayUse } from '../connections/for-client.ts'
import { OAuthError } from '../errors.ts'
import { findEnabledIn } from '../organizations/organization-connection.ts'
import { stillCounts } from '../password-proof.ts'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { holdsIdentities } from '../users/linked.ts'
import { requireStandingUser } from '../users/standing.ts'
import { signsWithSecret } from '../clients/kept-secret.ts'
import { idTokenKey } from './client-keys.ts'

const gone = (what: string): OAuthError =>
  new OAuthError('access_denied', 'Unauthorized', { detail: `The ${what} is gone` })

type Seen = { readonly client: Client; readonly api: ResourceServer | undefined; readonly era: number }

// When these documents were last found to stand together, by the client grant or, where none is needed, by the client. Until the store's
// era ends it would say the same again.
const standing = new WeakMap<ClientGrant | Client, Seen>()

/**
 * Client, API and client grant as they are at this moment. Undefined, and no promise to wait for, where nothing has changed since
 * they were last looked at.
 *
 * @throws OAuthError `access_denied` when one of them is gone, or the API asks for a protection that its tokens would not have
 */
export function requireStillStanding(tenancy: Tenancy, authorization: Authorization): Promise<void> | undefined {
  const { client, api, clientGrant } = authorization
  if (!isUsableHere(tenancy, client)) throw gone('client')
  const seen = standing.get(clientGrant ?? client)
  if (seen?.era === tenancy.store.era() && seen.client === client && seen.api === api) return undefined
  return requireDocuments(tenancy, authorization)
}

async function requireDocuments({ store }: Tenancy, authorization: Authorization): Promise<void> {
  const { client, api, clientGrant } = authorization
  const era = store.era()
  if (!(await store.find('clients', { client_id: client.client_id }))) throw gone('client')
  refuseUnkeptProtection(client, api)
  if (api) {
    if (!(await store.find('resource_servers', { identifier: api.identifier }))) throw gone('API')
    if (clientGrant) await requireClientGrant(store, clientGrant)
  }
  standing.set(clientGrant ?? client, { client, api, era })
}

async function requireClientGrant(store: Tenancy['store'], clientGrant: ClientGrant): Promise<void> {
  const { client_id, audience, subject_type, default_for } = clientGrant
  const whose = client_id === undefined ? default_for && { default_for } : { client_id }
  if (whose && !(await store.find('client_grants', { ...whose, audience, subject_type }))) throw gone('client grant')
}

/** A policy that cannot be kept denies: a token must not be weaker than its API or its client was told it would be. */
function refuseUnkeptProtection(client: Client, api: ResourceServer | undefined): void {
  if (api?.proof_of_possession?.required || client.require_proof_of_possession) {
    throw new OAuthError('access_denied', 'Only tokens bound to a key are allowed, and this request binds none')
  }
}

/**
 * The user of the authorization as it is at this moment; with it stand the session that the tokens name, the connection that the
 * user comes through, the password that was sent, and what the user has allowed an application of somebody else.
 *
 * @throws OAuthError `access_denied` when one of them is gone, or the secret that is to sign the ID token is not kept; `unauthorized` when the user is blocked
 */
export async function requireStandingPerson(tenancy: Tenancy, authorization: Authorization): Promise<User> {
  const looking = requirePersonThere(tenancy, authorization)
  if (authorization.client.is_first_party) return looking
  const [user] = await Promise.all([looking, requireConsent(tenancy, authorization)])
  return user
}

/** The same but for what the user has allowed, which may still be asked. */
export async function requirePersonThere(tenancy: Tenancy, authorization: Authorization): Promise<User> {
  const { subject, wanted, scopes, client, linked } = authorization
  // Before anything is spent: an ID token that could not be made would be missed too late.
  const needsSecret = wanted?.id_token && scopes.includes('openid') && signsWithSecret(client)
  // Whatever an import has brought, no user has the name of a machine. RFC 9700 §4.15
  if (subject.endsWith('@clients')) throw gone('user')
  const session_id = wanted?.id_token?.sid ?? wanted?.refresh_token?.session_id ?? null
  const [found, session] = await Promise.all([
    tenancy.store.findUser(subject),
    session_id === null ? undefined : getSession(tenancy, session_id, subject),
    requirePassword(tenancy, authorization),
    needsSecret ? idTokenKey(tenancy, client) : undefined,
  ])
  const user = requireStandingUser(found)
  if (linked && !holdsIdentities(user, linked)) throw gone('identity')
  const names = session ? [session.connection] : user.identities.map(({ connection }) => connection)
  await requireSomeConnection(tenancy, authorization, names)
  return user
}

async function requirePassword(tenancy: Tenancy, { password }: Authorization): Promise<void> {
  if (password && !(await stillCounts(tenancy, password))) throw gone('password')
}

async function getSession({ store, now }: Tenancy, id: string, user_id: string): Promise<Session> {
  const session = await store.findSession(id)
  const isAlive = session && now() < Math.min(session.expires_at, session.idle_expires_at) * 1000
  if (!isAlive || session.user_id !== user_id) throw gone('session')
  return session
}

/** The one that the session came through, or any that the user could come through again, into the organization too. */
async function requireSomeConnection(
  tenancy: Tenancy,
  { client, within }: Pick<Authorization, 'client' | 'within'>,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    const connection = await findConnection(tenancy, name)
    if (!connection || !(await mayUse(tenancy, client, connection))) continue
    if (!within || (await findEnabledIn(tenancy, within.organization, connection))) return
  }
  throw gone('connection')
}

/** All that is issued must have been allowed: what was withdrawn and allowed anew may be less. */
async function requireConsent({ store }: Tenancy, { client, subject, api, scopes }: Authorization): Promise<void> {
  const consent = await store.findConsent(subject, client.client_id, api?.identifier ?? '')
  if (!scopes.every((scope) => consent?.scope.includes(scope)) || !consent) throw gone('consent')
}
