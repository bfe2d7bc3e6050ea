// discovery domain: a domain whose addresses belong to an organization's people. reference: Management API, section 14.
import type { Entity, Stored } from './entity.ts'
import { bool, oneOf, string } from './schema.ts'
import { text } from './words.ts'

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'

const fields = {
  id: string({ pattern: '^ord_[A-Za-z0-9]{22}$', maxLength: 26 }),
  organization_id: text(20),
  /** Kept in lower case. */
  domain: string({ minLength: 3, maxLength: 200, pattern: `^(?:${LABEL}\\.)+${LABEL}$` }),
  status: oneOf('pending', 'verified'),
  use_for_organization_discovery: bool(),
  /** Where in the domain name system the text is to stand that proves the domain, and the text. */
  verification_host: text(255),
  verification_txt: text(100),
} as const

/** A discovery domain as it is kept. */
export type DiscoveryDomain = Stored<
  typeof fields,
  | 'id'
  | 'organization_id'
  | 'domain'
  | 'status'
  | 'use_for_organization_discovery'
  | 'verification_host'
  | 'verification_txt'
>

export const DISCOVERY_DOMAIN = {
  name: 'discovery-domain',
  path: 'organizations/:organization_id/discovery-domains',
  collection: 'discovery_domains',
  listKey: 'domains',
  id: 'id',
  idFormat: { prefix: 'ord_', length: 22, alphabet: 'alphanumeric' },
  parent: 'organization_id',
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:organization_discovery_domains'],
    create: ['create:organization_discovery_domains'],
    update: ['update:organization_discovery_domains'],
    delete: ['delete:organization_discovery_domains'],
  },
  fields,
  required: ['domain'],
  readOnly: ['id', 'verification_host', 'verification_txt'],
  createOnly: ['domain'],
  updateOnly: [],
  writeOnly: [],
  hidden: ['organization_id'],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { status: 'pending', use_for_organization_discovery: true },
  columns: ['id', 'organization_id', 'domain'],
  filters: {},
  selectable: false,
  paging: ['checkpoint'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'No organization domain found by that id' },
    conflict: { message: 'An organization has this discovery domain already.' },
  },
} as const satisfies Entity
