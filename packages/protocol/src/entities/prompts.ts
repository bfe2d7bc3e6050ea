// prompts: how the pages for logging in go about it. reference: Management API, section 19.
import type { Entity, Stored } from './entity.ts'
import { bool, oneOf } from './schema.ts'

const fields = {
  universal_login_experience: oneOf('new', 'classic'),
  /** First the name, then on a second page the password. */
  identifier_first: bool(),
  webauthn_platform_first_factor: bool(),
} as const

/** Settings of the login pages. */
export type Prompts = Stored<typeof fields, keyof typeof fields>

export const PROMPTS = {
  name: 'prompts',
  path: 'prompts',
  collection: 'prompts',
  absent: 'defaults',
  verbs: ['get', 'update'],
  scopes: { read: ['read:prompts'], create: [], update: ['update:prompts'], delete: [] },
  fields,
  required: [],
  readOnly: [],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { universal_login_experience: 'new', identifier_first: false, webauthn_platform_first_factor: false },
  columns: [],
  filters: {},
  selectable: false,
  paging: [],
  envelope: 'totals-first',
  errors: {
    missing: { message: 'The prompt settings do not exist.' },
    conflict: { message: 'The prompt settings already exist.' },
  },
} as const satisfies Entity
