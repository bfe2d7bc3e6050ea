// What can be used once: codes, paused requests, links, login tickets. One conditional statement decides who was first.
import { sql } from 'kysely'
import type { OneTime, OneTimeContents, OneTimeKind } from '@symbolon/core/records'
import type { OneTimeStore } from '@symbolon/core/record-store'
import { type Desk, owned, rowsOf } from '../desk.ts'
import { parseFrozen } from '../frozen-json.ts'
import { statement, type Statement } from '../statement.ts'
import { isStorable } from './storable.ts'

/** How long what is spent or has ended can still be told from what never was, in seconds. */
export const REMEMBERED_FOR = 600

type OneTimeRow = {
  readonly user_id: string | null
  readonly client_id: string | null
  readonly content: string
  readonly expires_at: number
  readonly spent_at: number | null
}

const keepOneTime = async <K extends OneTimeKind>(desk: Desk, value: OneTime<K>, durable: boolean | undefined) => {
  const { kind, hash, user_id, client_id, content, expires_at, spent_at } = value
  const insert = statement`
    insert into one_times (tenant_id, kind, hash, user_id, client_id, content, expires_at, spent_at)
    values (${desk.tenant_id}, ${kind}, ${hash}, ${user_id}, ${client_id}, ${JSON.stringify(content)}, ${Math.floor(expires_at)},
      ${spent_at})`
  await owned(desk, () => desk.run(insert, durable))
}

const findOneTime = async <K extends OneTimeKind>(desk: Desk, kind: K, hash: string) => {
  if (!isStorable(hash)) return undefined
  const rows = await desk.ask<OneTimeRow>(statement`
    select user_id, client_id, content, expires_at, spent_at from one_times
    where tenant_id = ${desk.tenant_id} and kind = ${kind} and hash = ${hash}`)
  const [row] = rows
  if (row === undefined) return undefined
  const { user_id, client_id, expires_at, spent_at } = row
  const content = parseFrozen(row.content) as OneTimeContents[K]
  const value: OneTime<K> = { kind, hash, user_id, client_id, content, expires_at, spent_at }
  return Object.freeze(value)
}

const replaceOneTime = (desk: Desk, kind: OneTimeKind, hash: string, before: unknown, after: unknown) =>
  desk.write(async (db) => {
    const changed = await sql`
      update one_times set content = ${JSON.stringify(after)}
      where tenant_id = ${desk.tenant_id} and kind = ${kind} and hash = ${hash} and spent_at is null
      and content = ${JSON.stringify(before)}`.execute(db)
    return rowsOf(changed) === 1
  }, false)

/** What is spent stays as long as somebody may ask about it, and no longer. A code ends soon enough by itself, and its index is spared. */
const spending = ({ tenant_id }: Desk, kind: OneTimeKind, hash: string, now: number): Statement => {
  const [at, until] = [Math.floor(now), Math.ceil(now) + REMEMBERED_FOR]
  if (kind === 'authorization_code') {
    return statement`
      update one_times set spent_at = ${at}
      where tenant_id = ${tenant_id} and kind = ${kind} and hash = ${hash} and spent_at is null
      and expires_at >= ${Math.ceil(now)}`
  }
  return statement`
    update one_times set spent_at = ${at}, expires_at = case when expires_at < ${until} then expires_at else ${until} end
    where tenant_id = ${tenant_id} and kind = ${kind} and hash = ${hash} and spent_at is null
    and expires_at >= ${Math.ceil(now)}`
}

export const createOneTimeRecords = (desk: Desk): OneTimeStore => ({
  keepOneTime: (value, more) => keepOneTime(desk, value, more?.durable),
  findOneTime: (kind, hash) => findOneTime(desk, kind, hash),
  replaceOneTime: async (kind, hash, before, after) =>
    isStorable(hash) && replaceOneTime(desk, kind, hash, before, after),
  spendOneTime: async (kind, hash, now, more) =>
    isStorable(hash) && (await desk.run(spending(desk, kind, hash, now), more?.durable)) === 1,
  removeOneTimes: async (kind, { user_id, client_id }) => {
    if (!isStorable(user_id) || (client_id !== undefined && !isStorable(client_id))) return 0
    const ofClient = client_id === undefined ? sql`` : sql`and client_id = ${client_id}`
    const removed = await desk.write((db) =>
      sql`
        delete from one_times
        where tenant_id = ${desk.tenant_id} and user_id = ${user_id} and kind = ${kind} ${ofClient}`.execute(db),
    )
    return rowsOf(removed)
  },
})
