// Which tenant answers at which host. A tenant's own and those that it has proven to be its stand in one table, and its primary key is
// why no host belongs to two.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  ${documents('custom_domains', 'custom_domain_id', ['domain text not null', 'status text not null', 'unique (tenant_id, domain)'])};
  create table tenant_hosts (
    host text not null primary key,
    tenant_id text not null
  );
  insert into tenant_hosts (host, tenant_id) select host, tenant_id from tenants`

export const CUSTOM_DOMAINS: Migration = {
  name: '0028-custom-domains',
  up: runStatements(STATEMENTS),
}
