// Invitations to organizations: of the link only the hash.
import { documents, OF_CLIENT } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  ${documents('organization_invitations', 'id', [
    'organization_id text not null',
    'client_id text not null',
    'ticket_hash text not null',
    'expires_at bigint not null',
    'unique (tenant_id, ticket_hash)',
    OF_CLIENT,
    'foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade',
  ])};
  create index organization_invitations_by_organization
    on organization_invitations (tenant_id, organization_id, created_at, id);
  create index organization_invitations_by_client on organization_invitations (tenant_id, client_id);
  create index organization_invitations_by_expiry on organization_invitations (expires_at)`

export const INVITATIONS: Migration = {
  name: '0020-invitations',
  up: runStatements(STATEMENTS),
}
