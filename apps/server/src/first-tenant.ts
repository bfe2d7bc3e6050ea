// The first start makes a tenant for the configured URL; every later start finds it, and refuses a database or a master key
// that do not belong together.
import { openTenancy } from '@symbolon/core/tenancy'
import { createTenant, DEMO_API } from '@symbolon/core/tenants/create-tenant'
import { firstClientSecret } from '@symbolon/core/tenants/first-client-secret'
import { setUpLink } from '@symbolon/core/tenants/set-up'
import { currentSigningKey } from '@symbolon/core/tokens/signing-keys'
import type { Ports, Tenant } from '@symbolon/core/ports'
import type { Config } from './config.ts'
import { StartError } from './start-error.ts'

/** What is shown once about a new tenant. */
export type Announcement = {
  readonly issuer: string
  readonly client_id: string
  readonly client_secret: string
  readonly demoApi: string
  /** Where the first administrator is made. */
  readonly setUpLink: string
}

export type FirstTenant = {
  /** Absent when it has been shown before, or the credentials came from the settings. */
  readonly announcement: Announcement | undefined
  /** To be called when it has been shown. */
  readonly announced: () => Promise<void>
}

/** @throws StartError when the database has tenants but not this one, or another master key */
export async function openFirstTenant(
  ports: Ports,
  issuer: string,
  bootstrap: Config['bootstrap'],
): Promise<FirstTenant> {
  const tenant = (await findTenant(ports, issuer)) ?? (await makeTenant(ports, issuer, bootstrap))
  await requireMasterKey(ports, tenant)
  if (tenant.announced) return { announcement: undefined, announced: async () => {} }
  return {
    announcement: announcementOf(ports, tenant),
    announced: async () => void (await ports.store.updateTenant({ ...tenant, announced: true }, [])),
  }
}

export const announcementOf = ({ masterKey }: Ports, tenant: Tenant): Announcement => ({
  issuer: tenant.issuer,
  client_id: tenant.first_client_id,
  client_secret: firstClientSecret(masterKey, tenant),
  demoApi: DEMO_API,
  setUpLink: setUpLink(masterKey, tenant),
})

async function findTenant({ store }: Ports, issuer: string): Promise<Tenant | undefined> {
  const tenants = await store.tenants()
  const tenant = tenants.find((known) => known.issuer === issuer)
  if (tenant || tenants.length === 0) return tenant
  const known = tenants.slice(0, 3).map((other) => other.issuer)
  throw new StartError(
    `SYMBOLON_URL is ${issuer}, but the tenants of this database are ${known.join(', ')}${tenants.length > 3 ? ', …' : ''}. ` +
      `Set SYMBOLON_URL to one of them, or move a tenant: symbolon tenant move ${known[0]} ${issuer}`,
  )
}

async function makeTenant(ports: Ports, issuer: string, bootstrap: Config['bootstrap']): Promise<Tenant> {
  const made = await createTenant(ports, issuer, bootstrap)
  if (typeof made === 'object') return made
  // Another process starts on the same database, and was first.
  const tenant = (await ports.store.tenants()).find((known) => known.issuer === issuer)
  if (!tenant) throw new StartError(`The tenant ${issuer} could not be made: ${made}`)
  return tenant
}

async function requireMasterKey(ports: Ports, tenant: Tenant): Promise<void> {
  try {
    await currentSigningKey(openTenancy(ports, tenant), 'RS256')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartError(`The keys of ${tenant.issuer} cannot be used: ${reason}`, { cause: error })
  }
}
