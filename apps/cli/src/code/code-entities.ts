// Actions and hooks as the command line sees them: what the Management API takes and answers of them, in the words in which entities
// are described. reference: Management API, sections 12 and 13.
import type { Entity } from '@symbolon/protocol/entities/entity'
import { bool, list, mapOf, oneOf, record, string } from '@symbolon/protocol/entities/schema'
import { printable, text } from '@symbolon/protocol/entities/words'

const NEITHER = {
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateOnly: [],
  updateScopes: {},
  guarded: {},
  defaults: {},
  filters: {},
  selectable: false,
  envelope: 'items-first',
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  paging: ['array', 'totals'],
} as const

const CODE = string({ maxLength: 100_000 })

export const ACTION: Entity = {
  ...NEITHER,
  name: 'action',
  path: 'actions/actions',
  collection: 'actions',
  id: 'id',
  scopes: {
    read: ['read:actions'],
    create: ['create:actions'],
    update: ['update:actions'],
    delete: ['delete:actions'],
  },
  fields: {
    id: printable(36),
    name: text(255),
    supported_triggers: list(record({ id: printable(64), version: printable(16) }), 1),
    code: CODE,
    dependencies: list(record({ name: printable(214), version: printable(64) }), 50),
    runtime: text(32),
    secrets: list(record({ name: printable(128), value: text(4096) }), 50),
    deploy: bool(),
  },
  required: ['name', 'supported_triggers'],
  readOnly: ['id'],
  createOnly: ['deploy'],
  columns: ['id', 'name'],
  errors: {
    missing: { message: 'That action does not exist.' },
    conflict: { message: 'An action with the same name already exists.' },
  },
}

export const HOOK: Entity = {
  ...NEITHER,
  name: 'hook',
  path: 'hooks',
  collection: 'hooks',
  id: 'id',
  scopes: { read: ['read:hooks'], create: ['create:hooks'], update: ['update:hooks'], delete: ['delete:hooks'] },
  fields: {
    id: printable(26),
    name: text(64),
    script: CODE,
    triggerId: oneOf('credentials-exchange', 'pre-user-registration', 'post-user-registration', 'post-change-password'),
    enabled: bool(),
    dependencies: mapOf(text(64), 50),
  },
  required: ['name', 'script', 'triggerId'],
  readOnly: ['id'],
  createOnly: ['triggerId'],
  columns: ['id', 'name', 'triggerId', 'enabled'],
  errors: {
    missing: { message: 'Error: Hook does not exist', errorCode: 'HookDoesNotExist' },
    conflict: { message: 'A hook with the same name already exists.' },
  },
}
