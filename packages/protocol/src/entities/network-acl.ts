// network ACL: who is let in, turned away or sent elsewhere, by where a request comes from. reference: Management API, section 22.
import type { Entity, Stored } from './entity.ts'
import { bool, list, oneOf, optional, record, string, whole, type Schema } from './schema.ts'
import { printable, text } from './words.ts'

/** Values of one signal. */
const VALUES = 100

/** Patterns: each is looked for in the whole of what a request says, by whoever sends it. */
const PATTERNS = 10

const signal = <T>(value: Schema<T>, most = VALUES) => optional(list(value, most, { minItems: 1, uniqueItems: true }))

const BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'

/** An address, or a range of them. RFC 4632 */
const ipv4 = () => string({ maxLength: 18, pattern: `^${BYTE}(?:\\.${BYTE}){3}(?:/(?:3[0-2]|[12]?[0-9]))?$` })

/** The same; whether it is one is seen when it is read. RFC 4291 */
const ipv6 = () =>
  string({ maxLength: 49, pattern: '^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?$' })

const SIGNALS = record({
  ipv4_cidrs: signal(ipv4()),
  ipv6_cidrs: signal(ipv6()),
  /** Of whoever is connected to us: a proxy, where there is one. */
  connecting_ipv4_cidrs: signal(ipv4()),
  connecting_ipv6_cidrs: signal(ipv6()),
  hostnames: signal(string({ maxLength: 259, pattern: '^[A-Za-z0-9._:\\[\\]-]+$' })),
  /** Whatever the case of letters; `*` stands for anything. */
  user_agents: signal(printable(500), PATTERNS),
  asns: signal(whole(0, 4_294_967_295)),
  auth0_managed: signal(string({ maxLength: 100, pattern: '^auth0\\.[a-z0-9_-]+$' })),
  geo_country_codes: signal(string({ maxLength: 2, pattern: '^[A-Z]{2}$' })),
  geo_subdivision_codes: signal(string({ maxLength: 6, pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' })),
  ja3_fingerprints: signal(string({ maxLength: 100, pattern: '^[0-9A-Za-z_-]+$' })),
  ja4_fingerprints: signal(string({ maxLength: 100, pattern: '^[0-9A-Za-z_-]+$' })),
})

const RULE = record({
  /** One of allow, block and redirect; with `log`, or `log` alone, what would happen is told and does not happen. */
  action: record({
    allow: optional(bool()),
    block: optional(bool()),
    log: optional(bool()),
    redirect: optional(bool()),
    redirect_uri: optional(string({ maxLength: 2000, pattern: '^https?://[^\\u0000-\\u0020\\u007f<>"]+$' })),
  }),
  match: optional(SIGNALS),
  not_match: optional(SIGNALS),
  match_all: optional(bool()),
  scope: oneOf('management', 'authentication', 'tenant', 'dynamic_client_registration'),
})

const fields = {
  id: string({ pattern: '^acl_[A-Za-z0-9]{22}$', maxLength: 26 }),
  description: printable(255),
  active: bool(),
  /** The lowest is asked first, and the first that applies decides; of the same, the older. */
  priority: whole(1, 100),
  rule: RULE,
  created_at: text(40),
  updated_at: text(40),
} as const

/** A network ACL as it is kept. */
export type NetworkAcl = Stored<
  typeof fields,
  'id' | 'description' | 'active' | 'priority' | 'rule' | 'created_at' | 'updated_at'
>

/** What a rule knows requests by. */
export type NetworkSignals = NonNullable<NetworkAcl['rule']['match']>

/** Signals that are known where the operator has a database of addresses. */
export const SIGNALS_OF_PLACES = [
  'geo_country_codes',
  'geo_subdivision_codes',
] as const satisfies readonly (keyof NetworkSignals)[]

/** Signals that nothing here knows: of networks and of TLS the server sees nothing. An ACL that asks for one cannot be active. */
export const UNKNOWABLE_SIGNALS = [
  'asns',
  'auth0_managed',
  'ja3_fingerprints',
  'ja4_fingerprints',
] as const satisfies readonly (keyof NetworkSignals)[]

export const NETWORK_ACL = {
  name: 'network-acl',
  path: 'network-acls',
  collection: 'network_acls',
  id: 'id',
  idFormat: { prefix: 'acl_', length: 22, alphabet: 'alphanumeric' },
  verbs: ['list', 'get', 'create', 'replace', 'update', 'delete'],
  deleted: { status: 200, says: 'nothing' },
  scopes: {
    read: ['read:network_acls'],
    create: ['create:network_acls'],
    update: ['update:network_acls'],
    delete: ['delete:network_acls'],
  },
  fields,
  required: ['description', 'active', 'rule'],
  readOnly: ['id', 'created_at', 'updated_at'],
  createOnly: [],
  updateOnly: [],
  writeOnly: [],
  hidden: [],
  apart: [],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: { priority: 100 },
  columns: ['id'],
  filters: {},
  selectable: false,
  paging: ['array', 'totals'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'NetworkACL with this ID was not found' },
    conflict: { message: 'A network ACL with the same id already exists.' },
  },
} as const satisfies Entity
