// At which of a tenant's hosts a client can be used. What manages the tenant, and what serves its administrators, is at the tenant's own
// host alone: at custom domains pages of the tenant's making may run scripts, and these must find nothing of an administrator's.
import { isDashboard, isTrial } from '@symbolon/protocol/auth0/dashboard'
import type { Client } from '@symbolon/protocol/entities/client'
import { isAtHome, type Tenancy } from '../tenancy.ts'

type Named = Pick<Client, 'client_id' | 'client_metadata'>

/** Whether the client is the dashboard's, or one in which administrators try connections. */
export const isOfAdministrators = (client: Named): boolean => isDashboard(client.client_id) || isTrial(client)

/** Whether the client can be used at this host of the tenant. */
export const isUsableHere = (tenancy: Pick<Tenancy, 'tenant'>, client: Named): boolean =>
  isAtHome(tenancy) || !isOfAdministrators(client)
