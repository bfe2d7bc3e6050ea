// organization: a customer of the tenant's, with members of its own. reference: Management API, section 14. Who belongs to it, its
// connections, its client grants and its invitations are kept apart and have endpoints of their own.
import type { Entity, Stored } from './entity.ts'
import { bool, list, mapOf, nullable, optional, record, string } from './schema.ts'
import { TOKEN_QUOTA } from './token-quota.ts'
import { printable, text, url } from './words.ts'

/** What an organization's id looks like. */
export const ORGANIZATION_ID = /^org_[A-Za-z0-9]{16}$/

/** How a connection is used in an organization, by the wire's names. */
export const CONNECTION_IN_ORGANIZATION = {
  /** Whoever logs in through it becomes a member. */
  assign_membership_on_login: optional(bool()),
  show_as_button: optional(bool()),
  /** Whether strangers may make an account there. */
  is_signup_enabled: optional(bool()),
} as const

const colour = () => string({ maxLength: 7, pattern: '^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$' })

const fields = {
  id: string({ pattern: '^org_[A-Za-z0-9]{16}$', maxLength: 20 }),
  name: string({ minLength: 1, maxLength: 50, pattern: '^[a-z0-9][a-z0-9_-]*$' }),
  display_name: string({ minLength: 1, maxLength: 255, pattern: '^[^<>\\u0000-\\u001f\\u007f]+$' }),
  branding: nullable(
    record({
      logo_url: optional(nullable(url())),
      colors: optional(nullable(record({ primary: optional(colour()), page_background: optional(colour()) }))),
    }),
  ),
  metadata: nullable(mapOf(text(255), 25)),
  token_quota: nullable(record({ client_credentials: TOKEN_QUOTA })),
  enabled_connections: list(record({ connection_id: printable(64), ...CONNECTION_IN_ORGANIZATION }), 50),
} as const

/** An organization as it is kept. */
export type Organization = Stored<typeof fields, 'id' | 'name', 'enabled_connections'>

export const ORGANIZATION = {
  name: 'organization',
  path: 'organizations',
  collection: 'organizations',
  id: 'id',
  idFormat: { prefix: 'org_', length: 16, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:organizations', 'read:organizations_summary'],
    create: ['create:organizations', 'create:organization_connections'],
    update: ['update:organizations'],
    delete: ['delete:organizations'],
  },
  fields,
  required: ['name'],
  readOnly: ['id'],
  createOnly: ['enabled_connections'],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: ['enabled_connections'],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: {},
  columns: ['id', 'name'],
  filters: {},
  // The order in which they are answered anyway.
  accepts: { sort: ['created_at:1'] },
  selectable: false,
  paging: ['array', 'totals', 'checkpoint'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'No organization found by that id or name' },
    conflict: { message: 'An organization with this name already exists.' },
  },
} as const satisfies Entity
