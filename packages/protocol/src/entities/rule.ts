// rule: a function of the tenant's own that every login passes. reference: Management API, section 12.
import type { Entity, Stored } from './entity.ts'
import { bool, oneOf, string, whole } from './schema.ts'

const fields = {
  id: string({ pattern: '^rul_[A-Za-z0-9]{16}$', maxLength: 20 }),
  name: string({ maxLength: 255, pattern: '^[a-zA-Z0-9]([ \\-a-zA-Z0-9]*[a-zA-Z0-9])?$' }),
  script: string({ minLength: 1, maxLength: 100_000 }),
  /** Rules run from the lowest up, no two are alike; one without comes last. */
  order: whole(0, 2_147_483_647),
  enabled: bool(),
  stage: oneOf('login_success'),
} as const

/** A rule as it is kept. */
export type Rule = Stored<typeof fields, 'id' | 'name' | 'script' | 'enabled' | 'stage'>

export const RULE = {
  name: 'rule',
  path: 'rules',
  collection: 'rules',
  id: 'id',
  idFormat: { prefix: 'rul_', length: 16, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: { read: ['read:rules'], create: ['create:rules'], update: ['update:rules'], delete: ['delete:rules'] },
  fields,
  required: ['name', 'script'],
  readOnly: ['id'],
  createOnly: ['stage'],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { enabled: true, stage: 'login_success' },
  columns: ['id', 'name', 'order', 'enabled'],
  filters: { enabled: 'enabled' },
  selectable: true,
  paging: ['array', 'totals'],
  envelope: 'totals-first',
  errors: {
    missing: { errorCode: 'inexistent_rule', message: 'The rule does not exist.' },
    conflict: { message: 'A rule with the same name or order already exists' },
  },
} as const satisfies Entity
