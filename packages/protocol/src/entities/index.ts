// The list of entities. Routes, scopes, checks, tables, documentation and command line read it; a new entity is one file, one
// line in each of the two lists here, and its table in storage/migrations.
import { CLIENT, type Client } from './client.ts'
import { CLIENT_CREDENTIAL, type ClientCredential } from './client-credential.ts'
import { CLIENT_GRANT, type ClientGrant } from './client-grant.ts'
import type { Entity } from './entity.ts'
import { RESOURCE_SERVER, type ResourceServer } from './resource-server.ts'
import { TENANT_SETTINGS, type TenantSettings } from './tenant-settings.ts'

export const ENTITIES = [
  CLIENT,
  CLIENT_CREDENTIAL,
  RESOURCE_SERVER,
  CLIENT_GRANT,
  TENANT_SETTINGS,
] as const satisfies readonly Entity[]

/** What is kept of each, by its collection. */
export type EntityDocuments = {
  clients: Client
  client_credentials: ClientCredential
  resource_servers: ResourceServer
  client_grants: ClientGrant
  tenant_settings: TenantSettings
}
