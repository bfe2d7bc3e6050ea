// Attempts that are counted against abuse, each by one statement.
import { type RawBuilder, sql } from 'kysely'
import type { AttemptKind, Attempts } from '@symbolon/core/records'
import type { AttemptStore } from '@symbolon/core/record-store'
import type { Desk } from '../desk.ts'

const COLUMNS = sql`kind, key, identifier, ip, connection, count, updated_at`

/** Strangers make up the keys: what no column can hold is counted as what it looks like. */
const toKey = (text: string): string => text.replaceAll('\0', '\u{fffd}').toWellFormed()
const orNull = (text: string | null): string | null => (text === null ? null : toKey(text))

type Rule = Parameters<AttemptStore['countAttempt']>[2]

const countAttempt = (
  desk: Desk,
  attempt: Omit<Attempts, 'count' | 'updated_at'>,
  time: number,
  rule: Rule,
): Promise<number> => {
  const at = Math.floor(time)
  const passed = sql`(case when ${at} > attempts.updated_at then ${at} - attempts.updated_at else 0 end)`
  const rest =
    rule.regain_every === undefined
      ? sql`attempts.count`
      : sql`attempts.count - ${passed} / cast(${rule.regain_every} as double precision)`
  return desk.write(async (db) => {
    const { rows } = await sql<{ count: number }>`
      insert into attempts (tenant_id, kind, key, identifier, ip, connection, count, updated_at, expires_at)
      values (${desk.tenant_id}, ${attempt.kind}, ${toKey(attempt.key)}, ${orNull(attempt.identifier)},
        ${orNull(attempt.ip)}, ${orNull(attempt.connection)}, 1, ${at}, ${Math.ceil(rule.expires_at)})
      on conflict (tenant_id, kind, key) do update set
        count = 1 + case when attempts.expires_at > ${at} and ${rest} > 0 then ${rest} else 0 end,
        updated_at = case when ${at} > attempts.updated_at then ${at} else attempts.updated_at end,
        identifier = excluded.identifier, ip = excluded.ip, connection = excluded.connection,
        expires_at = excluded.expires_at
      returning count`.execute(db)
    return rows[0]?.count ?? 1
  }, false)
}

type By = { readonly key?: string; readonly identifier?: string; readonly ip?: string }

const conditionOf = (by: By): RawBuilder<unknown> => {
  if (by.key !== undefined) return sql`key = ${toKey(by.key)}`
  if (by.identifier !== undefined) return sql`identifier = ${toKey(by.identifier)}`
  if (by.ip !== undefined) return sql`ip = ${toKey(by.ip)}`
  throw new TypeError('Attempts are found by key, identifier or ip.')
}

export const createAttemptRecords = (desk: Desk): AttemptStore => {
  const select = async (kind: AttemptKind, by: By): Promise<readonly Attempts[]> => {
    const { rows } = await desk.read((db) =>
      sql<Attempts>`
        select ${COLUMNS} from attempts where tenant_id = ${desk.tenant_id} and kind = ${kind} and ${conditionOf(by)}
        and expires_at > ${Math.floor(desk.now() / 1000)} order by key`.execute(db),
    )
    return rows.map((row) => Object.freeze({ ...row }))
  }
  return {
    countAttempt: (attempt, at, rule) => countAttempt(desk, attempt, at, rule),
    findAttempts: async (kind, key) => (await select(kind, { key }))[0],
    attemptsOf: select,
    clearAttempts: (kind, where) =>
      desk.write(async (db) => {
        await sql`
          delete from attempts
          where tenant_id = ${desk.tenant_id} and kind = ${kind} and ${conditionOf(where)}`.execute(db)
      }, false),
  }
}
