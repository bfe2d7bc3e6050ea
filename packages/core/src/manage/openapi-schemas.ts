// Schemas of the entity list as an OpenAPI document has them: those that have a name by reference, and answers open, since a later version
// may say more.
import { answerOf, madeOf } from '@symbolon/protocol/entities/answers'
import type { Entity } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import type { JsonSchema } from '@symbolon/protocol/entities/schema'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { VERSION_ANSWER } from './action-versions.ts'
import { ACTION_ANSWER } from './actions.ts'
import { LOG_ANSWER } from './logs.ts'
import { bodyOf } from './operations.ts'
import { USER_ANSWER } from './user-view.ts'

export type OpenApiSchema = { readonly [keyword: string]: unknown }

type Direction = 'sent' | 'answered'

const named = (name: string): string => name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Schemas that stand under a name of their own, because several operations speak of them. */
const namedSchemas = (): readonly (readonly [name: string, schema: JsonSchema | undefined, direction: Direction])[] => [
  ...(ENTITIES as readonly Entity[]).flatMap((entity) => [
    [named(entity.name), answerOf(entity), 'answered'] as const,
    ...(entity.revealed ? [[`${named(entity.name)}Made`, madeOf(entity), 'answered'] as const] : []),
    ...(entity.verbs.includes('create') || entity.verbs.includes('replace')
      ? [[`${named(entity.name)}Creation`, bodyOf(entity, 'create'), 'sent'] as const]
      : []),
    ...(entity.verbs.includes('update')
      ? [[`${named(entity.name)}Changes`, bodyOf(entity, 'update'), 'sent'] as const]
      : []),
  ]),
  ['User', USER_ANSWER, 'answered'],
  ['UserCreation', bodyOf(USER, 'create'), 'sent'],
  ['UserChanges', bodyOf(USER, 'update'), 'sent'],
  ['Action', ACTION_ANSWER, 'answered'],
  ['ActionVersion', VERSION_ANSWER, 'answered'],
  ['LogEvent', LOG_ANSWER, 'answered'],
]

/** Whether members that are not described may stand beside the others. */
const furtherMembers = (schema: JsonSchema, direction: Direction): OpenApiSchema => {
  const [values] = Object.values(schema.patternProperties ?? {})
  if (values) return { additionalProperties: values }
  if (schema.additionalProperties === false) return direction === 'sent' ? { additionalProperties: false } : {}
  return schema.properties ? { additionalProperties: true } : {}
}

/** How schemas are spelled in a document that holds the named ones; `components` are those. */
export const openApiSchemas = () => {
  const names = new Map(namedSchemas().flatMap(([name, schema]) => (schema ? [[schema, name] as const] : [])))

  const spelled = (schema: JsonSchema, direction: Direction): OpenApiSchema => {
    const name = names.get(schema)
    return name === undefined ? spelledOut(schema, direction) : { $ref: `#/components/schemas/${name}` }
  }

  const spelledOut = (schema: JsonSchema, direction: Direction): OpenApiSchema => {
    const { items, anyOf, properties, required, patternProperties, additionalProperties, ...plain } = schema
    void patternProperties
    void additionalProperties
    const further = furtherMembers(schema, direction)
    const values: unknown = further['additionalProperties']
    return {
      ...(plain.enum ? { type: 'string' } : {}),
      ...plain,
      ...(items ? { items: spelled(items, direction) } : {}),
      ...(anyOf ? { anyOf: anyOf.map((one) => spelled(one, direction)) } : {}),
      ...(properties
        ? {
            properties: Object.fromEntries(
              Object.entries(properties).map(([member, inner]) => [member, spelled(inner, direction)]),
            ),
          }
        : {}),
      ...(required && required.length > 0 ? { required } : {}),
      ...(typeof values === 'object' && values !== null
        ? { additionalProperties: spelled(values as JsonSchema, direction) }
        : further),
    }
  }

  const components = Object.fromEntries(
    namedSchemas().flatMap(([name, schema, direction]) => (schema ? [[name, spelledOut(schema, direction)]] : [])),
  )
  return { spelled, components }
}
