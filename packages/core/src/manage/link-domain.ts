// By which of the tenant's domains links are made that an administrator orders: the one that the request names in its header
// Auth0-Custom-Domain, else the tenant's default, else the tenant's own. reference: Management API, sections 1 and 18.
import { hostOfDomain, readyDomains } from '../issuers.ts'
import { atHost, type Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { notAllowed } from './refusals.ts'

/** The tenancy at that domain. @throws ApiError 400 for one at which the tenant does not answer */
export async function atLinkDomain(tenancy: Tenancy, { custom_domain }: Caller): Promise<Tenancy> {
  const { home } = tenancy.tenant
  const named = custom_domain?.toLowerCase()
  if (named !== undefined && [new URL(home).host, new URL(home).hostname].includes(named)) return tenancy
  const ready = await readyDomains(tenancy)
  const chosen = ready.find(({ domain, is_default }) => (named === undefined ? is_default : domain === named))
  if (!chosen && named !== undefined) {
    throw notAllowed('Auth0-Custom-Domain must name a custom domain that is verified, or the own domain of the tenant.')
  }
  return chosen ? atHost(tenancy, hostOfDomain(home, chosen.domain)) : tenancy
}
