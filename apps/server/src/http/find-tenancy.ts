// Which tenant a request is for: the host it was sent to, and nothing else, says so. design.md §3
import { openTenancy, type Tenancy } from '@symbolon/core/tenancy'
import type { Ports, Tenant } from '@symbolon/core/ports'
import type { Soon } from '@symbolon/core/soon'

const HOST = /^[a-z0-9._-]{1,253}(?::\d{1,5})?$|^\[[0-9a-f:.]{2,45}\](?::\d{1,5})?$/

/** Finds the tenancy of a host, at once while it is remembered; undefined when no tenant answers for it. */
export type FindTenancy = (host: string | undefined) => Soon<Tenancy | undefined>

/** The tenancy of a tenant at each of its hosts is made once, and again when the tenant's row has changed. */
export function tenancyFinder(ports: Ports): FindTenancy {
  const open = new WeakMap<Tenant, Map<string, Tenancy>>()
  // By what the store has answered: as long as that is remembered, it is the same promise.
  const found = new WeakMap<Promise<Tenant | undefined>, Soon<Tenancy | undefined>>()

  const tenancyAt = (tenant: Tenant, host: string): Tenancy => {
    let known = open.get(tenant)
    if (!known) open.set(tenant, (known = new Map()))
    let tenancy = known.get(host)
    if (!tenancy) known.set(host, (tenancy = openTenancy(ports, tenant, host)))
    return tenancy
  }
  const findAt = async (asked: Promise<Tenant | undefined>, host: string): Promise<Tenancy | undefined> => {
    const tenant = await asked
    if (tenant) return tenancyAt(tenant, host)
    // Some clients write the port that goes without saying.
    const bare = host.replace(/:(?:80|443)$/, '')
    const same = bare === host ? undefined : await ports.store.findTenant(bare)
    return same && tenancyAt(same, bare)
  }

  return (header) => {
    const host = header?.toLowerCase()
    if (host === undefined || !HOST.test(host)) return undefined
    const asked = ports.store.findTenant(host)
    if (found.has(asked)) return found.get(asked)
    const tenancy = findAt(asked, host)
    found.set(asked, tenancy)
    tenancy.then(
      (opened) => found.set(asked, opened),
      // Who asks next may have more luck.
      () => found.delete(asked),
    )
    return tenancy
  }
}
