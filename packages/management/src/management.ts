// management: a client of the Management API for programs that run a tenant, wherever there is `fetch`: Node, Deno, Bun, workers, browsers.
// What it knows of each kind of thing it takes from the list of entities that the server's own routes are made from.
import { METHOD_OF, pathOf, type Entity, type Verb } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { USER } from '@symbolon/protocol/entities/user-fields'
import type { EntityCalls } from './entity-calls.ts'
import { ManagementError } from './errors.ts'
import { pages } from './pages.ts'
import { send, type Sending } from './send.ts'
import { clientCredentials, type Credentials, type TokenSource } from './token.ts'

export { ManagementError } from './errors.ts'

export type Settings = Sending & {
  /** The tenant's address, with or without its trailing slash. */
  readonly issuer: string
} & (Credentials | { readonly token: TokenSource })

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

const KINDS = [...ENTITIES, USER] as const

type Kind = (typeof KINDS)[number]

/** Each kind of thing under the name of its lists on the wire: `clients`, `resource_servers`, `users`. */
type Kinds = { readonly [E in Kind as E['collection']]: EntityCalls<E> }

export type Management = Kinds & {
  /**
   * Any operation below `/api/v2`; its OpenAPI document is at `/openapi.json`.
   *
   * @throws ManagementError when the server refuses
   */
  readonly call: (
    method: Method,
    path: string,
    more?: { readonly query?: Query; readonly body?: unknown },
  ) => Promise<unknown>
  /** All items of any list, page after page. @throws ManagementError when the server refuses */
  readonly each: (path: string, query?: Query) => AsyncIterable<unknown>
}

/** The Management API of the tenant at `issuer`. Nothing is asked before the first call. */
export function openManagement(settings: Settings): Management {
  const issuer = settings.issuer.replace(/\/*$/, '/')
  const token = 'token' in settings ? settings.token : clientCredentials(issuer, credentialsOf(settings), settings)

  const call: Management['call'] = async (method, path, { query = {}, body } = {}) => {
    const parameters = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    )
    const url = `${issuer}api/v2${path}${parameters.size === 0 ? '' : `?${parameters}`}`
    const ask = (bearer: string) => {
      const headers = {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      }
      return send(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, settings)
    }
    const bearer = await token()
    try {
      return await ask(bearer)
    } catch (error) {
      // A token may have been revoked before its time. Nothing was done.
      if (!(error instanceof ManagementError) || error.status !== 401) throw error
      return ask(await token(bearer))
    }
  }

  const each: Management['each'] = (path, query) => pages((page) => call('GET', path, { query: { ...query, ...page } }))

  const kinds = Object.fromEntries(KINDS.map((entity) => [entity.collection, callsOf(entity, call)]))
  // Each entry is made from the entity that its type is made from.
  return { ...kinds, call, each } as Management
}

const credentialsOf = ({ client_id, client_secret }: Credentials): Credentials => ({ client_id, client_secret })

/** An id in a path. Without one, or with dots, the address would be another's. @throws TypeError */
const idIn = (given: unknown): string => {
  const id = typeof given === 'string' ? given : ''
  if (id === '' || id === '.' || id === '..') throw new TypeError(`No id: ${JSON.stringify(given)}`)
  return encodeURIComponent(id)
}

/** The verbs of an entity as functions: ids of the path first, then what is asked or sent. */
function callsOf(entity: Entity, call: Management['call']): Readonly<Record<string, unknown>> {
  const placed = (verb: Verb, given: readonly unknown[]): readonly [path: string, more: unknown] => {
    const rest = [...given]
    const path = pathOf(entity, verb).replaceAll(/:\w+/g, () => idIn(rest.shift()))
    return [path, rest[0]]
  }
  return Object.fromEntries(
    entity.verbs.map((verb) => [
      verb,
      (...given: readonly unknown[]) => {
        const [path, more] = placed(verb, given)
        if (verb !== 'list') return call(METHOD_OF[verb], path, more === undefined ? {} : { body: more })
        const query = more as Query | undefined
        return pages((page) => call('GET', path, { query: { ...query, ...page } }), entity.paging)
      },
    ]),
  )
}
