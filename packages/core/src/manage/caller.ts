// Who asks the Management API for what; the tenant log says so about every write.
import type { Visitor } from '../visitor.ts'
import type { Administrator } from './administrator.ts'

/** One request of an administrator. */
export type Caller = {
  readonly administrator: Administrator
  readonly method: string
  /** As it was asked for, without the query. */
  readonly path: string
  readonly ip: string | undefined
  readonly user_agent: string | undefined
  /** The domain that links are to be made for, as a header says. */
  readonly custom_domain?: string | undefined
}

export const visitorOf = ({ ip, user_agent }: Caller): Visitor => ({ ip, user_agent })
