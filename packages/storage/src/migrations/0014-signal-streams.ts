// Who hears of security events, and how far each has come. Places stand apart: moving one is no change of configuration.
import { sql } from 'kysely'
import { documents, forPostgres } from './documents.ts'
import type { Migration } from './migration.ts'

const STATEMENTS = `
  ${documents('signal_streams', 'id', [])};
  create table signal_stream_places (
    tenant_id text not null,
    id text not null,
    place bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, id) references signal_streams (tenant_id, id) on delete cascade
  )`

export const SIGNAL_STREAMS: Migration = {
  name: '0014-signal-streams',
  up: async (db, dialect) => {
    for (const statement of STATEMENTS.split(';')) {
      const text = statement.trim()
      await sql.raw(dialect === 'postgres' ? forPostgres(text) : text).execute(db)
    }
  },
}
