// tenancy: what every decision stands on: one tenant, its memory, and the ports.
import type { Ports, Tenant, TenantStore } from './ports.ts'

/** A tenant as it answers at one of its hosts: `host` and `issuer` are those of this one. */
export type TenantAtHost = Tenant & {
  /** Issuer of the tenant's own host: there, and nowhere else, it is managed. */
  readonly home: string
}

export type Tenancy = Omit<Ports, 'store'> & { readonly tenant: TenantAtHost; readonly store: TenantStore }

/** `tenant`, whose own issuer is `home`, as it answers at `host`: by the scheme of its own. */
const at = (tenant: Tenant, home: string, host: string): TenantAtHost => {
  const own = new URL(home)
  return Object.freeze({ ...tenant, host, issuer: host === own.host ? home : `${own.protocol}//${host}/`, home })
}

/** The tenancy of `tenant` at one of its hosts; at its own, where none is named. Nothing in it reaches another tenant's data. */
export const openTenancy = (ports: Ports, tenant: Tenant, host = tenant.host): Tenancy => ({
  ...ports,
  tenant: at(tenant, tenant.issuer, host),
  store: ports.store.tenant(tenant.tenant_id),
})

/** Whether this is the tenant's own host, and no custom domain of it. */
export const isAtHome = ({ tenant }: Pick<Tenancy, 'tenant'>): boolean => tenant.issuer === tenant.home

/** The same tenancy at another host of the tenant. */
export const atHost = (tenancy: Tenancy, host: string): Tenancy =>
  tenancy.tenant.host === host ? tenancy : { ...tenancy, tenant: at(tenancy.tenant, tenancy.tenant.home, host) }

/** The same tenancy at the tenant's own host. */
export const atHome = (tenancy: Tenancy): Tenancy => atHost(tenancy, new URL(tenancy.tenant.home).host)
