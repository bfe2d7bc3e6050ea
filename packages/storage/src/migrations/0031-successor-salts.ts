// The successor of a refresh token follows from a salt of its rotation; until then it was kept sealed, in a column that nobody reads any more.
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

export const SUCCESSOR_SALTS: Migration = {
  name: '0031-successor-salts',
  up: runStatements('alter table refresh_tokens add column successor_salt text'),
}
