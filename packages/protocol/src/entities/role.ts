// role: a named set of permissions at APIs, given to users. reference: Management API, section 9. The permissions have endpoints of
// their own.
import type { Entity, Stored } from './entity.ts'
import { list, oneOf, record, string } from './schema.ts'
import { name, printable, scopeToken, text } from './words.ts'

/** One scope of one API. */
export const PERMISSION = record({ resource_server_identifier: printable(600), permission_name: scopeToken() })

const fields = {
  id: string({ pattern: '^rol_[A-Za-z0-9]{16}$', maxLength: 20 }),
  name: name(64),
  description: text(255),
  /** Belongs to the tenant: there is no other kind. */
  type: oneOf('tenant'),
  permissions: list(PERMISSION, 1000),
} as const

/** A role as it is kept. */
export type Role = Stored<typeof fields, 'id' | 'name' | 'permissions'>

export const ROLE = {
  name: 'role',
  path: 'roles',
  collection: 'roles',
  id: 'id',
  idFormat: { prefix: 'rol_', length: 16, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  created: 200,
  deleted: { status: 200, says: 'nothing' },
  scopes: { read: ['read:roles'], create: ['create:roles'], update: ['update:roles'], delete: ['delete:roles'] },
  fields,
  required: ['name'],
  readOnly: ['id', 'type'],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: ['permissions'],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { permissions: [] },
  columns: ['id', 'name'],
  filters: {},
  contains: { name_filter: 'name' },
  // Sent by a deployment tool, and true of all.
  accepts: { type: ['tenant'] },
  selectable: false,
  paging: ['array', 'totals'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'The role does not exist.' },
    conflict: { message: 'A role with the same name already exists.' },
  },
} as const satisfies Entity
