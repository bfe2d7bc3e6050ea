// The organization that somebody names, on a page, by what they know: its name, or their own address. Which of the two an application
// takes, it says itself. reference: Management API, sections 5 and 14.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Organization } from '@symbolon/protocol/entities/organization'
import type { Tenancy } from '../tenancy.ts'
import { findByName } from './named.ts'

type Method = NonNullable<Client['organization_discovery_methods']>[number]

/** By what people of the application may name their organization; by its name where it says nothing. */
export const discoveryMethods = ({ organization_discovery_methods: said = [] }: Client): ReadonlySet<Method> =>
  new Set(said.length === 0 ? ['organization_name'] : said)

const domainOf = (address: string): string | undefined => {
  const at = address.lastIndexOf('@')
  return at < 1 || at === address.length - 1 ? undefined : address.slice(at + 1).toLowerCase()
}

/** Longest domain that is looked up, characters. */
const MAX_DOMAIN = 253

/** Whose people have addresses of that domain, as far as that is proven and wanted. */
async function findByAddress({ store }: Pick<Tenancy, 'store'>, address: string): Promise<Organization | undefined> {
  const domain = domainOf(address)
  if (domain === undefined || domain.length > MAX_DOMAIN) return undefined
  const found = await store.find('discovery_domains', { domain })
  if (found?.status !== 'verified' || !found.use_for_organization_discovery) return undefined
  return store.find('organizations', { id: found.organization_id })
}

/** The organization that `typed` names, and the address where that did; undefined for none. */
export async function discovered(
  tenancy: Pick<Tenancy, 'store'>,
  client: Client,
  typed: string,
): Promise<{ readonly organization: Organization; readonly address?: string } | undefined> {
  const methods = discoveryMethods(client)
  const byAddress = methods.has('email') && typed.includes('@')
  if (!byAddress && !methods.has('organization_name')) return undefined
  const organization = await (byAddress ? findByAddress(tenancy, typed) : findByName(tenancy, typed))
  if (!organization) return undefined
  return byAddress ? { organization, address: typed } : { organization }
}
