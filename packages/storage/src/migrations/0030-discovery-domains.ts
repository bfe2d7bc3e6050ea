// Domains whose addresses belong to an organization's people. A domain is one organization's at most.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  ${documents('discovery_domains', 'id', [
    'organization_id text not null',
    'domain text not null',
    'unique (tenant_id, domain)',
    'foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade',
  ])};
  create index discovery_domains_by_organization on discovery_domains (tenant_id, organization_id, created_at, id)`

export const DISCOVERY_DOMAINS: Migration = {
  name: '0030-discovery-domains',
  up: runStatements(STATEMENTS),
}
