// What users are searched by: each index goes on by their age, in which they are listed, so that a page is where the index leads; and what
// stands inside their documents has one too. A process of the version before writes nothing into it, so that none may run beside it any more:
// what it changed would be found by what it was.
import { sql } from 'kysely'
import type { User } from '@symbolon/protocol/entities/user'
import type { Database } from '../opening.ts'
import { insertLeaves, leavesOf } from '../queries/user-leaves.ts'
import type { Migration } from './migration.ts'
import { runStatements } from './run-statements.ts'

const NAMES = ['email', 'email_domain', 'username', 'phone_number', 'name', 'given_name', 'family_name', 'nickname']

const STATEMENTS = `
  ${NAMES.map(
    (name) => `drop index users_by_${name};
  create index users_by_${name} on users (tenant_id, ${name}, created_at, user_id)`,
  ).join(';')};
  create index users_by_connection on users (tenant_id, connection, created_at, user_id);
  create index users_blocked on users (tenant_id, created_at, user_id) where blocked = 1;
  create table user_leaves (
    tenant_id text not null,
    mark text not null,
    created_at bigint not null,
    user_id text not null,
    primary key (tenant_id, mark, created_at, user_id)
  ) without rowid
`

/** Users who are read at once. */
const AT_ONCE = 500

type Row = { readonly tenant_id: string; readonly user_id: string; readonly document: string }

/** Leaves of those who are here. */
const fill = async (db: Database): Promise<void> => {
  for (let last: Row | undefined; ;) {
    const onwards = last ? sql`where (tenant_id, user_id) > (${last.tenant_id}, ${last.user_id})` : sql``
    const { rows }: { rows: Row[] } = await sql<Row>`
      select tenant_id, user_id, document from users ${onwards}
      order by tenant_id, user_id limit ${AT_ONCE}`.execute(db)
    for (const [tenant_id, some] of Map.groupBy(rows, (row) => row.tenant_id)) {
      const users = some.map(({ document }) => JSON.parse(document) as User)
      await insertLeaves(db, tenant_id, users.flatMap(leavesOf))
    }
    last = rows.at(-1)
    if (rows.length < AT_ONCE) return
  }
}

export const SEARCH_INDEXES: Migration = {
  name: '0027-search-indexes',
  up: async (db, dialect) => {
    await runStatements(STATEMENTS)(db, dialect)
    // Who has never logged in comes last, on SQLite in any case.
    const last = dialect === 'postgres' ? 'nulls last' : ''
    for (const [name, order] of [
      ['last_login', `desc ${last}`],
      ['logins_count', 'desc'],
      ['updated_at', 'desc'],
    ]) {
      await runStatements(`create index users_by_${name} on users (tenant_id, ${name} ${order}, created_at, user_id)`)(
        db,
        dialect,
      )
    }
    await fill(db)
    // Until PostgreSQL has looked at them itself it would take the new indexes for those of an empty table.
    if (dialect === 'postgres') await runStatements('analyze users; analyze user_leaves')(db, dialect)
  },
}
