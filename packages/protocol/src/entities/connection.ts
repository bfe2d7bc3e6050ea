// connection: where users come from and how they prove who they are. reference: Management API, section 10. Which clients may use it
// is kept apart, in the collection `enabled_clients`.
import type { DatabaseOptions } from './connection-options.ts'
import type { Entity, Stored } from './entity.ts'
import type { Schema } from './schema.ts'
import { bool, list, mapOf, nullable, oneOf, openRecord, optional, record, string } from './schema.ts'
import { freeMap, name, printable, text } from './words.ts'

/** The kinds of connections; `auth0` is a database of users of our own. */
export const STRATEGIES = [
  'ad',
  'adfs',
  'amazon',
  'apple',
  'auth0',
  'auth0-oidc',
  'baidu',
  'bitbucket',
  'bitly',
  'box',
  'custom',
  'daccount',
  'dropbox',
  'dwolla',
  'email',
  'evernote',
  'evernote-sandbox',
  'exact',
  'facebook',
  'fitbit',
  'github',
  'google-apps',
  'google-oauth2',
  'instagram',
  'ip',
  'line',
  'linkedin',
  'oauth1',
  'oauth2',
  'office365',
  'oidc',
  'okta',
  'paypal',
  'paypal-sandbox',
  'pingfederate',
  'planningcenter',
  'salesforce',
  'salesforce-community',
  'salesforce-sandbox',
  'samlp',
  'sharepoint',
  'shop',
  'shopify',
  'sms',
  'soundcloud',
  'thirtysevensignals',
  'twitter',
  'untappd',
  'vkontakte',
  'waad',
  'weibo',
  'windowslive',
  'wordpress',
  'yahoo',
  'yandex',
] as const

/** Of other strategies than `auth0` the options are whatever was sent. */
const options: Schema<DatabaseOptions> = freeMap(100)

const fields = {
  id: string({ pattern: '^con_[A-Za-z0-9]{16}$', maxLength: 20 }),
  name: string({ minLength: 1, maxLength: 128, pattern: '^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$' }),
  display_name: name(128),
  strategy: oneOf(...STRATEGIES),
  options,
  enabled_clients: list(printable(64), 1000),
  is_domain_connection: bool(),
  show_as_button: bool(),
  realms: list(printable(128), 50),
  metadata: mapOf(nullable(text(255)), 10),
  authentication: nullable(record({ active: bool() })),
  connected_accounts: nullable(openRecord({ active: bool(), cross_app_access: optional(bool()) }, 10)),
  cross_app_access_requesting_app: nullable(record({ active: bool() })),
} as const

type Always = 'id' | 'name' | 'strategy' | 'options' | 'is_domain_connection' | 'realms'

/** A connection as it is kept. Absent `authentication` means active. */
export type Connection = Stored<typeof fields, Always, 'enabled_clients'>

export const CONNECTION = {
  name: 'connection',
  path: 'connections',
  collection: 'connections',
  id: 'id',
  idFormat: { prefix: 'con_', length: 16, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  deleted: { status: 202, says: 'when' },
  scopes: {
    read: ['read:connections'],
    create: ['create:connections'],
    update: ['update:connections'],
    delete: ['delete:connections'],
  },
  fields,
  required: ['name', 'strategy'],
  readOnly: ['id'],
  createOnly: ['name', 'strategy'],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: ['enabled_clients'],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: {
    options: {},
    is_domain_connection: false,
    authentication: { active: true },
    connected_accounts: { active: false },
  },
  columns: ['id', 'name', 'strategy'],
  filters: { strategy: 'strategy', name: 'name' },
  selectable: true,
  paging: ['array', 'totals', 'checkpoint'],
  envelope: 'totals-first',
  errors: {
    missing: { errorCode: 'inexistent_connection', message: 'The connection does not exist' },
    conflict: { message: 'A connection with the same name already exists' },
  },
} as const satisfies Entity
