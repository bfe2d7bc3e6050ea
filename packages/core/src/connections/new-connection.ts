// New connections, as they are kept. reference: Management API, section 10.
import { CONNECTION, type Connection } from '@symbolon/protocol/entities/connection'
import { DEFAULT_DATABASE_OPTIONS, type DatabaseOptions } from '@symbolon/protocol/entities/connection-options'
import { newDocument } from '@symbolon/protocol/entities/documents'
import type { EnabledClient } from '../collections.ts'
import { newId } from '../identifiers.ts'
import type { Ports } from '../ports.ts'

/** What a tenant's users are kept in from its first moment. */
export const FIRST_CONNECTION = 'Username-Password-Authentication'

/** Where those who run a tenant are kept: apart from its own people, and nobody signs up there. */
export const ADMINISTRATORS = 'Symbolon-Administrators'

/** A connection id nobody has. */
export const newConnectionId = (random: Ports['random']): string => newId(random, CONNECTION.idFormat)

/** A new connection of this strategy has these options, and over them those that were sent. */
export const newConnectionOptions = (
  strategy: Connection['strategy'],
  sent: DatabaseOptions | undefined,
): DatabaseOptions => (strategy === 'auth0' ? { ...DEFAULT_DATABASE_OPTIONS, ...sent } : { ...sent })

/** A connection with this id: what `fields` say, and for the rest what a new one has. Its realm is its name if there is no other. */
export const newConnectionDocument = (
  id: string,
  fields: Partial<Connection> & Pick<Connection, 'name' | 'strategy'>,
): Connection =>
  newDocument<Connection>(CONNECTION, {
    realms: [fields.name],
    ...fields,
    options: newConnectionOptions(fields.strategy, fields.options),
    id,
  })

/** The id of the entry that lets a client use a connection. */
export const enabledClientId = (connection_id: string, client_id: string): string => `${connection_id} ${client_id}`

/** That this client may use this connection. */
export const newEnabledClient = (connection_id: string, client_id: string): EnabledClient => ({
  id: enabledClientId(connection_id, client_id),
  connection_id,
  client_id,
})
