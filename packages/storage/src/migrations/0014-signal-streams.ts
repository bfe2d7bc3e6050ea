// Who hears of security events, and how far each has come. Places stand apart: moving one is no change of configuration.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  ${documents('signal_streams', 'id', [])};
  create table signal_stream_places (
    tenant_id text not null,
    id text not null,
    place bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, id) references signal_streams (tenant_id, id) on delete cascade
  )`

export const SIGNAL_STREAMS: Migration = {
  name: '0014-signal-streams',
  up: runStatements(STATEMENTS),
}
