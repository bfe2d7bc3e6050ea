// Parameters of a path and a query, as an OpenAPI document has them.
import {
  DEFAULT_PER_PAGE,
  isFlag,
  isRepeatable,
  MAX_PAGE,
  MAX_PER_PAGE,
  parametersOf,
  type QueryShape,
} from '@symbolon/protocol/entities/query'
import type { OpenApiSchema } from './openapi-schemas.ts'

type Parameter = { readonly name: string; readonly in: 'path' | 'query'; readonly [more: string]: unknown }

const FLAG = { type: 'boolean' }
const TEXT = { type: 'string' }

const WORDS: Readonly<Record<string, OpenApiSchema>> = {
  page: { type: 'integer', minimum: 0, maximum: MAX_PAGE, default: 0 },
  per_page: { type: 'integer', minimum: 1, maximum: MAX_PER_PAGE, default: DEFAULT_PER_PAGE },
  take: { type: 'integer', minimum: 1, maximum: MAX_PER_PAGE, default: DEFAULT_PER_PAGE },
  include_totals: { ...FLAG, default: false },
  include_fields: { ...FLAG, default: true },
  fields: { ...TEXT, description: 'Names of fields, with commas between.' },
  from: { ...TEXT, description: 'The `next` of the page before.' },
}

const schemaOf = (shape: QueryShape, name: string): OpenApiSchema => {
  const values = shape.accepts?.[name]
  if (values) return values.join() === 'true,false' ? FLAG : { type: 'string', enum: values }
  const column = shape.filters?.[name]
  if (column !== undefined && isFlag(shape, column)) return FLAG
  if (column !== undefined && isRepeatable(name)) return { type: 'array', items: TEXT, maxItems: 100 }
  return (column === undefined && !shape.further?.includes(name) ? WORDS[name] : undefined) ?? TEXT
}

/** What may stand in the query. */
export const queryParameters = (shape: QueryShape): readonly Parameter[] =>
  parametersOf(shape).map((name) => ({
    name,
    in: 'query',
    required: shape.needed?.includes(name) ?? false,
    schema: schemaOf(shape, name),
  }))

/** What must stand in the path, as it names it with a colon. */
export const pathParameters = (path: string): readonly Parameter[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
  }))
