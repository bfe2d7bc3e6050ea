// What the events of every trigger say alike. reference: extensibility, section 14.
import type { Client } from '@symbolon/protocol/entities/client'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'

export const eventClient = ({ client_id, name, client_metadata }: Client): Document => ({
  client_id,
  name,
  metadata: client_metadata ?? {},
})

type Sent = { readonly method: 'GET' | 'POST'; readonly query: Document; readonly body: Document }

export const eventRequest = (
  { tenant }: Pick<Tenancy, 'tenant'>,
  { ip, user_agent }: Visitor,
  { method, query, body }: Sent,
): Document => ({ ip, user_agent, hostname: tenant.host, method, query, body, geoip: {} })
