// Tenants: found by any of their hosts, counted by version.
import type { Tenant } from '@symbolon/core/ports'
import type { Database } from '../opening.ts'
import type { TenantRow } from '../tables.ts'

const FIELDS = ['tenant_id', 'host', 'issuer', 'name', 'first_client_id', 'announced'] as const

const toTenant = (row: Pick<TenantRow, (typeof FIELDS)[number]>): Tenant =>
  Object.freeze({
    tenant_id: row.tenant_id,
    host: row.host,
    issuer: row.issuer,
    name: row.name,
    first_client_id: row.first_client_id,
    announced: row.announced === 1,
  })

const toRow = (tenant: Tenant) => ({
  host: tenant.host,
  issuer: tenant.issuer,
  name: tenant.name,
  first_client_id: tenant.first_client_id,
  announced: Number(tenant.announced),
})

export const selectTenantByHost = async (db: Database, host: string): Promise<Tenant | undefined> => {
  // Neither engine keeps such a host, and PostgreSQL refuses to look for one.
  if (host.includes('\0') || !host.isWellFormed()) return undefined
  const row = await db
    .selectFrom('tenants')
    .select(FIELDS)
    .where('tenant_id', '=', (hosts) => hosts.selectFrom('tenant_hosts').select('tenant_id').where('host', '=', host))
    .executeTakeFirst()
  return row && toTenant(row)
}

/** All tenants, oldest first. */
export const selectTenants = async (db: Database): Promise<readonly Tenant[]> => {
  const rows = await db.selectFrom('tenants').select(FIELDS).orderBy('created_at').orderBy('tenant_id').execute()
  return rows.map(toTenant)
}

/** The version of every tenant. */
export const selectVersions = (db: Database): Promise<readonly Pick<TenantRow, 'tenant_id' | 'version'>[]> =>
  db.selectFrom('tenants').select(['tenant_id', 'version']).execute()

export const insertTenant = async (db: Database, tenant: Tenant, created_at: number): Promise<void> => {
  await db
    .insertInto('tenants')
    .values({ tenant_id: tenant.tenant_id, ...toRow(tenant), version: 1, created_at })
    .execute()
}

/** Counts one change of the tenant, and makes others who change it wait. Throws when there is no such tenant. */
export const bumpVersion = async (db: Database, tenant_id: string): Promise<void> => {
  const { numUpdatedRows } = await db
    .updateTable('tenants')
    .set((row) => ({ version: row('version', '+', 1) }))
    .where('tenant_id', '=', tenant_id)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Error(`There is no tenant ${tenant_id}.`)
}

export const updateTenantRow = async (db: Database, tenant: Tenant): Promise<void> => {
  await db.updateTable('tenants').set(toRow(tenant)).where('tenant_id', '=', tenant.tenant_id).execute()
}
