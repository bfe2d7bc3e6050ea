// A tenant moves to another host: its issuer changes, and with it the identifier of the API it is managed through.
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import { DASHBOARD_CLIENT_ID } from '@symbolon/protocol/auth0/dashboard'
import type { CustomDomain } from '@symbolon/protocol/entities/custom-domain'
import { hostOfDomain } from '../issuers.ts'
import type { Applied, Change, Ports, Tenant } from '../ports.ts'
import { dashboardAddresses } from './set-up.ts'

/**
 * Gives `tenant` the issuer `issuer`. Tokens issued before name the old one, and no API that checks takes them any more.
 * `conflict` of `tenants` when another tenant
 * has that host, or this one as a custom domain, of `resource_servers` when an API of this one has the identifier that the system API would get.
 */
export async function moveTenant({ store }: Ports, tenant: Tenant, issuer: string): Promise<Applied> {
  const moved: Tenant = { ...tenant, issuer, host: new URL(issuer).host }
  const from = systemAudience(tenant.issuer)
  const to = systemAudience(issuer)
  const documents = store.tenant(tenant.tenant_id)
  const systemApi = await documents.find('resource_servers', { identifier: from })
  const grants = await documents.all('client_grants', { audience: from })
  const domains = await documents.all('custom_domains', { status: 'ready' })
  const dashboard = await documents.find('clients', { client_id: DASHBOARD_CLIENT_ID })
  const changes: readonly Change[] = [
    ...(dashboard
      ? [{ replace: 'clients', before: dashboard, after: { ...dashboard, ...dashboardAddresses(issuer) } } as const]
      : []),
    // The grants name the API; the database renames their column with it, and these bring their documents along.
    ...(systemApi
      ? [{ replace: 'resource_servers', before: systemApi, after: { ...systemApi, identifier: to } } as const]
      : []),
    { unchanged: 'custom_domains', where: { status: 'ready' }, documents: domains },
    ...movedHosts(tenant.issuer, issuer, domains),
    ...grants.map((before): Change => ({ replace: 'client_grants', before, after: { ...before, audience: to } })),
  ]
  return store.updateTenant(moved, changes)
}

/** Custom domains are at the port of the tenant's own host. */
function movedHosts(before: string, after: string, domains: readonly CustomDomain[]): readonly Change[] {
  if (new URL(before).port === new URL(after).port) return []
  return domains.flatMap(({ domain }): readonly Change[] => [
    { releaseHost: hostOfDomain(before, domain) },
    { claimHost: hostOfDomain(after, domain) },
  ])
}
