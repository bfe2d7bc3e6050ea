// What ends with an organization, or with somebody's membership in one: the browser sessions that were last used in it, the refresh
// tokens that came of it, and every access token within it.
import type { Tenancy } from '../tenancy.ts'
import { removeRefreshTokens } from './end-refresh-tokens.ts'
import { organizationEnded } from './ended.ts'
import { revokeWith } from './revoke.ts'

/** Who is no member any more holds nothing of the organization. `remove` is what ends the memberships themselves. */
export const endMemberships = (
  tenancy: Tenancy,
  organization_id: string,
  user_ids: readonly string[],
  remove: () => Promise<void>,
): Promise<void> => {
  const ended = user_ids.map((user_id) => organizationEnded(organization_id, user_id))
  return revokeWith(tenancy, ended, async () => {
    await remove()
    await tenancy.store.removeSessionsIn(organization_id, user_ids)
    for (const user_id of user_ids) await removeRefreshTokens(tenancy, { organization_id, user_id })
  })
}

/** Everything of an organization, whoever's. */
export const endAllIn = (tenancy: Tenancy, organization_id: string): Promise<void> =>
  revokeWith(tenancy, [organizationEnded(organization_id)], async () => {
    await tenancy.store.removeSessionsIn(organization_id)
    await removeRefreshTokens(tenancy, { organization_id })
  })

/** What a client has been given in its own name there. */
export const endMachineIn = (
  tenancy: Tenancy,
  organization_id: string,
  client_id: string,
  remove: () => Promise<void>,
): Promise<void> => revokeWith(tenancy, [organizationEnded(organization_id, `${client_id}@clients`)], remove)
