// Refresh tokens as Auth0 listed them before they had endpoints of their own. reference: Management API, section 11, device credentials.
import { anyText, pageOf } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { QueryShape } from '@symbolon/protocol/entities/query'
import { oneOf, optional, record, string } from '@symbolon/protocol/entities/schema'
import { printable, text } from '@symbolon/protocol/entities/words'
import type { RefreshToken } from '../records.ts'
import type { RefreshTokenWhere } from '../record-store.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, holds, type Asked } from './endpoint.ts'
import { answerPage, cutPage, chosen } from './pages.ts'
import { ApiError } from '../errors.ts'
import { notAllowed } from './refusals.ts'
import { endToken, isAliveToken } from './refresh-tokens.ts'

/** Most of them that one question looks at; a user has fewer with one client. */
const MAX_LOOKED_AT = 1000
const PAGE = 100

const typeOf = ({ rotating }: RefreshToken): string => (rotating ? 'rotating_refresh_token' : 'refresh_token')

const presentCredential = (token: RefreshToken): Document => ({
  id: token.id,
  device_name: token.device.initial_user_agent ?? '',
  device_id: token.session_id ?? token.id,
  type: typeOf(token),
  user_id: token.user_id,
  client_id: token.client_id,
})

const tokensOf = async (tenancy: Tenancy, where: RefreshTokenWhere): Promise<readonly RefreshToken[]> => {
  const found: RefreshToken[] = []
  let after: string | undefined
  do {
    const query = { limit: PAGE, ...(after === undefined ? {} : { after }) }
    const page = await tenancy.store.pageRefreshTokens(where, query)
    found.push(...page.items)
    after = page.next
  } while (after !== undefined && found.length < MAX_LOOKED_AT)
  return found.filter((token) => isAliveToken(tenancy, token))
}

const CREDENTIAL = record({
  id: optional(anyText()),
  device_name: optional(anyText()),
  device_id: optional(anyText()),
  type: optional(anyText()),
  user_id: optional(anyText()),
  client_id: optional(anyText()),
})

const LIST: QueryShape = {
  paging: ['array', 'totals'],
  selectable: true,
  accepts: { type: ['public_key', 'refresh_token', 'rotating_refresh_token'] },
  further: ['user_id', 'client_id'],
}

const listCredentials = async (tenancy: Tenancy, _caller: Caller, { query }: Asked) => {
  const { type, ...where } = query.further
  const tokens = await tokensOf(tenancy, where)
  const all = tokens.filter((token) => type === undefined || typeOf(token) === type).map(presentCredential)
  const shown = all.map((one) => chosen(one, query.selection))
  return answerPage(query, 'device_credentials', 'totals-first', cutPage(query, shown))
}

const refusePublicKey = async (): Promise<never> => {
  throw notAllowed('Public keys of devices are not supported: nothing here would take one as proof')
}

const missing = (): ApiError =>
  new ApiError(404, 'The device credential does not exist.', 'inexistent_device_credential')

const deleteCredential = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<void> => {
  const token = await tenancy.store.findRefreshToken(id)
  // A user learns nothing of what is another's, not even that it is there.
  const mayEnd = holds(caller, 'delete:device_credentials') || token?.user_id === caller.administrator.subject
  if (!token || !mayEnd || !(await endToken(tenancy, caller, id))) throw missing()
}

export const DEVICE_CREDENTIAL_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/device-credentials',
    status: 200,
    scopes: ['read:device_credentials'],
    query: LIST,
    answers: pageOf(['array', 'totals'], 'device_credentials', CREDENTIAL),
    act: listCredentials,
  }),
  endpoint({
    method: 'POST',
    path: '/device-credentials',
    status: 201,
    scopes: ['create:current_user_device_credentials'],
    owner: 'caller',
    bodySchema: record({
      device_name: text(256),
      type: oneOf('public_key'),
      value: text(8192),
      device_id: string({ minLength: 1, maxLength: 36, pattern: '^[0-9A-Fa-f-]+$' }),
      client_id: optional(printable(64)),
    }),
    answers: CREDENTIAL,
    act: refusePublicKey,
  }),
  endpoint({
    method: 'DELETE',
    path: '/device-credentials/:id',
    status: 204,
    scopes: ['delete:device_credentials', 'delete:current_user_device_credentials'],
    owner: 'found',
    act: deleteCredential,
  }),
]
