// What the promises of a store are tested over.
import assert from 'node:assert/strict'
import type { Store, TenantStore } from '@symbolon/core/ports'
import * as sample from './sample-documents.ts'
import type { Watch } from './watch-changes.ts'

type Opened = { readonly store: Store; readonly watch: Watch }

export type Bed = {
  /** Opens the store; every call another one on the same database, as another process would. */
  readonly open: () => Promise<Opened>
  readonly remove: () => Promise<void>
}

/** Turns of the event loop until `holds`, at most a minute of them. */
export const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 60_000
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, 'It did not come to hold within a minute.')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

export const isFrozenThrough = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozenThrough))

export type FreshTenant = TenantStore & { readonly tenant_id: string; readonly host: string }

/** What a group of promises is given. */
export type Ground = {
  readonly store: () => Store
  /** What keeps its memory true. */
  readonly watch: () => Watch
  readonly open: Bed['open']
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

export const createGround = (opened: () => Opened, bed: () => Bed, isShared: boolean): Ground => {
  const store = () => opened().store
  const newTenant = async (): Promise<FreshTenant> => {
    counted += 1
    const tenant = sample.sampleTenant(`t${counted}`)
    assert.deepEqual(await store().createTenant(tenant, []), { outcome: 'applied' })
    return { ...store().tenant(tenant.tenant_id), tenant_id: tenant.tenant_id, host: tenant.host }
  }
  return {
    store,
    watch: () => opened().watch,
    open: () => bed().open(),
    another: async () => {
      if (!isShared) return { store: store(), close: async () => {} }
      const other = await bed().open()
      return { store: other.store, close: () => other.store.close() }
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
