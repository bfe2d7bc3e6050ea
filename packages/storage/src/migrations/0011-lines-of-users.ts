// Lines of the tenant log about users go into segments too; where each of them stands is found by the user. What the version before
// wrote of them, and may go on writing, stays in rows of its own and is read with the rest.
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const LINES = `
  create table log_lines_of_users (
    tenant_id text not null,
    user_id text not null,
    log_id text not null,
    type text not null,
    client_id text,
    last_id text not null,
    primary key (tenant_id, user_id, log_id)
  ) without rowid`

export const LINES_OF_USERS: Migration = {
  name: '0011-lines-of-users',
  up: runStatements(LINES),
}
