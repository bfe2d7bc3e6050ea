// What the three documents of attack protection share. reference: Management API, section 20.
import type { Entity } from './entity.ts'
import { list } from './schema.ts'
import { printable } from './words.ts'

/** Addresses and ranges that are never held back: IPv4, IPv6, CIDR. */
export const allowlist = () => list(printable(64), 100)

/** All that is not particular to one of them. */
export const ATTACK_PROTECTION = {
  absent: 'defaults',
  verbs: ['get', 'update'],
  scopes: { read: ['read:attack_protection'], create: [], update: ['update:attack_protection'], delete: [] },
  required: [],
  readOnly: [],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  updateScopes: {},
  guarded: {},
  columns: [],
  filters: {},
  selectable: false,
  paging: [],
  envelope: 'totals-first',
  errors: {
    missing: { message: 'These settings do not exist.' },
    conflict: { message: 'These settings already exist.' },
  },
} as const satisfies Partial<Entity>
