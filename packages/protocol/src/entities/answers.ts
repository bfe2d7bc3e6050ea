// What answers of the Management API look like. Nothing is held against these schemas on its way out: they are what the OpenAPI document
// says, and tests hold every answer against them.
import type { Entity } from './entity.ts'
import type { QueryShape } from './query.ts'
import { nullable, optional, record, type JsonSchema, type Schema } from './schema.ts'

/** Text of any length. */
export const anyText = (): Schema<string> => ({ type: 'string' })

/** ISO 8601 date and time. */
export const time = (): Schema<string> => ({ type: 'string', format: 'date-time' })

export const count = (): Schema<number> => ({ type: 'integer', minimum: 0 })

export const several = <T>(items: Schema<T>): Schema<readonly T[]> => ({ type: 'array', items })

/** An empty object: what there is to say is the status. */
export const NOTHING_TO_SAY = record({})

/** What a schema of what is sent says about what is answered: the shape, and no lengths, since what was kept by other rules is still there. */
const withoutBounds = (schema: JsonSchema): JsonSchema =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      [
        'pattern',
        'minLength',
        'maxLength',
        'maxItems',
        'minItems',
        'uniqueItems',
        'maxProperties',
        'required',
      ].includes(key) && typeof value !== 'object'
        ? undefined
        : value,
    ),
  )

/** The same object for the same entity, so that whoever names schemas knows it again. */
const once = <E extends object>(make: (entity: E) => Schema<unknown>): ((entity: E) => Schema<unknown>) => {
  const made = new WeakMap<E, Schema<unknown>>()
  return (entity) => {
    const schema = made.get(entity) ?? make(entity)
    made.set(entity, schema)
    return schema
  }
}

type Seen = Pick<Entity, 'fields' | 'hidden' | 'writeOnly' | 'revealed'>

/** One of these, as it is answered. Any field may be missing: it was never set, was not chosen, or is not for this caller. */
export const answerOf = once(({ fields, hidden, writeOnly }: Seen) => {
  const unseen = new Set([...hidden, ...writeOnly])
  const seen = Object.entries(fields).filter(([field]) => !unseen.has(field))
  return record(Object.fromEntries(seen.map(([field, schema]) => [field, optional(withoutBounds(schema))])))
})

/** One of these, as it is answered to whoever has made it. */
export const madeOf = once((entity: Seen) => {
  const { revealed = {} } = entity
  const { properties, ...answer } = answerOf(entity)
  return { ...answer, properties: { ...properties, ...revealed } }
})

/** What a list answers, in each shape in which it can be asked for. */
export const pageOf = (
  paging: NonNullable<QueryShape['paging']>,
  key: string,
  item: Schema<unknown>,
): Schema<unknown> => {
  const items = several(item)
  const numbers = {
    ...(paging.includes('totals')
      ? { start: optional(count()), limit: optional(count()), length: optional(count()) }
      : {}),
    ...(paging.includes('totals') ? { total: optional(count()) } : {}),
    ...(paging.includes('checkpoint') ? { next: optional(anyText()) } : {}),
  }
  const envelope = record({ [key]: items, ...numbers })
  if (paging.includes('whole')) return items
  return paging.includes('array') ? { anyOf: [items, envelope] } : envelope
}

/** What is answered when one is gone; undefined where that is nothing. */
export const farewellOf = ({ deleted }: Pick<Entity, 'deleted'>): Schema<unknown> | undefined =>
  deleted && (deleted.says === 'when' ? record({ deleted_at: time() }) : NOTHING_TO_SAY)

/** Text that may not be there, said by null. */
export const textOrNull = (): Schema<string | null> => nullable(anyText())
