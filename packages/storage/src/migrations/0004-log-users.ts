// Lines of the tenant log are found by whom they are about.
import { sql } from 'kysely'
import { forPostgres } from './documents.ts'
import type { Migration } from './migration.ts'

const STATEMENTS = [
  'alter table log_events add column user_id text',
  'create index log_events_by_user on log_events (tenant_id, user_id, log_id)',
]

export const LOG_USERS: Migration = {
  name: '0004-log-users',
  up: async (db, dialect) => {
    for (const text of STATEMENTS) await sql.raw(dialect === 'postgres' ? forPostgres(text) : text).execute(db)
  },
}
