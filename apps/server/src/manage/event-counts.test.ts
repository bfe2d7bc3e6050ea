// GET /stats/events: what happened over time, in numbers.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newLogEvent } from '@symbolon/core/audit/log-events'
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

const HOUR = 3_600_000

let wing: SampleWing
before(async () => {
  wing = await openSampleWing()
  const { tenant } = wing.tenancy
  const line = (hoursAgo: number, type: LogEventType) => ({
    tenant_id: tenant.tenant_id,
    event: newLogEvent({ now: () => wing.clock.now - hoursAgo * HOUR, random: wing.ports.random }, { type }),
  })
  await wing.ports.store.appendLogEvents([
    ...(['s', 'scoa', 'fp', 'fu', 'ss', 'seacft', 'sertft', 'seccft', 'ferrt', 'sapi', 'fn'] as const).map((type) =>
      line(0, type),
    ),
    line(1, 'seccft'),
    line(25, 's'),
    line(24 * 40, 's'),
  ])
})
after(() => wing.close())

const counts = async (query: string) => {
  const answer = await wing.ask(`/stats/events${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json()
}

const NOTHING = { logins: 0, failed_logins: 0, signups: 0, tokens: 0, failed_tokens: 0, undelivered: 0 }

describe('numbers over time', () => {
  test('are those of the last 30 days, a day without anything among them', async () => {
    const days = await counts('')
    assert.equal(days.length, 30)
    assert.deepEqual(days.at(-1), {
      time: '2026-01-02T00:00:00.000Z',
      ...NOTHING,
      logins: 2,
      failed_logins: 2,
      signups: 1,
      tokens: 4,
      failed_tokens: 1,
      undelivered: 1,
    })
    assert.deepEqual(days.at(-2), { time: '2026-01-01T00:00:00.000Z', ...NOTHING, logins: 1 })
    assert.deepEqual(days[0], { time: '2025-12-04T00:00:00.000Z', ...NOTHING })
  })

  test('are told for any days, by day or by hour, and to no other tenant', async () => {
    const hours = await counts('?by=hour&from=20260102&to=20260102')
    assert.equal(hours.length, 24)
    assert.deepEqual(hours[2], { time: '2026-01-02T02:00:00.000Z', ...NOTHING, tokens: 1 })
    assert.equal(hours[3].tokens, 3)
    assert.deepEqual(await counts('?from=20251123&to=20251124'), [
      { time: '2025-11-23T00:00:00.000Z', ...NOTHING, logins: 1 },
      { time: '2025-11-24T00:00:00.000Z', ...NOTHING },
    ])
    const others = (await wing.ask('/stats/events', { host: 'two.example' })).json()
    assert.ok(others.every(({ logins, tokens }: typeof NOTHING) => logins === 0 && tokens === 0))
  })

  test('need a period that there is, and not more pieces of it than can be shown', async () => {
    for (const [query, field] of [
      ['?from=yesterday', 'from'],
      ['?from=20260230', 'from'],
      ['?to=20261301', 'to'],
      ['?by=week', 'by'],
      ['?from=20260103&to=20260102', 'from'],
      ['?from=19700101', 'from'],
      ['?by=hour&from=20251201', 'from'],
      ['?from=20260101&from=20260102', 'from'],
    ] as const) {
      const answer = await wing.ask(`/stats/events${query}`)
      assert.equal(answer.statusCode, 400, query)
      assert.match(answer.json().message, new RegExp(`^Query validation error: .* on property ${field}`), query)
    }
    assert.equal((await wing.ask('/stats/events?until=20260101')).statusCode, 400)
  })
})
