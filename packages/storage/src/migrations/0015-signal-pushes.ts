// Security events by push: which streams are pushed, which process does it at the moment, and how it went. Streams that a version
// before makes have none of the new columns, and are polled.
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  alter table signal_streams add column pushed integer;
  alter table signal_streams add column begins_after bigint;
  create index signal_streams_pushed on signal_streams (tenant_id, id) where pushed = 1;
  create table signal_pushes (
    tenant_id text not null,
    id text not null,
    holder text not null,
    held_until bigint not null,
    not_before bigint not null,
    failures integer not null,
    last_failure text,
    primary key (tenant_id, id),
    foreign key (tenant_id, id) references signal_streams (tenant_id, id) on delete cascade
  )`

export const SIGNAL_PUSHES: Migration = {
  name: '0015-signal-pushes',
  up: runStatements(STATEMENTS),
}
