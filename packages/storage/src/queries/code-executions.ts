// Executions of tenants' code, many in one row: those of the same second that were written together. Bounded for each tenant by age
// and by number; the oldest go first.
import { sql } from 'kysely'
import type { KeptExecution } from '@symbolon/core/kept-execution'
import { rowsOf } from '../desk.ts'
import { parseFrozen } from '../frozen-json.ts'
import type { Database } from '../opening.ts'

/** How long one is kept, milliseconds. reference: extensibility, section 17 */
const KEPT_FOR = 10 * 86_400_000

/** How many of a tenant are kept, to within a row. */
const MOST_KEPT = 10_000

/** What the ids of one second begin with. */
const PERIOD = 11

type Entry = { readonly tenant_id: string; readonly execution: KeptExecution }

const periodOf = (id: string): string => id.slice(0, PERIOD)

/** Appends executions of any tenants; what is there already, because nobody heard that it was written, is left alone. */
export const insertExecutions = async (db: Database, entries: readonly Entry[]): Promise<void> => {
  const rows = Map.groupBy(entries, ({ tenant_id, execution }) => `${tenant_id} ${periodOf(execution.id)}`)
  for (const together of rows.values()) {
    const executions = together.map(({ execution }) => execution)
    const [first] = together
    if (!first) continue
    const newest = Math.max(...executions.map(({ updated_at }) => Date.parse(updated_at)))
    await sql`
      insert into code_executions (tenant_id, period, first_id, newest, number, executions)
      values (${first.tenant_id}, ${periodOf(first.execution.id)}, ${first.execution.id}, ${newest}, ${executions.length},
        ${JSON.stringify(executions)})
      on conflict do nothing`.execute(db)
  }
}

type Row = { readonly executions: string }

const executionsIn = (rows: readonly Row[]): readonly KeptExecution[] =>
  rows.flatMap(({ executions }) => parseFrozen(executions) as readonly KeptExecution[])

/** One execution, if it is this tenant's. */
export const selectExecution = async (
  db: Database,
  tenant_id: string,
  id: string,
): Promise<KeptExecution | undefined> => {
  if (!/^exe_[A-Za-z0-9]+$/.test(id)) return undefined
  const { rows } = await sql<Row>`
    select executions from code_executions where tenant_id = ${tenant_id} and period = ${periodOf(id)}`.execute(db)
  return executionsIn(rows).find((execution) => execution.id === id)
}

/** The newest of a tenant, newest first. */
export const selectExecutions = async (
  db: Database,
  tenant_id: string,
  limit: number,
): Promise<readonly KeptExecution[]> => {
  const { rows } = await sql<Row>`
    select executions from code_executions where tenant_id = ${tenant_id}
    order by period desc, first_id desc limit ${limit}`.execute(db)
  return executionsIn(rows)
    .toSorted((one, other) => (one.created_at < other.created_at ? 1 : -1))
    .slice(0, limit)
}

/** The last period that a tenant has too much of; nothing when it has not. */
const lastBeyond = async (db: Database, tenant_id: string): Promise<string> => {
  const { rows } = await sql<{ readonly period: string }>`
    select period from (
      select period, sum(number) over (order by period desc, first_id desc) as counted
      from code_executions where tenant_id = ${tenant_id}
    ) as counts where counted > ${MOST_KEPT} order by period desc limit 1`.execute(db)
  return rows[0]?.period ?? ''
}

/** Forgets at most `limit` rows of a tenant that are too old at `now` (milliseconds since the epoch), or too many; how many. */
export const deleteExecutions = async (
  db: Database,
  tenant_id: string,
  now: number,
  limit: number,
): Promise<number> => {
  const beyond = await lastBeyond(db, tenant_id)
  return rowsOf(
    await sql`
      delete from code_executions where tenant_id = ${tenant_id} and (period, first_id) in (
        select period, first_id from code_executions
        where tenant_id = ${tenant_id} and (newest < ${now - KEPT_FOR} or period <= ${beyond})
        order by period limit ${limit}
      )`.execute(db),
  )
}
