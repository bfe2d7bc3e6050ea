// Token exchange profiles: each names an action.
import { sql } from 'kysely'
import { documents, forPostgres } from './documents.ts'
import type { Migration } from './migration.ts'

const STATEMENTS = documents('token_exchange_profiles', 'id', [
  'subject_token_type text not null',
  'action_id text not null',
  'unique (tenant_id, subject_token_type)',
  'foreign key (tenant_id, action_id) references actions (tenant_id, id)',
])

export const TOKEN_EXCHANGE: Migration = {
  name: '0010-token-exchange',
  up: async (db, dialect) => {
    for (const statement of STATEMENTS.split(';')) {
      const text = statement.trim()
      await sql.raw(dialect === 'postgres' ? forPostgres(text) : text).execute(db)
    }
  },
}
