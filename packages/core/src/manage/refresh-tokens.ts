// Refresh tokens of users, listed and ended. reference: Management API, sections 8 and 11. The token itself is shown to nobody.
import { readListQuery } from '@symbolon/protocol/entities/query'
import type { Document } from '@symbolon/protocol/entities/entity'
import { list, mapOf, nullable, optional, record, string } from '@symbolon/protocol/entities/schema'
import { freeMap, printable } from '@symbolon/protocol/entities/words'
import { ApiError } from '../errors.ts'
import type { RefreshToken } from '../records.ts'
import type { RefreshTokenWhere } from '../record-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { endRefreshToken, endRefreshTokens } from '../tokens/end-refresh-tokens.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { answerPage, readMarked, readNothing, readPaging, recordPageOf } from './pages.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody } from './refusals.ts'
import { readQuery } from './rights.ts'
import { getUser } from './user-view.ts'

const REFRESH_TOKEN: LoggedEntity = {
  name: 'refresh-token',
  apart: [],
  writeOnly: [],
  guarded: {},
  fields: { refresh_token_metadata: freeMap(50) },
}

export const missingRefreshToken = (): ApiError =>
  new ApiError(404, 'The refresh token does not exist.', 'inexistent_refresh_token')

const iso = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString()

export const isAliveToken = ({ now }: Tenancy, { expires_at, idle_expires_at }: RefreshToken): boolean =>
  now() < Math.min(expires_at ?? Infinity, idle_expires_at ?? Infinity) * 1000

const presentToken = (token: RefreshToken): Document => {
  const { id, user_id, client_id, session_id, rotating, resource_servers, device, refresh_token_metadata } = token
  return {
    id,
    user_id,
    created_at: iso(token.created_at),
    idle_expires_at: iso(token.idle_expires_at),
    expires_at: iso(token.expires_at),
    device,
    client_id,
    session_id,
    rotating,
    resource_servers: resource_servers.map(({ audience, scopes }) => ({ audience, scopes: scopes.join(' ') })),
    ...(refresh_token_metadata ? { refresh_token_metadata } : {}),
    last_exchanged_at: iso(token.last_exchanged_at),
  }
}

const getToken = async (tenancy: Tenancy, id: string): Promise<RefreshToken> => {
  const token = await tenancy.store.findRefreshToken(id)
  if (!token || !isAliveToken(tenancy, token)) throw missingRefreshToken()
  return token
}

type Query = ReturnType<typeof readPaging>

const answer = async (tenancy: Tenancy, query: Query, key: string, where: RefreshTokenWhere, withTotal: boolean) => {
  const asked = { ...query, mode: 'checkpoint' } as const
  const page = await readMarked(() => tenancy.store.pageRefreshTokens(where, recordPageOf(asked, withTotal)))
  const { names, include = true } = query.selection ?? {}
  const tokens = page.items
    .filter((token) => isAliveToken(tenancy, token))
    .map(presentToken)
    .map((token) =>
      names ? Object.fromEntries(Object.entries(token).filter(([name]) => names.has(name) === include)) : token,
    )
  const items = { items: tokens, ...(page.next === undefined ? {} : { next: page.next }) }
  return { ...answerPage(asked, key, 'items-first', items), ...(withTotal ? { total: page.total } : {}) }
}

const listTokens = async (tenancy: Tenancy, _caller: Caller, { query: sent }: Asked) => {
  const shape = { paging: ['checkpoint', 'totals'], fields: {}, filters: {}, selectable: true } as const
  const query = readQuery(() => readListQuery(shape, sent, ['user_id', 'client_id']))
  const { user_id, client_id } = query.further
  if (user_id === undefined) {
    throw new ApiError(400, "Query validation error: 'Missing required property: user_id'.", 'invalid_query_string')
  }
  const where = { user_id, ...(client_id === undefined ? {} : { client_id }) }
  return answer(tenancy, query, 'refresh_tokens', where, sent['include_totals'] === 'true')
}

const listOfUser = async (tenancy: Tenancy, _caller: Caller, { id, query: sent }: Asked) => {
  const query = readPaging(sent, ['checkpoint', 'totals'])
  const { user_id } = await getUser(tenancy, id)
  return answer(tenancy, query, 'tokens', { user_id }, sent['include_totals'] === 'true')
}

