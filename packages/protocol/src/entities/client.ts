// client: an application that asks for tokens. reference: Management API, section 5. The secret is not part of it: only its hash
// is kept, apart.
import { bool } from './schema.ts'
import type { Entity, Stored } from './entity.ts'
import { CLIENT_FIELDS } from './client-fields.ts'

/** Always there, because a new client gets them. */
type Always =
  | 'client_id'
  | 'name'
  | 'global'
  | 'is_first_party'
  | 'oidc_conformant'
  | 'grant_types'
  | 'jwt_configuration'
  | 'refresh_token'
  | 'sso_disabled'
  | 'cross_origin_authentication'
  | 'custom_login_page_on'
  | 'callback_url_template'
  | 'is_token_endpoint_ip_header_trusted'

/** A client as it is kept. */
export type Client = Stored<typeof CLIENT_FIELDS, Always, 'client_secret' | 'tenant' | 'signing_keys'>

const KEY_READERS = ['read:client_keys', 'read:client_credentials']

export const CLIENT = {
  name: 'client',
  path: 'clients',
  collection: 'clients',
  id: 'client_id',
  idFormat: { prefix: '', length: 32, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:clients', 'read:client_keys', 'read:client_credentials', 'read:client_summary'],
    create: ['create:clients'],
    update: [
      'update:clients',
      'update:client_keys',
      'update:client_credentials',
      'update:client_token_vault_privileged_access',
    ],
    delete: ['delete:clients'],
  },
  fields: CLIENT_FIELDS,
  required: ['name'],
  readOnly: [
    'client_id',
    'tenant',
    'global',
    'signing_keys',
    'owners',
    'callback_url_template',
    'external_client_id',
    'external_metadata_type',
    'external_metadata_created_by',
    'jwks_uri',
  ],
  createOnly: ['resource_server_identifier', 'third_party_security_mode'],
  updateOnly: ['client_secret'],
  writeOnly: [],
  hidden: [],
  apart: ['client_secret', 'tenant', 'signing_keys'],
  merged: ['client_metadata'],
  updateScopes: {
    '*': ['update:clients'],
    client_secret: ['update:client_keys'],
    client_authentication_methods: ['update:clients', 'update:client_credentials'],
    signed_request_object: ['update:clients', 'update:client_credentials'],
    token_vault_privileged_access: ['update:client_token_vault_privileged_access'],
  },
  guarded: {
    client_secret: KEY_READERS,
    encryption_key: KEY_READERS,
    signing_keys: KEY_READERS,
    addons: ['read:clients', ...KEY_READERS],
  },
  revealed: { encrypted: bool() },
  defaults: {
    global: false,
    is_token_endpoint_ip_header_trusted: false,
    cross_origin_authentication: false,
    is_first_party: true,
    oidc_conformant: false,
    sso_disabled: false,
    refresh_token: {
      rotation_type: 'non-rotating',
      expiration_type: 'non-expiring',
      leeway: 0,
      token_lifetime: 2592000,
      infinite_token_lifetime: true,
      infinite_idle_token_lifetime: true,
      idle_token_lifetime: 1296000,
    },
    callback_url_template: false,
    jwt_configuration: { lifetime_in_seconds: 36000, secret_encoded: false },
    grant_types: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
    custom_login_page_on: true,
  },
  columns: ['client_id', 'global', 'is_first_party', 'app_type', 'external_client_id'],
  filters: {
    is_global: 'global',
    is_first_party: 'is_first_party',
    app_type: 'app_type',
    external_client_id: 'external_client_id',
  },
  selectable: true,
  paging: ['array', 'totals', 'checkpoint'],
  envelope: 'totals-first',
  errors: {
    missing: { errorCode: 'inexistent_client', message: 'The client does not exist' },
    conflict: { message: 'A client with the same client_id already exists' },
  },
} as const satisfies Entity
