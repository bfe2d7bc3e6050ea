// What a list or a single document can be asked for by query. reference: Management API, sections 2 and 3. What is not known is
// refused, so that a filter with a typing error does not answer with everything.
import type { Entity } from './entity.ts'

/** Parameters as a URL carries them: one value, or several of the same name. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** Which fields are answered. */
export type Selection = { readonly names: ReadonlySet<string>; readonly include: boolean }

export type ListQuery = {
  readonly mode: 'array' | 'totals' | 'checkpoint'
  /** Whether the number of all is wanted, whatever the mode. */
  readonly withTotals: boolean
  readonly page: number
  readonly per_page: number
  readonly take: number
  readonly from: string | undefined
  readonly where: Readonly<Record<string, string | boolean | readonly string[]>>
  /** Pieces of text that columns must have. */
  readonly containing: Readonly<Record<string, string>>
  readonly selection: Selection | undefined
  /** What else was asked, by name. */
  readonly further: Readonly<Record<string, string>>
}

/** What a request may say by query: where nothing is described, nothing. Of an entity, its description says it. */
export type QueryShape = Partial<
  Pick<Entity, 'paging' | 'fields' | 'filters' | 'contains' | 'accepts' | 'selectable'>
> & {
  /** Texts that the endpoint makes something of. */
  readonly further?: readonly string[]
  /** Those of them without which there is no answer. */
  readonly needed?: readonly string[]
}

/** A query that cannot be answered; `message` is the wire's. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused'
}

/** Longest page. */
export const MAX_PER_PAGE = 100
/** Length of a page that nobody chose. */
export const DEFAULT_PER_PAGE = 50
export const MAX_PAGE = 100000
const MAX_VALUE_LENGTH = 4096
const MAX_LIST_LENGTH = 100

const refuse = (problem: string, property?: string): never => {
  throw new QueryRefused(
    `Query validation error: '${problem}'${property === undefined ? '' : ` on property ${property}`}.`,
  )
}

