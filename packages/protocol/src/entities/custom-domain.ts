// custom domain: a further host at which a tenant answers, once it is proven to be its own. reference: Management API, section 18.
import type { Entity, Stored } from './entity.ts'
import { bool, list, mapOf, nullable, oneOf, optional, record, string } from './schema.ts'
import { dateTime, text } from './words.ts'

/** A name of DNS of at least two labels, the last of which is no number. RFC 1123 §2.1 */
const DOMAIN = '^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$'

const domainName = () => string({ minLength: 3, maxLength: 253, pattern: DOMAIN })

const METHOD = record({ name: oneOf('cname', 'txt'), record: text(300), domain: text(300) })

const fields = {
  custom_domain_id: string({ pattern: '^cd_[A-Za-z0-9]{16}$', maxLength: 19 }),
  domain: domainName(),
  /** Who has the certificate. Here it is always whoever speaks TLS in front of the tenant: a proxy, or this server with its own. */
  type: oneOf('auth0_managed_certs', 'self_managed_certs'),
  verification_method: oneOf('txt', 'cname'),
  primary: bool(),
  is_default: bool(),
  status: oneOf('pending_verification', 'ready'),
  /** What must stand in DNS, any one of it, and what came of the last look. */
  verification: record({
    methods: list(METHOD, 2),
    status: oneOf('pending', 'verified', 'failed'),
    error_msg: optional(text(500)),
    last_verified_at: optional(dateTime()),
  }),
  tls_policy: oneOf('recommended'),
  custom_client_ip_header: nullable(
    oneOf('true-client-ip', 'cf-connecting-ip', 'x-forwarded-for', 'x-azure-clientip', ''),
  ),
  domain_metadata: mapOf(text(255), 10),
  /** The domain, or one that it is below. */
  relying_party_identifier: domainName(),
  /** Where a proxy in front finds the tenant. */
  origin_domain_name: text(300),
  created_at: dateTime(),
  /** What must stand in DNS. */
  challenge: text(64),
  /** When it was proven. */
  verified_at: dateTime(),
  /** Why it was not, at the last look. */
  problem: text(500),
} as const

/** A custom domain as it is kept; `domain` in lower case. */
export type CustomDomain = Stored<
  typeof fields,
  | 'custom_domain_id'
  | 'domain'
  | 'type'
  | 'primary'
  | 'is_default'
  | 'status'
  | 'tls_policy'
  | 'domain_metadata'
  | 'created_at'
  | 'challenge',
  'verification' | 'origin_domain_name'
>

export const CUSTOM_DOMAIN = {
  name: 'custom-domain',
  path: 'custom-domains',
  collection: 'custom_domains',
  id: 'custom_domain_id',
  idFormat: { prefix: 'cd_', length: 16, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:custom_domains'],
    create: ['create:custom_domains'],
    update: ['update:custom_domains'],
    delete: ['delete:custom_domains'],
  },
  fields,
  required: ['domain', 'type'],
  readOnly: ['custom_domain_id', 'primary', 'is_default', 'status', 'verification', 'origin_domain_name', 'created_at'],
  createOnly: ['domain', 'type', 'verification_method'],
  updateOnly: [],
  writeOnly: ['verification_method'],
  hidden: ['challenge', 'verified_at', 'problem'],
  apart: ['verification', 'origin_domain_name'],
  merged: ['domain_metadata'],
  updateScopes: {},
  guarded: {},
  defaults: {
    primary: false,
    is_default: false,
    status: 'pending_verification',
    tls_policy: 'recommended',
    domain_metadata: {},
  },
  columns: ['custom_domain_id', 'domain', 'status'],
  filters: {},
  selectable: true,
  paging: ['array', 'checkpoint'],
  envelope: 'items-first',
  errors: {
    missing: { errorCode: 'inexistent_custom_domain', message: 'The custom domain {id} does not exist' },
    conflict: { message: 'The specified custom domain already exists' },
  },
} as const satisfies Entity
