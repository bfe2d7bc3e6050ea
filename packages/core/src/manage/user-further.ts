// What else can be asked about a user. reference: Management API, section 8. Lists of what there is nothing of yet are empty.
import { LOG_ANSWER } from './logs.ts'
import { NOTHING_TO_SAY, pageOf, several } from '@symbolon/protocol/entities/answers'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { logOnTheWire } from '../audit/log-on-the-wire.ts'
import { ApiError } from '../errors.ts'
import { answerPage } from './pages.ts'
import { getUser } from './user-view.ts'

const MAX_REACH = 1000

const listLogs = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
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
  async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
    await getUser(tenancy, id)
    return answerPage(query, key, 'items-first', { items: [], total: 0 })
  }

const noEnrollments = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<readonly never[]> => {
  await getUser(tenancy, id)
  return []
}

export const USER_FURTHER_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/users/:id/logs',
    status: 200,
    scopes: ['read:logs', 'read:logs_users'],
    query: { paging: ['array', 'totals'], accepts: { sort: ['date:-1'] } },
    answers: pageOf(['array', 'totals'], 'logs', LOG_ANSWER),
    act: listLogs,
  }),
  endpoint({
    method: 'GET',
    path: '/users/:id/authentication-methods',
    status: 200,
    scopes: ['read:authentication_methods'],
    query: { paging: ['array', 'totals'] },
    answers: pageOf(['array', 'totals'], 'authenticators', NOTHING_TO_SAY),
    act: emptyPage('authenticators'),
  }),
  endpoint({
    method: 'GET',
    path: '/users/:id/enrollments',
    status: 200,
    scopes: ['read:users', 'read:current_user'],
    answers: several(NOTHING_TO_SAY),
    act: noEnrollments,
  }),
]
