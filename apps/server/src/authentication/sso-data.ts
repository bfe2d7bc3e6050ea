// GET /user/ssodata: whether this browser is signed in, for an old login box of the client's own. reference: Authentication API,
// section 21.3.
import type { FastifyRequest } from 'fastify'
import { isAllowedOrigin } from '@symbolon/core/clients/redirect-uris'
import { sessionOf } from '../browser/interaction.ts'

const NOBODY = { sso: false } as const

/** Says nothing to scripts of other sites than the client's, and of a client that the session has nothing to do with. */
export async function ssoData(request: FastifyRequest): Promise<Readonly<Record<string, unknown>>> {
  const { tenancy, query, headers } = request
  const client_id = typeof query === 'object' && query !== null && 'client_id' in query ? query.client_id : undefined
  if (typeof client_id !== 'string') return NOBODY
  const [client, session] = await Promise.all([tenancy.store.find('clients', { client_id }), sessionOf(request)])
  const { origin } = headers
  if (!client || !session || !session.clients.includes(client_id)) return NOBODY
  if (origin !== undefined && !isAllowedOrigin(client, origin)) return NOBODY
  const user = await tenancy.store.findUser(session.user_id)
  if (!user || user.blocked) return NOBODY
  return {
    sso: true,
    lastUsedConnection: { name: session.connection, strategy: 'auth0' },
    lastUsedUserID: user.user_id,
    lastUsedUsername: user.email ?? user.username ?? user.name,
    lastUsedClientID: session.clients.at(-1),
    sessionClients: session.clients,
  }
}
