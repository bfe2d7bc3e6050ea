// The shape of one step of the schema.
import type { Database, Opening } from '../opening.ts'

export type Migration = {
  /** Number and name of its file. */
  readonly name: string
  /** Adds, never takes away what the version before still reads. */
  readonly up: (db: Database, dialect: Opening['dialect']) => Promise<void>
}
