// The names under which a tenant speaks: the issuer of its own host, and one for each custom domain that is ready. Tokens of all of
// them are signed with the same keys.
import type { CustomDomain } from '@symbolon/protocol/entities/custom-domain'
import type { Soon } from './soon.ts'
import type { Tenancy } from './tenancy.ts'

type Knowing = Pick<Tenancy, 'store' | 'tenant'>

/** The host of a domain of the tenant whose own issuer is `home`: at the same port. */
export const hostOfDomain = (home: string, domain: string): string => {
  const { port } = new URL(home)
  return port === '' ? domain : `${domain}:${port}`
}

/** The domains at which the tenant answers besides its own host. From memory. */
export const readyDomains = ({ store }: Pick<Tenancy, 'store'>): Soon<readonly CustomDomain[]> =>
  store.all('custom_domains', { status: 'ready' })

/** The custom domain at which the tenant is being asked; undefined at its own host. */
export const domainHere = async ({ store, tenant }: Knowing): Promise<CustomDomain | undefined> =>
  tenant.issuer === tenant.home ? undefined : store.find('custom_domains', { domain: new URL(tenant.issuer).hostname })

/** `issuer`, where it is the tenant's at whichever of its hosts; undefined where it is nobody's or somebody else's. */
export async function ownIssuer({ store, tenant }: Knowing, issuer: unknown): Promise<string | undefined> {
  if (typeof issuer !== 'string') return undefined
  if (issuer === tenant.issuer || issuer === tenant.home) return issuer
  const { protocol } = new URL(tenant.home)
  const domains = await readyDomains({ store })
  const isOurs = domains.some(({ domain }) => issuer === `${protocol}//${hostOfDomain(tenant.home, domain)}/`)
  return isOurs ? issuer : undefined
}
