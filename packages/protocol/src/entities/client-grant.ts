// client grant: which client may ask for which scopes of which API. reference: Management API, section 7.
import type { Entity, Stored } from './entity.ts'
import { bool, list, oneOf, string } from './schema.ts'
import { printable, scopeToken } from './words.ts'

const fields = {
  id: string({ pattern: '^cgr_[A-Za-z0-9]{16}$', maxLength: 20 }),
  client_id: printable(64),
  audience: printable(600),
  default_for: oneOf('third_party_clients'),
  scope: list(scopeToken(), 1000, { uniqueItems: true }),
  subject_type: oneOf('client', 'user'),
  organization_usage: oneOf('deny', 'allow', 'require'),
  allow_any_organization: bool(),
  authorization_details_types: list(printable(255), 100),
  allow_all_scopes: bool(),
  is_system: bool(),
} as const

type Always = 'id' | 'audience' | 'scope' | 'subject_type'

/** A client grant as it is kept. Where `allow_all_scopes` is true, `scope` is empty and counts for nothing. */
export type ClientGrant = Stored<typeof fields, Always>

export const CLIENT_GRANT = {
  name: 'client-grant',
  path: 'client-grants',
  collection: 'client_grants',
  id: 'id',
  idFormat: { prefix: 'cgr_', length: 16, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:client_grants'],
    create: ['create:client_grants'],
    update: ['update:client_grants'],
    delete: ['delete:client_grants'],
  },
  fields,
  required: ['audience'],
  readOnly: ['id', 'is_system'],
  createOnly: ['client_id', 'audience', 'default_for', 'subject_type'],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { scope: [], subject_type: 'client' },
  columns: ['id', 'client_id', 'audience', 'subject_type', 'default_for', 'allow_any_organization'],
  filters: {
    audience: 'audience',
    client_id: 'client_id',
    allow_any_organization: 'allow_any_organization',
    subject_type: 'subject_type',
    default_for: 'default_for',
  },
  selectable: false,
  paging: ['array', 'totals', 'checkpoint'],
  envelope: 'totals-first',
  errors: {
    missing: { errorCode: 'inexistent_client_grant', message: 'The grant does not exist.' },
    conflict: { message: 'A client grant for the same client, audience and subject type already exists' },
  },
} as const satisfies Entity
