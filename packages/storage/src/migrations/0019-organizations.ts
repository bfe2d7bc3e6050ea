// Organizations: which connections and client grants they have, who belongs to them, and what sessions and refresh tokens are of which.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const OF_ORGANIZATION =
  'foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade'

const STATEMENTS = `
  ${documents('organizations', 'id', ['name text not null', 'unique (tenant_id, name)'])};
  ${documents('organization_connections', 'id', [
    'organization_id text not null',
    'connection_id text not null',
    'is_enabled smallint not null',
    OF_ORGANIZATION,
    'foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade',
  ])};
  create index organization_connections_by_organization
    on organization_connections (tenant_id, organization_id, created_at, id);
  create index organization_connections_by_connection on organization_connections (tenant_id, connection_id);
  ${documents('organization_client_grants', 'id', [
    'organization_id text not null',
    'grant_id text not null',
    OF_ORGANIZATION,
    'foreign key (tenant_id, grant_id) references client_grants (tenant_id, id) on delete cascade',
  ])};
  create index organization_client_grants_by_organization
    on organization_client_grants (tenant_id, organization_id, created_at, id);
  create index organization_client_grants_by_grant
    on organization_client_grants (tenant_id, grant_id, created_at, id);
  create table organization_members (
    tenant_id text not null,
    organization_id text not null,
    user_id text not null,
    created_at bigint not null,
    primary key (tenant_id, organization_id, user_id),
    ${OF_ORGANIZATION},
    foreign key (tenant_id, user_id) references users (tenant_id, user_id) on delete cascade
  );
  create index organization_members_by_age on organization_members (tenant_id, organization_id, created_at, user_id);
  create index organization_members_by_user
    on organization_members (tenant_id, user_id, created_at, organization_id);
  create table organization_member_roles (
    tenant_id text not null,
    organization_id text not null,
    user_id text not null,
    role_id text not null,
    created_at bigint not null,
    primary key (tenant_id, organization_id, user_id, role_id),
    foreign key (tenant_id, organization_id, user_id)
      references organization_members (tenant_id, organization_id, user_id) on delete cascade,
    foreign key (tenant_id, role_id) references roles (tenant_id, id) on delete cascade
  );
  create index organization_member_roles_by_role on organization_member_roles (tenant_id, role_id);
  alter table sessions add column organization_id text;
  create index sessions_by_organization on sessions (tenant_id, organization_id) where organization_id is not null;
  alter table refresh_tokens add column organization_id text;
  create index refresh_tokens_by_organization
    on refresh_tokens (tenant_id, organization_id) where organization_id is not null`

export const ORGANIZATIONS: Migration = {
  name: '0019-organizations',
  up: runStatements(STATEMENTS),
}
