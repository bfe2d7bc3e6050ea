// People and what they have been given: users, passwords, rights, sessions, refresh tokens, consents, values that can be used once,
// counted attempts; and the collections that say how they log in.
import { documents, OF_CLIENT } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const OF_USER = 'foreign key (tenant_id, user_id) references users (tenant_id, user_id) on delete cascade'

const STATEMENTS = `
  ${documents('connections', 'id', ['name text not null', 'strategy text not null', 'unique (tenant_id, name)'])};
  ${documents('enabled_clients', 'id', [
    'connection_id text not null',
    'client_id text not null',
    OF_CLIENT,
    'foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade',
  ])};
  create index enabled_clients_by_client on enabled_clients (tenant_id, client_id, created_at, id);
  create index enabled_clients_by_connection on enabled_clients (tenant_id, connection_id, created_at, id);
  ${documents('roles', 'id', ['name text not null', 'unique (tenant_id, name)'])};
  ${documents('email_templates', 'template', [])};
  ${documents('email_provider', 'id', [])};
  ${documents('branding', 'id', [])};
  ${documents('prompts', 'id', [])};
  ${documents('brute_force_protection', 'id', [])};
  ${documents('suspicious_ip_throttling', 'id', [])};
  ${documents('breached_password_detection', 'id', [])};
  create table users (
    tenant_id text not null,
    user_id text not null,
    email text,
    email_domain text,
    username text,
    phone_number text,
    name text,
    given_name text,
    family_name text,
    nickname text,
    connection text not null,
    blocked smallint not null,
    last_login bigint,
    last_ip text,
    logins_count bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    document text not null,
    primary key (tenant_id, user_id)
  );
  create index users_by_age on users (tenant_id, created_at, user_id);
  create index users_by_email on users (tenant_id, email, user_id);
  create index users_by_email_domain on users (tenant_id, email_domain, user_id);
  create index users_by_username on users (tenant_id, username, user_id);
  create index users_by_phone_number on users (tenant_id, phone_number, user_id);
  create index users_by_name on users (tenant_id, name, user_id);
  create index users_by_given_name on users (tenant_id, given_name, user_id);
  create index users_by_family_name on users (tenant_id, family_name, user_id);
  create index users_by_nickname on users (tenant_id, nickname, user_id);
  create table user_identifiers (
    tenant_id text not null,
    connection text not null,
    kind text not null,
    value text not null,
    user_id text not null,
    primary key (tenant_id, connection, kind, value),
    ${OF_USER}
  ) without rowid;
  create index user_identifiers_by_user on user_identifiers (tenant_id, user_id);
  create table passwords (
    tenant_id text not null,
    user_id text not null,
    document text not null,
    primary key (tenant_id, user_id)
  );
  create table user_roles (
    tenant_id text not null,
    user_id text not null,
    role_id text not null,
    created_at bigint not null,
    primary key (tenant_id, user_id, role_id),
    ${OF_USER},
    foreign key (tenant_id, role_id) references roles (tenant_id, id) on delete cascade
  );
  create index user_roles_by_role on user_roles (tenant_id, role_id, created_at, user_id);
  create table user_permissions (
    tenant_id text not null,
    user_id text not null,
    resource_server_identifier text not null,
    permission_name text not null,
    created_at bigint not null,
    primary key (tenant_id, user_id, resource_server_identifier, permission_name),
    ${OF_USER},
    foreign key (tenant_id, resource_server_identifier) references resource_servers (tenant_id, identifier)
      on delete cascade on update cascade
  );
  create index user_permissions_by_api on user_permissions (tenant_id, resource_server_identifier);
  create table sessions (
    tenant_id text not null,
    id text not null,
    user_id text not null,
    handle_hash text not null,
    document text not null,
    expires_at bigint not null,
    created_at bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, handle_hash),
    ${OF_USER}
  );
  create index sessions_by_user on sessions (tenant_id, user_id, created_at, id);
  create index sessions_by_expiry on sessions (expires_at);
  create table refresh_tokens (
    tenant_id text not null,
    id text not null,
    handle_hash text not null,
    user_id text not null,
    client_id text not null,
    session_id text,
    code_hash text,
    token_hash text not null,
    previous_hash text,
    sealed_successor text,
    rotated_at bigint,
    rotating smallint not null,
    last_exchanged_at bigint,
    idle_expires_at bigint,
    expires_at bigint,
    device text not null,
    metadata text,
    document text not null,
    created_at bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, handle_hash),
    ${OF_USER},
    ${OF_CLIENT}
  );
  create index refresh_tokens_by_user on refresh_tokens (tenant_id, user_id, client_id, created_at, id);
  create index refresh_tokens_by_client on refresh_tokens (tenant_id, client_id, created_at, id);
  create index refresh_tokens_by_session on refresh_tokens (tenant_id, session_id);
  create index refresh_tokens_by_code on refresh_tokens (tenant_id, code_hash);
  create index refresh_tokens_by_idle_expiry on refresh_tokens (idle_expires_at);
  create index refresh_tokens_by_expiry on refresh_tokens (expires_at);
  create table consents (
    tenant_id text not null,
    id text not null,
    user_id text not null,
    client_id text not null,
    audience text not null,
    document text not null,
    created_at bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, user_id, client_id, audience),
    ${OF_USER},
    ${OF_CLIENT}
  );
  create index consents_by_age on consents (tenant_id, created_at, id);
  create index consents_by_client on consents (tenant_id, client_id, created_at, id);
  create table one_times (
    tenant_id text not null,
    kind text not null,
    hash text not null,
    user_id text,
    client_id text,
    content text not null,
    expires_at bigint not null,
    spent_at bigint,
    primary key (tenant_id, kind, hash),
    ${OF_USER}
  );
  create index one_times_by_user on one_times (tenant_id, user_id, kind) where user_id is not null;
  create index one_times_by_expiry on one_times (expires_at);
  create table attempts (
    tenant_id text not null,
    kind text not null,
    key text not null,
    identifier text,
    ip text,
    connection text,
    count double precision not null,
    updated_at bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, kind, key)
  ) without rowid;
  create index attempts_by_identifier on attempts (tenant_id, kind, identifier);
  create index attempts_by_ip on attempts (tenant_id, kind, ip);
  create index attempts_by_expiry on attempts (expires_at)`

export const PEOPLE: Migration = {
  name: '0003-people',
  up: runStatements(STATEMENTS),
}
