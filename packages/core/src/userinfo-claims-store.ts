// The store's verbs about what the tenant's code says of people at /userinfo: for the tokens of one client and session.
import type { UserinfoClaims } from './records.ts'
import type { Soon } from './soon.ts'

/** Whose tokens: those of one session, or, where they came of none, all others that the client has for the user. */
export type UserinfoClaimsOf = {
  readonly user_id: string
  readonly client_id: string
  readonly session_id: string | undefined
}

export type UserinfoClaimsStore = {
  /** What came last counts; undefined: nothing any more. Forgotten at `expires_at` (seconds) or with the user. Not durable. */
  keepUserinfoClaims(of: UserinfoClaimsOf, claims: UserinfoClaims | undefined, expires_at: number): Promise<void>
  findUserinfoClaims(of: UserinfoClaimsOf): Soon<UserinfoClaims | undefined>
  /** Of everybody: the tenant has no code any more that says anything. Not durable. */
  dropUserinfoClaims(): Promise<void>
}
