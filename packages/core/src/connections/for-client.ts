// connections: which ways of logging in there are, and which clients may use them. reference: Management API, section 10.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { OAuthError } from '../errors.ts'
import type { Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { enabledClientId } from './new-connection.ts'

/** Most connections of a client that are looked at. */
const MAX_CONNECTIONS = 1000

type Where = Pick<Tenancy, 'store'>

export const isActive = ({ authentication }: Connection): boolean => authentication?.active !== false

/** The connection by its name, whoever may use it; undefined when there is none. */
export const findConnection = ({ store }: Where, name: string): Soon<Connection | undefined> =>
  store.find('connections', { name })

/**
 * The connections that the client may use now, in the order in which it got them. A client of somebody else's is offered those of
 * the whole tenant, and no others.
 */
export async function connectionsFor({ store }: Where, client: Client): Promise<readonly Connection[]> {
  if (client.is_first_party === false) {
    const { items } = await store.page('connections', { where: {}, limit: MAX_CONNECTIONS })
    return items.filter((connection) => connection.is_domain_connection && isActive(connection))
  }
  const enabled = await store.all('enabled_clients', { client_id: client.client_id })
  const found = await Promise.all(enabled.map(({ connection_id: id }) => store.find('connections', { id })))
  return found.filter((connection) => connection !== undefined).filter(isActive)
}

/** Whether the client may use the connection now. */
export async function mayUse({ store }: Where, client: Client, connection: Connection): Promise<boolean> {
  if (!isActive(connection)) return false
  if (client.is_first_party === false) return connection.is_domain_connection
  const id = enabledClientId(connection.id, client.client_id)
  return (await store.find('enabled_clients', { id })) !== undefined
}

/**
 * The connection of that name, or with that realm, for a client that may use it.
 *
 * @throws OAuthError when there is none, it is switched off, or the client may not use it: one answer for all three
 */
export async function requireConnection(tenancy: Where, client: Client, name: string): Promise<Connection> {
  const connections = await connectionsFor(tenancy, client)
  const connection = connections.find((one) => one.name === name || one.realms.includes(name))
  if (!connection) throw new OAuthError('invalid_request', `Unknown realm ${name}.`)
  return connection
}

/** Whether its users may log in with a password. */
export const takesPasswords = (connection: Connection): boolean =>
  isDatabase(connection) && connection.options.authentication_methods?.password?.enabled !== false

/** Users of ours. */
export const isDatabase = ({ strategy }: Connection): boolean => strategy === 'auth0'
