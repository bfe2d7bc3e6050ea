// GET /.well-known/revocations: what has been revoked after a number, as a signed page or as events for as long as one listens.
// design.md §5; docs/revocation.md.
import { OAuthError } from '@symbolon/core/errors'
import { revocationPage } from '@symbolon/core/tokens/revocation-feed'
import { REVOCATION_PAGE_TYPE } from '@symbolon/protocol/revocation/feed'
import { jsonNoStore, publicDocument, withHeaders, type Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'

/** Seconds for which a page may be kept. */
const MAX_AGE = 1

const EVENT_STREAM = 'text/event-stream'

const STREAM_HEADERS: readonly string[] = [
  'content-type',
  EVENT_STREAM,
  'cache-control',
  'no-store',
  'access-control-allow-origin',
  '*',
  // Proxies that gather answers before they pass them on would keep revocations back.
  'x-accel-buffering',
  'no',
]

export async function revocations(call: Call): Promise<Answer> {
  const { tenancy, headers, followers, ip } = call
  const since = sinceOf(call)
  if (wantsEvents(headers.accept)) {
    if (!followers.hasRoom()) return tooMany()
    return {
      status: 200,
      headers: STREAM_HEADERS,
      body: '',
      hold: (response) => followers.add(tenancy, response, since, { ip, user_agent: headers['user-agent'] }),
    }
  }
  const page = await revocationPage(tenancy, since)
  const etag = `"${page.since}-${page.seq}-${page.head}"`
  const answer = publicDocument(`application/${REVOCATION_PAGE_TYPE}`, page.text, MAX_AGE)
  const isKnown = headers['if-none-match']?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  return withHeaders(isKnown ? { ...answer, status: 304, body: '' } : answer, 'etag', etag, 'vary', 'Accept')
}

const wantsEvents = (accept = ''): boolean =>
  accept.split(',').some((range) => range.split(';', 1)[0]?.trim().toLowerCase() === EVENT_STREAM)

/** Where to begin: behind the last event that a browser's EventSource has seen, or as the query says. */
function sinceOf({ headers, query }: Call): number {
  const last = headers['last-event-id']
  const asked = typeof last === 'string' && last !== '' ? last : (new URLSearchParams(query).get('since') ?? '0')
  if (/^\d{1,15}$/.test(asked)) return Number(asked)
  throw new OAuthError('invalid_request', 'since is not a number that a page has given')
}

const tooMany = (): Answer =>
  withHeaders(
    jsonNoStore(503, {
      error: 'temporarily_unavailable',
      error_description: 'Too many listen. Ask for pages meanwhile.',
    }),
    'retry-after',
    '5',
  )
