// Who knows what must happen around which kind of thing.
import { ApiError } from '../errors.ts'
import { clientCredentials } from './client-credentials.ts'
import { clientGrants } from './client-grants.ts'
import { clients } from './clients.ts'
import { openRoom, type Room } from './noun.ts'
import { resourceServers } from './resource-servers.ts'
import { tenantSettings } from './tenant-settings.ts'

const ROOMS: ReadonlyMap<string, Room> = new Map([
  ['clients', openRoom('clients', clients)],
  ['client_credentials', openRoom('client_credentials', clientCredentials)],
  ['resource_servers', openRoom('resource_servers', resourceServers)],
  ['client_grants', openRoom('client_grants', clientGrants)],
  ['tenant_settings', openRoom('tenant_settings', tenantSettings)],
])

/** All things of a collection. */
export const roomOf = (collection: string): Room => {
  const room = ROOMS.get(collection)
  if (!room) throw new ApiError(404, 'Not Found')
  return room
}
