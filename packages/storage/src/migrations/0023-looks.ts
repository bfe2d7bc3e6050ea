// What a tenant has its pages say, and how they look: texts of its own, a theme, a page template.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  ${documents('custom_texts', 'id', ['language text not null'])};
  create index custom_texts_by_language on custom_texts (tenant_id, language, created_at, id);
  ${documents('themes', '"themeId"', ['unique (tenant_id)'])};
  ${documents('page_templates', 'id', [])}`

export const LOOKS: Migration = {
  name: '0023-looks',
  up: runStatements(STATEMENTS),
}
