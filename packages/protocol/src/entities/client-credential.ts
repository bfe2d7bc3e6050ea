// client credential: a public key a client proves itself with. reference: Management API, section 5, credentials.
import { CLIENT_ASSERTION_ALGORITHMS } from '../oauth/rfc7523-client-assertion.ts'
import type { Entity, Stored } from './entity.ts'
import { bool, nullable, oneOf, string } from './schema.ts'
import { dateTime, name, printable, text } from './words.ts'

const fields = {
  id: printable(64),
  client_id: printable(64),
  credential_type: oneOf('public_key'),
  name: name(128),
  /** On POST a public key or certificate, PEM; kept as SubjectPublicKeyInfo, PEM. */
  pem: string({ minLength: 1, maxLength: 4096 }),
  alg: oneOf(...CLIENT_ASSERTION_ALGORITHMS),
  kid: string({ minLength: 10, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' }),
  parse_expiry_from_cert: bool(),
  expires_at: nullable(dateTime()),
  thumbprint_sha256: text(64),
  created_at: dateTime(),
  updated_at: dateTime(),
} as const

type Always = 'id' | 'client_id' | 'credential_type' | 'pem' | 'alg' | 'kid' | 'created_at' | 'updated_at'

/** A credential as it is kept. `expires_at` is ISO 8601; absent or null: never. */
export type ClientCredential = Stored<typeof fields, Always, 'parse_expiry_from_cert'>

export const CLIENT_CREDENTIAL = {
  name: 'client-credential',
  path: 'clients/:client_id/credentials',
  collection: 'client_credentials',
  id: 'id',
  idFormat: { prefix: 'cred_', length: 22, alphabet: 'alphanumeric' },
  parent: 'client_id',
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  scopes: {
    read: ['read:client_credentials'],
    create: ['create:client_credentials'],
    update: ['update:client_credentials'],
    delete: ['delete:client_credentials'],
  },
  fields,
  required: ['credential_type', 'pem'],
  readOnly: ['id', 'client_id', 'thumbprint_sha256', 'created_at', 'updated_at'],
  createOnly: ['credential_type', 'name', 'pem', 'alg', 'kid', 'parse_expiry_from_cert'],
  updateOnly: [],
  writeOnly: ['pem', 'parse_expiry_from_cert'],
  hidden: ['client_id'],
  apart: ['parse_expiry_from_cert'],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { alg: 'RS256' },
  columns: ['id', 'client_id', 'kid'],
  filters: {},
  selectable: false,
  paging: ['whole'],
  envelope: 'totals-first',
  errors: {
    missing: { errorCode: 'inexistent_credential', message: 'The credential does not exist' },
    conflict: { message: 'A credential with the same kid already exists' },
  },
} as const satisfies Entity
