// Long-lived tokens of machines, and when they were last seen. Uses stand apart: noting one is no change of configuration.
import { documents, OF_CLIENT } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  ${documents('machine_tokens', 'id', [
    'client_id text not null',
    'audience text not null',
    'expires_at text not null',
    OF_CLIENT,
  ])};
  create index machine_tokens_by_client on machine_tokens (tenant_id, client_id);
  create index machine_tokens_by_expiry on machine_tokens (expires_at);
  create table machine_token_uses (
    tenant_id text not null,
    id text not null,
    used_at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, id) references machine_tokens (tenant_id, id) on delete cascade
  )`

export const MACHINE_TOKENS: Migration = {
  name: '0013-machine-tokens',
  up: runStatements(STATEMENTS),
}
