// The tenant log, read. reference: Management API, section 15. Pages of it are newest first; reading on from an id goes forward.
import { readLogQuery, type Query, type Selection } from '@symbolon/protocol/entities/query'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { logOnTheWire } from '../audit/log-on-the-wire.ts'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { readQuery, requireRight } from './rights.ts'

const READ = ['read:logs', 'read:logs_users']
/** Pages reach no further; who wants all reads on from an id. */
const MAX_OFFSET = 1000

const select = (document: Document, selection: Selection | undefined): Document =>
  selection
    ? Object.fromEntries(Object.entries(document).filter(([name]) => selection.names.has(name) === selection.include))
    : document

/** The log in the shape that was asked for. @throws ApiError 403, 400 */
export const listLogs = async (
  tenancy: Tenancy,
  caller: Caller,
  query: Query,
): Promise<Document | readonly Document[]> => {
  requireRight(tenancy, caller, READ)
  const { mode, page, per_page, take, from, selection } = readQuery(() => readLogQuery(query))
  const shown = (events: readonly LogEvent[]) => events.map((event) => select(logOnTheWire(event), selection))
  if (mode === 'checkpoint') {
    const after = from === undefined ? {} : { after: from }
    return shown((await tenancy.store.logEvents({ limit: take, ascending: true, ...after })).events)
  }
  const start = page * per_page
  if (start >= MAX_OFFSET) {
    throw new ApiError(400, `Pages reach the first ${MAX_OFFSET} entries; use from and take`, 'invalid_paging')
  }
  const { events, total } = await tenancy.store.logEvents({ limit: per_page, offset: start })
  const logs = shown(events)
  return mode === 'totals' ? { start, limit: per_page, length: logs.length, total, logs } : logs
}

/** One line. @throws ApiError 403, 404 */
export const getLog = async (tenancy: Tenancy, caller: Caller, log_id: string): Promise<Document> => {
  requireRight(tenancy, caller, READ)
  const event = await tenancy.store.findLogEvent(log_id)
  if (!event) throw new ApiError(404, 'The log does not exist.', 'inexistent_log')
  return logOnTheWire(event)
}
