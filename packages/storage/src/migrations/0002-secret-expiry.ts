// When a client secret ends, as a column, so that those that have ended can be found and removed.
import { sql } from 'kysely'
import type { Migration } from './migration.ts'

export const SECRET_EXPIRY: Migration = {
  name: '0002-secret-expiry',
  up: async (db, dialect) => {
    await sql`alter table client_secrets add column expires_at bigint`.execute(db)
    const kept =
      dialect === 'postgres' ? sql`(document::json ->> 'expires_at')::bigint` : sql`document ->> '$.expires_at'`
    await sql`update client_secrets set expires_at = ${kept} where document like '%"expires_at":%'`.execute(db)
    await sql`
      create index client_secrets_by_expiry on client_secrets (expires_at) where expires_at is not null`.execute(db)
  },
}
