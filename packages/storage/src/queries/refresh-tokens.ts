// Refresh tokens: one row for a token and all its successors. One conditional statement decides which of two rotations was first.
import { sql } from 'kysely'
import type { RefreshToken } from '@symbolon/core/records'
import type { RefreshTokenStore } from '@symbolon/core/record-store'
import { type Desk, owned, rowsOf } from '../desk.ts'
import type { Database } from '../opening.ts'
import { conditionsOfTokens, REFRESH_TOKEN_COLUMNS, type RefreshTokenRow, toRefreshToken } from './refresh-token-row.ts'
import { selectRecordPage } from './record-page.ts'
import { statement, type Statement } from '../statement.ts'
import { isStorable, storable } from './storable.ts'

/** PostgreSQL takes no fraction where there is room for none. */
const whole = (time: number | null): number | null => (time === null ? null : Math.floor(time))

/** More than any limit; SQLite knows OFFSET only behind a LIMIT. */
const ALL = 1_000_000_000

const insertRefreshToken: (desk: Desk, ...all: Parameters<RefreshTokenStore['insertRefreshToken']>) => Promise<void> = (
  desk,
  token,
  handle_hash,
  token_hash,
  limit,
) => {
  const { tenant_id, dialect } = desk
  const { rotating, last_exchanged_at, idle_expires_at, device, refresh_token_metadata, ...kept } = token
  const metadata = refresh_token_metadata === undefined ? null : JSON.stringify(refresh_token_metadata)
  const user_id = storable('user_id', token.user_id)
  const work = async (db: Database): Promise<void> => {
    // SQLite has one writer at a time; here two would each overlook what the other adds.
    if (dialect === 'postgres') {
      await sql`select 1 from users where tenant_id = ${tenant_id} and user_id = ${user_id} for no key update`.execute(
        db,
      )
    }
    await sql`
      insert into refresh_tokens (tenant_id, id, handle_hash, user_id, client_id, session_id, organization_id, code_hash, token_hash,
        rotating, last_exchanged_at, idle_expires_at, expires_at, device, metadata, document, created_at)
      values (${tenant_id}, ${token.id}, ${handle_hash}, ${user_id}, ${token.client_id}, ${token.session_id},
        ${token.organization_id ?? null},
        ${token.code_hash}, ${token_hash}, ${Number(rotating)}, ${whole(last_exchanged_at)}, ${whole(idle_expires_at)},
        ${whole(token.expires_at)}, ${JSON.stringify(device)}, ${metadata}, ${JSON.stringify(kept)}, ${desk.now()})`.execute(
      db,
    )
    await sql`
      delete from refresh_tokens where tenant_id = ${tenant_id} and id in (
        select id from refresh_tokens
        where tenant_id = ${tenant_id} and user_id = ${user_id} and client_id = ${token.client_id}
        order by created_at desc, id desc limit ${ALL} offset ${limit}
      ) and id <> ${token.id}`.execute(db)
  }
  return owned(desk, () => desk.transact(work))
}

const earlierEnd = ({ expires_at }: { readonly expires_at?: number | null }) =>
  expires_at === undefined ? sql`` : sql`, expires_at = ${whole(expires_at)}`

type Rotation = Parameters<RefreshTokenStore['rotateRefreshToken']>[2]

const rotation = ({ tenant_id }: Desk, id: string, token_hash: string, next: Rotation): Statement => {
  const rotating = next.rotating === undefined ? null : Number(next.rotating)
  const rotated_at = whole(next.rotated_at)
  const exchanged_at = whole(next.last_exchanged_at)
  const idle_end = whole(next.idle_expires_at)
  const device = JSON.stringify(next.device)
  // The end has an index, which is spared where it stays.
  if (next.expires_at === undefined) {
    return statement`
      update refresh_tokens set token_hash = ${next.token_hash}, previous_hash = ${next.previous_hash},
        successor_salt = ${next.successor_salt}, rotated_at = ${rotated_at}, last_exchanged_at = ${exchanged_at},
        idle_expires_at = ${idle_end}, device = ${device}, rotating = coalesce(${rotating}, rotating)
      where tenant_id = ${tenant_id} and id = ${id} and token_hash = ${token_hash}`
  }
  return statement`
    update refresh_tokens set token_hash = ${next.token_hash}, previous_hash = ${next.previous_hash},
      successor_salt = ${next.successor_salt}, rotated_at = ${rotated_at}, last_exchanged_at = ${exchanged_at},
      idle_expires_at = ${idle_end}, device = ${device}, rotating = coalesce(${rotating}, rotating),
      expires_at = ${whole(next.expires_at)}
    where tenant_id = ${tenant_id} and id = ${id} and token_hash = ${token_hash}`
}

