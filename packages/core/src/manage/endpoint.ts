// Endpoints beyond the five verbs, as values: who may, what must be sent, what is done. The list of them is what the routes, the
// tests of who may, and the documentation are held to.
import { isCurrentUserScope } from '@symbolon/protocol/auth0/system-api'
import type { Query } from '@symbolon/protocol/entities/query'
import type { Schema } from '@symbolon/protocol/entities/schema'
import { bodyProblem } from '@symbolon/protocol/entities/validate'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { decodedAgain } from './place.ts'
import { recordRefusal } from './record-write.ts'

/** What was asked: `id` is the path's own, decoded. */
export type Asked<B = unknown> = {
  readonly id: string
  readonly parameters: Readonly<Record<string, string | undefined>>
  readonly query: Query
  readonly body: B
}

type Act<B> = (tenancy: Tenancy, caller: Caller, asked: Asked<B>) => Promise<unknown>

type Described = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below /api/v2; `:id` is what it is about. */
  readonly path: string
  /** Of a success. With 204 nothing is answered. */
  readonly status: number
  /** Any one lets in; those about the current user only to what is the user's own. */
  readonly scopes: readonly string[]
  /** Whose it is: the path's id is the user, or only the decision finds out. */
  readonly owner?: 'path' | 'found' | 'caller'
  /** Of the log line about it is no word: a refusal is always told. */
  readonly bodySchema?: Schema<unknown>
}

export type Endpoint = Described & { readonly act: Act<unknown> }

/** An endpoint whose body has been checked before it acts. */
export const endpoint = <B>(
  described: Described & { readonly bodySchema?: Schema<B>; readonly act: Act<B> },
): Endpoint => {
  const { act, bodySchema } = described
  if (!bodySchema) return described as Endpoint
  return {
    ...described,
    act: async (tenancy, caller, asked) => {
      const problem = await bodyProblem(bodySchema, asked.body)
      if (problem !== undefined) throw new ApiError(400, problem, 'invalid_body')
      // It is what its schema says.
      return act(tenancy, caller, asked as Asked<B>)
    },
  }
}

/** Whether a path's id names the caller: a user's token says who it is. */
const isOwn = (caller: Caller, id: string): boolean => {
  const { subject } = caller.administrator
  return subject === id || subject === decodedAgain(id)
}

/** What the caller may ask: everything, what is its own, or nothing. */
const reachOf = ({ scopes, owner = 'path' }: Endpoint, caller: Caller, id: string): 'all' | 'own' | 'nothing' => {
  const held = scopes.filter((scope) => caller.administrator.scopes.has(scope))
  if (held.some((scope) => !isCurrentUserScope(scope))) return 'all'
  return held.length > 0 && (owner !== 'path' || isOwn(caller, id)) ? 'own' : 'nothing'
}

/**
 * What the endpoint answers.
 *
 * @throws ApiError 403 without a scope that lets in, 400 for a body or a query that cannot be, and whatever the endpoint refuses
 */
export const callEndpoint = async (tenancy: Tenancy, caller: Caller, one: Endpoint, asked: Asked): Promise<unknown> => {
  const reach = reachOf(one, caller, asked.id)
  if (reach === 'nothing') {
    const message = `Insufficient scope, expected any of: ${one.scopes.join(',')}`
    recordRefusal(tenancy, caller, message)
    throw new ApiError(403, message, 'insufficient_scope')
  }
  // However the path spells it, a user's own account is the one that the token names, and no other.
  const isOwnAccount = reach === 'own' && (one.owner ?? 'path') === 'path'
  return one.act(tenancy, caller, isOwnAccount ? { ...asked, id: caller.administrator.subject } : asked)
}

/** Whether the caller holds one of these scopes. */
export const holds = ({ administrator }: Caller, ...anyOf: readonly string[]): boolean =>
  anyOf.some((scope) => administrator.scopes.has(scope))
