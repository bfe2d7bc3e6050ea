// Lines of the log as bodies: nothing lost, nothing cut, in the format that was asked for.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LogEvent } from '@symbolon/protocol/entities/log-event'
import { requestsOf } from './requests.ts'

const line = (number: number, description = 'ä'): LogEvent => ({
  log_id: `9002${String(number).padStart(52, '0')}`,
  date: 1_800_000_000_000 + number,
  type: 'w',
  description,
})

const SINK = { httpEndpoint: 'https://logs.example/' }

describe('requests of a log stream', () => {
  test('a list in one body unless said otherwise', () => {
    const lines = [line(1), line(2)]
    const [request, ...more] = requestsOf(SINK, lines)
    assert.equal(more.length, 0)
    assert.equal(request?.last, line(2).log_id)
    const [first] = JSON.parse(request?.body ?? '')
    assert.equal(first.log_id, line(1).log_id)
    assert.deepEqual([first.data.type, first.data.description, first.data.date], ['w', 'ä', '2027-01-15T08:00:00.001Z'])
  })

  test('a line each, or a body each', () => {
    const lines = [line(1), line(2), line(3)]
    const [together] = requestsOf({ ...SINK, httpContentFormat: 'JSONLINES' }, lines)
    const read = (together?.body ?? '').split('\n').filter((text) => text !== '')
    assert.deepEqual(
      read.map((text) => JSON.parse(text).log_id),
      lines.map(({ log_id }) => log_id),
    )
    const single = requestsOf({ ...SINK, httpContentFormat: 'JSONOBJECT' }, lines)
    assert.deepEqual(
      single.map(({ body }) => JSON.parse(body).log_id),
      single.map(({ last }) => last),
    )
    assert.equal(single.length, 3)
  })

  test('as many bodies as it takes to keep each small', () => {
    const lines = Array.from({ length: 100 }, (_, number) => line(number, 'ä'.repeat(7000)))
    const requests = requestsOf(SINK, lines)
    assert.ok(requests.length > 5)
    for (const { body } of requests) assert.ok(Buffer.byteLength(body) < 262_144)
    assert.deepEqual(
      requests.flatMap(({ body }) => JSON.parse(body).map((one: { log_id: string }) => one.log_id)),
      lines.map(({ log_id }) => log_id),
    )
    assert.deepEqual(requestsOf(SINK, []), [])
  })
})
