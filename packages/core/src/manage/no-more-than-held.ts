// Nobody makes an administrator of more than he is himself: neither by giving a right at the system API that he does not hold, nor by
// getting at the login of somebody who holds one. Nor does he shut such a one out, or take from anybody what he does not hold: who may
// block and delete customers cannot take the tenant from those who run it.
import { isDashboard } from '@symbolon/protocol/auth0/dashboard'
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import type { UserPermission } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { tenantRightsOf } from '../users/tenant-rights.ts'
import type { Caller } from './caller.ts'
import { requireRight } from './rights.ts'

/** What the caller may: of a person in the dashboard also what the pages have not asked for. */
const heldBy = async (tenancy: Tenancy, { administrator }: Caller): Promise<ReadonlySet<string>> => {
  const { client_id, subject, scopes } = administrator
  return isDashboard(client_id) ? new Set(await tenantRightsOf(tenancy, subject)) : scopes
}

const requireAll = async (tenancy: Tenancy, caller: Caller, rights: readonly string[]): Promise<void> => {
  if (rights.length === 0) return
  const held = await heldBy(tenancy, caller)
  for (const right of rights) if (!held.has(right)) requireRight(tenancy, caller, [right])
}

/** Returns when the caller holds those of the permissions that are rights at the system API. @throws ApiError 403 `insufficient_scope` */
export const requireHeld = (
  tenancy: Tenancy,
  caller: Caller,
  permissions: readonly UserPermission[],
): Promise<void> => {
  const system = systemAudience(tenancy.tenant.home)
  const rights = permissions.filter(({ resource_server_identifier }) => resource_server_identifier === system)
  return requireAll(
    tenancy,
    caller,
    rights.map(({ permission_name }) => permission_name),
  )
}

/** Returns when the caller holds every right that the user holds, or is that user. @throws ApiError 403 `insufficient_scope` */
export const requireHoldsAsMuch = async (tenancy: Tenancy, caller: Caller, user_id: string): Promise<void> => {
  if (caller.administrator.subject === user_id) return
  await requireAll(tenancy, caller, await tenantRightsOf(tenancy, user_id))
}
