// How the events of a signal stream come to its receiver: what may be said of it, how it is kept, what is shown. Shared Signals Framework 1.0 §6.1
import type { Document } from '@symbolon/protocol/entities/entity'
import type { SignalStream } from '@symbolon/protocol/entities/signal-stream'
import { POLL_DELIVERY, PUSH_DELIVERY } from '@symbolon/protocol/signals/security-event'
import { sealPushAuthorization } from '../signals/push-authorization.ts'
import type { Tenancy } from '../tenancy.ts'
import { invalidBody } from './refusals.ts'

type Delivery = {
  readonly method: typeof PUSH_DELIVERY | typeof POLL_DELIVERY
  readonly endpoint_url?: string
  readonly authorization_header?: string
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** RFC 8935 §5.3: what is pushed is nobody else's to read. @throws ApiError 400 */
function requireEndpoint(endpoint: string | undefined): void {
  const refuse = (message: string) => invalidBody(message, 'delivery.endpoint_url')
  if (endpoint === undefined) throw refuse('Where events are to be pushed must be said')
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (!url) throw refuse('Expected a URL')
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw refuse('A URL with credentials or a fragment cannot be called; authorization_header is for credentials')
  }
  if (url.protocol !== 'https:' && !LOOPBACK.has(url.hostname)) throw refuse('Events are pushed by https alone')
}

/**
 * `stream` with the delivery of `sent`, whole: who says where events go says with which credentials as well, so that none come to another
 * receiver. @throws ApiError 400
 */
export function changedDelivery(tenancy: Tenancy, stream: SignalStream, sent: Document): SignalStream {
  const { endpoint_url: endpoint, sealed_authorization: sealed, pushed: _pushed, ...rest } = stream
  const pushed = (delivery: Document): SignalStream => ({ ...rest, ...delivery, pushed: stream.status === 'enabled' })
  if (!Object.hasOwn(sent, 'delivery')) {
    if (endpoint === undefined) return { ...rest, pushed: false }
    return pushed({ endpoint_url: endpoint, ...(sealed === undefined ? {} : { sealed_authorization: sealed }) })
  }
  // What has been sent has been checked; null stands for the default.
  const { method, endpoint_url, authorization_header } = (sent['delivery'] ?? { method: POLL_DELIVERY }) as Delivery
  if (method === POLL_DELIVERY) {
    const refuse = (field: string) => invalidBody('A stream that is polled has none of its own', `delivery.${field}`)
    if (authorization_header !== undefined) throw refuse('authorization_header')
    if (endpoint_url !== undefined && endpoint_url !== pollEndpoint(tenancy, stream.id)) throw refuse('endpoint_url')
    return { ...rest, pushed: false }
  }
  requireEndpoint(endpoint_url)
  return pushed({
    endpoint_url,
    ...(authorization_header === undefined
      ? {}
      : { sealed_authorization: sealPushAuthorization(tenancy, stream.id, authorization_header) }),
  })
}

/** Where a stream is polled, which its receiver may say back. */
const pollEndpoint = ({ tenant }: Pick<Tenancy, 'tenant'>, id: string): string =>
  `${tenant.home}api/v2/signal-streams/${id}/poll`

const dateOf = (milliseconds: number): string => new Date(milliseconds).toISOString()

/** What is answered of it: never the credentials. */
export async function shownDelivery(tenancy: Tenancy, { id, endpoint_url }: SignalStream): Promise<Document> {
  const { store, now } = tenancy
  if (endpoint_url === undefined) {
    return { delivery: { method: POLL_DELIVERY, endpoint_url: pollEndpoint(tenancy, id) } }
  }
  const delivery = { method: PUSH_DELIVERY, endpoint_url }
  const state = await store.signalPushState(id)
  if (!state) return { delivery }
  const { failure, failures, not_before } = state
  const { at, ...how } = failure
  const next = failures > 0 && not_before > now() ? { next_attempt_at: dateOf(not_before) } : {}
  return { delivery, last_failure: { at: dateOf(at), ...how, in_a_row: failures, ...next } }
}
