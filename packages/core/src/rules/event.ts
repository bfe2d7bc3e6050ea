// What the events of every trigger say alike. reference: extensibility, section 14.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Within } from '../authorization.ts'
import { camelPlace, placeOf } from '../place.ts'
import { domainHere } from '../issuers.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'

export const eventClient = ({ client_id, name, client_metadata }: Client): Document => ({
  client_id,
  name,
  metadata: client_metadata ?? {},
})

/** The organization, as a member of an event or of a rule's context; nothing where there is none. */
export const eventOrganization = (within: Within | undefined): Document => {
  if (!within) return {}
  const { id, name, display_name, metadata } = within.organization
  return { organization: { id, name, display_name: display_name ?? name, metadata: metadata ?? {} } }
}

/** The custom domain by which somebody came, as a member of an event; nothing at the tenant's own host. */
export const eventDomain = async (tenancy: Pick<Tenancy, 'store' | 'tenant'>): Promise<Document> => {
  const here = await domainHere(tenancy)
  return here ? { custom_domain: { domain: here.domain, domain_metadata: here.domain_metadata } } : {}
}

type Sent = { readonly method: 'GET' | 'POST'; readonly query: Document; readonly body: Document }

export const eventRequest = (
  tenancy: Pick<Tenancy, 'tenant' | 'findPlace'>,
  { ip, user_agent }: Visitor,
  { method, query, body }: Sent,
): Document => {
  const geoip = camelPlace(placeOf(tenancy, ip) ?? {})
  return { ip, user_agent, hostname: tenancy.tenant.host, method, query, body, geoip }
}
