// Profiles that tools bring: of the attributes of users, and for customers who would set up their own login.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  ${documents('user_attribute_profiles', 'id', [])};
  ${documents('self_service_profiles', 'id', [])}`

export const PROFILES: Migration = {
  name: '0025-profiles',
  up: runStatements(STATEMENTS),
}
