// Where a request came from, as far as it is known.
import type { Device } from './records.ts'

export type Visitor = {
  readonly ip: string | undefined
  readonly user_agent: string | undefined
}

/** What is kept of the place where something is made. */
export const firstSeenFrom = ({ ip, user_agent }: Visitor): Device => ({
  ...(ip === undefined ? {} : { initial_ip: ip, last_ip: ip }),
  ...(user_agent === undefined ? {} : { initial_user_agent: user_agent, last_user_agent: user_agent }),
})

/** The same, after it was used from another place. */
export const lastSeenFrom = (device: Device, { ip, user_agent }: Visitor): Device => ({
  ...device,
  ...(ip === undefined ? {} : { last_ip: ip }),
  ...(user_agent === undefined ? {} : { last_user_agent: user_agent }),
})
