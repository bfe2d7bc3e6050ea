// Lines of the tenant log are found by whom they are about.
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  alter table log_events add column user_id text;
  create index log_events_by_user on log_events (tenant_id, user_id, log_id)`

export const LOG_USERS: Migration = {
  name: '0004-log-users',
  up: runStatements(STATEMENTS),
}
