// What must happen around a log stream: where its lines go is sealed, and it begins where it is told. reference: Management API,
// section 15.
import { changedDocument, newDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { LOG_STREAM, type LogSink, type LogStream } from '@symbolon/protocol/entities/log-stream'
import { logIdsFrom } from '../audit/log-events.ts'
import { newId } from '../identifiers.ts'
import { openSink, sealSink } from '../log-streams/sink.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Noun } from './noun.ts'
import { plainNoun } from './plain-noun.ts'
import { invalidBody } from './refusals.ts'

const plain = plainNoun('log_streams', LOG_STREAM)

/** The sink, where one was sent: it has been checked. */
const sealedOf = (tenancy: Tenancy, { sink }: Document): Document => {
  if (typeof sink !== 'object' || sink === null) return {}
  const { httpEndpoint } = sink as LogSink
  if (!URL.canParse(httpEndpoint)) throw invalidBody('Expected an https address', 'sink.httpEndpoint')
  return { sealed_sink: sealSink(tenancy, sink as LogSink) }
}

const beginning = ({ startFrom }: Document, now: number): string => {
  const from = typeof startFrom === 'string' ? Date.parse(startFrom) : now
  if (Number.isNaN(from) || from < 0) throw invalidBody('Expected a date and time', 'startFrom')
  return logIdsFrom(from)
}

export const logStreams: Noun<LogStream> = {
  ...plain,

  create: async (tenancy, sent) => {
    const document = newDocument<LogStream>(LOG_STREAM, {
      ...sent,
      ...sealedOf(tenancy, sent),
      id: newId(tenancy.random, LOG_STREAM.idFormat),
      begins_after: beginning(sent, tenancy.now()),
    })
    return { document, changes: [{ insert: 'log_streams', document }] }
  },

  update: async (tenancy, before, sent) => {
    const after = changedDocument(LOG_STREAM, before, { ...sent, ...sealedOf(tenancy, sent) })
    return { document: after, changes: [{ replace: 'log_streams', before, after }] }
  },

  show: async (tenancy, document) => ({ sink: openSink(tenancy, document) }),
}
