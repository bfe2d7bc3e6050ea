// signal stream: somebody else's product that hears of security events. Ours; the reference has nothing like it.
import { CREDENTIAL_CHANGE, POLL_DELIVERY, PUSH_DELIVERY, SESSION_REVOKED } from '../signals/security-event.ts'
import type { Entity, Stored } from './entity.ts'
import { bool, list, oneOf, optional, record, string, whole } from './schema.ts'
import { dateTime, name, printable, text } from './words.ts'

const fields = {
  id: string({ pattern: '^sst_[A-Za-z0-9]{16}$', maxLength: 20 }),
  name: name(200),
  /** `aud` of its events: what the receiver calls itself. */
  audience: printable(600),
  events_requested: list(oneOf(SESSION_REVOKED, CREDENTIAL_CHANGE), 2, { minItems: 1, uniqueItems: true }),
  status: oneOf('enabled', 'disabled'),
  /** How its events come to the receiver. Shared Signals Framework 1.0 §6.1 */
  delivery: record({
    method: oneOf(PUSH_DELIVERY, POLL_DELIVERY),
    endpoint_url: optional(string({ maxLength: 2048, pattern: '^https?://[\\x21-\\x7e]+$' })),
    /** The value of that header; kept sealed, never answered. */
    authorization_header: optional(
      string({ maxLength: 4096, pattern: '^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$' }),
    ),
  }),
  endpoint_url: text(2048),
  sealed_authorization: text(8192),
  /** Whether this server pushes: the method says so, and the stream is enabled. */
  pushed: bool(),
  /** The last push that failed or was refused, and how many have failed since one succeeded. */
  last_failure: record({
    at: dateTime(),
    reason: text(2000),
    status: optional(whole(0, 999)),
    err: optional(text(200)),
    in_a_row: whole(0, Number.MAX_SAFE_INTEGER),
    next_attempt_at: optional(dateTime()),
  }),
  /** Number of the last revocation that there was when the stream was made: it hears of those after it. */
  begins_after: whole(0, Number.MAX_SAFE_INTEGER),
} as const

type Apart = 'delivery' | 'last_failure'

/** A signal stream as it is kept. How far its receiver has come is kept apart. */
export type SignalStream = Stored<
  typeof fields,
  Exclude<keyof typeof fields, Apart | 'endpoint_url' | 'sealed_authorization' | 'pushed'>,
  Apart
>

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
  readOnly: ['id', 'last_failure'],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: ['begins_after', 'endpoint_url', 'sealed_authorization', 'pushed'],
  apart: ['delivery', 'last_failure'],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { events_requested: [SESSION_REVOKED, CREDENTIAL_CHANGE], status: 'enabled' },
  columns: ['id', 'pushed', 'begins_after'],
  filters: {},
  selectable: false,
  paging: ['array', 'totals', 'checkpoint'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'The signal stream does not exist.', errorCode: 'inexistent_signal_stream' },
    conflict: { message: 'A signal stream with the same id already exists.' },
  },
} as const satisfies Entity
