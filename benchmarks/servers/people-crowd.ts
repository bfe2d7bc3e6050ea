import { randomBytes } from 'node:crypto'
import { newUserDocument } from '@symbolon/core/users/new-user'
import { openStore } from '@symbolon/storage/open-store'
import type { Deployment } from './symbolon.ts'

/** Users who are written at the same time, and so share a transaction. */
const batchSize = 500

/** The address of the user number `index`. */
export const crowdEmail = (index: number): string => `person${index}@bench.example`

const NAMES = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Alan', 'Donald', 'Radia', 'Tim', 'Leslie', 'Frances'] as const

/** Fills the database of a stopped deployment with so many users, straight through the store. */
export async function addPeople(deployment: Deployment, count: number): Promise<void> {
  const store = await openStore({ database: deployment.database, now: Date.now, operatorLog: () => undefined })
  try {
    const [tenant] = await store.tenants()
    if (tenant === undefined) throw new Error('the deployment has no tenant')
    const people = store.tenant(tenant.tenant_id)
    const [connection] = await people.all('connections', {})
    if (connection === undefined) throw new Error('the tenant has no connection')
    const add = async (index: number): Promise<void> => {
      const given_name = NAMES[index % NAMES.length]
      const email = crowdEmail(index)
      const more = { email, name: `${given_name} ${index}`, app_metadata: { number: index } }
      const user = newUserDocument({ now: Date.now, random: randomBytes }, connection, more)
      if ((await people.insertUser(user)) !== 'written') throw new Error(`could not add ${email}`)
    }
    for (let from = 0; from < count; from += batchSize) {
      await Promise.all(Array.from({ length: Math.min(batchSize, count - from) }, (_, index) => add(from + index)))
    }
  } finally {
    await store.close()
  }
}