const touchRefreshToken: (
  desk: Desk,
  ...all: Parameters<RefreshTokenStore['touchRefreshToken']>
) => Promise<boolean> = (desk, id, used) =>
  desk.write(async (db) => {
    const changed = await sql`
      update refresh_tokens set last_exchanged_at = ${whole(used.last_exchanged_at)}, idle_expires_at = ${whole(used.idle_expires_at)},
        device = ${JSON.stringify(used.device)}${earlierEnd(used)}
      where tenant_id = ${desk.tenant_id} and id = ${id}`.execute(db)
    return rowsOf(changed) === 1
  }, false)

type Lookups = Pick<RefreshTokenStore, 'findRefreshTokenByHandle' | 'findRefreshToken' | 'pageRefreshTokens'>

const createLookups = (desk: Desk): Lookups => {
  const { tenant_id } = desk
  return {
    findRefreshTokenByHandle: async (handle_hash) => {
      if (!isStorable(handle_hash)) return undefined
      const [row] = await desk.ask<RefreshTokenRow>(statement`
        select document, rotating, last_exchanged_at, idle_expires_at, expires_at, device, metadata, token_hash, previous_hash,
          successor_salt, rotated_at
        from refresh_tokens where tenant_id = ${tenant_id} and handle_hash = ${handle_hash}`)
      if (row === undefined) return undefined
      const { token_hash, previous_hash, successor_salt, rotated_at } = row
      return { token: toRefreshToken(row), state: { token_hash, previous_hash, successor_salt, rotated_at } }
    },
    findRefreshToken: async (id) => {
      if (!isStorable(id)) return undefined
      const { rows } = await desk.read((db) =>
        sql<RefreshTokenRow>`
          select ${REFRESH_TOKEN_COLUMNS} from refresh_tokens where tenant_id = ${tenant_id} and id = ${id}`.execute(
          db,
        ),
      )
      return rows[0] && toRefreshToken(rows[0])
    },
    pageRefreshTokens: async (where, query) => {
      const conditions = conditionsOfTokens(desk, where)
      if (conditions === undefined) return query.withTotal === true ? { items: [], total: 0 } : { items: [] }
      const source = {
        columns: REFRESH_TOKEN_COLUMNS,
        from: sql`refresh_tokens`,
        conditions,
        created_at: sql`created_at`,
        id: sql`id`,
      }
      return desk.read((db) => selectRecordPage<RefreshTokenRow, RefreshToken>(db, source, query, toRefreshToken))
    },
  }
}

export const createRefreshTokenRecords = (desk: Desk): RefreshTokenStore => {
  const { tenant_id } = desk
  return {
    ...createLookups(desk),
    insertRefreshToken: async (...all) => insertRefreshToken(desk, ...all),
    rotateRefreshToken: async (...all) => (await desk.run(rotation(desk, ...all))) === 1,
    touchRefreshToken: (...all) => touchRefreshToken(desk, ...all),
    replaceRefreshTokenMetadata: async (id, metadata) => {
      if (!isStorable(id)) return false
      const kept = metadata === undefined ? null : JSON.stringify(metadata)
      const changed = await desk.write((db) =>
        sql`update refresh_tokens set metadata = ${kept} where tenant_id = ${tenant_id} and id = ${id}`.execute(db),
      )
      return rowsOf(changed) === 1
    },
    removeRefreshToken: async (id) => {
      if (!isStorable(id)) return false
      const removed = await desk.write((db) =>
        sql`delete from refresh_tokens where tenant_id = ${tenant_id} and id = ${id}`.execute(db),
      )
      return rowsOf(removed) === 1
    },
    removeRefreshTokens: async (where) => {
      const conditions = conditionsOfTokens(desk, where)
      if (conditions === undefined) return 0
      // Whoever forgets to say which does not mean all of them.
      if (conditions.length === 1)
        throw new TypeError('Refresh tokens are removed by something that they have in common.')
      const removed = await desk.write((db) =>
        sql`delete from refresh_tokens where ${sql.join(conditions, sql` and `)}`.execute(db),
      )
      return rowsOf(removed)
    },
  }
}
