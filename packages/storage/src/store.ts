// Puts the queries together as core's Store, over any opening.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { OperatorLog, Store, Tenant, TenantStore } from '@symbolon/core/ports'
import { StoreUnavailable } from './failures.ts'
import type { Opening } from './opening.ts'
import { deleteSpentAssertions } from './queries/assertions.ts'
import { deleteLogEvents, toLogEventRow } from './queries/log-events.ts'
import { bumpVersion, insertTenant, selectTenantByHost, selectTenants, updateTenantRow } from './queries/tenants.ts'
import { createMemory } from './remembered.ts'
import { changeTenant, createTenantStore, type Rooms } from './tenant-store.ts'
import { HOSTS, type Watch, watchChanges } from './watch-changes.ts'

/** Rows of one statement; more would keep the event loop too long. */
const LOG_EVENTS_AT_ONCE = 500
const SWEPT_AT_ONCE = 500

export type StoreOptions = {
  readonly now: () => number
  readonly operatorLog: OperatorLog
  /** Milliseconds on a clock that never jumps. */
  readonly uptime?: () => number
}

/** The store over `opening`, whose tables are there already, and the watch that keeps its memory true. */
export const createStore = (opening: Opening, options: StoreOptions): { readonly store: Store; readonly watch: Watch } => {
  const { now, operatorLog, uptime = () => performance.now() } = options
  const memory = createMemory()
  const watch = watchChanges(opening, memory, operatorLog, uptime)
  const hosts = memory.mindOf(HOSTS)
  const tenantStores = new Map<string, TenantStore>()
  let closed = false

  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreUnavailable('The store is closed.')
    try {
      return await work()
    } catch (error) {
      if (opening.failureOf(error) !== 'unavailable') throw error
      throw new StoreUnavailable('The database cannot be used at the moment.', { cause: error })
    }
  }
  const rooms: Rooms = { opening, memory, now, guard }

  const askTenant = (key: string, host: string) =>
    memory.remember(hosts, key, (isCurrent) =>
      guard(async () => {
        const tenant = await selectTenantByHost(opening.db, host)
        const name = `${hosts.prefix}tenant/${tenant?.tenant_id}`
        return tenant && (memory.sameAsBefore(name, JSON.stringify(tenant), isCurrent, () => tenant) as Tenant)
      }),
    )

  const repeat = async (batch: () => Promise<number>): Promise<void> => {
    while ((await guard(batch)) === SWEPT_AT_ONCE) await nextTurn()
  }

  const store: Store = {
    findTenant: (host) => {
      const key = hosts.prefix + host
      return (memory.recall(hosts, key) as Promise<Tenant | undefined> | undefined) ?? askTenant(key, host)
    },
    tenants: () => guard(() => selectTenants(opening.db)),
    createTenant: async (tenant, changes) => {
      const applied = await changeTenant(rooms, tenant.tenant_id, (db) => insertTenant(db, tenant, now()), changes)
      memory.forget(HOSTS)
      return applied
    },
    updateTenant: async (tenant, changes) => {
      const { tenant_id } = tenant
      try {
        return await changeTenant(rooms, tenant_id, async (db) => {
          await bumpVersion(db, tenant_id)
          await updateTenantRow(db, tenant)
        }, changes)
      } finally {
        memory.forget(HOSTS)
      }
    },
    tenant: (tenant_id) => {
      const known = tenantStores.get(tenant_id)
      if (known !== undefined) return known
      const made = createTenantStore(rooms, tenant_id)
      tenantStores.set(tenant_id, made)
      return made
    },
    appendLogEvents: async (entries) => {
      if (entries.length === 0) return
      const rows = entries.map(({ tenant_id, event }) => toLogEventRow(tenant_id, event))
      await guard(() =>
        opening.transact(async (db) => {
          for (let at = 0; at < rows.length; at += LOG_EVENTS_AT_ONCE) {
            await opening.insertLogEvents(db, rows.slice(at, at + LOG_EVENTS_AT_ONCE))
          }
        }),
      )
    },
    sweep: async (log_before) => {
      const seconds = Math.floor(now() / 1000)
      await repeat(() => opening.statement((db) => deleteSpentAssertions(db, seconds, SWEPT_AT_ONCE)))
      for (const { tenant_id } of await guard(() => selectTenants(opening.db))) {
        await repeat(() => opening.transact((db) => deleteLogEvents(db, tenant_id, log_before, SWEPT_AT_ONCE)))
      }
    },
    ready: () => guard(async () => void (await opening.db.selectFrom('tenants').select('tenant_id').limit(1).execute())),
    close: async () => {
      if (closed) return
      closed = true
      await watch.stop()
      await opening.close()
    },
  }
  return { store, watch }
}
