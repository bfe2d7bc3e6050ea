// moving: what happens to a whole tenant beside its server. Here: the Management API without HTTP, for whoever holds the database and so
// may do everything. The same decisions, checks and lines of the tenant log as over the wire.
import { SYSTEM_SCOPES } from '@symbolon/protocol/auth0/system-api'
import type { Entity, Verb } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import type { Query } from '@symbolon/protocol/entities/query'
import { ApiError } from '@symbolon/core/errors'
import type { Caller } from '@symbolon/core/manage/caller'
import { callEndpoint } from '@symbolon/core/manage/endpoint'
import { ENDPOINTS } from '@symbolon/core/manage/endpoints'
import { createEntity, deleteEntity, getEntity, listEntities, updateEntity } from '@symbolon/core/manage/entities'
import type { Soon } from '@symbolon/core/soon'
import type { Tenancy } from '@symbolon/core/tenancy'

export type LocalAnswer = { readonly status: number; readonly body: unknown }

/** One call below `/api/v2/`; `as` is the id that something new is to have. */
export type LocalAsk = (method: string, path: string, body?: unknown, as?: string) => Promise<LocalAnswer>

type Parameters = Readonly<Record<string, string>>

type Call = {
  readonly caller: Caller
  readonly parameters: Parameters
  readonly query: Query
  readonly body: unknown
  readonly as: string | undefined
}

type Route = {
  readonly method: string
  readonly parts: readonly string[]
  readonly act: (tenancy: Tenancy, call: Call) => Soon<unknown>
}

const METHODS: Readonly<Partial<Record<Verb, string>>> = {
  list: 'GET',
  get: 'GET',
  create: 'POST',
  update: 'PATCH',
  delete: 'DELETE',
}

const actOf =
  (entity: Entity, verb: Verb): Route['act'] =>
  (tenancy, { caller, parameters, query, body, as }) => {
    const parent = entity.parent === undefined ? undefined : parameters[entity.parent]
    const at = [tenancy, caller, entity, { id: parameters['id'], parent, query }] as const
    if (verb === 'list') return listEntities(...at)
    if (verb === 'get') return getEntity(...at)
    if (verb === 'create') return createEntity(...at, body, as)
    return verb === 'update' ? updateEntity(...at, body) : deleteEntity(...at)
  }

const entityRoutes = (entity: Entity): readonly Route[] =>
  entity.verbs.flatMap((verb) => {
    const method = METHODS[verb]
    const isAboutOne = entity.id !== undefined && verb !== 'list' && verb !== 'create'
    const parts = [...entity.path.split('/'), ...(isAboutOne ? [':id'] : [])]
    return method === undefined ? [] : [{ method, parts, act: actOf(entity, verb) }]
  })

const isParameter = (part: string): boolean => part.startsWith(':')

/** What is spelled out comes before what stands for anything. */
const ROUTES: readonly Route[] = [
  ...(ENTITIES as readonly Entity[]).flatMap(entityRoutes),
  ...ENDPOINTS.map((one): Route => ({
    method: one.method,
    parts: one.path.slice(1).split('/'),
    act: (tenancy, { caller, parameters, query, body }) =>
      callEndpoint(tenancy, caller, one, { id: parameters['id'] ?? '', parameters, query, body }),
  })),
].toSorted((one, other) => one.parts.filter(isParameter).length - other.parts.filter(isParameter).length)

const parametersIn = ({ parts }: Route, path: readonly string[]): Parameters | undefined => {
  if (parts.length !== path.length) return undefined
  if (parts.some((part, at) => !isParameter(part) && part !== path[at])) return undefined
  return Object.fromEntries(
    parts.flatMap((part, at) => (isParameter(part) ? [[part.slice(1), decodeURIComponent(path[at] ?? '')]] : [])),
  )
}

const queryOf = (text: string): Query => {
  const parameters = new URLSearchParams(text)
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const [first = '', ...more] = parameters.getAll(name)
      return [name, more.length === 0 ? first : [first, ...more]]
    }),
  )
}

const callerAt = (method: string, path: string): Caller => ({
  administrator: {
    subject: 'symbolon',
    client_id: undefined,
    scopes: new Set(SYSTEM_SCOPES.map(({ value }) => value)),
  },
  method,
  path: `/api/v2/${path}`,
  ip: undefined,
  user_agent: 'symbolon',
})

/** The Management API of `tenancy`. Refusals are answers, as over the wire; whatever is none is thrown. */
export const localManagement =
  (tenancy: Tenancy): LocalAsk =>
  async (method, asked, body, as) => {
    const [path = '', search = ''] = asked.split(/\?(.*)/s)
    const parts = path.split('/')
    for (const route of ROUTES) {
      const parameters = route.method === method ? parametersIn(route, parts) : undefined
      if (!parameters) continue
      try {
        const call = { caller: callerAt(method, path), parameters, query: queryOf(search), body, as }
        return { status: 200, body: await route.act(tenancy, call) }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        return { status: error.status, body: { message: error.message } }
      }
    }
    return { status: 404, body: { message: 'Not Found' } }
  }
