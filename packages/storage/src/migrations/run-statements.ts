// A step that says the same on both databases, as text: statements, with a semicolon between two.
import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Byte order on both, so that pages and marks mean the same. */
const forPostgres = (statement: string): string =>
  statement.replace(/\btext\b/g, 'text collate "C"').replace(/\) without rowid$/, ')')

/** Runs `statements`, in their order. */
export const runStatements =
  (statements: string): Migration['up'] =>
  async (db, dialect) => {
    for (const statement of statements.split(';')) {
      const text = statement.trim()
      await sql.raw(dialect === 'postgres' ? forPostgres(text) : text).execute(db)
    }
  }
