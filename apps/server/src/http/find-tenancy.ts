// Which tenant a request is for: the host it was sent to, and nothing else, says so. design.md §3
import { openTenancy, type Tenancy } from '@symbolon/core/tenancy'
import type { Ports, Tenant } from '@symbolon/core/ports'
import { whenKnown, type Soon } from '@symbolon/core/soon'

const HOST = /^[a-z0-9._-]{1,253}(?::\d{1,5})?$|^\[[0-9a-f:.]{2,45}\](?::\d{1,5})?$/

/** The host that a header names, in the spelling by which tenants are known; undefined for what is none. */
function hostIn(header: string): string | undefined {
  const host = header.toLowerCase()
  return HOST.test(host) ? host : undefined
}

/** Finds the tenancy of a host, at once while it is remembered; undefined when no tenant answers for it. */
export type FindTenancy = (host: string | undefined) => Soon<Tenancy | undefined>

/** The tenancy of a tenant at each of its hosts is made once, and again when the tenant's row has changed. */
export function tenancyFinder(ports: Ports): FindTenancy {
  const open = new WeakMap<Tenant, Map<string, Tenancy>>()

  const tenancyAt = (tenant: Tenant, host: string): Tenancy => {
    let known = open.get(tenant)
    if (!known) open.set(tenant, (known = new Map()))
    let tenancy = known.get(host)
    if (!tenancy) known.set(host, (tenancy = openTenancy(ports, tenant, host)))
    return tenancy
  }
  // Some clients write the port that goes without saying.
  const findWithoutPort = (host: string): Soon<Tenancy | undefined> => {
    const bare = host.replace(/:(?:80|443)$/, '')
    if (bare === host) return undefined
    return whenKnown(ports.store.findTenant(bare), (tenant) => tenant && tenancyAt(tenant, bare))
  }

  // Most requests name the same host as the one before.
  let last = ''
  let hostOfLast: string | undefined
  return (header = '') => {
    const host = header === last ? hostOfLast : hostIn(header)
    last = header
    hostOfLast = host
    if (host === undefined) return undefined
    return whenKnown(ports.store.findTenant(host), (tenant) =>
      tenant ? tenancyAt(tenant, host) : findWithoutPort(host),
    )
  }
}
