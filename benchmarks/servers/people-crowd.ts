import { randomBytes } from 'node:crypto'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { User } from '@symbolon/protocol/entities/user'
import type { Job } from '@symbolon/core/job-store'
import type { TenantStore } from '@symbolon/core/ports'
import { newUserDocument } from '@symbolon/core/users/new-user'
import { openStore } from '@symbolon/storage/open-store'
import type { Deployment } from './symbolon.ts'

/** Users of one step of the job, and so of one transaction. */
const AT_ONCE = 2_000

/** Milliseconds from one user to the next, so that each has times of their own. */
const APART = 1_000

const GIVEN = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Alan', 'Donald', 'Radia', 'Tim', 'Leslie', 'Frances'] as const

/** The address of the user number `index`. */
export const crowdEmail = (index: number): string => `person${index}@bench.example`

/** What else is searched for of the user number `index`; one in four has logged in. */
export const crowdProfile = (index: number) => ({
  user_id: index.toString(16).padStart(24, '0'),
  given_name: GIVEN[index % GIVEN.length] ?? '',
  family_name: `Family${index % 50_000}`,
  name: `${GIVEN[index % GIVEN.length]} ${index}`,
  app_metadata: { number: index, plan: `plan-${index % 1_000}`, address: { city: `City ${index % 20_000}` } },
})

/** When the user number `index` of `count` was made. */
export const crowdTime = (index: number): number => Date.UTC(2020, 0, 1) + index * APART

const personOf = (connection: Connection, index: number): User => {
  const user = newUserDocument({ now: () => crowdTime(index), random: randomBytes }, connection, {
    email: crowdEmail(index),
    ...crowdProfile(index),
  })
  if (index % 4 > 0) return user
  const last_login = new Date(crowdTime(index)).toISOString()
  return { ...user, last_login, last_ip: '203.0.113.7', logins_count: 1 + (index % 1_000) }
}

const holder = 'benchmark'
const id = 'job_benchmark0000000'

/** The job that writes them, as one that imports users from a file does. */
const beginJob = async (people: TenantStore): Promise<Job> => {
  const created_at = new Date().toISOString()
  const job: Job = { id, type: 'users_import', status: 'pending', created_at, progress: { done: 0, parts: 0 } }
  const expires_at = Math.floor(Date.now() / 1000) + 86_400
  if ((await people.insertJob(job, { most: 1, expires_at })) !== 'written') throw new Error('there is a job already')
  const held = await people.holdJob(id, holder, Date.now(), Date.now() + 3_600_000)
  if (!held) throw new Error('somebody else has the job')
  return held
}

/** Fills the database of a stopped deployment with so many users, by the step of an import, straight through the store. */
export async function addPeople(deployment: Deployment, count: number): Promise<void> {
  const store = await openStore({ database: deployment.database, now: Date.now, operatorLog: () => undefined })
  try {
    const [tenant] = await store.tenants()
    if (tenant === undefined) throw new Error('the deployment has no tenant')
    const people = store.tenant(tenant.tenant_id)
    const [connection] = await people.all('connections', {})
    if (connection === undefined) throw new Error('the tenant has no connection')
    const job = await beginJob(people)
    for (let from = 0; from < count; from += AT_ONCE) {
      const done = Math.min(from + AT_ONCE, count)
      const users = Array.from({ length: done - from }, (_, at) => ({ user: personOf(connection, from + at) }))
      const after = await people.stepJob(id, holder, {
        users,
        settle: (written) =>
          written.every((one) => one === 'written')
            ? { job: { ...job, status: done < count ? 'processing' : 'completed', progress: { done, parts: 0 } } }
            : undefined,
        until: Date.now() + 3_600_000,
      })
      if (typeof after === 'string') throw new Error(`could not add user ${from} and those behind: ${after}`)
    }
  } finally {
    await store.close()
  }
}
