// The tenant log. reference: Management API, section 15.
import { anyText, pageOf, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import type { QueryShape } from '@symbolon/protocol/entities/query'
import { bool, optional, record } from '@symbolon/protocol/entities/schema'
import { freeMap } from '@symbolon/protocol/entities/words'
import { logOnTheWire } from '../audit/log-on-the-wire.ts'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { readLogSearch } from './log-search.ts'
import { chosen } from './pages.ts'

/** Pages reach no further; who wants all reads on from an id. */
const MAX_OFFSET = 1000

const list = async (tenancy: Tenancy, _caller: Caller, { query }: Asked): Promise<Document | readonly Document[]> => {
  const { mode, page, per_page, take, from, selection } = query
  const shown = (events: readonly LogEvent[]) => events.map((event) => chosen(logOnTheWire(event), selection))
  const matching = readLogSearch(query.further['q'] ?? query.further['search'])
  if (mode === 'checkpoint') {
    if (matching) throw new ApiError(400, 'A search has pages; from and take read everything', 'invalid_paging')
    const after = from === undefined ? {} : { after: from }
    return shown((await tenancy.store.logEvents({ limit: take, ascending: true, ...after })).events)
  }
  const start = page * per_page
  if (start >= MAX_OFFSET) {
    throw new ApiError(400, `Pages reach the first ${MAX_OFFSET} entries; use from and take`, 'invalid_paging')
  }
  const { events, total } = await tenancy.store.logEvents({
    limit: per_page,
    offset: start,
    isUncounted: mode === 'array',
    ...(matching ? { matching } : {}),
  })
  const logs = shown(events)
  return mode === 'totals' ? { start, limit: per_page, length: logs.length, total, logs } : logs
}

const get = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  const event = await tenancy.store.findLogEvent(id)
  if (!event) throw new ApiError(404, 'The log does not exist.', 'inexistent_log')
  return logOnTheWire(event)
}

const TEXTS = [
  '_id',
  'log_id',
  'type',
  'description',
  'client_id',
  'client_name',
  'user_id',
  'user_name',
  'connection',
  'connection_id',
  'strategy',
  'strategy_type',
  'ip',
  'user_agent',
  'hostname',
  'audience',
  'scope',
  'organization_id',
  'organization_name',
] as const

/** A line as it is answered. */
export const LOG_ANSWER = record({
  ...Object.fromEntries(TEXTS.map((name) => [name, optional(anyText())])),
  date: optional(time()),
  isMobile: optional(bool()),
  details: optional(freeMap(1000)),
})

const LIST = {
  paging: ['array', 'totals', 'checkpoint'],
  accepts: { sort: ['date:-1'] },
  further: ['q', 'search'],
  selectable: true,
} as const satisfies QueryShape

const READ = ['read:logs', 'read:logs_users']

export const LOG_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/logs',
    status: 200,
    scopes: READ,
    query: LIST,
    answers: pageOf(LIST.paging, 'logs', LOG_ANSWER),
    act: list,
  }),
  endpoint({ method: 'GET', path: '/logs/:id', status: 200, scopes: READ, answers: LOG_ANSWER, act: get }),
]
