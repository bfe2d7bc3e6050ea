// GET /stats/daily and /stats/active-users: how many people log in.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newLogEvent } from '@symbolon/core/audit/log-events'
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import { people } from './people.fixture.ts'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

const DAY = 86_400_000

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const read = async (path: string, status = 200) => {
  const answer = await wing.ask(`/stats/${path}`)
  assert.equal(answer.statusCode, status, answer.body)
  return answer.json()
}

describe('numbers of a tenant', () => {
  test('are counted day by day', async () => {
    const { tenant_id } = wing.tenancy.tenant
    const line = (daysAgo: number, type: LogEventType) => ({
      tenant_id,
      event: newLogEvent({ now: () => wing.clock.now - daysAgo * DAY, random: wing.ports.random }, { type }),
    })
    const types = ['s', 'fp', 'ss', 'seccft'] as const
    await wing.ports.store.appendLogEvents([...types.map((type) => line(0, type)), line(2, 's'), line(2, 's')])
    assert.equal((await read('daily')).length, 30)
    const days = await read('daily?from=20251231&to=20260102')
    assert.deepEqual(
      days.map(({ date, logins, signups, leaked_passwords }: Record<string, unknown>) => [
        date,
        logins,
        signups,
        leaked_passwords,
      ]),
      [
        ['2025-12-31T00:00:00.000Z', 2, 0, 0],
        ['2026-01-01T00:00:00.000Z', 0, 0, 0],
        ['2026-01-02T00:00:00.000Z', 1, 1, 0],
      ],
    )
    assert.match((await read('daily?from=20260231', 400)).message, /on property from\.$/)
  })

  test('say how many people were there within the last 30 days', async () => {
    assert.equal(await read('active-users'), 0)
    const { user } = people(wing)
    const [one, two] = [await user(), await user()]
    await user()
    await wing.tenancy.store.countLogin(one.user_id, undefined, wing.clock.now / 1000)
    await wing.tenancy.store.countLogin(two.user_id, undefined, (wing.clock.now - 31 * DAY) / 1000)
    assert.equal(await read('active-users'), 1)
  })
})