const single = (query: Query, name: string): string | undefined => {
  const value = query[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string') return refuse('Expected type string but found type array', name)
  if (value.length > MAX_VALUE_LENGTH || value.includes('\u0000')) return refuse('String is too long', name)
  return value
}

const integer = (query: Query, name: string, minimum: number, maximum: number): number | undefined => {
  const value = single(query, name)
  if (value === undefined) return undefined
  if (!/^\d{1,9}$/.test(value)) return refuse('Expected type integer but found type string', name)
  const number = Number(value)
  if (number < minimum) return refuse(`Value ${number} is less than minimum ${minimum}`, name)
  if (number > maximum) return refuse(`Value ${number} is greater than maximum ${maximum}`, name)
  return number
}

const flag = (query: Query, name: string): boolean | undefined => {
  const value = single(query, name)
  if (value === undefined) return undefined
  if (value !== 'true' && value !== 'false') return refuse('Expected type boolean but found type string', name)
  return value === 'true'
}

const refuseUnknown = (query: Query, known: readonly string[]): void => {
  const unknown = Object.keys(query).filter((name) => !known.includes(name))
  if (unknown.length > 0) refuse(`Additional properties not allowed: ${unknown.slice(0, 20).join(',').slice(0, 300)}`)
}

const readSelection = (query: Query): Selection | undefined => {
  const fields = single(query, 'fields')
  const include = flag(query, 'include_fields') ?? true
  if (fields === undefined || fields === '') return undefined
  return { names: new Set(fields.split(',').map((name) => name.trim())), include }
}

/** Filters whose parameter may be repeated, or hold several values with commas between. */
const REPEATABLE: ReadonlySet<string> = new Set(['identifiers', 'strategy'])

export const isRepeatable = (parameter: string): boolean => REPEATABLE.has(parameter)

const COMMA_SEPARATED: ReadonlySet<string> = new Set(['app_type'])

const valuesOf = (query: Query, parameter: string): readonly string[] | undefined => {
  const value = query[parameter]
  if (value === undefined) return undefined
  if (REPEATABLE.has(parameter) && typeof value !== 'string') {
    if (value.length > MAX_LIST_LENGTH) return refuse(`Array is too long, maximum ${MAX_LIST_LENGTH}`, parameter)
    return value
  }
  const text = single(query, parameter) ?? ''
  return COMMA_SEPARATED.has(parameter) ? text.split(',').slice(0, MAX_LIST_LENGTH) : [text]
}

/** Whether a filter compares with true or false. */
export const isFlag = ({ fields = {} }: QueryShape, column: string): boolean =>
  Object.hasOwn(fields, column) && fields[column]?.type === 'boolean'

const readFilters = (shape: QueryShape, query: Query): ListQuery['where'] => {
  const where: Record<string, string | boolean | readonly string[]> = {}
  for (const [parameter, column] of Object.entries(shape.filters ?? {})) {
    const isBoolean = isFlag(shape, column)
    const value = isBoolean ? flag(query, parameter) : valuesOf(query, parameter)
    if (value === undefined) continue
    where[column] = typeof value !== 'boolean' && value.length === 1 && value[0] !== undefined ? value[0] : value
  }
  return where
}

const readPieces = (shape: QueryShape, query: Query): ListQuery['containing'] =>
  Object.fromEntries(
    Object.entries(shape.contains ?? {}).flatMap(([parameter, column]) => {
      const piece = single(query, parameter)
      return piece === undefined || piece === '' ? [] : [[column, piece]]
    }),
  )

const requireAccepted = (shape: QueryShape, query: Query): void => {
  for (const [parameter, values] of Object.entries(shape.accepts ?? {})) {
    const value = single(query, parameter)
    if (value !== undefined && !values.includes(value))
      refuse(`No enum match, expected one of: ${values.join(', ')}`, parameter)
  }
}

const readFurther = (query: Query, names: readonly string[]): ListQuery['further'] =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = single(query, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )

const PAGING_PARAMETERS = {
  whole: [],
  array: ['page', 'per_page'],
  totals: ['include_totals'],
  checkpoint: ['from', 'take'],
} as const

const SELECTION_PARAMETERS = ['fields', 'include_fields'] as const

/** Every parameter that there is, as it is spelled. */
export const parametersOf = (shape: QueryShape): readonly string[] => [
  ...new Set([
    ...(shape.further ?? []),
    ...(shape.paging ?? []).flatMap((paging): readonly string[] => PAGING_PARAMETERS[paging]),
    ...Object.keys({ ...shape.filters, ...shape.contains, ...shape.accepts }),
    ...(shape.selectable ? SELECTION_PARAMETERS : []),
  ]),
]

const requireNeeded = ({ needed = [] }: QueryShape, further: ListQuery['further']): void => {
  const missing = needed.filter((name) => (further[name] ?? '') === '')
  if (missing.length > 0) refuse(`Missing required property: ${missing.join(',')}`)
}

/** What is asked by an empty query. */
const EMPTY: ListQuery = Object.freeze({
  mode: 'array',
  withTotals: false,
  page: 0,
  per_page: DEFAULT_PER_PAGE,
  take: DEFAULT_PER_PAGE,
  from: undefined,
  where: Object.freeze({}),
  containing: Object.freeze({}),
  selection: undefined,
  further: Object.freeze({}),
})

/** Whether nothing is asked by it, without a list of its names. */
export const isEmptyQuery = (query: object): boolean => {
  for (const _ in query) return false
  return true
}

/** What a request asks by query. @throws QueryRefused for what `shape` does not describe */
export const readListQuery = (shape: QueryShape, query: Query): ListQuery => {
  if (isEmptyQuery(query) && shape.needed === undefined) return EMPTY
  refuseUnknown(query, parametersOf(shape))
  requireAccepted(shape, query)
  const further = readFurther(query, [...(shape.further ?? []), ...Object.keys(shape.accepts ?? {})])
  requireNeeded(shape, further)
  const from = single(query, 'from')
  const take = integer(query, 'take', 1, MAX_PER_PAGE)
  const isCheckpoint = from !== undefined || take !== undefined
  const withTotals = flag(query, 'include_totals') ?? false
  return {
    mode: isCheckpoint ? 'checkpoint' : withTotals ? 'totals' : 'array',
    withTotals,
    page: integer(query, 'page', 0, MAX_PAGE) ?? 0,
    per_page: integer(query, 'per_page', 1, MAX_PER_PAGE) ?? DEFAULT_PER_PAGE,
    take: take ?? DEFAULT_PER_PAGE,
    from,
    where: readFilters(shape, query),
    containing: readPieces(shape, query),
    selection: readSelection(query),
    further,
  }
}

/** The query of one document. @throws QueryRefused */
export const readDocumentQuery = ({ selectable }: Pick<Entity, 'selectable'>, query: Query): Selection | undefined =>
  readListQuery({ selectable }, query).selection

/** The query of a request that takes none. @throws QueryRefused */
export const refuseQuery = (query: Query): void => refuseUnknown(query, [])
