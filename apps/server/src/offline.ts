// What is done to a deployment without its server: tenants are made, listed and moved in the database itself. A running
// server sees the change within a second.
import { createTenant } from '@symbolon/core/tenants/create-tenant'
import { setUpLink } from '@symbolon/core/tenants/set-up'
import { moveTenant } from '@symbolon/core/tenants/move-tenant'
import type { Ports, Tenant } from '@symbolon/core/ports'
import { openTenancy, type Tenancy } from '@symbolon/core/tenancy'
import type { Config } from './config.ts'
import { announcementOf, type Announcement } from './first-tenant.ts'
import { exportTenant, type Exported } from './moving/export-tenant.ts'
import { importTenant, type TenantImported } from './moving/import-tenant.ts'
import { importPasswords, type PasswordsImported } from './moving/import-passwords.ts'
import { importUsers, type UsersImported } from './moving/import-users.ts'
import type { Row } from './moving/in-batches.ts'
import { localManagement, type LocalAsk } from './moving/local-management.ts'
import { baseUrl } from './read-setting.ts'
import { openPorts } from './start.ts'
import { StartError } from './start-error.ts'

async function withPorts<T>(config: Config, work: (ports: Ports) => Promise<T>): Promise<T> {
  const { ports, close } = await openPorts(config, Date.now)
  try {
    return await work(ports)
  } finally {
    await close()
  }
}

const readIssuer = (url: string): string => {
  try {
    return baseUrl(url)
  } catch (error) {
    throw new StartError(`The URL of a tenant ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

export const listTenants = (config: Config): Promise<readonly Tenant[]> =>
  withPorts(config, ({ store }) => store.tenants())

/** Makes one more tenant. @throws StartError when another has its host */
export const addTenant = (config: Config, url: string): Promise<Announcement> =>
  withPorts(config, async (ports) => {
    const issuer = readIssuer(url)
    const tenant = await createTenant(ports, issuer)
    if (typeof tenant !== 'object') throw new StartError(`There is a tenant for ${new URL(issuer).host} already.`)
    await ports.store.updateTenant({ ...tenant, announced: true }, [])
    return announcementOf(ports, tenant)
  })

/** The link that makes the first administrator of the tenant of `url`. @throws StartError when there is no such tenant */
export const printSetUpLink = (config: Config, url: string): Promise<string> =>
  withPorts(config, async (ports) => {
    const tenant = await findTenant(ports, url)
    return setUpLink(ports.masterKey, tenant)
  })

/** The tenant of `url`; the only one, where nobody says which. @throws StartError that names those there are */
async function findTenant({ store }: Ports, url: string | undefined): Promise<Tenant> {
  const all = await store.tenants()
  const issuer = url === undefined ? undefined : readIssuer(url)
  const tenant = issuer === undefined ? all[0] : all.find((known) => known.issuer === issuer)
  if (tenant && (issuer !== undefined || all.length === 1)) return tenant
  const there = all.length === 0 ? 'There is none.' : `There are: ${all.map((known) => known.issuer).join(', ')}.`
  if (issuer === undefined) throw new StartError(`Which tenant? ${there}`)
  throw new StartError(`There is no tenant ${issuer}. ${there}`)
}

/** What can be done to one tenant beside its server. */
export type LocalTenant = {
  readonly issuer: string
  readonly ask: LocalAsk
  readonly importUsers: (rows: AsyncIterable<Row>, options: Parameters<typeof importUsers>[2]) => Promise<UsersImported>
  readonly importPasswords: (
    rows: AsyncIterable<Row>,
    options: Parameters<typeof importPasswords>[2],
  ) => Promise<PasswordsImported>
}

const localTenant = (tenancy: Tenancy): LocalTenant => ({
  issuer: tenancy.tenant.issuer,
  ask: localManagement(tenancy),
  importUsers: (rows, options) => importUsers(tenancy, rows, options),
  importPasswords: (rows, options) => importPasswords(tenancy, rows, options),
})

/** Works on the tenant of `url`, or on the only one. @throws StartError when there is no such tenant */
export const withLocalTenant = <T>(
  config: Config,
  url: string | undefined,
  work: (local: LocalTenant) => Promise<T>,
): Promise<T> => withPorts(config, async (ports) => work(localTenant(openTenancy(ports, await findTenant(ports, url)))))

/** Switches every network ACL of the tenant off, and says how many were on. @throws StartError */
export const switchOffNetworkAcls = (config: Config, url: string): Promise<number> =>
  withPorts(config, async (ports) => {
    const tenancy = openTenancy(ports, await findTenant(ports, url))
    const active = (await tenancy.store.all('network_acls', {})).filter((acl) => acl.active)
    const ask = localManagement(tenancy)
    for (const { id } of active) {
      const { status, body } = await ask('PATCH', `network-acls/${encodeURIComponent(id)}`, { active: false })
      if (status !== 200)
        throw new StartError(`The network ACL ${id} could not be switched off: ${JSON.stringify(body)}`)
    }
    return active.length
  })

/** Writes the tenant of `url`, or the only one, into an empty folder. @throws StartError when there is no such tenant */
export const exportLocalTenant = (
  config: Config,
  url: string | undefined,
  folder: string,
  passphrase: string,
  progress: (users: number) => void,
): Promise<Exported> =>
  withPorts(config, async (ports) =>
    exportTenant(openTenancy(ports, await findTenant(ports, url)), folder, passphrase, progress),
  )

/** Makes the tenant that `folder` holds, at `url` or where it was. @throws StartError */
export const importLocalTenant = (
  config: Config,
  folder: string,
  passphrase: string,
  { url, ...options }: Omit<Parameters<typeof importTenant>[3], 'issuer'> & { readonly url: string | undefined },
): Promise<TenantImported> =>
  withPorts(config, (ports) =>
    importTenant(ports, folder, passphrase, { ...options, issuer: url === undefined ? undefined : readIssuer(url) }),
  )

/** Gives the tenant of `from` the URL `to`. @throws StartError */
export const relocateTenant = (config: Config, from: string, to: string): Promise<void> =>
  withPorts(config, async (ports) => {
    const tenant = await findTenant(ports, from)
    const moved = await moveTenant(ports, tenant, readIssuer(to))
    if (moved.outcome === 'conflict') {
      const taken =
        moved.collection === 'tenants' ? 'tenant for' : 'API in this tenant with the identifier of the system API at'
      throw new StartError(`There is a ${taken} ${new URL(to).host} already.`)
    }
    if (moved.outcome !== 'applied')
      throw new StartError('The tenant was changed by somebody else meanwhile. Try again.')
  })
