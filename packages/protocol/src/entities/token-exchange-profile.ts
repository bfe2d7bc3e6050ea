// token exchange profile: which action says who is meant by a subject token of this type. reference: Management API, section 22.
import type { Entity, Stored } from './entity.ts'
import { oneOf, string } from './schema.ts'
import { dateTime } from './words.ts'

const fields = {
  id: string({ pattern: '^tep_[A-Za-z0-9]{16}$', maxLength: 20 }),
  name: string({ minLength: 3, maxLength: 50, pattern: '^[^<>\\u0000-\\u001f\\u007f]+$' }),
  type: oneOf('custom_authentication'),
  /** A URI of the tenant's own. */
  subject_token_type: string({ minLength: 8, maxLength: 100, pattern: '^(?:https?://|urn:)[\\x21-\\x7e]+$' }),
  /** UUID of an action for the trigger custom-token-exchange. */
  action_id: string({ maxLength: 36, pattern: '^[0-9a-f-]{36}$' }),
  created_at: dateTime(),
  updated_at: dateTime(),
} as const

/** A token exchange profile as it is kept. */
export type TokenExchangeProfile = Stored<typeof fields, keyof typeof fields>

export const TOKEN_EXCHANGE_PROFILE = {
  name: 'token-exchange-profile',
  path: 'token-exchange-profiles',
  collection: 'token_exchange_profiles',
  id: 'id',
  idFormat: { prefix: 'tep_', length: 16, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:token_exchange_profiles'],
    create: ['create:token_exchange_profiles'],
    update: ['update:token_exchange_profiles'],
    delete: ['delete:token_exchange_profiles'],
  },
  fields,
  required: ['name', 'type', 'subject_token_type', 'action_id'],
  readOnly: ['id', 'created_at', 'updated_at'],
  createOnly: ['type', 'action_id'],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: {},
  columns: ['id', 'subject_token_type', 'action_id'],
  filters: {},
  selectable: false,
  paging: ['checkpoint'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'Token exchange profile not found.' },
    conflict: { message: 'A token exchange profile with the same subject_token_type already exists.' },
  },
} as const satisfies Entity
