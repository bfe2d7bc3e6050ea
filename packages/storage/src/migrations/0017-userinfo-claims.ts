// What the tenant's code has made of a user's profile, for whoever asks at /userinfo with the tokens that came of it.
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  create table userinfo_claims (
    tenant_id text not null,
    user_id text not null,
    client_id text not null,
    session_id text not null,
    content text not null,
    expires_at bigint not null,
    primary key (tenant_id, user_id, client_id, session_id),
    foreign key (tenant_id, user_id) references users (tenant_id, user_id) on delete cascade
  );
  create index userinfo_claims_by_expiry on userinfo_claims (expires_at)`

export const USERINFO_CLAIMS: Migration = {
  name: '0017-userinfo-claims',
  up: runStatements(STATEMENTS),
}
