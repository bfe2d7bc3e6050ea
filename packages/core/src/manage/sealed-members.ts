// Where sealed texts stand in what is kept, and what each of them is sealed for: needed where a tenant goes from one master key to another.
import type { CollectionName } from '../ports.ts'
import { clientSecretPurpose } from '../clients/kept-secret.ts'
import { connectionPurpose, SEALED } from '../connections/sealed-options.ts'
import { emailProviderPurpose } from '../mail/provider-credentials.ts'
import { sinkPurpose } from '../log-streams/sink.ts'
import { codeSecretPurpose } from '../rules/code-secrets.ts'
import { rulesConfigPurpose } from '../rules/settings.ts'
import { pushAuthorizationPurpose } from '../signals/push-authorization.ts'
import { apiSecretPurpose } from '../tokens/api-keys.ts'
import { sealingPurpose } from '../tokens/signing-keys.ts'

type Document = Readonly<Record<string, unknown>>

/** What becomes of a sealed text, or of what will be one. */
export type ChangeSealed = (purpose: string, text: string) => string

const isMap = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const member = (document: Document, field: string, change: (text: string) => string): Document => {
  const text = document[field]
  return typeof text === 'string' ? { ...document, [field]: change(text) } : document
}

/** The secrets of an action, a version of one, or a hook, which are sealed for their owner. */
const codeSecrets = (document: Document, tenant_id: string, owner: unknown, change: ChangeSealed): Document => {
  const { secrets } = document
  if (!Array.isArray(secrets)) return document
  return {
    ...document,
    secrets: secrets.filter(isMap).map((one) => {
      const purpose = codeSecretPurpose(tenant_id, String(owner), String(one['name']))
      return member(one, 'sealed_value', (text) => change(purpose, text))
    }),
  }
}

/** In options of any depth: a text that begins so is sealed. */
const marked = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return value.startsWith(SEALED) ? SEALED + change(value.slice(SEALED.length)) : value
  if (Array.isArray(value)) return value.map((item: unknown) => marked(item, change))
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner, change)]))
}

type Collect = (document: Document, tenant_id: string, change: ChangeSealed) => Document

const SEALED_IN: Readonly<Partial<Record<CollectionName, Collect>>> = {
  signing_keys: (key, tenant_id, change) =>
    member(key, 'private_key', (text) => change(sealingPurpose(tenant_id, String(key['kid'])), text)),
  client_secrets: (secret, tenant_id, change) =>
    member(secret, 'sealed_secret', (text) => change(clientSecretPurpose(tenant_id, String(secret['id'])), text)),
  api_secrets: (api, tenant_id, change) =>
    member(api, 'secret', (text) => change(apiSecretPurpose(tenant_id, String(api['id'])), text)),
  rules_configs: (config, tenant_id, change) =>
    member(config, 'sealed_value', (text) => change(rulesConfigPurpose(tenant_id, String(config['key'])), text)),
  actions: (action, tenant_id, change) => codeSecrets(action, tenant_id, action['id'], change),
  action_versions: (version, tenant_id, change) => codeSecrets(version, tenant_id, version['action_id'], change),
  hooks: (hook, tenant_id, change) => codeSecrets(hook, tenant_id, hook['id'], change),
  email_provider: (provider, tenant_id, change) =>
    member(provider, 'sealed_credentials', (text) => change(emailProviderPurpose(tenant_id), text)),
  log_streams: (stream, tenant_id, change) =>
    member(stream, 'sealed_sink', (text) => change(sinkPurpose(tenant_id), text)),
  signal_streams: (stream, tenant_id, change) =>
    member(stream, 'sealed_authorization', (text) =>
      change(pushAuthorizationPurpose(tenant_id, String(stream['id'])), text),
    ),
  connections: (connection, tenant_id, change) => ({
    ...connection,
    options: marked(connection['options'], (text) => change(connectionPurpose(tenant_id), text)),
  }),
}

/** `document` of `collection` with each of its sealed texts changed. */
export const mapSealed = (
  collection: CollectionName,
  document: Document,
  tenant_id: string,
  change: ChangeSealed,
): Document => SEALED_IN[collection]?.(document, tenant_id, change) ?? document
