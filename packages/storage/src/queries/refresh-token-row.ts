// A refresh token as a row: what never changes is its document, what a use changes stands in columns.
import { type RawBuilder, sql } from 'kysely'
import type { RefreshToken, RefreshTokenState } from '@symbolon/core/records'
import type { RefreshTokenWhere } from '@symbolon/core/record-store'
import type { Desk } from '../desk.ts'
import { isStorable } from './storable.ts'

export const REFRESH_TOKEN_COLUMNS = sql`
  document, rotating, last_exchanged_at, idle_expires_at, expires_at, device, metadata, token_hash, previous_hash, successor_salt,
  rotated_at`

export type RefreshTokenRow = RefreshTokenState & {
  readonly document: string
  /** 0 or 1. */
  readonly rotating: number
  readonly last_exchanged_at: number | null
  readonly idle_expires_at: number | null
  readonly expires_at: number | null
  readonly device: string
  readonly metadata: string | null
}

/** Not frozen, as what is remembered has to be: nobody else is given the same. */
export const toRefreshToken = (row: RefreshTokenRow): RefreshToken => ({
  ...(JSON.parse(row.document) as RefreshToken),
  rotating: row.rotating === 1,
  last_exchanged_at: row.last_exchanged_at,
  idle_expires_at: row.idle_expires_at,
  expires_at: row.expires_at,
  device: JSON.parse(row.device) as RefreshToken['device'],
  ...(row.metadata === null
    ? {}
    : { refresh_token_metadata: JSON.parse(row.metadata) as NonNullable<RefreshToken['refresh_token_metadata']> }),
})

const COLUMNS = ['code_hash', 'user_id', 'client_id', 'session_id', 'organization_id'] as const

const forAudience = ({ dialect }: Desk, audience: string): RawBuilder<unknown> =>
  dialect === 'postgres'
    ? sql`exists (
        select 1 from json_array_elements(document::json -> 'resource_servers') as part
        where part ->> 'audience' = ${audience})`
    : sql`exists (
        select 1 from json_each(document, '$.resource_servers') as part where part.value ->> '$.audience' = ${audience})`

/** Conditions of `where`, that of the tenant first; undefined when nothing can match. */
export const conditionsOfTokens = (
  desk: Desk,
  where: RefreshTokenWhere,
): readonly RawBuilder<unknown>[] | undefined => {
  const conditions = [sql`tenant_id = ${desk.tenant_id}`]
  for (const column of COLUMNS) {
    const value = where[column]
    if (value === undefined) continue
    if (!isStorable(value)) return undefined
    conditions.push(sql`${sql.ref(column)} = ${value}`)
  }
  if (where.audience === undefined) return conditions
  return isStorable(where.audience) ? [...conditions, forAudience(desk, where.audience)] : undefined
}
