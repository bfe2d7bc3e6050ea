// resource server: an API that tokens are for. reference: Management API, section 6. Lifetimes and algorithms are ours: 8000 s,
// ES256 and EdDSA as well, no RS512.
import { TOKEN_DIALECTS } from '../oauth/rfc9068-access-token.ts'
import type { Entity, Stored } from './entity.ts'
import { bool, list, nullable, oneOf, optional, record, string, whole } from './schema.ts'
import { name, OBJECT_ID, printable, scopeToken, text } from './words.ts'

export { TOKEN_DIALECTS }

/** What an API's access tokens can be signed with. */
export const API_SIGNING_ALGORITHMS = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'] as const

/** One right that an API knows. */
const API_SCOPE = record({ value: scopeToken(), description: optional(text(500)) })

const fields = {
  id: string({ pattern: '^[0-9a-f]{24}$', maxLength: 24 }),
  identifier: printable(600),
  name: name(200),
  is_system: bool(),
  scopes: list(API_SCOPE, 1000),
  signing_alg: oneOf(...API_SIGNING_ALGORITHMS),
  signing_secret: string({ minLength: 16, maxLength: 512 }),
  token_lifetime: whole(1, 2592000),
  token_lifetime_for_web: whole(1, 2592000),
  /** Bytes an access token may have before the server refuses to make it. Ours; 4096 when absent. */
  token_size_budget: whole(256, 102400),
  /** Whether its access tokens end when their session is logged out of. Ours; no when absent. */
  revoke_tokens_on_logout: bool(),
  allow_offline_access: bool(),
  allow_online_access: bool(),
  allow_online_access_with_ephemeral_sessions: bool(),
  skip_consent_for_verifiable_first_party_clients: bool(),
  enforce_policies: bool(),
  token_dialect: oneOf(...TOKEN_DIALECTS),
  token_encryption: nullable(
    record({
      format: oneOf('compact-nested-jwe'),
      encryption_key: record({
        name: optional(name(128)),
        alg: oneOf('RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512', 'ECDH-ES'),
        kid: optional(printable(128)),
        pem: optional(text(4096)),
      }),
    }),
  ),
  consent_policy: nullable(oneOf('transactional-authorization-with-mfa')),
  authorization_details: nullable(list(record({ type: printable(255) }), 100)),
  proof_of_possession: nullable(
    record({
      mechanism: oneOf('mtls', 'dpop'),
      required: bool(),
      required_for: optional(oneOf('public_clients', 'all_clients')),
    }),
  ),
  subject_type_authorization: record({
    user: optional(record({ policy: optional(oneOf('allow_all', 'deny_all', 'require_client_grant')) })),
    client: optional(record({ policy: optional(oneOf('deny_all', 'require_client_grant')) })),
  }),
  authorization_policy: nullable(record({ policy_id: printable(128) })),
  client_id: printable(64),
} as const

type Always =
  | 'id'
  | 'identifier'
  | 'name'
  | 'is_system'
  | 'signing_alg'
  | 'token_lifetime'
  | 'token_lifetime_for_web'
  | 'allow_offline_access'
  | 'skip_consent_for_verifiable_first_party_clients'
  | 'token_encryption'
  | 'consent_policy'
  | 'authorization_details'
  | 'proof_of_possession'
  | 'subject_type_authorization'

/** An API as it is kept. */
export type ResourceServer = Stored<typeof fields, Always, 'signing_secret'>

export const RESOURCE_SERVER = {
  name: 'resource-server',
  path: 'resource-servers',
  collection: 'resource_servers',
  id: 'id',
  idFormat: OBJECT_ID,
  alternateId: 'identifier',
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:resource_servers'],
    create: ['create:resource_servers'],
    update: ['update:resource_servers'],
    delete: ['delete:resource_servers'],
  },
  fields,
  required: ['identifier'],
  readOnly: ['id', 'is_system', 'client_id'],
  createOnly: ['identifier'],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: ['signing_secret'],
  merged: [],
  updateScopes: {},
  guarded: { signing_secret: ['read:resource_servers'] },
  defaults: {
    is_system: false,
    signing_alg: 'RS256',
    token_lifetime: 8000,
    token_lifetime_for_web: 7200,
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: false,
    token_encryption: null,
    consent_policy: null,
    authorization_details: null,
    subject_type_authorization: { client: { policy: 'require_client_grant' }, user: { policy: 'allow_all' } },
  },
  columns: ['id', 'identifier'],
  filters: { identifiers: 'identifier' },
  selectable: true,
  paging: ['array', 'totals'],
  envelope: 'totals-first',
  errors: {
    missing: { errorCode: 'inexistent_resource_server', message: 'The resource server does not exist' },
    conflict: { message: 'A resource server with the same identifier already exists' },
  },
} as const satisfies Entity
