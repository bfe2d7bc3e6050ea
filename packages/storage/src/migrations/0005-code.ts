// The tenant's own code: rules, and the values that they may read.
import { sql } from 'kysely'
import { documents, forPostgres } from './documents.ts'
import type { Migration } from './migration.ts'

const STATEMENTS = `
  ${documents('rules', 'id', [
    'name text not null',
    '"order" bigint',
    'enabled smallint not null',
    'unique (tenant_id, name)',
    'unique (tenant_id, "order")',
  ])};
  ${documents('rules_configs', 'key', [])}`

export const CODE: Migration = {
  name: '0005-code',
  up: async (db, dialect) => {
    for (const statement of STATEMENTS.split(';')) {
      const text = statement.trim()
      await sql.raw(dialect === 'postgres' ? forPostgres(text) : text).execute(db)
    }
  },
}
