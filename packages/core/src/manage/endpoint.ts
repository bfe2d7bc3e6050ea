// Endpoints beyond the five verbs, as values: who may, what must be sent, what is done. The list of them is what the routes, the
// tests of who may, the OpenAPI document and the other documentation are held to.
import type { Entity } from '@symbolon/protocol/entities/entity'
import { isCurrentUserScope } from '@symbolon/protocol/auth0/system-api'
import { readListQuery, type ListQuery, type Query, type QueryShape } from '@symbolon/protocol/entities/query'
import type { Schema } from '@symbolon/protocol/entities/schema'
import { bodyProblem, checkCreation, checkUpdate } from '@symbolon/protocol/entities/validate'
import { ApiError } from '../errors.ts'
import type { Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { decodedAgain } from './place.ts'
import { recordRefusal } from './record-write.ts'
import { readQuery } from './rights.ts'

/** What was asked: `id` is the path's own, decoded; the query is one that the endpoint describes. */
export type Asked<B = unknown> = {
  readonly id: string
  readonly parameters: Readonly<Record<string, string | undefined>>
  readonly query: ListQuery
  readonly body: B
}

/** The same before the query was read. */
export type Request = Omit<Asked, 'query'> & { readonly query: Query }

/** The parts of a form by their names, as bytes. */
export type Parts = ReadonlyMap<string, Uint8Array>

type Act<B> = (tenancy: Tenancy, caller: Caller, asked: Asked<B>) => Soon<unknown>

type Described = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below /api/v2; `:id` is what it is about. */
  readonly path: string
  /** Of a success that has nothing to tell. */
  readonly statusOfNothing?: 204
  /** Any one lets in; those about the current user only to what is the user's own. */
  readonly scopes: readonly string[]
  /** Not any one of them: it takes all. */
  readonly allScopes?: true
  /** Whose it is: the path's id is the user, or only the decision finds out. */
  readonly owner?: 'path' | 'found' | 'caller'
  /** What its query may say. Without it, nothing. */
  readonly query?: QueryShape
  /** Its body is multipart/form-data with these members, and comes as Parts: what they may be, the endpoint itself says. */
  readonly form?: Schema<unknown>
  /** Without it there is no body. */
  readonly bodySchema?: Schema<unknown>
  /** Or the body is one of this entity, to make or to change one. */
  readonly bodyOf?: readonly [entity: Entity, verb: 'create' | 'update']
  /** Whether the body may be left out. */
  readonly bodyIsOptional?: boolean
} & (
  | { readonly status: 204; readonly answers?: never }
  | {
      /** Of a success. */
      readonly status: 200 | 201 | 202
      /** What a success says. */
      readonly answers: Schema<unknown>
    }
)

export type Endpoint = Described & { readonly act: Act<unknown> }

const takesBody = ({ bodySchema, bodyOf }: Described): boolean => bodySchema !== undefined || bodyOf !== undefined

/** What is wrong with a body, as the wire says it. */
const problemOf = async ({ bodySchema, bodyOf, bodyIsOptional }: Described, body: unknown) => {
  if (bodyIsOptional && body === undefined) return undefined
  if (bodySchema) return bodyProblem(bodySchema, body)
  if (!bodyOf) return undefined
  const [entity, verb] = bodyOf
  const checked = await (verb === 'create' ? checkCreation(entity, body) : checkUpdate(entity, body))
  return 'problem' in checked ? checked.problem : undefined
}

/** An endpoint whose body has been checked before it acts. */
export const endpoint = <B>(
  described: Described & { readonly bodySchema?: Schema<B>; readonly act: Act<B> },
): Endpoint => ({
  ...described,
  act: takesBody(described)
    ? async (tenancy, caller, asked) => {
        const problem = await problemOf(described, asked.body)
        if (problem !== undefined) throw new ApiError(400, problem, 'invalid_body')
        // It is what its schema says.
        return described.act(tenancy, caller, asked as Asked<B>)
      }
    : // Of a body that is not described nothing is said.
      (tenancy, caller, asked) => described.act(tenancy, caller, asked as Asked<B>),
})

/** Whether a path's id names the caller: a user's token says who it is. */
const isOwn = (caller: Caller, id: string): boolean => {
  const { subject } = caller.administrator
  return subject === id || subject === decodedAgain(id)
}

/** What the caller may ask: everything, what is its own, or nothing. */
const reachOf = (one: Endpoint, caller: Caller, id: string): 'all' | 'own' | 'nothing' => {
  const { scopes, allScopes = false, owner = 'path' } = one
  const held = scopes.filter((scope) => caller.administrator.scopes.has(scope))
  if (allScopes && held.length < scopes.length) return 'nothing'
  if (held.some((scope) => !isCurrentUserScope(scope))) return 'all'
  return held.length > 0 && (owner !== 'path' || isOwn(caller, id)) ? 'own' : 'nothing'
}

/**
 * What the endpoint answers; at once where nothing has to be waited for.
 *
 * @throws ApiError 403 without a scope that lets in, 400 for a body or a query that cannot be, and whatever the endpoint refuses
 */
export const callEndpoint = (tenancy: Tenancy, caller: Caller, one: Endpoint, request: Request): Soon<unknown> => {
  const reach = reachOf(one, caller, request.id)
  if (reach === 'nothing') {
    const lacking = one.allScopes ? one.scopes.find((scope) => !caller.administrator.scopes.has(scope)) : one.scopes
    const message = `Insufficient scope, expected any of: ${lacking}`
    recordRefusal(tenancy, caller, message)
    throw new ApiError(403, message, 'insufficient_scope')
  }
  const asked: Asked = { ...request, query: readQuery(() => readListQuery(one.query ?? {}, request.query)) }
  // However the path spells it, a user's own account is the one that the token names, and no other.
  const isOwnAccount = reach === 'own' && (one.owner ?? 'path') === 'path'
  return one.act(tenancy, caller, isOwnAccount ? { ...asked, id: caller.administrator.subject } : asked)
}

/** Whether the caller holds one of these scopes. */
export const holds = ({ administrator }: Caller, ...anyOf: readonly string[]): boolean =>
  anyOf.some((scope) => administrator.scopes.has(scope))
