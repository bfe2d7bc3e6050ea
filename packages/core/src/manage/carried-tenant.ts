// A whole tenant's configuration, out of one deployment and into another: every document as it is kept, with what is sealed in it opened on
// the way out and sealed again under the other master key on the way in.
import { DASHBOARD_CLIENT_ID } from '@symbolon/protocol/auth0/dashboard'
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import type { CustomDomain } from '@symbolon/protocol/entities/custom-domain'
import { newId } from '../identifiers.ts'
import { isSealed, seal, unseal } from '../jose/sealing.ts'
import type { Applied, Change, CollectionName, Ports, Tenant } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { dashboardAddresses } from '../tenants/set-up.ts'
import { mapSealed } from './sealed-members.ts'

type Document = Readonly<Record<string, unknown>>

/** One document on its way. */
export type Carried = { readonly collection: CollectionName; readonly document: Document }

/** What a tenant is besides its documents. */
export type CarriedTenant = Pick<Tenant, 'issuer' | 'name' | 'first_client_id'>

/** Every collection there is, each after those that it refers to. */
const IN_ORDER: Readonly<Record<CollectionName, number>> = {
  tenant_settings: 0,
  branding: 0,
  prompts: 0,
  brute_force_protection: 0,
  suspicious_ip_throttling: 0,
  breached_password_detection: 0,
  email_templates: 0,
  email_provider: 0,
  themes: 0,
  custom_texts: 0,
  page_templates: 0,
  guardian_factors: 0,
  signing_keys: 0,
  network_acls: 0,
  clients: 1,
  resource_servers: 1,
  connections: 1,
  roles: 1,
  organizations: 1,
  rules: 1,
  rules_configs: 1,
  actions: 1,
  action_modules: 1,
  hooks: 1,
  user_attribute_profiles: 1,
  self_service_profiles: 1,
  log_streams: 1,
  custom_domains: 1,
  signal_streams: 1,
  client_secrets: 2,
  client_credentials: 2,
  api_secrets: 2,
  client_grants: 2,
  enabled_clients: 2,
  organization_connections: 2,
  discovery_domains: 2,
  action_versions: 2,
  action_bindings: 3,
  organization_client_grants: 3,
  token_exchange_profiles: 3,
  machine_tokens: 3,
}

const isCollection = (name: string): name is CollectionName => Object.hasOwn(IN_ORDER, name)

const COLLECTIONS: readonly CollectionName[] = Object.keys(IN_ORDER)
  .filter(isCollection)
  .toSorted((one, other) => IN_ORDER[one] - IN_ORDER[other])

/** Throws rather than let anything out that nobody could open elsewhere. */
const requireOpened = (masterKey: Tenancy['masterKey'], collection: CollectionName, value: unknown): void => {
  if (typeof value === 'string' && isSealed(masterKey, value)) {
    throw new Error(`Something sealed stands in ${collection} where nobody looks for it.`)
  }
  if (typeof value !== 'object' || value === null) return
  for (const inner of Object.values(value)) requireOpened(masterKey, collection, inner)
}

/** Every document of the configuration, opened, in the order in which they can be made. What it answers is secret. */
export async function* carriedDocuments(tenancy: Tenancy): AsyncGenerator<Carried> {
  const { store, masterKey, tenant } = tenancy
  const open = (purpose: string, text: string): string => unseal(masterKey, purpose, text).toString('base64')
  for (const collection of COLLECTIONS) {
    for (const kept of await store.all(collection, {})) {
      const document = mapSealed(collection, kept, tenant.tenant_id, open)
      requireOpened(masterKey, collection, document)
      yield { collection, document }
    }
  }
}

/** Texts that are exactly `from` become `to`, wherever they stand. */
const renamed = (value: unknown, from: string, to: string): unknown => {
  if (typeof value === 'string') return value === from ? to : value
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item, from, to))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, renamed(inner, from, to)]))
}

/** Who answers at a domain is proven anew where a tenant moves to: the other deployment may answer there still. */
const unproven = (document: Document): CustomDomain => {
  const { verified_at: _when, problem: _why, ...kept } = document
  // An export of ours: what was kept as a document of this collection is one.
  return { ...(kept as CustomDomain), status: 'pending_verification', is_default: false }
}

/** Reads a line of an export that is meant to be a document; undefined for one of a collection that there is not. */
export function asCarried(collection: unknown, document: unknown): Carried | undefined {
  const isKnown = typeof collection === 'string' && isCollection(collection)
  if (!isKnown || typeof document !== 'object' || document === null || Array.isArray(document)) return undefined
  return { collection, document: Object.fromEntries(Object.entries(document)) }
}

/**
 * Makes the tenant anew at `issuer`, all of it or nothing; `conflict` when another has that host. Where the issuer is another, the API
 * that it is managed through and the addresses of its dashboard follow.
 */
export async function makeCarriedTenant(
  { store, random, masterKey }: Pick<Ports, 'store' | 'random' | 'masterKey'>,
  { issuer: before, name, first_client_id }: CarriedTenant,
  documents: readonly Carried[],
  issuer: string,
): Promise<{ readonly applied: Applied; readonly tenant: Tenant }> {
  const tenant_id = newId(random, { prefix: 'ten_', length: 16, alphabet: 'alphanumeric' })
  const tenant: Tenant = { tenant_id, host: new URL(issuer).host, issuer, name, first_client_id, announced: true }
  const close = (purpose: string, text: string): string => seal(masterKey, purpose, Buffer.from(text, 'base64'))
  const changes = documents
    .toSorted((one, other) => IN_ORDER[one.collection] - IN_ORDER[other.collection])
    .map(({ collection, document }): Change => {
      const sealed = mapSealed(collection, document, tenant_id, close)
      const moved = before === issuer ? sealed : renamed(sealed, systemAudience(before), systemAudience(issuer))
      if (collection === 'custom_domains') return { insert: collection, document: unproven(document) }
      const isDashboard = collection === 'clients' && document['client_id'] === DASHBOARD_CLIENT_ID
      const whole = isDashboard ? { ...(moved as Document), ...dashboardAddresses(issuer) } : moved
      // An export of ours: what was kept as a document of this collection is one.
      return { insert: collection, document: whole } as Change
    })
  return { applied: await store.createTenant(tenant, changes), tenant }
}
