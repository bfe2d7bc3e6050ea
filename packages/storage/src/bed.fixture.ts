// What the promises of a store are tested over.
import assert from 'node:assert/strict'
import type { Store, TenantStore } from '@symbolon/core/ports'
import * as sample from './sample-documents.ts'
import type { Watch } from './watch-changes.ts'

export type Bed = {
  /** Opens the store; every call another one on the same database, as another process would. */
  readonly open: () => Promise<{ readonly store: Store; readonly watch: Watch }>
  readonly remove: () => Promise<void>
}

export type FreshTenant = TenantStore & { readonly tenant_id: string; readonly host: string }

/** What a group of promises is given. */
export type Ground = {
  readonly store: () => Store
  /** Opens the same database again; where it cannot be shared, the same store. Ends with the test that asked. */
  readonly another: () => Promise<{ readonly store: Store; readonly close: () => Promise<void> }>
  /** Whether it can be opened twice, and is still there when it is closed. */
  readonly isShared: boolean
  /** A tenant of this test's own. */
  readonly newTenant: () => Promise<FreshTenant>
  /** The same with the clients `c` and `d`, the API `https://api/` and the roles `r1` and `r2`. */
  readonly newTenantOfPeople: () => Promise<FreshTenant>
}

const sampleRole = (id: string) => ({ id, name: id, permissions: [] })

let counted = 0

export const createGround = (opened: () => Store, bed: () => Bed, isShared: boolean): Ground => {
  const newTenant = async (): Promise<FreshTenant> => {
    counted += 1
    const tenant = sample.sampleTenant(`t${counted}`)
    assert.deepEqual(await opened().createTenant(tenant, []), { outcome: 'applied' })
    return { ...opened().tenant(tenant.tenant_id), tenant_id: tenant.tenant_id, host: tenant.host }
  }
  return {
    store: opened,
    another: async () => {
      if (!isShared) return { store: opened(), close: async () => {} }
      const { store } = await bed().open()
      return { store, close: () => store.close() }
    },
    isShared,
    newTenant,
    newTenantOfPeople: async () => {
      const tenant = await newTenant()
      const applied = await tenant.apply([
        { insert: 'clients', document: sample.sampleClient('c') },
        { insert: 'clients', document: sample.sampleClient('d') },
        { insert: 'resource_servers', document: sample.sampleApi('a', 'https://api/') },
        { insert: 'roles', document: sampleRole('r1') },
        { insert: 'roles', document: sampleRole('r2') },
      ])
      assert.deepEqual(applied, { outcome: 'applied' })
      return tenant
    },
  }
}
