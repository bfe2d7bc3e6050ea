// The list of entities. Routes, scopes, checks, tables, documentation and command line read it; a new entity is one file and one
// line here.
import { CLIENT } from './client.ts'
import { CLIENT_CREDENTIAL } from './client-credential.ts'
import { CLIENT_GRANT } from './client-grant.ts'
import type { Entity } from './entity.ts'
import { RESOURCE_SERVER } from './resource-server.ts'
import { TENANT_SETTINGS } from './tenant-settings.ts'

export const ENTITIES = [
  CLIENT,
  CLIENT_CREDENTIAL,
  RESOURCE_SERVER,
  CLIENT_GRANT,
  TENANT_SETTINGS,
] as const satisfies readonly Entity[]
