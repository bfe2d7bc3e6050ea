// Lines of the tenant log that are about no user, in segments of many lines. What the version before wrote of them, and may go on
// writing, stays in rows of its own and is read with the rest.
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const SEGMENTS = `
  create table log_segments (
    tenant_id text not null,
    last_id text not null,
    first_id text not null,
    newest bigint not null,
    lines integer not null,
    events text not null,
    primary key (tenant_id, last_id)
  )`

export const LOG_SEGMENTS: Migration = {
  name: '0006-log-segments',
  up: runStatements(SEGMENTS),
}
