// What a token is, told to those whom it concerns: the client that holds it, and the API that it is for. To everybody else it is not
// there. RFC 7662; security.md B5, B6
import type { Client } from '@symbolon/protocol/entities/client'
import type { Tenancy } from '../tenancy.ts'
import { noteUse } from './machine-token-use.ts'
import { readPresentedToken, type PresentedToken } from './presented-token.ts'

/** RFC 7662 §2.2. An inactive token has no other member. */
export type Introspection = { readonly active: boolean; readonly [claim: string]: unknown }

const INACTIVE: Introspection = Object.freeze({ active: false })

/** What `text` is at this moment, as far as `client` may know. */
export async function introspect(tenancy: Tenancy, client: Client, text: string): Promise<Introspection> {
  const presented = await readPresentedToken(tenancy, text, 'current')
  // Of an encrypted token the API that reads it asks by the signed one within.
  if (
    !presented ||
    presented.kind === 'encrypted' ||
    !concerns(client, presented) ||
    !(await stands(tenancy, presented))
  )
    return INACTIVE
  if (presented.kind === 'access') {
    noteUse(tenancy, presented.claims['jti'])
    return { active: true, ...accessMembers(presented) }
  }
  return presented.isCurrent ? { active: true, ...refreshMembers(tenancy, presented) } : INACTIVE
}

type Access = Extract<PresentedToken, { readonly kind: 'access' }>
type Refresh = Extract<PresentedToken, { readonly kind: 'refresh' }>

/** The holder's own client; and of an access token the client that stands for its API. */
function concerns(client: Client, presented: Access | Refresh): boolean {
  if (presented.client_id === client.client_id) return true
  if (presented.kind === 'refresh' || !presented.api) return false
  const { identifier, client_id } = presented.api
  return client_id === client.client_id || client.resource_server_identifier === identifier
}

/** Whom it is about, and who holds it, are still there. */
async function stands({ store }: Tenancy, presented: Access | Refresh): Promise<boolean> {
  const { client_id } = presented
  if (!(await store.find('clients', { client_id }))) return false
  const sub = presented.kind === 'access' ? presented.sub : presented.token.user_id
  if (sub === `${client_id}@clients`) return true
  const user = await store.findUser(sub)
  return user !== undefined && user.blocked !== true
}

const accessMembers = ({ client_id, claims }: Access) => ({
  ...claims,
  client_id,
  token_type: claims['cnf'] === undefined ? 'Bearer' : 'DPoP',
})

const refreshMembers = ({ tenant }: Tenancy, { client_id, token }: Refresh) => {
  const [granted] = token.resource_servers
  const ends = [token.expires_at, token.idle_expires_at].filter((end) => end !== null)
  return {
    iss: tenant.issuer,
    sub: token.user_id,
    client_id,
    scope: granted?.scopes.join(' ') ?? '',
    iat: token.created_at,
    ...(ends.length === 0 ? {} : { exp: Math.min(...ends) }),
    ...(token.organization_id === undefined ? {} : { org_id: token.organization_id }),
    ...(granted === undefined || granted.audience === '' ? {} : { aud: granted.audience }),
  }
}
