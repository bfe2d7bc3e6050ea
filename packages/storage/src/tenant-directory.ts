// Which tenants there are, and the store of each.
import type { Change, Store, Tenant, TenantStore } from '@symbolon/core/ports'
import type { Soon } from '@symbolon/core/soon'
import type { Database } from './opening.ts'
import { insertHost, replaceHost } from './queries/tenant-hosts.ts'
import { bumpVersion, insertTenant, selectTenantByHost, selectTenants, updateTenantRow } from './queries/tenants.ts'
import type { Rooms } from './rooms.ts'
import { changeTenant, createTenantStore } from './tenant-store.ts'
import { HOSTS } from './watch-changes.ts'

type TenantDirectory = Pick<Store, 'findTenant' | 'tenants' | 'createTenant' | 'updateTenant' | 'tenant'>

export const createTenantDirectory = (rooms: Rooms): TenantDirectory => {
  const { opening, memory, guard, now } = rooms
  const hosts = memory.mindOf(HOSTS)
  const tenantStores = new Map<string, TenantStore>()

  const askTenant = (key: string, host: string) =>
    memory.remember(hosts, key, (asking) =>
      guard(async () => {
        const tenant = await selectTenantByHost(opening.db, host)
        const name = `${hosts.prefix}tenant/${tenant?.tenant_id}`
        return tenant && (memory.sameAsBefore(name, JSON.stringify(tenant), asking, () => tenant) as Tenant)
      }),
    )

  const change = async (tenant: Tenant, first: (db: Database) => Promise<void>, changes: readonly Change[]) => {
    try {
      return await changeTenant(rooms, tenant.tenant_id, first, changes)
    } finally {
      memory.forget(HOSTS)
    }
  }

  return {
    findTenant: (host) => {
      const key = hosts.prefix + host
      return (memory.recall(hosts, key) as Soon<Tenant | undefined>) ?? askTenant(key, host)
    },
    tenants: () => guard(() => selectTenants(opening.db)),
    createTenant: (tenant, changes) => {
      const insert = async (db: Database) => {
        await insertTenant(db, tenant, now())
        await insertHost(db, tenant.tenant_id, tenant.host)
      }
      return change(tenant, insert, changes)
    },
    updateTenant: (tenant, changes) => {
      const update = async (db: Database) => {
        await bumpVersion(db, tenant.tenant_id)
        await replaceHost(db, tenant.tenant_id, tenant.host)
        await updateTenantRow(db, tenant)
      }
      return change(tenant, update, changes)
    },
    tenant: (tenant_id) => {
      const known = tenantStores.get(tenant_id)
      if (known !== undefined) return known
      const made = createTenantStore(rooms, tenant_id)
      tenantStores.set(tenant_id, made)
      return made
    },
  }
}
