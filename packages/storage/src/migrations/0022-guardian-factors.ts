// Which factors of multi-factor authentication a tenant wants.
import { sql } from 'kysely'
import { documents, forPostgres } from './documents.ts'
import type { Migration } from './migration.ts'

export const GUARDIAN_FACTORS: Migration = {
  name: '0022-guardian-factors',
  up: async (db, dialect) => {
    for (const statement of documents('guardian_factors', 'name', []).split(';')) {
      const text = statement.trim()
      await sql.raw(dialect === 'postgres' ? forPostgres(text) : text).execute(db)
    }
  },
}
