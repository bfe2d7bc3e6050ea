// Jobs, and who is at them. A hold is a time that one statement takes; each step asks whether it is still held, in the transaction that
// writes what the step does.
import { sql } from 'kysely'
import type { Job, JobStep, JobStore } from '@symbolon/core/job-store'
import { type Desk, rowsOf } from '../desk.ts'
import { parseFrozen } from '../frozen-json.ts'
import type { Database } from '../opening.ts'
import { isStorable } from './storable.ts'
import { writeUsers } from './user-writes.ts'

/** Thrown to leave a transaction without a trace. */
class Undone extends Error {
  readonly outcome: 'lost' | 'again'
  constructor(outcome: 'lost' | 'again') {
    super(outcome)
    this.outcome = outcome
  }
}

const isOpen = ({ status }: Job): boolean => status === 'pending' || status === 'processing'

/** What was kept is a job. */
const toJob = (row: { readonly document: string } | undefined): Job | undefined =>
  row && (parseFrozen(row.document) as Job)

const insertPart = async (db: Database, tenant_id: string, id: string, number: number, content: string) => {
  await sql`insert into job_parts (tenant_id, id, number, content) values (${tenant_id}, ${id}, ${number}, ${content})`.execute(
    db,
  )
}

const deleteInput = async (db: Database, tenant_id: string, id: string) => {
  await sql`delete from job_parts where tenant_id = ${tenant_id} and id = ${id} and number = 0`.execute(db)
}

const takeStep = async (
  desk: Desk,
  id: string,
  holder: string,
  { users, settle, until }: JobStep,
): Promise<Job | 'lost' | 'again'> => {
  const { tenant_id } = desk
  const work = async (db: Database): Promise<Job> => {
    // First of all, so that on PostgreSQL whoever else would hold it waits here.
    const held = await sql`
      update jobs set held_until = ${until}
      where tenant_id = ${tenant_id} and id = ${id} and holder = ${holder} and is_open = 1`.execute(db)
    if (rowsOf(held) !== 1) throw new Undone('lost')
    const settled = settle(await writeUsers(desk, db, users))
    if (!settled) throw new Undone('again')
    const { job, part } = settled
    if (part) await insertPart(db, tenant_id, id, part.number, part.content)
    if (!isOpen(job)) await deleteInput(db, tenant_id, id)
    await sql`
      update jobs set document = ${JSON.stringify(job)}, is_open = ${Number(isOpen(job))}
      where tenant_id = ${tenant_id} and id = ${id}`.execute(db)
    return job
  }
  try {
    return await desk.transact(work)
  } catch (error) {
    if (error instanceof Undone) return error.outcome
    throw error
  }
}

export const createJobRecords = (desk: Desk): JobStore => {
  const { tenant_id } = desk
  return {
    insertJob: (job, { input, most, expires_at }) =>
      desk.transact(async (db) => {
        const inserted = await sql`
          insert into jobs (tenant_id, id, type, is_open, document, holder, held_until, created_at, expires_at)
          select tenant_id, ${job.id}, ${job.type}, cast(${Number(isOpen(job))} as smallint), ${JSON.stringify(job)}, '', 0, cast(${desk.now()} as bigint),
            cast(${expires_at} as bigint) from tenants
          where tenant_id = ${tenant_id} and ${most} > (
            select count(*) from jobs as others
            where others.tenant_id = ${tenant_id} and others.type = ${job.type} and others.is_open = 1
          )`.execute(db)
        if (rowsOf(inserted) === 0) return 'full'
        if (input !== undefined) await insertPart(db, tenant_id, job.id, 0, input)
        return 'written'
      }),
    findJob: async (id) => {
      if (!isStorable(id)) return undefined
      const { rows } = await desk.read((db) =>
        sql<{ document: string }>`select document from jobs where tenant_id = ${tenant_id} and id = ${id}`.execute(db),
      )
      return toJob(rows[0])
    },
    holdJob: async (id, holder, now, until) => {
      const { rows } = await desk.write((db) =>
        sql<{ document: string }>`
          update jobs set holder = ${holder}, held_until = ${until}
          where tenant_id = ${tenant_id} and id = ${id} and is_open = 1 and held_until <= ${now}
          returning document`.execute(db),
      )
      return toJob(rows[0])
    },
    leaveJob: async (id, holder, now) => {
      await desk.write((db) =>
        sql`
          update jobs set holder = '', held_until = ${now}
          where tenant_id = ${tenant_id} and id = ${id} and holder = ${holder}`.execute(db),
      )
    },
    stepJob: (id, holder, step) => takeStep(desk, id, holder, step),
    jobPart: async (id, number) => {
      const { rows } = await desk.read((db) =>
        sql<{ content: string }>`
          select content from job_parts
          where tenant_id = ${tenant_id} and id = ${id} and number = ${number}`.execute(db),
      )
      return rows[0]?.content
    },
  }
}

/** At most `limit` jobs that have not ended and that nobody holds at `now`, one of each tenant, the oldest first. */
export const selectOpenJobs = async (db: Database, now: number, limit: number) => {
  const { rows } = await sql<{ readonly tenant_id: string; readonly id: string }>`
    select tenant_id, id from (
      select tenant_id, id, created_at, row_number() over (partition by tenant_id order by created_at, id) as nth
      from jobs where is_open = 1 and held_until <= ${now}
    ) as waiting where nth = 1 order by created_at, id limit ${limit}`.execute(db)
  return rows.map(({ tenant_id, id }) => ({ tenant_id, id }))
}
