// tenancy: what every decision stands on: one tenant, its memory, and the ports.
import type { Ports, Tenant, TenantStore } from './ports.ts'

export type Tenancy = Omit<Ports, 'store'> & { readonly tenant: Tenant; readonly store: TenantStore }

/** The tenancy of `tenant`. Nothing in it reaches another tenant's data. */
export const openTenancy = (ports: Ports, tenant: Tenant): Tenancy => ({
  ...ports,
  tenant,
  store: ports.store.tenant(tenant.tenant_id),
})
