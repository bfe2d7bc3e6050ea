// Token exchange profiles: each names an action.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = documents('token_exchange_profiles', 'id', [
  'subject_token_type text not null',
  'action_id text not null',
  'unique (tenant_id, subject_token_type)',
  'foreign key (tenant_id, action_id) references actions (tenant_id, id)',
])

export const TOKEN_EXCHANGE: Migration = {
  name: '0010-token-exchange',
  up: runStatements(STATEMENTS),
}
