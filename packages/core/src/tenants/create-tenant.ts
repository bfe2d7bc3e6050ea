// tenants: what a tenant has from its first moment: keys, settings, the API it is managed through, a client to begin with.
import { BRANDING, type Branding } from '@symbolon/protocol/entities/branding'
import {
  BREACHED_PASSWORD_DETECTION,
  type BreachedPasswordDetection,
} from '@symbolon/protocol/entities/breached-password-detection'
import { BRUTE_FORCE_PROTECTION, type BruteForceProtection } from '@symbolon/protocol/entities/brute-force-protection'
import { PROMPTS, type Prompts } from '@symbolon/protocol/entities/prompts'
import {
  SUSPICIOUS_IP_THROTTLING,
  type SuspiciousIpThrottling,
} from '@symbolon/protocol/entities/suspicious-ip-throttling'
import { TENANT_SETTINGS, type TenantSettings } from '@symbolon/protocol/entities/tenant-settings'
import { newDocument } from '@symbolon/protocol/entities/documents'
import { newClientDocument, newClientId, newClientSecretRow, newGlobalClientDocument } from '../clients/new-client.ts'
import {
  FIRST_CONNECTION,
  newConnectionDocument,
  newConnectionId,
  newEnabledClient,
} from '../connections/new-connection.ts'
import { newClientGrantDocument, newClientGrantId } from '../clients/new-client-grant.ts'
import { newId } from '../identifiers.ts'
import type { Applied, Change, Ports, Tenant } from '../ports.ts'
import {
  newResourceServerDocument,
  newResourceServerId,
  newSystemApiDocument,
} from '../resource-servers/new-resource-server.ts'
import { newKeyRing } from '../tokens/key-ring.ts'
import { firstClientSecret } from './first-client-secret.ts'

/** Identifier of the API that a new tenant can try its first token with. */
export const DEMO_API = 'https://api.example.com/'

const DEMO_SCOPES = [
  { value: 'read:messages', description: 'Read messages' },
  { value: 'write:messages', description: 'Write messages' },
]

/** Credentials for the first client that were chosen outside. */
export type GivenClient = { readonly client_id: string; readonly client_secret: string }

/**
 * Makes the tenant whose issuer is `issuer`, all of it or nothing.
 *
 * @returns the tenant, or `conflict` when another has that host
 */
export async function createTenant(
  ports: Ports,
  issuer: string,
  given?: GivenClient,
): Promise<Tenant | Exclude<Applied['outcome'], 'applied'>> {
  const { random } = ports
  const { host, hostname } = new URL(issuer)
  const tenant: Tenant = {
    tenant_id: newId(random, { prefix: 'ten_', length: 16, alphabet: 'alphanumeric' }),
    host,
    issuer,
    name: hostname.split('.', 1)[0] ?? hostname,
    first_client_id: given?.client_id ?? newClientId(random),
    announced: given !== undefined,
  }
  const secret = given?.client_secret ?? firstClientSecret(ports.masterKey, tenant)
  const changes = [
    ...(await newKeyRing(ports, tenant, 'RS256')),
    ...settings(),
    ...apisAndClients(random, tenant, secret),
    ...firstConnection(random, tenant.first_client_id),
  ]
  const { outcome } = await ports.store.createTenant(tenant, changes)
  return outcome === 'applied' ? tenant : outcome
}

/** The single documents, so that they are remembered like all else. One that is not kept counts as these defaults. */
function settings(): readonly Change[] {
  return [
    { insert: 'tenant_settings', document: newDocument<TenantSettings>(TENANT_SETTINGS, {}) },
    { insert: 'branding', document: newDocument<Branding>(BRANDING, {}) },
    { insert: 'prompts', document: newDocument<Prompts>(PROMPTS, {}) },
    { insert: 'brute_force_protection', document: newDocument<BruteForceProtection>(BRUTE_FORCE_PROTECTION, {}) },
    { insert: 'suspicious_ip_throttling', document: newDocument<SuspiciousIpThrottling>(SUSPICIOUS_IP_THROTTLING, {}) },
    {
      insert: 'breached_password_detection',
      document: newDocument<BreachedPasswordDetection>(BREACHED_PASSWORD_DETECTION, {}),
    },
  ]
}

function apisAndClients(random: Ports['random'], tenant: Tenant, secret: string): readonly Change[] {
  const client_id = tenant.first_client_id
  const systemApi = newSystemApiDocument(newResourceServerId(random), tenant.issuer)
  const demoApi = newResourceServerDocument(newResourceServerId(random), {
    identifier: DEMO_API,
    name: 'Demo API',
    scopes: DEMO_SCOPES,
  })
  const client = newClientDocument(client_id, {
    name: 'First application',
    description: 'Made with the tenant: may manage it, and may call the demo API.',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
  })
  const grants = [systemApi, demoApi].map(({ identifier, scopes = [] }) =>
    newClientGrantDocument(newClientGrantId(random), {
      client_id,
      audience: identifier,
      scope: scopes.map(({ value }) => value),
    }),
  )
  return [
    { insert: 'resource_servers', document: systemApi },
    { insert: 'resource_servers', document: demoApi },
    { insert: 'clients', document: newGlobalClientDocument(newClientId(random)) },
    { insert: 'clients', document: client },
    { insert: 'client_secrets', document: newClientSecretRow(random, client_id, secret) },
    ...grants.map((document): Change => ({ insert: 'client_grants', document })),
  ]
}

/** Where people are kept who sign up. */
function firstConnection(random: Ports['random'], client_id: string): readonly Change[] {
  const connection = newConnectionDocument(newConnectionId(random), { name: FIRST_CONNECTION, strategy: 'auth0' })
  return [
    { insert: 'connections', document: connection },
    { insert: 'enabled_clients', document: newEnabledClient(connection.id, client_id) },
  ]
}
