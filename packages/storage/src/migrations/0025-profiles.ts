// Profiles that tools bring: of the attributes of users, and for customers who would set up their own login.
import { sql } from 'kysely'
import { documents, forPostgres } from './documents.ts'
import type { Migration } from './migration.ts'

const STATEMENTS = `
  ${documents('user_attribute_profiles', 'id', [])};
  ${documents('self_service_profiles', 'id', [])}`

export const PROFILES: Migration = {
  name: '0025-profiles',
  up: async (db, dialect) => {
    for (const statement of STATEMENTS.split(';')) {
      const text = statement.trim()
      await sql.raw(dialect === 'postgres' ? forPostgres(text) : text).execute(db)
    }
  },
}
