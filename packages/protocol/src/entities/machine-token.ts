// machine token: a long-lived access token of a client, with a name, that is listed and ended by itself: what others call an API key.
// Ours; the reference has nothing like it. Its value is answered once, when it is made.
import { anyText } from './answers.ts'
import { MACHINE_TOKEN_ID_PREFIX } from '../oauth/machine-token-id.ts'
import type { Entity, Stored } from './entity.ts'
import { bool, list, string, whole } from './schema.ts'
import { dateTime, name, printable, scopeToken } from './words.ts'

/** Seconds: the longest that any token can live. */
export const LONGEST_MACHINE_TOKEN = 31_536_000

const fields = {
  /** Also the token's `jti`. */
  id: string({ pattern: '^mtk_[A-Za-z0-9]{16}$', maxLength: 20 }),
  name: name(200),
  client_id: printable(64),
  audience: printable(600),
  scope: list(scopeToken(), 1000, { uniqueItems: true }),
  /** Seconds, at most what the tenant allows. */
  lifetime: whole(60, LONGEST_MACHINE_TOKEN),
  created_at: dateTime(),
  expires_at: dateTime(),
  /** As far as this server has heard, by introspection, which validators may ask for to report it; to the minute. */
  last_used_at: dateTime(),
  /** Whether it has ended before its time, by itself or with everything of its client, its API or the tenant. */
  revoked: bool(),
} as const

type Apart = 'last_used_at' | 'revoked'

/** A machine token as it is kept: everything but its value. */
export type MachineToken = Stored<typeof fields, Exclude<keyof typeof fields, Apart>, Apart>

export const MACHINE_TOKEN = {
  name: 'machine-token',
  path: 'machine-tokens',
  collection: 'machine_tokens',
  id: 'id',
  idFormat: { prefix: MACHINE_TOKEN_ID_PREFIX, length: 16, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:machine_tokens'],
    create: ['create:machine_tokens'],
    update: ['update:machine_tokens'],
    delete: ['delete:machine_tokens'],
  },
  fields,
  required: ['name', 'client_id', 'audience'],
  readOnly: ['id', 'created_at', 'expires_at', 'last_used_at', 'revoked'],
  createOnly: ['client_id', 'audience', 'scope', 'lifetime'],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: ['last_used_at', 'revoked'],
  merged: [],
  updateScopes: {},
  guarded: {},
  revealed: { token: anyText() },
  defaults: {},
  columns: ['id', 'client_id', 'audience', 'expires_at'],
  filters: { client_id: 'client_id', audience: 'audience' },
  selectable: false,
  paging: ['array', 'totals', 'checkpoint'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'The machine token does not exist.', errorCode: 'inexistent_machine_token' },
    conflict: { message: 'A machine token with the same id already exists.' },
  },
} as const satisfies Entity
