// Records that have ended, removed in small batches.
import { type RawBuilder, sql } from 'kysely'
import { rowsOf } from '../desk.ts'
import type { Database } from '../opening.ts'
import { REMEMBERED_FOR } from './one-times.ts'

type Expiring = {
  readonly table: string
  readonly key: RawBuilder<unknown>
  readonly column: string
  /** How long what has ended is still kept, in seconds. */
  readonly grace: number
}

const BY_ID = sql`tenant_id, id`

/** What ends by itself; each column has an index. */
export const EXPIRING: readonly Expiring[] = [
  { table: 'sessions', key: BY_ID, column: 'expires_at', grace: 0 },
  { table: 'refresh_tokens', key: BY_ID, column: 'expires_at', grace: 0 },
  { table: 'refresh_tokens', key: BY_ID, column: 'idle_expires_at', grace: 0 },
  { table: 'one_times', key: sql`tenant_id, kind, hash`, column: 'expires_at', grace: REMEMBERED_FOR },
  { table: 'organization_invitations', key: BY_ID, column: 'expires_at', grace: REMEMBERED_FOR },
  { table: 'userinfo_claims', key: sql`tenant_id, user_id, client_id, session_id`, column: 'expires_at', grace: 0 },
  { table: 'jobs', key: BY_ID, column: 'expires_at', grace: 0 },
  { table: 'attempts', key: sql`tenant_id, kind, key`, column: 'expires_at', grace: 0 },
]

/** Removes at most `limit` of those that ended before `now` (seconds since the epoch); how many. */
export const deleteExpired = async (
  db: Database,
  { table, key, column, grace }: Expiring,
  now: number,
  limit: number,
): Promise<number> =>
  rowsOf(
    await sql`
      delete from ${sql.table(table)} where (${key}) in (
        select ${key} from ${sql.table(table)} where ${sql.ref(column)} < ${now - grace}
        order by ${sql.ref(column)} limit ${limit}
      )`.execute(db),
  )
