// What a list or a single document can be asked for by query. reference: Management API, sections 2 and 3. What is not known is
// refused, so that a filter with a typing error does not answer with everything.
import type { Entity } from './entity.ts'

/** Parameters as a URL carries them: one value, or several of the same name. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** Which fields are answered. */
export type Selection = { readonly names: ReadonlySet<string>; readonly include: boolean }

export type ListQuery = {
  readonly mode: 'array' | 'totals' | 'checkpoint'
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

/** What of an entity's description says how a list of it can be asked for. */
export type ListShape = Pick<Entity, 'paging' | 'fields' | 'filters' | 'contains' | 'accepts' | 'selectable'>

/** A query that cannot be answered; `message` is the wire's. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused'
}

const MAX_PER_PAGE = 100
const DEFAULT_PER_PAGE = 50
const MAX_PAGE = 100000
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

const readFilters = (entity: ListShape, query: Query): ListQuery['where'] => {
  const where: Record<string, string | boolean | readonly string[]> = {}
  for (const [parameter, column] of Object.entries(entity.filters)) {
    const isBoolean = entity.fields[column] !== undefined && Reflect.get(entity.fields[column], 'type') === 'boolean'
    const value = isBoolean ? flag(query, parameter) : valuesOf(query, parameter)
    if (value === undefined) continue
    where[column] = typeof value !== 'boolean' && value.length === 1 && value[0] !== undefined ? value[0] : value
  }
  return where
}

const readPieces = (entity: ListShape, query: Query): ListQuery['containing'] =>
  Object.fromEntries(
    Object.entries(entity.contains ?? {}).flatMap(([parameter, column]) => {
      const piece = single(query, parameter)
      return piece === undefined || piece === '' ? [] : [[column, piece]]
    }),
  )

const requireAccepted = (entity: ListShape, query: Query): void => {
  for (const [parameter, values] of Object.entries(entity.accepts ?? {})) {
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

/** Single parameters, those among `names` that were sent; no others may be. @throws QueryRefused */
export const readParameters = (query: Query, names: readonly string[]): ListQuery['further'] => {
  refuseUnknown(query, names)
  return readFurther(query, names)
}

const PAGING_PARAMETERS = {
  whole: [],
  array: ['page', 'per_page'],
  totals: ['include_totals'],
  checkpoint: ['from', 'take'],
} as const

const SELECTION_PARAMETERS = ['fields', 'include_fields'] as const

/** The query of a list. @throws QueryRefused */
export const readListQuery = (entity: ListShape, query: Query, further: readonly string[] = []): ListQuery => {
  refuseUnknown(query, [
    ...further,
    ...entity.paging.flatMap((paging): readonly string[] => PAGING_PARAMETERS[paging]),
    ...Object.keys({ ...entity.filters, ...entity.contains, ...entity.accepts }),
    ...(entity.selectable ? SELECTION_PARAMETERS : []),
  ])
  requireAccepted(entity, query)
  const from = single(query, 'from')
  const take = integer(query, 'take', 1, MAX_PER_PAGE)
  const isCheckpoint = from !== undefined || take !== undefined
  const withTotals = flag(query, 'include_totals') ?? false
  return {
    mode: isCheckpoint ? 'checkpoint' : withTotals ? 'totals' : 'array',
    page: integer(query, 'page', 0, MAX_PAGE) ?? 0,
    per_page: integer(query, 'per_page', 1, MAX_PER_PAGE) ?? DEFAULT_PER_PAGE,
    take: take ?? DEFAULT_PER_PAGE,
    from,
    where: readFilters(entity, query),
    containing: readPieces(entity, query),
    selection: readSelection(query),
    further: readFurther(query, further),
  }
}

/** The query of one document. @throws QueryRefused */
export const readDocumentQuery = (entity: Pick<Entity, 'selectable'>, query: Query): Selection | undefined => {
  refuseUnknown(query, entity.selectable ? SELECTION_PARAMETERS : [])
  return readSelection(query)
}

/** The query of a request that takes none. @throws QueryRefused */
export const refuseQuery = (query: Query): void => refuseUnknown(query, [])

const LOG_PARAMETERS = ['page', 'per_page', 'include_totals', 'from', 'take', 'sort', ...SELECTION_PARAMETERS]

/** The query of the tenant log, which is no entity: it is only read. reference: Management API, section 15. @throws QueryRefused */
export const readLogQuery = (query: Query): ListQuery => {
  refuseUnknown(query, LOG_PARAMETERS)
  const sort = single(query, 'sort')
  if (sort !== undefined && sort !== 'date:-1') refuse('Only date:-1 is supported', 'sort')
  const from = single(query, 'from')
  const take = integer(query, 'take', 1, MAX_PER_PAGE)
  const isCheckpoint = from !== undefined || take !== undefined
  return {
    mode: isCheckpoint ? 'checkpoint' : flag(query, 'include_totals') ? 'totals' : 'array',
    page: integer(query, 'page', 0, MAX_PAGE) ?? 0,
    per_page: integer(query, 'per_page', 1, MAX_PER_PAGE) ?? DEFAULT_PER_PAGE,
    take: take ?? DEFAULT_PER_PAGE,
    from,
    where: {},
    containing: {},
    selection: readSelection(query),
    further: {},
  }
}
