// Whether a domain is the tenant's: its owner says so in DNS, or the operator of this server vouches for it.
import type { CustomDomain } from '@symbolon/protocol/entities/custom-domain'
import type { Tenancy } from '../tenancy.ts'

export type Method = { readonly name: 'cname' | 'txt'; readonly record: string; readonly domain: string }

type Challenged = Pick<CustomDomain, 'domain' | 'challenge' | 'type' | 'verification_method'>

/**
 * What may stand in DNS, any one of it. The alias is of the tenant's own host, and is one of its ways only where no port stands beside
 * that host: another port may be another tenant.
 */
export function methodsFor(
  home: string,
  { domain, challenge, type, verification_method }: Challenged,
): readonly Method[] {
  const { hostname, port } = new URL(home)
  const txt: Method = { name: 'txt', record: challenge, domain: `_symbolon.${domain}` }
  const isName = /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(hostname)
  const wanted = verification_method ?? (type === 'self_managed_certs' ? 'txt' : undefined)
  if (!isName || port !== '' || wanted === 'txt') return [txt]
  const cname: Method = { name: 'cname', record: hostname, domain }
  return wanted === 'cname' ? [cname] : [cname, txt]
}

const bare = (name: string): string => name.toLowerCase().replace(/\.$/, '')

async function stands({ txt, cname }: Tenancy['ofDomains'], { name, record, domain }: Method): Promise<boolean> {
  if (name === 'txt') return (await txt(domain)).some((text) => text.trim() === record)
  return (await cname(domain)).some((target) => bare(target) === bare(record))
}

const missing = ({ name, record, domain }: Method): string =>
  name === 'txt' ? `no TXT record ${record} at ${domain}` : `no CNAME record ${record} at ${domain}`

/** Why the domain is not proven to be the tenant's; undefined when it is. */
export async function whyUnproven({ ofDomains, tenant }: Tenancy, domain: CustomDomain): Promise<string | undefined> {
  if (ofDomains.isVouchedFor(domain.domain)) return undefined
  const methods = methodsFor(tenant.home, domain)
  try {
    for (const method of methods) if (await stands(ofDomains, method)) return undefined
  } catch {
    return 'DNS does not answer for this domain'
  }
  return `There is ${methods.map(missing).join(', and ')}`
}
