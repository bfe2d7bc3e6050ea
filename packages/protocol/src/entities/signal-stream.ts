// signal stream: somebody else's product that hears of security events. Ours; the reference has nothing like it.
import { CREDENTIAL_CHANGE, SESSION_REVOKED } from '../signals/security-event.ts'
import type { Entity, Stored } from './entity.ts'
import { list, oneOf, string, whole } from './schema.ts'
import { name, printable } from './words.ts'

const fields = {
  id: string({ pattern: '^sst_[A-Za-z0-9]{16}$', maxLength: 20 }),
  name: name(200),
  /** `aud` of its events: what the receiver calls itself. */
  audience: printable(600),
  events_requested: list(oneOf(SESSION_REVOKED, CREDENTIAL_CHANGE), 2, { minItems: 1, uniqueItems: true }),
  status: oneOf('enabled', 'disabled'),
  /** Number of the last revocation that there was when the stream was made: it hears of those after it. */
  begins_after: whole(0, Number.MAX_SAFE_INTEGER),
} as const

/** A signal stream as it is kept. How far its receiver has come is kept apart. */
export type SignalStream = Stored<typeof fields, keyof typeof fields>

export const SIGNAL_STREAM = {
  name: 'signal-stream',
  path: 'signal-streams',
  collection: 'signal_streams',
  id: 'id',
  idFormat: { prefix: 'sst_', length: 16, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:signal_streams'],
    create: ['create:signal_streams'],
    update: ['update:signal_streams'],
    delete: ['delete:signal_streams'],
  },
  fields,
  required: ['name', 'audience'],
  readOnly: ['id'],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: ['begins_after'],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { events_requested: [SESSION_REVOKED, CREDENTIAL_CHANGE], status: 'enabled' },
  columns: ['id'],
  filters: {},
  selectable: false,
  paging: ['array', 'totals', 'checkpoint'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'The signal stream does not exist.', errorCode: 'inexistent_signal_stream' },
    conflict: { message: 'A signal stream with the same id already exists.' },
  },
} as const satisfies Entity
