// The line of the tenant log about a write, and about a refusal for want of a scope. reference: Management API, section 15.
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import type { JsonSchema } from '@symbolon/protocol/entities/schema'
import { cutText, newLogEvent } from '../audit/log-events.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'

/** Of an entity, what the log needs to know. */
export type LoggedEntity = Pick<Entity, 'name' | 'apart' | 'writeOnly' | 'guarded' | 'fields'>

/** What was written. */
export type Written = {
  /** In words; otherwise the verb and the entity. */
  readonly what?: string
  readonly id?: string | undefined
  readonly changed: readonly string[]
  readonly before?: Document
  readonly after?: Document
}

const MAX_VALUE_LENGTH = 512

/** Members that are keys or hold some, wherever they stand. */
const KEYS: ReadonlySet<string> = new Set(['pem', 'encryption_key'])

const isMap = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of a map that customers fill only the names: nobody knows what stands in it. */
const withoutFreeValues = (schema: JsonSchema | undefined, value: unknown): unknown => {
  if (!schema || !isMap(value)) return value
  const { anyOf, patternProperties, properties } = schema
  if (patternProperties) return Object.keys(value)
  if (anyOf) return anyOf.reduce<unknown>((left, one) => withoutFreeValues(one, left), value)
  if (!properties) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutFreeValues(properties[name], inner)]),
  )
}

/** Short enough for a log, and nothing that must be hidden. */
const loggable = (
  { apart, writeOnly, guarded, fields }: LoggedEntity,
  document: Document | undefined,
  changed: readonly string[],
): Document | undefined => {
  if (!document) return undefined
  const secret = new Set([...apart, ...writeOnly, ...Object.keys(guarded)])
  const kept: Record<string, unknown> = {}
  for (const field of changed) {
    if (secret.has(field) || document[field] === undefined) continue
    const value = withoutFreeValues(fields[field], document[field])
    const text = JSON.stringify(value, (key, inner: unknown) => (KEYS.has(key) ? undefined : inner))
    kept[field] = text.length <= MAX_VALUE_LENGTH ? JSON.parse(text) : cutText(text, MAX_VALUE_LENGTH)
  }
  return kept
}

const VERBS: Readonly<Record<string, string>> = { POST: 'Create', PATCH: 'Update', PUT: 'Update', DELETE: 'Delete' }

const requestOf = ({ administrator, method, path, ip, user_agent }: Caller) => ({
  method: method.toLowerCase(),
  path,
  channel: 'api',
  ...(ip === undefined ? {} : { ip }),
  ...(user_agent === undefined ? {} : { userAgent: user_agent }),
  auth: { user: { user_id: administrator.subject }, strategy: 'jwt', client_id: administrator.client_id },
})

/** Records that `caller` has written one thing of `entity`: which fields, and what they were and are, without secrets. */
export const recordWrite = (tenancy: Tenancy, caller: Caller, entity: LoggedEntity, written: Written): void => {
  const { what, id, changed, before, after } = written
  const event = newLogEvent(tenancy, {
    type: 'sapi',
    description: what ?? `${VERBS[caller.method] ?? caller.method} ${entity.name}`,
    client_id: caller.administrator.client_id,
    user_id: caller.administrator.subject,
    ip: caller.ip,
    user_agent: caller.user_agent,
    hostname: tenancy.tenant.host,
    details: {
      request: requestOf(caller),
      entity: entity.name,
      ...(id === undefined ? {} : { id }),
      changed,
      ...(before ? { before: loggable(entity, before, changed) } : {}),
      ...(after ? { after: loggable(entity, after, changed) } : {}),
    },
  })
  tenancy.record(tenancy.tenant.tenant_id, event)
}

/** Records that `caller` was refused for want of a scope. */
export const recordRefusal = (tenancy: Tenancy, caller: Caller, message: string): void => {
  const event = newLogEvent(tenancy, {
    type: 'fapi',
    description: message,
    client_id: caller.administrator.client_id,
    user_id: caller.administrator.subject,
    ip: caller.ip,
    user_agent: caller.user_agent,
    hostname: tenancy.tenant.host,
    details: { request: requestOf(caller), response: { statusCode: 403 } },
  })
  tenancy.record(tenancy.tenant.tenant_id, event)
}
