// Which factors of multi-factor authentication a tenant wants.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

export const GUARDIAN_FACTORS: Migration = {
  name: '0022-guardian-factors',
  up: runStatements(documents('guardian_factors', 'name', [])),
}
