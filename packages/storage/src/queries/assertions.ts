// Client assertions that have been used. One conditional statement decides who was first.
import { sql } from 'kysely'
import { createHash } from 'node:crypto'
import type { Database } from '../opening.ts'

/** True for exactly one caller per tenant, client and `jti`. */
export const insertSpentAssertion = async (
  db: Database,
  tenant_id: string,
  client_id: string,
  jti: string,
  expires_at: number,
): Promise<boolean> => {
  // RFC 7519, section 2: a NumericDate may have a fraction; the column has none, and no mark may end early.
  // As UTF-16, so that values which differ only in broken surrogates stay different.
  const hash = createHash('sha256').update(jti, 'utf16le').digest('base64url')
  const result = await db
    .insertInto('spent_assertions')
    .values({ tenant_id, client_id, jti: hash, expires_at: Math.ceil(expires_at) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Forgets at most `limit` marks that ended before `now` (seconds since the epoch); how many. */
export const deleteSpentAssertions = async (db: Database, now: number, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from spent_assertions where (tenant_id, client_id, jti) in (
      select tenant_id, client_id, jti from spent_assertions where expires_at < ${now} order by expires_at limit ${limit}
    )`.execute(db)
  return Number(numAffectedRows ?? 0n)
}
