// For tests: an OpenAPI document as its reader has it. Nothing here knows how the document was made.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { JsonSchema } from '@symbolon/protocol/entities/schema'

type Json = { readonly [member: string]: unknown }

export type ReadOperation = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly operationId: string
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[]
  /** Undefined where nothing is sent. */
  readonly body: JsonSchema | undefined
  /** Whether a form is sent in place of JSON. */
  readonly takesForm: boolean
  readonly statuses: readonly number[]
  /** The status of a success. */
  readonly success: number
  /** What is wrong with an answer: its status, or its body. Undefined where it is as the document says. */
  readonly problemWith: (status: number, body: string) => string | undefined
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const at = (document: Json, pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((inner, part) => (isJson(inner) ? inner[part] : undefined), document)

/** The schema with everything in it that it refers to. */
const whole = (document: Json, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => whole(document, one))
  if (!isJson(value)) return value
  if (typeof value['$ref'] === 'string') return whole(document, at(document, value['$ref']))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, whole(document, inner)]))
}

/** What is answered and not described is a mistake here, where a reader would look past it. */
const closed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(closed)
  if (!isJson(value)) return value
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]))
  const isOpen =
    !isJson(value['properties']) || value['type'] !== 'object' || value['additionalProperties'] !== undefined
  return isOpen ? inner : { ...inner, additionalProperties: false }
}

/** A map in the keywords from which values are made. */
const asMap = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asMap)
  if (!isJson(value)) return value
  const { additionalProperties: values, ...rest } = value
  const inner = Object.fromEntries(Object.entries(rest).map(([name, one]) => [name, asMap(one)]))
  if (isJson(values)) return { ...inner, patternProperties: { '^[^]*$': asMap(values) } }
  return values === undefined ? inner : { ...inner, additionalProperties: values }
}

const ajv = new Ajv2020({ strict: false })
addFormats.default(ajv)

const compiled = new Map<string, ValidateFunction>()

/** Many operations answer alike, and not all answers come. */
const validatorOf = (schema: unknown): ValidateFunction => {
  const text = JSON.stringify(schema)
  const validate = compiled.get(text) ?? ajv.compile(closed(schema) as object)
  compiled.set(text, validate)
  return validate
}

const schemaIn = (content: unknown): unknown => {
  const media = isJson(content) ? content['application/json'] : undefined
  return isJson(media) ? media['schema'] : undefined
}

/** Every operation of the document. */
export function readOperations(document: Json): readonly ReadOperation[] {
  const paths = Object.entries(document['paths'] as Readonly<Record<string, Readonly<Record<string, Json>>>>)
  return paths.flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => {
      const responses = whole(document, operation['responses']) as Readonly<Record<string, Json>>
      const schemas = new Map(
        Object.entries(responses).map(([status, { content }]) => [Number(status), schemaIn(content)] as const),
      )
      const requestBody = operation['requestBody']
      const body = isJson(requestBody) ? schemaIn(whole(document, requestBody['content'])) : undefined
      return {
        method: verb.toUpperCase() as ReadOperation['method'],
        path,
        operationId: String(operation['operationId']),
        security: operation['security'] as ReadOperation['security'],
        parameters: (operation['parameters'] ?? []) as ReadOperation['parameters'],
        body: body === undefined ? undefined : (asMap(body) as JsonSchema),
        takesForm: isJson(requestBody) && Object.hasOwn(requestBody['content'] ?? {}, 'multipart/form-data'),
        statuses: [...schemas.keys()],
        success: Math.min(...schemas.keys()),
        problemWith: (status, text) => {
          if (!schemas.has(status)) return `${status} is not listed`
          const schema = schemas.get(status)
          if (schema === undefined) return text === '' ? undefined : 'Something is said where nothing is to be'
          const validate = validatorOf(schema)
          return validate(JSON.parse(text))
            ? undefined
            : JSON.stringify(
                validate.errors?.map(({ instancePath, message, params }) => [instancePath, message, params]),
              )
        },
      }
    }),
  )
}
