// Lines of the log as the bodies of requests, in the format that a stream asks for. reference: Management API, section 15.
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import type { LogSink } from '@symbolon/protocol/entities/log-stream'
import { logOnTheWire } from '../audit/log-on-the-wire.ts'

/** Bytes of one body, nearly: a line is never cut. */
const MOST_BYTES = 200_000

/** A body, and the id of the last line in it. */
type Request = { readonly last: string; readonly body: string }

type Line = { readonly id: string; readonly text: string }

const lineOf = (event: LogEvent): Line => ({
  id: event.log_id,
  text: JSON.stringify({ log_id: event.log_id, data: logOnTheWire(event) }),
})

/** The lines in as few bodies as may be; JSONOBJECT has one each. */
export function requestsOf({ httpContentFormat }: LogSink, events: readonly LogEvent[]): readonly Request[] {
  const groups: Line[][] = []
  let bytes = 0
  for (const line of events.map(lineOf)) {
    const length = Buffer.byteLength(line.text) + 1
    const group = groups.at(-1)
    if (!group || httpContentFormat === 'JSONOBJECT' || bytes + length > MOST_BYTES) {
      groups.push([line])
      bytes = length
    } else {
      group.push(line)
      bytes += length
    }
  }
  return groups.map((lines) => ({ last: lines.at(-1)?.id ?? '', body: bodyOf(httpContentFormat, lines) }))
}

function bodyOf(format: LogSink['httpContentFormat'], lines: readonly Line[]): string {
  const texts = lines.map(({ text }) => text)
  if (format === 'JSONLINES') return texts.map((text) => `${text}\n`).join('')
  return format === 'JSONOBJECT' ? texts.join('') : `[${texts.join(',')}]`
}
