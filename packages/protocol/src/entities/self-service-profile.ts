// self-service profile: how a customer's administrators would set up their own login. Kept, with its texts: nobody can do so here yet.
// reference: Management API, section 22.
import type { Entity, Stored } from './entity.ts'
import { bool, list, mapOf, nullable, oneOf, optional, record, string } from './schema.ts'
import { httpsUrl, name, printable, text } from './words.ts'

const color = () => string({ maxLength: 7, pattern: '^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$' })

/** Texts of one page. */
export const PAGE_TEXTS = mapOf(text(2000), 200)

const fields = {
  id: string({ pattern: '^ssp_[A-Za-z0-9]{22}$', maxLength: 26 }),
  name: name(100),
  description: text(140),
  user_attributes: nullable(list(record({ name: printable(250), description: text(250), is_optional: bool() }), 20)),
  branding: nullable(record({ logo_url: optional(httpsUrl()), colors: optional(record({ primary: color() })) })),
  allowed_strategies: list(
    oneOf(
      'oidc',
      'samlp',
      'waad',
      'google-apps',
      'adfs',
      'okta',
      'auth0-samlp',
      'okta-samlp',
      'keycloak-samlp',
      'pingfederate',
    ),
    10,
    { uniqueItems: true },
  ),
  user_attribute_profile_id: string({ pattern: '^uap_[A-Za-z0-9]{22}$', maxLength: 26 }),
  /** By language and page. */
  custom_texts: mapOf(PAGE_TEXTS, 100),
  created_at: text(40),
  updated_at: text(40),
} as const

/** A profile as it is kept. */
export type SelfServiceProfile = Stored<typeof fields, 'id' | 'name' | 'custom_texts' | 'created_at' | 'updated_at'>

export const SELF_SERVICE_PROFILE = {
  name: 'self-service-profile',
  path: 'self-service-profiles',
  collection: 'self_service_profiles',
  id: 'id',
  idFormat: { prefix: 'ssp_', length: 22, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:self_service_profiles'],
    create: ['create:self_service_profiles'],
    update: ['update:self_service_profiles'],
    delete: ['delete:self_service_profiles'],
  },
  fields,
  required: ['name'],
  readOnly: ['id', 'created_at', 'updated_at'],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: ['custom_texts'],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { custom_texts: {} },
  columns: ['id'],
  filters: {},
  selectable: false,
  paging: ['array', 'totals'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'Profile with ID: {id} not found' },
    conflict: { message: 'A self-service profile with the same id already exists.' },
  },
} as const satisfies Entity
