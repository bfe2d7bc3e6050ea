// Sessions of browsers, found by the hash of their cookie.
import { sql } from 'kysely'
import type { Session } from '@symbolon/core/records'
import type { SessionStore } from '@symbolon/core/record-store'
import type { Soon } from '@symbolon/core/soon'
import { type Desk, owned, rowsOf } from '../desk.ts'
import { parseFrozen } from '../frozen-json.ts'
import { selectRecordPage } from './record-page.ts'
import { statement, type Statement } from '../statement.ts'
import { isStorable, storable } from './storable.ts'

type SessionRow = { readonly document: string }

const toSession = (row: SessionRow): Session => parseFrozen(row.document) as Session

/** When nobody needs it any more, in whole seconds. */
const endOf = (session: Session): number => Math.ceil(Math.min(session.idle_expires_at, session.expires_at))

const insertSession = (desk: Desk, session: Session, handle_hash: string): Promise<void> =>
  owned(desk, () =>
    desk.write(async (db) => {
      await sql`
        insert into sessions
          (tenant_id, id, user_id, organization_id, handle_hash, document, expires_at, created_at)
        values (${desk.tenant_id}, ${session.id}, ${storable('user_id', session.user_id)},
          ${session.organization_id ?? null}, ${handle_hash},
          ${JSON.stringify(session)}, ${endOf(session)}, ${desk.now()})`.execute(db)
    }),
  )

const replaceSession: (desk: Desk, ...all: Parameters<SessionStore['replaceSession']>) => Promise<boolean> = (
  desk,
  before,
  after,
  { handle_hash, durable } = {},
) => {
  if (before.id !== after.id) throw new TypeError('The id of a session cannot change.')
  const handle = handle_hash === undefined ? sql`` : sql`, handle_hash = ${handle_hash}`
  return owned(desk, () =>
    desk.write(async (db) => {
      const changed = await sql`
        update sessions set document = ${JSON.stringify(after)}, user_id = ${storable('user_id', after.user_id)},
          organization_id = ${after.organization_id ?? null},
          expires_at = ${endOf(after)}${handle}
        where tenant_id = ${desk.tenant_id} and id = ${before.id} and document = ${JSON.stringify(before)}`.execute(db)
      return rowsOf(changed) === 1
    }, durable),
  )
}

export const createSessionRecords = (desk: Desk): SessionStore => {
  const { tenant_id } = desk
  const recall = (column: 'id' | 'handle_hash', value: string, asked: Statement): Soon<Session | undefined> => {
    if (!isStorable(value)) return undefined
    const ask = async () => (await desk.ask<SessionRow>(asked))[0]
    return desk.recall(`session|${column}|${value}`, ask, toSession)
  }
  return {
    insertSession: (session, handle_hash) => insertSession(desk, session, handle_hash),
    findSessionByHandle: (handle_hash) =>
      recall(
        'handle_hash',
        handle_hash,
        statement`select document from sessions where tenant_id = ${tenant_id} and handle_hash = ${handle_hash}`,
      ),
    findSession: (id) =>
      recall('id', id, statement`select document from sessions where tenant_id = ${tenant_id} and id = ${id}`),
    replaceSession: async (before, after, more) => replaceSession(desk, before, after, more),
    removeSession: async (id) => {
      if (!isStorable(id)) return false
      const removed = await desk.write((db) =>
        sql`delete from sessions where tenant_id = ${tenant_id} and id = ${id}`.execute(db),
      )
      return rowsOf(removed) === 1
    },
    sessionsOfUser: async (user_id, query) => {
      if (!isStorable(user_id)) return query.withTotal === true ? { items: [], total: 0 } : { items: [] }
      const source = {
        columns: sql`document`,
        from: sql`sessions`,
        conditions: [sql`tenant_id = ${tenant_id}`, sql`user_id = ${user_id}`],
        created_at: sql`created_at`,
        id: sql`id`,
      }
      return desk.read((db) => selectRecordPage<SessionRow, Session>(db, source, query, toSession))
    },
    removeSessions: async (until, limit) =>
      rowsOf(
        await desk.write((db) =>
          sql`
            delete from sessions where tenant_id = ${tenant_id} and id in (
              select id from sessions where tenant_id = ${tenant_id} and created_at <= ${until} limit ${limit}
            )`.execute(db),
        ),
      ),
    removeSessionsOfUser: async (user_id) => {
      if (!isStorable(user_id)) return 0
      const removed = await desk.write((db) =>
        sql`delete from sessions where tenant_id = ${tenant_id} and user_id = ${user_id}`.execute(db),
      )
      return rowsOf(removed)
    },
  }
}
