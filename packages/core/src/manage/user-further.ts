// What else can be asked about a user. reference: Management API, section 8. Lists of what there is nothing of yet are empty.
import { readListQuery } from '@symbolon/protocol/entities/query'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { logOnTheWire } from '../audit/log-on-the-wire.ts'
import { ApiError } from '../errors.ts'
import { answerPage, readNothing, readPaging } from './pages.ts'
import { readQuery } from './rights.ts'
import { getUser } from './user-view.ts'

const MAX_REACH = 1000

const listLogs = async (tenancy: Tenancy, _caller: Caller, { id, query: sent }: Asked) => {
  const shape = { paging: ['array', 'totals'], fields: {}, filters: {}, selectable: false } as const
  const query = readQuery(() => readListQuery({ ...shape, accepts: { sort: ['date:-1'] } }, sent))
  const { page, per_page, mode } = query
  const start = page * per_page
  if (start >= MAX_REACH) throw new ApiError(400, `Pages reach the first ${MAX_REACH} entries`, 'invalid_paging')
  const { user_id } = await getUser(tenancy, id)
  const { events, total } = await tenancy.store.logEvents({ limit: per_page, offset: start, user_id })
  const logs = events.map(logOnTheWire)
  return mode === 'totals' ? { start, limit: per_page, length: logs.length, total, logs } : logs
}

const emptyPage =
  (key: string) =>
  async (tenancy: Tenancy, _caller: Caller, { id, query: sent }: Asked) => {
    const query = readPaging(sent, ['array', 'totals'])
    await getUser(tenancy, id)
    return answerPage(query, key, 'items-first', { items: [], total: 0 })
  }

const noEnrollments = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked): Promise<readonly never[]> => {
  readNothing(query)
  await getUser(tenancy, id)
  return []
}

export const USER_FURTHER_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/users/:id/logs',
    status: 200,
    scopes: ['read:logs', 'read:logs_users'],
    act: listLogs,
  }),
  endpoint({
    method: 'GET',
    path: '/users/:id/authentication-methods',
    status: 200,
    scopes: ['read:authentication_methods'],
    act: emptyPage('authenticators'),
  }),
  endpoint({
    method: 'GET',
    path: '/users/:id/enrollments',
    status: 200,
    scopes: ['read:users', 'read:current_user'],
    act: noEnrollments,
  }),
]
