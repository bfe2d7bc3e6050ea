// user attribute profile: which attributes users of somebody's own directory have, and what they are called there. Kept: nothing here
// reads it. reference: Management API, section 22.
import type { Entity, Stored } from './entity.ts'
import { bool, list, mapOf, optional, record, string } from './schema.ts'
import { freeMap, name, printable } from './words.ts'

const names = () => list(printable(128), 3, { minItems: 1, uniqueItems: true })

const ATTRIBUTE = record({
  description: printable(128),
  label: printable(128),
  profile_required: bool(),
  auth0_mapping: printable(50),
  oidc_mapping: optional(record({ mapping: printable(50), display_name: optional(printable(50)) })),
  saml_mapping: optional(names()),
  scim_mapping: optional(printable(128)),
  strategy_overrides: optional(freeMap(10)),
})

const USER_ID = record({
  oidc_mapping: optional(printable(50)),
  saml_mapping: optional(names()),
  scim_mapping: optional(printable(128)),
  strategy_overrides: optional(freeMap(10)),
})

const fields = {
  id: string({ pattern: '^uap_[A-Za-z0-9]{22}$', maxLength: 26 }),
  name: name(128),
  user_id: USER_ID,
  user_attributes: mapOf(ATTRIBUTE, 64),
} as const

/** A profile as it is kept. */
export type UserAttributeProfile = Stored<typeof fields, 'id' | 'name' | 'user_attributes'>

export const USER_ATTRIBUTE_PROFILE = {
  name: 'user-attribute-profile',
  path: 'user-attribute-profiles',
  collection: 'user_attribute_profiles',
  id: 'id',
  idFormat: { prefix: 'uap_', length: 22, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:user_attribute_profiles'],
    create: ['create:user_attribute_profiles'],
    update: ['update:user_attribute_profiles'],
    delete: ['delete:user_attribute_profiles'],
  },
  fields,
  required: ['name', 'user_attributes'],
  readOnly: ['id'],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: {},
  columns: ['id'],
  filters: {},
  selectable: false,
  paging: ['checkpoint'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'User attribute profile not found.' },
    conflict: { message: 'A user attribute profile with the same id already exists.' },
  },
} as const satisfies Entity
