// What is made of a tenant's configuration, kept until that configuration may have changed.
import type { TenantStore } from './ports.ts'
import type { Soon } from './soon.ts'
import type { Tenancy } from './tenancy.ts'

/** The same as `make`, but nobody looks again until the store's era ends: then there is no promise to wait for. */
export function duringEra<T>(make: (tenancy: Tenancy) => Soon<T>): (tenancy: Tenancy) => Soon<T> {
  const made = new WeakMap<TenantStore, { readonly era: number; readonly value: T }>()
  const look = async (tenancy: Tenancy): Promise<T> => {
    // Before anything is looked at: what changes meanwhile begins another era.
    const era = tenancy.store.era()
    const value = await make(tenancy)
    made.set(tenancy.store, { era, value })
    return value
  }
  return (tenancy) => {
    const known = made.get(tenancy.store)
    return known?.era === tenancy.store.era() ? known.value : look(tenancy)
  }
}
