// Schemas: JSON Schema as plain data, which knows the type of what it accepts. Nothing is loaded for them; a validator is, where
// something is validated.

/** The keywords that the entity list uses. JSON Schema 2020-12 */
export type JsonSchema = {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object'
  readonly enum?: readonly string[]
  readonly anyOf?: readonly JsonSchema[]
  readonly pattern?: string
  readonly format?: 'date-time'
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly maxProperties?: number
}

const OPTIONAL = Symbol('optional')

/** A schema of values of type `T`. */
export type Schema<T> = JsonSchema & { readonly '~static'?: T }

/** A member that may be left out. */
export type OptionalSchema<T> = Schema<T> & { readonly [OPTIONAL]: true }

/** The type of what a schema accepts; nothing in it can be changed. */
export type Static<S> = S extends { readonly '~static'?: infer T } ? T : never

type Members = Readonly<Record<string, Schema<unknown>>>

type StaticRecord<M extends Members> = {
  readonly [K in keyof M as M[K] extends { readonly [OPTIONAL]: true } ? never : K]: Static<M[K]>
} & {
  readonly [K in keyof M as M[K] extends { readonly [OPTIONAL]: true } ? K : never]?: Static<M[K]>
}

type Flat<T> = { readonly [K in keyof T]: T[K] }

/** A string; a pattern must say all that matters, since it is searched for. */
export const string = (
  keywords: { readonly maxLength: number } & Pick<JsonSchema, 'minLength' | 'pattern'>,
): Schema<string> => ({ type: 'string', ...keywords })

export const bool = (): Schema<boolean> => ({ type: 'boolean' })

export const whole = (minimum: number, maximum: number): Schema<number> => ({ type: 'integer', minimum, maximum })

export const positive = (maximum: number): Schema<number> => ({ type: 'number', exclusiveMinimum: 0, maximum })

/** Any number from one to the other. */
export const number = (minimum: number, maximum: number): Schema<number> => ({ type: 'number', minimum, maximum })

export const oneOf = <const V extends readonly string[]>(...values: V): Schema<V[number]> => ({ enum: values })

export const list = <T>(
  items: Schema<T>,
  maxItems: number,
  keywords: Pick<JsonSchema, 'minItems' | 'uniqueItems'> = {},
): Schema<readonly T[]> => ({ type: 'array', items, maxItems, ...keywords })

export const nullable = <T>(schema: Schema<T>): Schema<T | null> => ({ anyOf: [schema, { type: 'null' }] })

export const optional = <T>(schema: Schema<T>): OptionalSchema<T> => ({ ...schema, [OPTIONAL]: true })

/** An object with these members and no others. */
export const record = <M extends Members>(properties: M): Schema<Flat<StaticRecord<M>>> => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !Object.hasOwn(properties[name] ?? {}, OPTIONAL)),
  additionalProperties: false,
})

/** An object with these members, and others of which nothing is said; `maxProperties` in all. */
export const openRecord = <M extends Members>(
  properties: M,
  maxProperties: number,
): Schema<Flat<StaticRecord<M> & { readonly [further: string]: unknown }>> => {
  const { additionalProperties: _closed, ...closed }: JsonSchema = record(properties)
  return { ...closed, maxProperties }
}

/** An object that may have a member of each of these names, all alike, and no others. */
export const recordOf = <const N extends string, T>(
  names: readonly N[],
  schema: Schema<T>,
): Schema<{ readonly [K in N]?: T }> => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, schema])),
  required: [],
  additionalProperties: false,
})

/** An object whose names are its customer's. */
export const mapOf = <T>(values: Schema<T>, maxProperties: number): Schema<Readonly<Record<string, T>>> => ({
  type: 'object',
  patternProperties: { '^[^]*$': values },
  maxProperties,
})

/** Anything that JSON can say. */
export const anything = (): Schema<unknown> => ({})
