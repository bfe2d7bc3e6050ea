// Which tenant a request is for: the host it was sent to, and nothing else, says so. design.md §3
import { openTenancy, type Tenancy } from '@symbolon/core/tenancy'
import type { Ports, Tenant } from '@symbolon/core/ports'

const HOST = /^[a-z0-9._-]{1,253}(?::\d{1,5})?$|^\[[0-9a-f:.]{2,45}\](?::\d{1,5})?$/

/** Finds the tenancy of a host; undefined when no tenant answers for it. */
export type FindTenancy = (host: string | undefined) => Promise<Tenancy | undefined>

/** Each tenant's tenancy is made once, and again when the tenant's row has changed. */
export function tenancyFinder(ports: Ports): FindTenancy {
  const open = new WeakMap<Tenant, Tenancy>()
  return async (header) => {
    const host = header?.toLowerCase()
    if (host === undefined || !HOST.test(host)) return undefined
    const tenant = (await ports.store.findTenant(host)) ?? (await findWithoutDefaultPort(ports, host))
    if (!tenant) return undefined
    let tenancy = open.get(tenant)
    if (!tenancy) open.set(tenant, (tenancy = openTenancy(ports, tenant)))
    return tenancy
  }
}

/** Some clients write the port that goes without saying. */
async function findWithoutDefaultPort({ store }: Ports, host: string): Promise<Tenant | undefined> {
  const bare = host.replace(/:(?:80|443)$/, '')
  return bare === host ? undefined : store.findTenant(bare)
}
