// What may be sent to make, replace or change one of an entity, as one schema. validate.ts says the same field by field, so that it can
// name the one that is wrong.
import type { Entity } from './entity.ts'
import { nullable, type JsonSchema } from './schema.ts'

const acceptedFields = (entity: Entity, refused: readonly string[]): Readonly<Record<string, JsonSchema>> => {
  const out = new Set([...entity.readOnly, ...entity.hidden, ...refused])
  return Object.fromEntries(Object.entries(entity.fields).filter(([field]) => !out.has(field)))
}

const body = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

/** The body of a POST, and of a PUT. */
export const creationOf = (entity: Entity): JsonSchema =>
  body(acceptedFields(entity, entity.updateOnly), entity.required)

/** A map of which null takes a key away. */
const mergedMap = (schema: JsonSchema): JsonSchema =>
  schema.patternProperties
    ? {
        ...schema,
        patternProperties: Object.fromEntries(
          Object.entries(schema.patternProperties).map(([names, values]) => [names, nullable(values)]),
        ),
      }
    : schema

/** The body of a PATCH. Null unsets what need not be there. */
export const changesOf = (entity: Entity): JsonSchema => {
  const fields = Object.entries(acceptedFields(entity, entity.createOnly)).map(([field, schema]) => {
    const sent = entity.merged.includes(field) ? mergedMap(schema) : schema
    const staysSet = entity.required.includes(field) || entity.apart.includes(field)
    return [field, staysSet ? sent : nullable(sent)] as const
  })
  return body(Object.fromEntries(fields), [])
}
