// Documents for tests. The store looks at the columns alone, so only these are as they should be.
import type { Collections } from '@symbolon/core/collections'
import type { Tenant } from '@symbolon/core/ports'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'

type More = Readonly<Record<string, unknown>>

export const sampleTenant = (name: string, more: Partial<Tenant> = {}): Tenant => ({
  tenant_id: `ten_${name}`,
  host: `${name}.example`,
  issuer: `https://${name}.example/`,
  name,
  first_client_id: 'first',
  announced: false,
  ...more,
})

export const sampleClient = (client_id: string, more: More = {}) =>
  ({ client_id, name: client_id, global: false, is_first_party: true, ...more }) as unknown as Collections['clients']

export const sampleApi = (id: string, identifier: string) =>
  ({ id, identifier, name: identifier }) as unknown as Collections['resource_servers']

export const sampleClientGrant = (id: string, client_id: string | undefined, audience: string, more: More = {}) =>
  ({
    id,
    ...(client_id === undefined ? {} : { client_id }),
    audience,
    scope: [],
    subject_type: 'client',
    ...more,
  }) as unknown as Collections['client_grants']

export const sampleCredential = (id: string, client_id: string, kid: string) =>
  ({ id, client_id, kid }) as unknown as Collections['client_credentials']

export const sampleSecret = (id: string, client_id: string, hash = 'hash'): Collections['client_secrets'] => ({
  id,
  client_id,
  hash,
})

export const sampleLogEvent = (number: number, more: Partial<LogEvent> = {}): LogEvent => ({
  log_id: `9000${String(number).padStart(52, '0')}`,
  date: 1_700_000_000_000 + number,
  type: 'seccft',
  ...more,
})
