import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { newLogEvent } from './log-events.ts'

const NOON = Date.UTC(2026, 10, 22, 12, 0, 0, 7)

describe('a line of the tenant log', () => {
  test('has an id of 56 digits that tells its time', () => {
    const { log_id, date } = newLogEvent({ now: () => NOON, random: randomBytes }, { type: 'sapi' })
    assert.match(log_id, /^9002261122120000007\d{37}$/)
    assert.equal(date, NOON)
  })

  test('has a greater id than every line before, also when the clock goes back', () => {
    let now = NOON
    const ports = { now: () => now, random: randomBytes }
    const ids: string[] = []
    for (const step of [0, 0, 0, 1, -3_600_000, 0, 5, 7_200_000]) {
      now += step
      for (let count = 0; count < 20; count += 1) ids.push(newLogEvent(ports, { type: 'sapi' }).log_id)
    }
    assert.deepEqual(ids.toSorted(), ids)
    assert.equal(new Set(ids).size, ids.length)
  })

  test('of one server is never that of another', () => {
    const one = newLogEvent({ now: () => NOON, random: (bytes) => randomBytes(bytes) }, { type: 'sapi' })
    const other = newLogEvent({ now: () => NOON, random: (bytes) => randomBytes(bytes) }, { type: 'sapi' })
    assert.notEqual(one.log_id, other.log_id)
  })

  test('asks for random bytes once, however many lines there are', () => {
    let asked = 0
    const random = (bytes: number) => {
      asked += 1
      return randomBytes(bytes)
    }
    for (let count = 0; count < 1000; count += 1) newLogEvent({ now: () => NOON + count, random }, { type: 'sapi' })
    assert.equal(asked, 1)
  })

  test('keeps no more of a text than a line needs, and nothing that is not there', () => {
    const event = newLogEvent(
      { now: () => NOON, random: randomBytes },
      { type: 'sapi', user_agent: 'x'.repeat(5000), ip: undefined },
    )
    assert.equal(event.user_agent?.length, 1025)
    assert.ok(!('ip' in event))
  })

  const lineOf = (facts: object) => newLogEvent({ now: () => NOON, random: randomBytes }, { type: 'sapi', ...facts })

  test('keeps details as they are where they are small', () => {
    const details = { error: { code: 'x', message: 'y' }, list: [1, true, null, 'z', { a: [] }] }
    assert.deepEqual(lineOf({ details }).details, details)
  })

  test('cuts texts wherever they stand', () => {
    const details = { a: { b: ['x'.repeat(5000)] }, ['n'.repeat(5000)]: 1 }
    assert.deepEqual(lineOf({ details }).details, {
      a: { b: [`${'x'.repeat(1024)}…`] },
      [`${'n'.repeat(1024)}…`]: 1,
    })
  })

  test('never becomes long, whatever its details are', () => {
    const nested = (depth: number): object => (depth === 0 ? {} : { in: nested(depth - 1), and: 'x'.repeat(300) })
    const numbers = Array.from({ length: 100_000 }, (_, index) => index)
    const all: readonly object[] = [
      { numbers },
      Object.fromEntries(numbers.map((number) => [`name ${number}`, { number }])),
      { texts: numbers.map(() => 'x'.repeat(3000)) },
      { wide: numbers.slice(0, 100).map(() => '漢'.repeat(900)) },
      nested(2000),
    ]
    const text = 'x'.repeat(5000)
    for (const details of all) {
      const line = lineOf({ details, scope: text, audience: text, user_agent: text, description: text })
      const bytes = Buffer.byteLength(JSON.stringify(line))
      assert.ok(bytes < 18_000, `${Object.keys(details)[0]}: ${bytes}`)
      assert.equal(line.scope?.length, 1025)
    }
  })

  test('does not hold on to the text that it was cut from', () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const cutOf = (seed: number) => {
      const text = randomBytes(2 ** 20).toString('hex') + seed
      return [lineOf({ scope: text }), lineOf({ details: { text } })]
    }
    collect()
    const start = process.memoryUsage().heapUsed
    const lines = Array.from({ length: 10 }, (_, seed) => cutOf(seed))
    collect()
    assert.ok(process.memoryUsage().heapUsed - start < 5 * 2 ** 20)
    assert.equal(lines.length, 10)
  })
})
