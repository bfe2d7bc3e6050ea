// Lines of the tenant log in rows of their own. Versions before wrote them so; they are read (log-events.ts, log-lines-of-users.ts)
// until they are old enough to be forgotten.
import { sql } from 'kysely'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { parseFrozen } from '../frozen-json.ts'
import { rowsOf } from '../desk.ts'
import type { Database } from '../opening.ts'
import { lastOfOld } from './last-of-old.ts'

/**
 * Forgets at most `limit` of a tenant's oldest lines, as far as they are older than `before` (milliseconds since the epoch);
 * how many. Relies on log ids being in order of time.
 */
export const deleteLogRows = async (
  db: Database,
  tenant_id: string,
  before: number,
  limit: number,
): Promise<number> => {
  const oldest = await db
    .selectFrom('log_events')
    .select(['log_id', 'document'])
    .where('tenant_id', '=', tenant_id)
    .orderBy('log_id')
    .limit(limit)
    .execute()
  const last = lastOfOld(oldest, (row) => (parseFrozen(row.document) as LogEvent).date >= before)
  if (last === undefined) return 0
  return rowsOf(
    await sql`delete from log_events where tenant_id = ${tenant_id} and log_id <= ${last.log_id}`.execute(db),
  )
}
