// What must happen around a client: its secret, its credentials, what its settings may not be together. reference: Management
// API, section 5.
import { CLIENT, type Client } from '@symbolon/protocol/entities/client'
import { changedDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { newClientDocument, newClientId } from '../clients/new-client.ts'
import { keptSecret } from '../clients/kept-secret.ts'
import { newClientSecret } from '../clients/secret.ts'
import type { SigningKey } from '../collections.ts'
import { newEnabledClient } from '../connections/new-connection.ts'
import type { Change } from '../ports.ts'
import { whenKnown } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { signingKeyView } from '../tokens/key-certificates.ts'
import { requireKnownRing, signingKeyChangesFor } from '../tokens/key-ring.ts'
import { findSigningKeys } from '../tokens/signing-keys.ts'
import { clientEnded } from '../tokens/ended.ts'
import { revoke } from '../tokens/revoke.ts'
import { requireOwnCredentials, takeInlineCredentials } from './client-methods.ts'
import { secretChanges } from './client-secret-changes.ts'
import type { Noun } from './noun.ts'
import { invalidBody, notAllowed } from './refusals.ts'

type SigningCertificate = { readonly cert: string; readonly pkcs7: string; readonly subject: string }

// The store answers with the same array until a key changes.
const certificates = new WeakMap<readonly SigningKey[], readonly SigningCertificate[]>()

const signingCertificates = (tenancy: Tenancy, keys: readonly SigningKey[]): readonly SigningCertificate[] => {
  let known = certificates.get(keys)
  if (!known) {
    const subject = `/CN=${tenancy.tenant.host.replace(/:\d+$/, '')}`
    const current = keys.filter((key) => key.alg === 'RS256' && key.state === 'current').map(signingKeyView)
    known = current.map(({ cert, pkcs7 }) => ({ cert, pkcs7, subject }))
    certificates.set(keys, known)
  }
  return known
}

/** What no client may be, however it came to be so. */
const requireSound = (client: Client): void => {
  if (client.client_authentication_methods && client.token_endpoint_auth_method) {
    throw invalidBody(
      'token_endpoint_auth_method and client_authentication_methods exclude each other; unset one with null',
    )
  }
  const { rotation_type, expiration_type } = client.refresh_token
  if (rotation_type === 'rotating' && expiration_type !== 'expiring') {
    throw invalidBody('rotating refresh tokens must be expiring', 'refresh_token.expiration_type')
  }
}

/** `secret_encoded` stays what it was: a PATCH replaces the rest of `jwt_configuration`. */
const keepEncoding = (before: Client, after: Client, sent: Document): Client => {
  if (!Object.hasOwn(sent, 'jwt_configuration') || sent['jwt_configuration'] === null) return after
  if (after.jwt_configuration.secret_encoded !== undefined) {
    throw invalidBody('Additional properties not allowed: secret_encoded', 'jwt_configuration')
  }
  const { secret_encoded } = before.jwt_configuration
  if (secret_encoded === undefined) return after
  return { ...after, jwt_configuration: { ...after.jwt_configuration, secret_encoded } }
}

/** Most connections that a new client is given. */
const MAX_CONNECTIONS = 1000

/** A new client may use what there is, unless the tenant says otherwise. */
const firstConnections = async (
  { store }: Tenancy,
  { client_id, is_first_party }: Client,
): Promise<readonly Change[]> => {
  const settings = await store.find('tenant_settings', {})
  if (!is_first_party || settings?.flags.enable_client_connections === false) return []
  const { items } = await store.page('connections', { where: { strategy: 'auth0' }, limit: MAX_CONNECTIONS })
  return items.map(({ id }): Change => ({ insert: 'enabled_clients', document: newEnabledClient(id, client_id) }))
}

/** ID tokens that are not signed with RS256 need other keys; those of a client in use must be known before they sign. */
const idTokenKeys = async (
  tenancy: Tenancy,
  before: Client | undefined,
  { jwt_configuration: { alg } }: Client,
): Promise<readonly Change[]> => {
  const needsNone = alg === undefined || alg === 'RS256' || alg === 'HS256'
  if (needsNone || before?.jwt_configuration.alg === alg) return []
  if (before) await requireKnownRing(tenancy, alg)
  return signingKeyChangesFor(tenancy, alg)
}

export const clients: Noun<Client> = {
  create: async (tenancy, sent) => {
    const client_id = newClientId(tenancy.random)
    const checked = changedDocument<Partial<Client> & Pick<Client, 'name'>>(CLIENT, { name: '' }, sent)
    const taken = checked.client_authentication_methods
      ? takeInlineCredentials(tenancy, client_id, checked.client_authentication_methods)
      : undefined
    const document = newClientDocument(client_id, {
      ...checked,
      ...(taken ? { client_authentication_methods: taken.methods } : {}),
    })
    requireSound(document)
    if (document.signed_request_object?.credentials?.length) {
      throw invalidBody('The credential does not exist', 'signed_request_object.credentials')
    }
    const client_secret = newClientSecret(tenancy.random)
    return {
      document,
      changes: [
        { insert: 'clients', document },
        ...(await idTokenKeys(tenancy, undefined, document)),
        { insert: 'client_secrets', document: keptSecret(tenancy, document, client_secret) },
        ...(taken?.credentials ?? []).map((credential): Change => ({
          insert: 'client_credentials',
          document: credential,
        })),
        ...(await firstConnections(tenancy, document)),
      ],
      revealed: { client_secret, encrypted: true },
    }
  },

  update: async (tenancy, before, sent) => {
    const after = keepEncoding(before, changedDocument(CLIENT, before, sent), sent)
    requireSound(after)
    const named = await requireOwnCredentials(tenancy, after, sent)
    const secrets = await secretChanges(tenancy, before, after, sent['client_secret'])
    const keys = await idTokenKeys(tenancy, before, after)
    return { document: after, changes: [...named, { replace: 'clients', before, after }, ...keys, ...secrets] }
  },

  remove: async (_tenancy, document) => {
    if (document.global) throw notAllowed('The global client cannot be deleted')
    return [{ remove: 'clients', document }]
  },

  removing: (tenancy, { client_id }) => revoke(tenancy, clientEnded(client_id)),
  // What was issued until it was gone.
  removed: (tenancy, { client_id }) => revoke(tenancy, clientEnded(client_id)),

  show: (tenancy) =>
    whenKnown(findSigningKeys(tenancy), (keys) => ({
      tenant: tenancy.tenant.name,
      signing_keys: signingCertificates(tenancy, keys),
    })),
}
