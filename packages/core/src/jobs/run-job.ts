// jobs: work on many users that outlives its request: import and export. Here: one job, step by step, by whoever holds it. Each step is
// one transaction, so that a process that dies leaves a job from which another goes on. reference: Management API, section 21.
import type { Connection } from '@symbolon/protocol/entities/connection'
import { isStoreUnavailable } from '../errors.ts'
import type { Job } from '../job-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { exportUsers } from './export-users.ts'
import { importUsers } from './import-users.ts'
import { failing, type NextStep } from './next-step.ts'
import { tellAdministrators } from './tell-administrators.ts'

/** Milliseconds for which a process has a job, taken anew with each step: far longer than one takes. */
const HOLD = 10_000

const isOpen = ({ status }: Job): boolean => status === 'pending' || status === 'processing'

const connectionOf = async ({ store }: Tenancy, { connection_id }: Job): Promise<Connection | undefined> =>
  connection_id === undefined ? undefined : store.find('connections', { id: connection_id })

const openWork = async (tenancy: Tenancy, job: Job): Promise<NextStep> => {
  if (job.type !== 'users_import') return exportUsers(tenancy)
  const connection = await connectionOf(tenancy, job)
  if (!connection) return failing('The connection does not exist any more')
  return importUsers(tenancy, connection, (await tenancy.store.jobPart(job.id, 0)) ?? '')
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Does the job as far as it goes. @throws what the store throws, and what nobody foresaw */
const work = async (tenancy: Tenancy, held: Job, holder: string, isStopping: () => boolean): Promise<void> => {
  const { store, now } = tenancy
  const { id } = held
  const next = await openWork(tenancy, held)
  let job = held
  while (isOpen(job) && !isStopping()) {
    const after = await store.stepJob(id, holder, { ...(await next(job)), until: now() + HOLD })
    if (after === 'lost') return
    if (after !== 'again') job = after
    await nextTurn()
  }
  if (isOpen(job)) await store.leaveJob(id, holder, now())
  else tellAdministrators(tenancy, job)
}

/**
 * Does the job `id` as `holder` until it has ended or the server stops; nothing where another has it. What keeps the database from
 * working leaves it for later; what nobody foresaw ends it, and is told the operator.
 */
export async function runJob(tenancy: Tenancy, id: string, holder: string, isStopping: () => boolean): Promise<void> {
  const { store, now, operatorLog } = tenancy
  const held = await store.holdJob(id, holder, now(), now() + HOLD)
  if (!held) return
  try {
    await work(tenancy, held, holder, isStopping)
  } catch (cause) {
    if (isStoreUnavailable(cause)) throw cause
    operatorLog('error', 'A job failed', { job: id, type: held.type, cause })
    const job = (await store.findJob(id)) ?? held
    const ended = await store.stepJob(id, holder, {
      ...(await failing('An internal error occurred')(job)),
      until: now(),
    })
    if (typeof ended !== 'string') tellAdministrators(tenancy, ended)
  }
}
