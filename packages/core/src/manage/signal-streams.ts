// Streams of security events for products of others, and where they are polled. docs/revocation.md
import { anyText } from '@symbolon/protocol/entities/answers'
import { changedDocument, newDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { bool, list, mapOf, openRecord, optional, whole, record } from '@symbolon/protocol/entities/schema'
import { SIGNAL_STREAM, type SignalStream } from '@symbolon/protocol/entities/signal-stream'
import { printable, text } from '@symbolon/protocol/entities/words'
import { newId } from '../identifiers.ts'
import { holdPoll } from '../signals/hold-poll.ts'
import { poll, type Polled } from '../signals/poll.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import type { Noun } from './noun.ts'
import { plainNoun } from './plain-noun.ts'
import { changedDelivery, shownDelivery } from './signal-delivery.ts'
import { recordWrite } from './record-write.ts'
import { invalidBody, missing, notAllowed } from './refusals.ts'

/** Events that one request may settle. */
const MOST_SETTLED = 1000

/** What is signed for a receiver must never look like a token for an API or a client: RFC 8417 §4. @throws ApiError 400 */
async function requireReceiver({ store, tenant: { issuer } }: Tenancy, { audience }: Document): Promise<void> {
  if (typeof audience !== 'string') return
  const [api, client] = await Promise.all([
    store.find('resource_servers', { identifier: audience }),
    store.find('clients', { client_id: audience }),
  ])
  if (api || client || audience.startsWith(issuer)) {
    throw invalidBody('Tokens are issued for this audience: a receiver of security events needs its own', 'audience')
  }
}

const plain = plainNoun('signal_streams', SIGNAL_STREAM)

export const signalStreams: Noun<SignalStream> = {
  ...plain,

  update: async (tenancy, before, sent) => {
    await requireReceiver(tenancy, sent)
    const after = changedDelivery(tenancy, changedDocument(SIGNAL_STREAM, before, sent), sent)
    return {
      document: after,
      changes: [{ replace: 'signal_streams', before, after }],
      // Whoever has mended something need not wait until the next attempt would have been.
      afterwards: () => tenancy.store.resumeSignalPush(before.id),
    }
  },

  show: shownDelivery,

  create: async (tenancy, sent) => {
    await requireReceiver(tenancy, sent)
    const { random, store } = tenancy
    const id = newId(random, SIGNAL_STREAM.idFormat)
    const { head } = await store.revocationsAfter(Number.MAX_SAFE_INTEGER, 1)
    const made = newDocument<SignalStream>(SIGNAL_STREAM, { ...sent, id, begins_after: head })
    const document = changedDelivery(tenancy, made, sent)
    return { document, changes: [{ insert: 'signal_streams', document }] }
  },
}

const jti = () => printable(64)

/** RFC 8936 §2.2. What it does not name is left alone. */
const POLL_BODY = openRecord(
  {
    maxEvents: optional(whole(0, Number.MAX_SAFE_INTEGER)),
    returnImmediately: optional(bool()),
    ack: optional(list(jti(), MOST_SETTLED)),
    setErrs: optional(mapOf(openRecord({ err: printable(200), description: optional(text(2000)) }, 20), MOST_SETTLED)),
  },
  20,
)

type Poll = {
  readonly maxEvents?: number
  readonly returnImmediately?: boolean
  readonly ack?: readonly string[]
  readonly setErrs?: Readonly<Record<string, unknown>>
}

const pollStream = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Poll>): Promise<Polled> => {
  const stream = await tenancy.store.find('signal_streams', { id })
  if (!stream) throw missing(SIGNAL_STREAM)
  if (stream.status === 'disabled') throw notAllowed('The signal stream is disabled')
  if (stream.pushed === true) throw notAllowed('The events of this signal stream are pushed')
  const { ack = [], setErrs = {}, maxEvents, returnImmediately = false } = body
  const refused = Object.keys(setErrs)
  if (refused.length > 0) {
    recordWrite(tenancy, caller, SIGNAL_STREAM, { what: 'Refuse security events as their receiver', id, changed: [] })
  }
  const first = () => poll(tenancy, stream, [...ack, ...refused], maxEvents)
  return returnImmediately || maxEvents === 0
    ? first()
    : holdPoll(tenancy, first, () => poll(tenancy, stream, [], maxEvents))
}

export const SIGNAL_STREAM_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/signal-streams/:id/poll',
    status: 200,
    scopes: ['read:signal_streams'],
    bodySchema: POLL_BODY,
    answers: record({ sets: mapOf(anyText(), MOST_SETTLED), moreAvailable: optional(bool()) }),
    act: pollStream,
  }),
]
