// Who is let in, by where a request comes from.
import { documents } from './documents.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

export const NETWORK_ACLS: Migration = {
  name: '0029-network-acls',
  up: runStatements(documents('network_acls', 'id', [])),
}
