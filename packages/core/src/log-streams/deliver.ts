// log streams: lines of the tenant log on their way to whoever asked for them: in order, each at least once. What does not arrive is sent
// again, later and later; a receiver that is not there for days is suspended. reference: Management API, section 15.
import { logCategoryOf } from '@symbolon/protocol/auth0/log-categories'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import type { LogSink, LogStream } from '@symbolon/protocol/entities/log-stream'
import { newLogEvent } from '../audit/log-events.ts'
import type { Tenancy } from '../tenancy.ts'
import { openSink } from './sink.ts'
import { requestsOf } from './requests.ts'

/** Lines younger than this may still be joined by others that are older, from another server, milliseconds. */
const SETTLED_AFTER = 5_000

/** Lines that are looked at at a time. */
const AT_ONCE = 100

/** How long one sender has a stream for itself, milliseconds: longer than all its requests may take. */
const LEASE = 120_000

/** Milliseconds until a request is given up. */
const TIMEOUT = 5_000

/** Milliseconds after which no further request of the same lines is begun: a stop waits for no longer, and a lease holds. */
const SENDING_FOR = 10_000

/** Until what has failed is tried again, milliseconds: twice as long each time, up to an hour. */
const FIRST_PAUSE = 10_000
const LONGEST_PAUSE = 3_600_000

/** Failures in a row after which a stream is suspended: two days of them. */
const MOST_FAILURES = 57

/** How far a stream has come, and when it may go on. */
type Standing = { readonly place: string; readonly failures: number; readonly retry_at: number }

const pauseAfter = (failures: number): number => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures - 1, 20))

/** Lines that nobody will come before any more. */
const settledOf = (events: readonly LogEvent[], now: number): readonly LogEvent[] => {
  const young = events.findIndex(({ date }) => date > now - SETTLED_AFTER)
  return young === -1 ? events : events.slice(0, young)
}

/** Whether the stream wants the line. */
const wants = ({ filters }: LogStream, { type }: LogEvent): boolean =>
  filters.length === 0 || filters.some(({ name }) => name === logCategoryOf(type))

/**
 * Sends the next lines of a stream, where there are any, it is time, and nobody else is at it. Answers whether more may be waiting.
 */
export async function deliverNext(tenancy: Tenancy, { id, begins_after }: LogStream): Promise<boolean> {
  const { store } = tenancy
  const known = await store.logStreamPlace(id)
  const after = known?.place ?? begins_after
  const { events } = await store.logEvents({ limit: AT_ONCE, ascending: true, after })
  const lines = settledOf(events, tenancy.now())
  if (lines.length === 0 || (known && known.retry_at > tenancy.now())) return false
  // Looked at after the lines: what happens once a stream has been paused or changed goes by that.
  const stream = await store.find('log_streams', { id })
  if (stream?.status !== 'active') return false
  const now = tenancy.now()
  const until = now + LEASE
  const taken = await store.takeLogStream(id, { place: begins_after, now, until })
  // Somebody else has it, or has just had it.
  if (!taken || taken.place !== after) {
    if (taken) await store.moveLogStream(id, until, { ...taken, retry_at: 0 })
    return taken !== undefined
  }
  const standing = await send(tenancy, stream, lines, taken)
  await store.moveLogStream(id, until, standing)
  if (standing.failures >= MOST_FAILURES) await suspend(tenancy, stream)
  return standing.failures === 0
}

/** How the stream stands once these lines have been sent, as far as that went. */
async function send(
  tenancy: Tenancy,
  stream: LogStream,
  lines: readonly LogEvent[],
  { place, failures }: Pick<Standing, 'place' | 'failures'>,
): Promise<Standing> {
  const sink = openSink(tenancy, stream)
  const wanted = lines.filter((line) => wants(stream, line))
  const deadline = tenancy.now() + SENDING_FOR
  let reached = place
  for (const { last, body } of requestsOf(sink, wanted)) {
    if (tenancy.now() > deadline) return { place: reached, failures, retry_at: 0 }
    if (!(await isTaken(tenancy, sink, body))) {
      const failed = failures + 1
      return { place: reached, failures: failed, retry_at: tenancy.now() + pauseAfter(failed) }
    }
    reached = last
    failures = 0
  }
  return { place: lines.at(-1)?.log_id ?? reached, failures: 0, retry_at: 0 }
}

async function isTaken({ callOutside }: Tenancy, sink: LogSink, body: string): Promise<boolean> {
  const { httpEndpoint, httpContentType = 'application/json', httpAuthorization, httpCustomHeaders = [] } = sink
  const headers: [string, string][] = [['content-type', httpContentType]]
  if (httpAuthorization !== undefined) headers.push(['authorization', httpAuthorization])
  for (const { header, value } of httpCustomHeaders) headers.push([header.toLowerCase(), value])
  try {
    const { status } = await callOutside({
      method: 'POST',
      url: httpEndpoint,
      headers,
      body: Buffer.from(body, 'utf8').toString('base64'),
      timeout: TIMEOUT,
    })
    return status >= 200 && status < 300
  } catch {
    // Whatever the reason, the receiver does not have it.
    return false
  }
}

async function suspend(tenancy: Tenancy, { id }: LogStream): Promise<void> {
  const before = await tenancy.store.find('log_streams', { id })
  if (before?.status !== 'active') return
  const after: LogStream = { ...before, status: 'suspended' }
  const { outcome } = await tenancy.store.apply([{ replace: 'log_streams', before, after }])
  if (outcome !== 'applied') return
  const description = `The log stream ${before.name} has been suspended: its receiver has not taken anything for too long`
  tenancy.record(tenancy.tenant.tenant_id, newLogEvent(tenancy, { type: 'w', description, details: { id } }))
}
