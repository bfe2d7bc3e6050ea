// How many lines of each kind the tenant log has got in each hour. What the version before writes is not counted.
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const COUNTS = `
  create table log_counts (
    tenant_id text not null,
    hour bigint not null,
    type text not null,
    lines bigint not null,
    primary key (tenant_id, hour, type)
  ) without rowid`

export const LOG_COUNTS: Migration = {
  name: '0016-log-counts',
  up: runStatements(COUNTS),
}
