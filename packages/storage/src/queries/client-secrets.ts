// Client secrets that have ended.
import { sql } from 'kysely'
import type { Database } from '../opening.ts'

/**
 * Removes at most `limit` secrets that ended before `now` (seconds); how many. They are refused already, so that nobody
 * need be told: who remembers one and wants to change it finds it gone, and reads again.
 */
export const deleteExpiredSecrets = async (db: Database, now: number, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from client_secrets where (tenant_id, id) in (
      select tenant_id, id from client_secrets where expires_at < ${now} order by expires_at limit ${limit}
    )`.execute(db)
  return Number(numAffectedRows ?? 0n)
}
