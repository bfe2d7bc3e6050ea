// What the tenant log says of somebody: it is written in the background, and so waited for.
import { until } from './until.ts'
import type { World } from './world.ts'

/** Waits for a line of that type about who typed `username`, whose description is as `said`. */
export const logged = ({ tenancy }: World, username: string, type: string, said: RegExp): Promise<void> =>
  until(`${type} is in the log of ${username}`, async () => {
    const { events } = await tenancy.store.logEvents({ limit: 100, type })
    return events.some((event) => event.user_name === username && said.test(event.description ?? ''))
  })
