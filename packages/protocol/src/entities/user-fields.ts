// What of a user can be sent, and who may send it. reference: Management API, section 8. Users are no configuration, so they are not in
// the list of entities; their bodies are checked by the same rules.
import type { Entity } from './entity.ts'
import { bool, string } from './schema.ts'
import { freeMap, printable } from './words.ts'

/** No control characters and no angle brackets, so that a page showing it raw would not become somebody else's. */
const shown = (maxLength: number) => string({ minLength: 1, maxLength, pattern: '^[^<>\\u0000-\\u001f\\u007f]+$' })

const fields = {
  user_id: string({ minLength: 1, maxLength: 255, pattern: '^[^\\s\\u0000-\\u001f\\u007f]+$' }),
  connection: printable(128),
  email: string({ minLength: 3, maxLength: 320 }),
  email_verified: bool(),
  username: string({ minLength: 1, maxLength: 128 }),
  phone_number: string({ maxLength: 16, pattern: '^\\+[0-9]{1,15}$' }),
  phone_verified: bool(),
  password: string({ minLength: 1, maxLength: 4096 }),
  name: shown(300),
  given_name: shown(150),
  family_name: shown(150),
  nickname: shown(300),
  picture: string({ maxLength: 2048, pattern: '^https?://[^\\s<>"\\u0000-\\u001f\\u007f]+$' }),
  blocked: bool(),
  user_metadata: freeMap(500),
  app_metadata: freeMap(500),
  verify_email: bool(),
  verify_phone_number: bool(),
  client_id: printable(64),
} as const

/** A user, as far as somebody can change one. */
export const USER = {
  name: 'user',
  path: 'users',
  collection: 'users',
  id: 'user_id',
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:users', 'read:current_user', 'read:user_idp_tokens'],
    create: ['create:users'],
    update: ['update:users', 'update:users_app_metadata', 'update:current_user_metadata'],
    delete: ['delete:users', 'delete:current_user'],
  },
  fields,
  required: ['connection'],
  readOnly: [],
  createOnly: ['user_id'],
  updateOnly: ['verify_phone_number', 'client_id'],
  writeOnly: ['password'],
  hidden: [],
  apart: ['connection', 'password', 'verify_email', 'verify_phone_number', 'client_id'],
  merged: ['user_metadata', 'app_metadata'],
  updateScopes: {
    '*': ['update:users'],
    app_metadata: ['update:users', 'update:users_app_metadata'],
    user_metadata: ['update:users', 'update:current_user_metadata'],
  },
  guarded: {},
  defaults: {},
  columns: [],
  filters: {},
  accepts: { search_engine: ['v1', 'v2', 'v3'], primary_order: ['true', 'false'] },
  selectable: true,
  paging: ['array', 'totals'],
  envelope: 'totals-first',
  errors: {
    missing: { errorCode: 'inexistent_user', message: 'The user does not exist.' },
    conflict: { errorCode: 'auth0_idp_error', message: 'The user already exists.' },
  },
} as const satisfies Entity
