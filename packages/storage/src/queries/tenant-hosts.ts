// The hosts at which tenants answer: each tenant's own, and those that it has claimed. A host is there once.
import type { Database } from '../opening.ts'

/** Throws what the driver throws when some tenant answers there already. */
export const insertHost = async (db: Database, tenant_id: string, host: string): Promise<void> => {
  await db.insertInto('tenant_hosts').values({ host, tenant_id }).execute()
}

/** Does nothing to a host that is not the tenant's, or that is its own. */
export const deleteHost = async (db: Database, tenant_id: string, host: string): Promise<void> => {
  await db
    .deleteFrom('tenant_hosts')
    .where('host', '=', host)
    .where('tenant_id', '=', tenant_id)
    .where('host', 'not in', (own) => own.selectFrom('tenants').select('host').where('tenant_id', '=', tenant_id))
    .execute()
}

/** Before the tenant's own host becomes `host`. Throws as `insertHost` does. */
export const replaceHost = async (db: Database, tenant_id: string, host: string): Promise<void> => {
  const own = await db.selectFrom('tenants').select('host').where('tenant_id', '=', tenant_id).executeTakeFirst()
  if (own === undefined || own.host === host) return
  await db.deleteFrom('tenant_hosts').where('host', '=', own.host).where('tenant_id', '=', tenant_id).execute()
  await insertHost(db, tenant_id, host)
}
