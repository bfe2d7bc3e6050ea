// Who knows what must happen around which kind of thing. A kind that is not in this list is kept as it was sent.
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { clientCredentials } from './client-credentials.ts'
import { clientGrants } from './client-grants.ts'
import { clients } from './clients.ts'
import { connections } from './connections.ts'
import { customDomains } from './custom-domains.ts'
import { discoveryDomains } from './discovery-domains.ts'
import { emailProvider } from './email-provider.ts'
import { emailTemplates } from './email-templates.ts'
import { logStreams } from './log-streams.ts'
import { machineTokens } from './machine-tokens.ts'
import { networkAcls } from './network-acls.ts'
import { openRoom, type Room } from './noun.ts'
import { organizations } from './organizations.ts'
import { plainNoun } from './plain-noun.ts'
import { resourceServers } from './resource-servers.ts'
import { roles } from './roles.ts'
import { rules } from './rules.ts'
import { selfServiceProfiles } from './self-service-profiles.ts'
import { signalStreams } from './signal-streams.ts'
import { themes } from './themes.ts'
import { tokenExchangeProfiles } from './token-exchange-profiles.ts'
import { tenantSettings } from './tenant-settings.ts'

const ROOMS: ReadonlyMap<string, Room> = new Map([
  ...ENTITIES.map(
    (entity) => [entity.collection, openRoom(entity.collection, plainNoun(entity.collection, entity))] as const,
  ),
  ['clients', openRoom('clients', clients)],
  ['client_credentials', openRoom('client_credentials', clientCredentials)],
  ['resource_servers', openRoom('resource_servers', resourceServers)],
  ['client_grants', openRoom('client_grants', clientGrants)],
  ['tenant_settings', openRoom('tenant_settings', tenantSettings)],
  ['connections', openRoom('connections', connections)],
  ['organizations', openRoom('organizations', organizations)],
  ['email_templates', openRoom('email_templates', emailTemplates)],
  ['roles', openRoom('roles', roles)],
  ['rules', openRoom('rules', rules)],
  ['machine_tokens', openRoom('machine_tokens', machineTokens)],
  ['signal_streams', openRoom('signal_streams', signalStreams)],
  ['token_exchange_profiles', openRoom('token_exchange_profiles', tokenExchangeProfiles)],
  ['custom_domains', openRoom('custom_domains', customDomains)],
  ['log_streams', openRoom('log_streams', logStreams)],
  ['discovery_domains', openRoom('discovery_domains', discoveryDomains)],
  ['network_acls', openRoom('network_acls', networkAcls)],
  ['self_service_profiles', openRoom('self_service_profiles', selfServiceProfiles)],
  ['themes', openRoom('themes', themes)],
  ['email_provider', openRoom('email_provider', emailProvider)],
])

/** All things of a collection. */
export const roomOf = (collection: string): Room => {
  const room = ROOMS.get(collection)
  if (!room) throw new Error(`There is no entity in the collection ${collection}`)
  return room
}
