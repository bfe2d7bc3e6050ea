// How a document comes from what somebody sent: a new one from its defaults, a changed one from what it was. Pure, and the only
// place that decides what a PATCH touches.
import type { Document, Entity } from './entity.ts'

const isMap = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mergedMap = (before: unknown, changes: Document): Document => {
  const after = new Map(Object.entries(isMap(before) ? before : {}))
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) after.delete(key)
    else after.set(key, value)
  }
  return Object.fromEntries(after)
}

/**
 * `before` with the fields of `changes`, and no other field, changed. Null unsets: back to the default, or to absence. The
 * changes must have been checked against the entity, which is what makes the result a document of it.
 */
export const changedDocument = <D extends Document>(entity: Entity, before: D, changes: Document): D => {
  const after = new Map<string, unknown>(Object.entries(before))
  for (const [field, value] of Object.entries(changes)) {
    if (entity.apart.includes(field)) continue
    if (value === null) {
      if (Object.hasOwn(entity.defaults, field)) after.set(field, entity.defaults[field])
      else after.delete(field)
    } else if (entity.merged.includes(field) && isMap(value)) {
      after.set(field, mergedMap(before[field], value))
    } else {
      after.set(field, value)
    }
  }
  return Object.fromEntries(after) as Document as D
}

/** What a new one is made of: the defaults, and over them `fields`, which must have been checked or be the server's own. */
export const newDocument = <D extends Document>(entity: Entity, fields: Document): D =>
  changedDocument(entity, entity.defaults as D, fields)

/** Names of the fields in which two documents differ. */
export const changedFields = (before: Document, after: Document): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  )