const endAllOfUser = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked): Promise<Document> => {
  readNothing(query)
  const { user_id } = await getUser(tenancy, id)
  await endRefreshTokens(tenancy, { user_id })
  recordWrite(tenancy, caller, REFRESH_TOKEN, { what: 'End the refresh tokens of a user', id: user_id, changed: [] })
  return {}
}

const readToken = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked): Promise<Document> => {
  readNothing(query)
  return presentToken(await getToken(tenancy, id))
}

type Metadata = { readonly refresh_token_metadata?: Readonly<Record<string, string | null>> | null }

const updateToken = async (
  tenancy: Tenancy,
  caller: Caller,
  { id, query, body }: Asked<Metadata>,
): Promise<Document> => {
  readNothing(query)
  const before = await getToken(tenancy, id)
  const { refresh_token_metadata: sent } = body
  if (sent === undefined) return presentToken(before)
  const all = { ...before.refresh_token_metadata, ...sent }
  const metadata = sent === null ? {} : Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
  if (!(await tenancy.store.replaceRefreshTokenMetadata(id, metadata))) throw missingRefreshToken()
  const after = { ...before, refresh_token_metadata: metadata }
  recordWrite(tenancy, caller, REFRESH_TOKEN, { id, changed: ['refresh_token_metadata'], before, after })
  return presentToken(after)
}

/** Ends one, and tells the tenant log. False when there is none. */
export const endToken = async (tenancy: Tenancy, caller: Caller, id: string): Promise<boolean> => {
  const token = await tenancy.store.findRefreshToken(id)
  if (!token || !(await endRefreshToken(tenancy, token))) return false
  recordWrite(tenancy, caller, REFRESH_TOKEN, { what: 'End a refresh token', id, changed: [] })
  return true
}

const deleteToken = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked): Promise<void> => {
  readNothing(query)
  if (!(await endToken(tenancy, caller, id))) throw missingRefreshToken()
}

const endById = async (tenancy: Tenancy, id: string): Promise<void> => {
  const token = await tenancy.store.findRefreshToken(id)
  if (token) await endRefreshToken(tenancy, token)
}

type Revocation = {
  readonly ids?: readonly string[]
  readonly user_id?: string
  readonly client_id?: string
  readonly audience?: string
}

const revokeTokens = async (
  tenancy: Tenancy,
  caller: Caller,
  { query, body }: Asked<Revocation>,
): Promise<Document> => {
  readNothing(query)
  const { ids, ...where } = body
  if (ids && Object.keys(where).length > 0) throw invalidBody('ids stand alone', 'ids')
  if (!ids && where.user_id === undefined && where.client_id === undefined) {
    throw invalidBody('Missing required property: ids, user_id or client_id')
  }
  if (ids) for (const id of ids) await endById(tenancy, id)
  else await endRefreshTokens(tenancy, where)
  recordWrite(tenancy, caller, REFRESH_TOKEN, { what: 'Revoke refresh tokens', changed: Object.keys(body) })
  return {}
}

const LIST = '/refresh-tokens'
const ONE = '/refresh-tokens/:id'
const OF_USER = '/users/:id/refresh-tokens'
const READ = ['read:refresh_tokens']
const DELETE = ['delete:refresh_tokens']

export const REFRESH_TOKEN_ENDPOINTS = [
  endpoint({ method: 'GET', path: LIST, status: 200, scopes: READ, act: listTokens }),
  endpoint({
    method: 'POST',
    path: `${LIST}/revoke`,
    status: 202,
    scopes: DELETE,
    bodySchema: record({
      ids: optional(list(printable(128), 100, { minItems: 1 })),
      user_id: optional(printable(512)),
      client_id: optional(printable(64)),
      audience: optional(printable(600)),
    }),
    act: revokeTokens,
  }),
  endpoint({ method: 'GET', path: ONE, status: 200, scopes: READ, act: readToken }),
  endpoint({
    method: 'PATCH',
    path: ONE,
    status: 200,
    scopes: ['update:refresh_tokens'],
    bodySchema: record({
      refresh_token_metadata: optional(nullable(mapOf(nullable(string({ maxLength: 255 })), 25))),
    }),
    act: updateToken,
  }),
  endpoint({ method: 'DELETE', path: ONE, status: 204, scopes: DELETE, act: deleteToken }),
  endpoint({ method: 'GET', path: OF_USER, status: 200, scopes: READ, act: listOfUser }),
  endpoint({ method: 'DELETE', path: OF_USER, status: 202, scopes: DELETE, act: endAllOfUser }),
]
