// Tenants, the collections of the first Management API, signing keys, used assertions and the tenant log.
import { documents, OF_CLIENT } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  create table tenants (
    tenant_id text not null primary key,
    host text not null unique,
    issuer text not null,
    name text not null,
    first_client_id text not null,
    announced smallint not null,
    version bigint not null,
    created_at bigint not null
  );
  ${documents('clients', 'client_id', [
    'app_type text',
    'is_first_party smallint',
    'global smallint',
    'external_client_id text',
  ])};
  ${documents('client_secrets', 'id', ['client_id text not null', OF_CLIENT])};
  create index client_secrets_by_client on client_secrets (tenant_id, client_id, created_at, id);
  ${documents('client_credentials', 'id', [
    'client_id text not null',
    'kid text not null',
    'unique (tenant_id, client_id, kid)',
    OF_CLIENT,
  ])};
  create index client_credentials_by_client on client_credentials (tenant_id, client_id, created_at, id);
  ${documents('resource_servers', 'id', ['identifier text not null', 'unique (tenant_id, identifier)'])};
  ${documents('api_secrets', 'id', [
    'foreign key (tenant_id, id) references resource_servers (tenant_id, id) on delete cascade',
  ])};
  ${documents('client_grants', 'id', [
    'client_id text',
    'audience text not null',
    'subject_type text not null',
    'default_for text',
    'allow_any_organization smallint',
    'unique (tenant_id, client_id, audience, subject_type)',
    OF_CLIENT,
    'foreign key (tenant_id, audience) references resource_servers (tenant_id, identifier) on delete cascade on update cascade',
  ])};
  create index client_grants_by_client on client_grants (tenant_id, client_id, created_at, id);
  create index client_grants_by_audience on client_grants (tenant_id, audience, created_at, id);
  create unique index client_grants_for_all on client_grants (tenant_id, audience, subject_type) where client_id is null;
  ${documents('signing_keys', 'kid', ['alg text not null', 'state text not null'])};
  create unique index signing_keys_current on signing_keys (tenant_id, alg) where state = 'current';
  create unique index signing_keys_next on signing_keys (tenant_id, alg) where state = 'next';
  ${documents('tenant_settings', 'id', [])};
  create table spent_assertions (
    tenant_id text not null,
    client_id text not null,
    jti text not null,
    expires_at bigint not null,
    primary key (tenant_id, client_id, jti)
  ) without rowid;
  create index spent_assertions_by_expiry on spent_assertions (expires_at);
  create table log_events (
    tenant_id text not null,
    log_id text not null,
    type text not null,
    client_id text,
    document text not null,
    primary key (tenant_id, log_id)
  ) without rowid`

export const FIRST_TABLES: Migration = {
  name: '0001-first-tables',
  up: runStatements(STATEMENTS),
}
