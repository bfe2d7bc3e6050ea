// log stream: somebody who is sent the lines of the tenant log. Over HTTP, the one kind there is here. reference: Management API,
// section 15.
import { LOG_CATEGORIES } from '../auth0/log-categories.ts'
import type { Entity, Stored } from './entity.ts'
import { bool, list, oneOf, optional, record, string } from './schema.ts'
import { dateTime, name, text } from './words.ts'

/** What a header may hold. RFC 9110 §5.5 */
const headerValue = () => string({ maxLength: 2048, pattern: '^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$' })

const header = record({
  header: string({ minLength: 1, maxLength: 128, pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" }),
  value: headerValue(),
})

const SINK = record({
  httpEndpoint: string({ maxLength: 2048, pattern: '^https://[^\\u0000-\\u0020\\u007f<>"]+$' }),
  httpContentType: optional(string({ maxLength: 128, pattern: '^[a-z]+/[a-z0-9.+-]+$' })),
  httpContentFormat: optional(oneOf('JSONARRAY', 'JSONLINES', 'JSONOBJECT')),
  httpAuthorization: optional(headerValue()),
  httpCustomHeaders: optional(list(header, 10)),
})

const fields = {
  id: string({ pattern: '^lst_[0-9]{16}$', maxLength: 20 }),
  name: name(255),
  type: oneOf('http'),
  status: oneOf('active', 'paused', 'suspended'),
  /** Where lines go, and how. Kept sealed: it holds what proves us to the receiver. */
  sink: SINK,
  sealed_sink: text(65536),
  /** Lines of these categories; all when there are none. */
  filters: list(record({ type: oneOf('category'), name: oneOf(...LOG_CATEGORIES) }), LOG_CATEGORIES.length, {
    uniqueItems: true,
  }),
  isPriority: bool(),
  /** From when on lines are sent; the moment in which the stream is made when absent. */
  startFrom: dateTime(),
  /** Id of a line, or the beginning of one: those after it are sent. */
  begins_after: text(64),
} as const

/** Where lines go, and how. */
export type LogSink = {
  readonly httpEndpoint: string
  readonly httpContentType?: string
  readonly httpContentFormat?: 'JSONARRAY' | 'JSONLINES' | 'JSONOBJECT'
  readonly httpAuthorization?: string
  readonly httpCustomHeaders?: readonly { readonly header: string; readonly value: string }[]
}

/** A log stream as it is kept. How far it has come is kept apart. */
export type LogStream = Stored<
  typeof fields,
  'id' | 'name' | 'type' | 'status' | 'sealed_sink' | 'filters' | 'isPriority' | 'begins_after',
  'sink' | 'startFrom'
>

export const LOG_STREAM = {
  name: 'log-stream',
  path: 'log-streams',
  collection: 'log_streams',
  id: 'id',
  idFormat: { prefix: 'lst_', length: 16, alphabet: 'digits' },
  verbs: ['list', 'get', 'create', 'update', 'delete'],
  created: 200,
  scopes: {
    read: ['read:log_streams'],
    create: ['create:log_streams'],
    update: ['update:log_streams'],
    delete: ['delete:log_streams'],
  },
  fields,
  required: ['name', 'type', 'sink'],
  readOnly: ['id'],
  createOnly: ['type', 'startFrom'],
  updateOnly: ['status'],
  writeOnly: ['startFrom'],
  hidden: ['sealed_sink', 'begins_after'],
  apart: ['sink', 'startFrom'],
  merged: [],
  updateScopes: {},
  guarded: {},
  defaults: {
    status: 'active',
    filters: LOG_CATEGORIES.map((category) => ({ type: 'category', name: category })),
    isPriority: false,
  },
  columns: ['id'],
  filters: {},
  selectable: false,
  paging: ['whole'],
  envelope: 'items-first',
  errors: {
    missing: { message: 'The log stream does not exist.' },
    conflict: { message: 'A log stream with the same id already exists.' },
  },
} as const satisfies Entity
