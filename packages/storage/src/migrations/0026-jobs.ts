// Jobs: work that outlives its request, in pieces. And of passwords, where somebody's lies when one of a connection is drawn by lot.
import { sql } from 'kysely'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const STATEMENTS = `
  create table jobs (
    tenant_id text not null,
    id text not null,
    type text not null,
    is_open smallint not null,
    document text not null,
    holder text not null,
    held_until bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, id)
  );
  create index jobs_open on jobs (held_until, created_at) where is_open = 1;
  create index jobs_by_expiry on jobs (expires_at);
  create table job_parts (
    tenant_id text not null,
    id text not null,
    number bigint not null,
    content text not null,
    primary key (tenant_id, id, number),
    foreign key (tenant_id, id) references jobs (tenant_id, id) on delete cascade
  );
  alter table passwords add column connection text not null default '';
  alter table passwords add column lot bigint not null default 0`

/** Numbers that both databases keep and JavaScript reads exactly. */
const LOT = { sqlite: 'abs(random() % 9007199254740991)', postgres: 'floor(random() * 9007199254740991)' }
const CONNECTION = {
  sqlite: `json_extract(document, '$.connection')`,
  postgres: `cast(document as json) ->> 'connection'`,
}

export const JOBS: Migration = {
  name: '0026-jobs',
  up: async (db, dialect) => {
    await runStatements(STATEMENTS)(db, dialect)
    await sql.raw(`update passwords set lot = ${LOT[dialect]}, connection = ${CONNECTION[dialect]}`).execute(db)
    await sql.raw('create index passwords_by_lot on passwords (tenant_id, connection, lot)').execute(db)
  },
}
