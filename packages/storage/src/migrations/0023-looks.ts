// What a tenant has its pages say, and how they look: texts of its own, a theme, a page template.
import { sql } from 'kysely'
import { documents, forPostgres } from './documents.ts'
import type { Migration } from './migration.ts'

const STATEMENTS = `
  ${documents('custom_texts', 'id', ['language text not null'])};
  create index custom_texts_by_language on custom_texts (tenant_id, language, created_at, id);
  ${documents('themes', '"themeId"', ['unique (tenant_id)'])};
  ${documents('page_templates', 'id', [])}`

export const LOOKS: Migration = {
  name: '0023-looks',
  up: async (db, dialect) => {
    for (const statement of STATEMENTS.split(';')) {
      const text = statement.trim()
      await sql.raw(dialect === 'postgres' ? forPostgres(text) : text).execute(db)
    }
  },
}
