import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeptRevocation } from '../revocation-store.ts'
import type { Tenancy } from '../tenancy.ts'
import { tokenEnded, userEnded } from './ended.ts'
import { revoke, revokeWith } from './revoke.ts'
import { revocationKey } from './revocations.ts'

const SECOND = 1_700_000_000

/** A tenant, what has been written of it, and a clock; `fail` makes the database refuse the writes with these numbers. */
const arrange = (...fail: readonly number[]) => {
  const written: KeptRevocation[] = []
  const clock = { now: SECOND * 1000 + 990 }
  let calls = 0
  const store = {
    era: () => 1,
    followRevocations: () => () => {},
    revocationsAfter: async () => ({ events: [], from: 0, through: 0, head: 0 }),
    appendRevocations: async (events: readonly KeptRevocation[]) => {
      calls += 1
      if (fail.includes(calls)) throw Object.assign(new Error('away'), { code: 'store_unavailable' })
      written.push(...events)
      return events.map((_, at) => at)
    },
  }
  return { tenancy: { store, now: () => clock.now } as unknown as Tenancy, written, clock }
}

test('F8: what cannot be said to have ended is not removed, so that it can be tried again', async () => {
  const { tenancy, written } = arrange(1)
  let removed = 0
  const end = () => revokeWith(tenancy, [userEnded('u')], async () => (removed += 1))
  await assert.rejects(end(), { code: 'store_unavailable' })
  assert.deepEqual([removed, written.length], [0, 0])
  assert.equal(await end(), 1)
  assert.equal(written.length, 1)
})

test('F8: what was not removed is told, and is dead all the same', async () => {
  const { tenancy, written } = arrange()
  await assert.rejects(
    revokeWith(tenancy, [userEnded('u')], () => Promise.reject(new Error('away'))),
    /away/,
  )
  assert.equal(written.length, 1)
})

test('what was issued while it was being removed, in a second that began meanwhile, is dead too', async () => {
  const { tenancy, written, clock } = arrange()
  await revokeWith(tenancy, [userEnded('u')], async () => (clock.now += 20))
  assert.deepEqual(
    written.map(({ before }) => before),
    [SECOND, SECOND + 1],
  )
})

test('an event is kept as long as a token could need it: a token’s until it expires, all others 30 days', async () => {
  const { tenancy, written } = arrange()
  await revoke(
    tenancy,
    tokenEnded(revocationKey('a.b.c'), SECOND + 60, { client_id: 'c', sub: 'u', aud: undefined }),
    userEnded('u'),
  )
  const [token, user] = written
  assert.ok(token && user)
  assert.ok(token.expires >= SECOND + 60 && token.expires < SECOND + 3600)
  assert.ok(user.expires >= SECOND + 30 * 86_400)
  assert.ok(token.before > SECOND + 60, 'a single token is dead whenever it was issued')
  assert.equal(user.before, SECOND)
  assert.deepEqual(user.about, { sub: 'u' })
  assert.ok(!JSON.stringify(token).includes('a.b.c'))
})
