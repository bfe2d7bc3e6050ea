// What has been revoked: events in the order in which they happened, until no token is left that they could concern, and how far each
// tenant has counted.
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  create table revocation_heads (
    tenant_id text not null primary key,
    seq bigint not null
  );
  create table revocations (
    tenant_id text not null,
    seq bigint not null,
    event text not null,
    expires_at bigint not null,
    primary key (tenant_id, seq)
  );
  create index revocations_by_expiry on revocations (expires_at)`

export const REVOCATIONS: Migration = {
  name: '0009-revocations',
  up: runStatements(STATEMENTS),
}
