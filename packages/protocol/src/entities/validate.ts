// Whether a request's body may become a document of an entity, in the words of the wire. reference: Management API, section 2.
// The values themselves are never repeated: they may be secrets.
import type { Validator } from 'typebox/compile'
import type { Document, Entity } from './entity.ts'
import { type Problem, problemOf } from './problem.ts'
import type { JsonSchema } from './schema.ts'

/** How deep objects and lists may be nested. */
const MAX_DEPTH = 16
const MAX_KEY_LENGTH = 2048
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const validators = new WeakMap<JsonSchema, Validator>()

const validatorOf = async (schema: JsonSchema): Promise<Validator> => {
  let validator = validators.get(schema)
  if (!validator) {
    // Loaded with the first write: the first token must not wait for it.
    const { Compile } = await import('typebox/compile')
    validators.set(schema, (validator = Compile(schema)))
  }
  return validator
}

const payloadProblem = (problem: string, property?: string): string =>
  `Payload validation error: '${problem}'${property === undefined ? '' : ` on property ${property}`}.`

/** What is wrong with `value` as the field `field`, as the wire says it; undefined when nothing is. */
export const fieldProblem = async (
  { fields }: Pick<Entity, 'fields'>,
  field: string,
  value: unknown,
): Promise<string | undefined> => {
  const schema = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (!schema) return payloadProblem(`Additional properties not allowed: ${field}`)
  const validator = await validatorOf(schema)
  if (validator.Check(value)) return undefined
  const { problem, property } = problemOf(validator.Errors(value), field, value)
  return payloadProblem(problem, property)
}

/** What is wrong with a value that `schema` describes, in parts; undefined when nothing is. */
export const problemIn = async (schema: JsonSchema, value: unknown): Promise<Problem | undefined> => {
  const plain = plainProblem(value, '', 0)
  if (plain !== undefined) return plain
  const validator = await validatorOf(schema)
  if (validator.Check(value)) return undefined
  const found = problemOf(validator.Errors(value), '', value)
  return { ...found, property: found.property?.replace(/^\./, '') || undefined }
}

/** What is wrong with a body that `schema` describes, as the wire says it; undefined when nothing is. */
export const bodyProblem = async (schema: JsonSchema, body: unknown): Promise<string | undefined> => {
  const found = await problemIn(schema, body)
  return found && payloadProblem(found.problem, found.property)
}

/** What no field may hold, whatever it allows: depth without end, names that shadow an object's own, text that no database takes. */
const plainProblem = (value: unknown, property: string, depth: number): Problem | undefined => {
  const problem = (text: string): Problem => ({ keyword: '', problem: text, property: property || undefined })
  if (typeof value === 'string') {
    return value.includes('\u0000') || !value.isWellFormed()
      ? problem('String contains characters that are not allowed')
      : undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth >= MAX_DEPTH) return problem(`Nested too deeply, maximum ${MAX_DEPTH}`)
  for (const [key, inner] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key) || key.length > MAX_KEY_LENGTH || key.includes('\u0000') || !key.isWellFormed()) {
      return problem('Property name not allowed')
    }
    const found = plainProblem(
      inner,
      Array.isArray(value) ? `${property}[${key}]` : `${property}${property && '.'}${key}`,
      depth + 1,
    )
    if (found !== undefined) return found
  }
  return undefined
}

const unknownFields = (body: Document, isAccepted: (field: string) => boolean): string | undefined => {
  const unknown = Object.keys(body).filter((field) => !isAccepted(field))
  if (unknown.length === 0) return undefined
  const named = unknown.slice(0, 20).map((field) => (FORBIDDEN_KEYS.has(field) ? `"${field}"` : field.slice(0, 100)))
  return payloadProblem(`Additional properties not allowed: ${named.join(',')}`)
}

const typeName = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

const isDocument = (body: unknown): body is Document =>
  typeof body === 'object' && body !== null && !Array.isArray(body)

type Checked = { readonly fields: Document } | { readonly problem: string }

const checkFields = async (
  entity: Entity,
  body: unknown,
  isAccepted: (field: string) => boolean,
  required: readonly string[],
  mayUnset: (field: string) => boolean,
): Promise<Checked> => {
  if (!isDocument(body)) return { problem: payloadProblem(`Expected type object but found type ${typeName(body)}`) }
  const unknown = unknownFields(body, isAccepted)
  if (unknown !== undefined) return { problem: unknown }
  const missing = required.filter((field) => !Object.hasOwn(body, field))
  if (missing.length > 0) return { problem: payloadProblem(`Missing required property: ${missing.join(',')}`) }
  for (const [field, value] of Object.entries(body)) {
    const plain = plainProblem(value, field, 0)
    if (plain !== undefined) return { problem: payloadProblem(plain.problem, plain.property) }
    if (value === null && mayUnset(field)) continue
    const problem = await fieldProblem(entity, field, entity.merged.includes(field) ? withoutNulls(value) : value)
    if (problem !== undefined) return { problem }
  }
  return { fields: body }
}

const withoutNulls = (value: unknown): unknown =>
  isDocument(value) ? Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null)) : value

/** The body of a POST, or what is wrong with it. */
export const checkCreation = (entity: Entity, body: unknown): Promise<Checked> => {
  const refused = new Set([...entity.readOnly, ...entity.updateOnly, ...entity.hidden])
  const isAccepted = (field: string): boolean => Object.hasOwn(entity.fields, field) && !refused.has(field)
  return checkFields(entity, body, isAccepted, entity.required, () => false)
}

/** The body of a PATCH, or what is wrong with it. Null unsets what need not be there. */
export const checkUpdate = (entity: Entity, body: unknown): Promise<Checked> => {
  const refused = new Set([...entity.readOnly, ...entity.createOnly, ...entity.hidden])
  const isAccepted = (field: string): boolean => Object.hasOwn(entity.fields, field) && !refused.has(field)
  const mayUnset = (field: string): boolean => !entity.required.includes(field) && !entity.apart.includes(field)
  return checkFields(entity, body, isAccepted, [], mayUnset)
}
