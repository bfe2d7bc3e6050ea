// Refresh tokens of users, listed and ended. reference: Management API, sections 8 and 11. The token itself is shown to nobody.
import { anyText, NOTHING_TO_SAY, pageOf, several, textOrNull, time } from '@symbolon/protocol/entities/answers'
import type { ListQuery, QueryShape } from '@symbolon/protocol/entities/query'
import type { Document } from '@symbolon/protocol/entities/entity'
import { list, mapOf, nullable, optional, record, string, bool } from '@symbolon/protocol/entities/schema'
import { freeMap, printable } from '@symbolon/protocol/entities/words'
import { ApiError } from '../errors.ts'
import type { RefreshToken } from '../records.ts'
import type { RefreshTokenWhere } from '../record-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { endRefreshToken, endRefreshTokens } from '../tokens/end-refresh-tokens.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { answerPage, chosen, readMarked, recordPageOf } from './pages.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody } from './refusals.ts'
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

const answer = async (tenancy: Tenancy, query: ListQuery, key: string, where: RefreshTokenWhere) => {
  const { withTotals, selection } = query
  const asked = { ...query, mode: 'checkpoint' } as const
  const page = await readMarked(() => tenancy.store.pageRefreshTokens(where, recordPageOf(asked, withTotals)))
  const tokens = page.items
    .filter((token) => isAliveToken(tenancy, token))
    .map(presentToken)
    .map((token) => chosen(token, selection))
  const items = { items: tokens, ...(page.next === undefined ? {} : { next: page.next }) }
  return { ...answerPage(asked, key, 'items-first', items), ...(withTotals ? { total: page.total } : {}) }
}

const listTokens = async (tenancy: Tenancy, _caller: Caller, { query }: Asked) => {
  const { user_id = '', client_id } = query.further
  const where = { user_id, ...(client_id === undefined ? {} : { client_id }) }
  return answer(tenancy, query, 'refresh_tokens', where)
}

const listOfUser = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
  const { user_id } = await getUser(tenancy, id)
  return answer(tenancy, query, 'tokens', { user_id })
}

const endAllOfUser = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<Document> => {
  const { user_id } = await getUser(tenancy, id)
  await endRefreshTokens(tenancy, { user_id })
  recordWrite(tenancy, caller, REFRESH_TOKEN, { what: 'End the refresh tokens of a user', id: user_id, changed: [] })
  return {}
}

const readToken = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  return presentToken(await getToken(tenancy, id))
}

type Metadata = { readonly refresh_token_metadata?: Readonly<Record<string, string | null>> | null }

const updateToken = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Metadata>): Promise<Document> => {
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

const deleteToken = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<void> => {
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

const revokeTokens = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Revocation>): Promise<Document> => {
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

/** Where somebody logged in or used a token, as far as it was heard. */
export const DEVICE_ANSWER = record({
  initial_ip: optional(anyText()),
  initial_user_agent: optional(anyText()),
  initial_asn: optional(anyText()),
  last_ip: optional(anyText()),
  last_user_agent: optional(anyText()),
  last_asn: optional(anyText()),
})

const TOKEN_ANSWER = record({
  id: optional(anyText()),
  user_id: optional(anyText()),
  client_id: optional(anyText()),
  session_id: optional(textOrNull()),
  created_at: optional(time()),
  idle_expires_at: optional(nullable(time())),
  expires_at: optional(nullable(time())),
  last_exchanged_at: optional(nullable(time())),
  device: optional(DEVICE_ANSWER),
  rotating: optional(bool()),
  resource_servers: optional(several(record({ audience: anyText(), scopes: anyText() }))),
  refresh_token_metadata: optional(freeMap(50)),
})

const LIST_QUERY: QueryShape = {
  paging: ['checkpoint', 'totals'],
  selectable: true,
  further: ['user_id', 'client_id'],
  needed: ['user_id'],
}

const LIST = '/refresh-tokens'
const ONE = '/refresh-tokens/:id'
const OF_USER = '/users/:id/refresh-tokens'
const READ = ['read:refresh_tokens']
const DELETE = ['delete:refresh_tokens']

export const REFRESH_TOKEN_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: LIST,
    status: 200,
    scopes: READ,
    query: LIST_QUERY,
    answers: pageOf(['checkpoint', 'totals'], 'refresh_tokens', TOKEN_ANSWER),
    act: listTokens,
  }),
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
    answers: NOTHING_TO_SAY,
    act: revokeTokens,
  }),
  endpoint({ method: 'GET', path: ONE, status: 200, scopes: READ, answers: TOKEN_ANSWER, act: readToken }),
  endpoint({
    method: 'PATCH',
    path: ONE,
    status: 200,
    scopes: ['update:refresh_tokens'],
    bodySchema: record({
      refresh_token_metadata: optional(nullable(mapOf(nullable(string({ maxLength: 255 })), 25))),
    }),
    answers: TOKEN_ANSWER,
    act: updateToken,
  }),
  endpoint({ method: 'DELETE', path: ONE, status: 204, scopes: DELETE, act: deleteToken }),
  endpoint({
    method: 'GET',
    path: OF_USER,
    status: 200,
    scopes: READ,
    query: { paging: ['checkpoint', 'totals'] },
    answers: pageOf(['checkpoint', 'totals'], 'tokens', TOKEN_ANSWER),
    act: listOfUser,
  }),
  endpoint({
    method: 'DELETE',
    path: OF_USER,
    status: 202,
    scopes: DELETE,
    answers: NOTHING_TO_SAY,
    act: endAllOfUser,
  }),
]
