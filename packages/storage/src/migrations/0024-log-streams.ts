// Who is sent the lines of the tenant log, and how far each has come. Places stand apart: moving one is no change of configuration.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  ${documents('log_streams', 'id', [])};
  create table log_stream_places (
    tenant_id text not null,
    id text not null,
    place text not null,
    failures bigint not null,
    retry_at bigint not null,
    leased_until bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, id) references log_streams (tenant_id, id) on delete cascade
  )`

export const LOG_STREAMS: Migration = {
  name: '0024-log-streams',
  up: runStatements(STATEMENTS),
}
