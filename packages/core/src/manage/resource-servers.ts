// What must happen around an API: its keys, its lifetimes, and the grants that live from it. reference: Management API, section 6.
import { changedDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { RESOURCE_SERVER, type ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { ApiSecret } from '../collections.ts'
import { secretKey, UnfitKey } from '../jose/keys.ts'
import { seal, unseal } from '../jose/sealing.ts'
import type { Change } from '../ports.ts'
import { defaultName, newResourceServerDocument, newResourceServerId } from '../resource-servers/new-resource-server.ts'
import type { Tenancy } from '../tenancy.ts'
import { apiSecretPurpose } from '../tokens/api-keys.ts'
import { requireKnownRing, signingKeyChangesFor } from '../tokens/key-ring.ts'
import { withSoundEncryption } from './token-encryption.ts'
import { withdrawScopes } from './client-grant-scopes.ts'
import { withdrawFromRoles, withdrawFromUsers } from './permissions.ts'
import { endEverythingAt } from './user-ends.ts'
import type { Noun } from './noun.ts'
import { invalidBody, notAllowed } from './refusals.ts'
import { withdrawMachineTokens } from './withdraw-machine-tokens.ts'

/** All that may be changed of the system API: more would lock every administrator out, or let one in. */
const SYSTEM_FIELDS: ReadonlySet<string> = new Set([
  'token_lifetime',
  'token_lifetime_for_web',
  'token_size_budget',
  'token_dialect',
  'skip_consent_for_verifiable_first_party_clients',
])

const requireChangeable = (before: ResourceServer, sent: Document): void => {
  if (!before.is_system) return
  const refused = Object.keys(sent).filter((field) => !SYSTEM_FIELDS.has(field))
  if (refused.length > 0) throw notAllowed(`The system API cannot be changed: ${refused.join(', ')}`)
}

const requireUniqueScopes = ({ scopes = [] }: ResourceServer): void => {
  const seen = new Set<string>()
  for (const { value } of scopes) {
    if (seen.has(value)) throw invalidBody(`The scope ${value} is there twice`, 'scopes')
    seen.add(value)
  }
}

/** Tokens for browsers never outlive the others; when only the others are shortened, they follow. */
const alignLifetimes = (api: ResourceServer, sent: Document): ResourceServer => {
  if (api.token_lifetime_for_web <= api.token_lifetime) return api
  if (typeof sent['token_lifetime_for_web'] === 'number') {
    throw invalidBody('token_lifetime_for_web must not be greater than token_lifetime', 'token_lifetime_for_web')
  }
  return { ...api, token_lifetime_for_web: api.token_lifetime }
}

const sound = (api: ResourceServer, sent: Document): ResourceServer => {
  requireUniqueScopes(api)
  return alignLifetimes(api, sent)
}

const SECRET_BYTES = 48

const sealed = ({ tenant, masterKey }: Tenancy, id: string, secret: string): ApiSecret => ({
  id,
  secret: seal(masterKey, apiSecretPurpose(tenant.tenant_id, id), Buffer.from(secret, 'utf8')),
})

const chosenSecret = (sent: Document): string | undefined => {
  const { signing_secret } = sent
  if (typeof signing_secret !== 'string') return undefined
  try {
    secretKey(signing_secret)
  } catch (error) {
    if (error instanceof UnfitKey) throw invalidBody(`The secret cannot be used: ${error.message}`, 'signing_secret')
    throw error
  }
  return signing_secret
}

/** What must be written so that the API can sign as it says: its own secret for HS256, a ring of the tenant's keys for the rest. */
const keyChanges = async (tenancy: Tenancy, api: ResourceServer, sent: Document): Promise<readonly Change[]> => {
  const chosen = chosenSecret(sent)
  const kept = await tenancy.store.find('api_secrets', { id: api.id })
  if (api.signing_alg !== 'HS256') {
    if (chosen !== undefined) throw invalidBody('Only an API with HS256 has a signing_secret', 'signing_secret')
    const released: readonly Change[] = kept ? [{ remove: 'api_secrets', document: kept }] : []
    return [...released, ...(await signingKeyChangesFor(tenancy, api.signing_alg))]
  }
  if (kept && chosen === undefined) return []
  const document = sealed(tenancy, api.id, chosen ?? tenancy.random(SECRET_BYTES).toString('base64url'))
  return [kept ? { replace: 'api_secrets', before: kept, after: document } : { insert: 'api_secrets', document }]
}

/** An API in use changes to keys that its validators can have. */
const requireKnownAlgorithm = async (
  tenancy: Tenancy,
  before: ResourceServer,
  after: ResourceServer,
): Promise<void> => {
  const { signing_alg } = after
  if (signing_alg !== before.signing_alg && signing_alg !== 'HS256') await requireKnownRing(tenancy, signing_alg)
}

const removedScopes = (before: ResourceServer, after: ResourceServer): ReadonlySet<string> => {
  const kept = new Set((after.scopes ?? []).map(({ value }) => value))
  return new Set((before.scopes ?? []).map(({ value }) => value).filter((value) => !kept.has(value)))
}

export const resourceServers: Noun<ResourceServer> = {
  create: async (tenancy, sent) => {
    const checked = changedDocument<Partial<ResourceServer> & Pick<ResourceServer, 'identifier'>>(
      RESOURCE_SERVER,
      { identifier: '' },
      sent,
    )
    const made = newResourceServerDocument(newResourceServerId(tenancy.random), checked)
    const document = withSoundEncryption(undefined, sound(made, sent))
    const keys = await keyChanges(tenancy, document, sent)
    return { document, changes: [{ insert: 'resource_servers', document }, ...keys] }
  },

  update: async (tenancy, before, sent) => {
    requireChangeable(before, sent)
    const named = sent['name'] === null ? { ...sent, name: defaultName(before.identifier) } : sent
    const after = withSoundEncryption(before, sound(changedDocument(RESOURCE_SERVER, before, named), sent))
    await requireKnownAlgorithm(tenancy, before, after)
    const concernsKeys = Object.hasOwn(sent, 'signing_alg') || Object.hasOwn(sent, 'signing_secret')
    const lost = removedScopes(before, after)
    return {
      document: after,
      changes: [
        { replace: 'resource_servers', before, after },
        ...(concernsKeys ? await keyChanges(tenancy, after, sent) : []),
        ...(await withdrawScopes(tenancy, before.identifier, lost)),
        ...(await withdrawFromRoles(tenancy, before.identifier, lost)),
        ...withdrawFromUsers(before.identifier, lost),
      ],
    }
  },

  remove: async (tenancy, document) => {
    if (document.is_system) throw notAllowed('The system API cannot be deleted')
    const { identifier } = document
    return [
      { remove: 'resource_servers', document },
      ...(await withdrawFromRoles(tenancy, identifier)),
      ...(await withdrawMachineTokens(tenancy, { audience: identifier })),
    ]
  },

  removing: (tenancy, { identifier }) => endEverythingAt(tenancy, identifier),
  removed: (tenancy, { identifier }) => endEverythingAt(tenancy, identifier),

  show: async (tenancy, { id, signing_alg }) => {
    const kept = signing_alg === 'HS256' ? await tenancy.store.find('api_secrets', { id }) : undefined
    if (!kept) return {}
    const secret = unseal(tenancy.masterKey, apiSecretPurpose(tenancy.tenant.tenant_id, id), kept.secret)
    return { signing_secret: secret.toString('utf8') }
  },
}
