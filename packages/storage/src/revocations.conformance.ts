// What a store promises about revocations.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TenantStore } from '@symbolon/core/ports'
import type { KeptRevocation } from '@symbolon/core/revocation-store'
import type { Ground } from './bed.fixture.ts'

const FAR = 4_000_000_000

const sampleRevocation = (key: string, expires = FAR): KeptRevocation => ({ kind: 'user', key, before: 1, expires })

const keysOf = async (tenant: TenantStore, seq = 0): Promise<readonly string[]> =>
  (await tenant.revocationsAfter(seq, 1000)).events.map(({ event }) => event.key)

export const describeRevocations = ({ newTenant, another, store }: Ground): void => {
  describe('revocations', () => {
    test('they are numbered from one in the order in which they were written, and read page by page', async () => {
      const tenant = await newTenant()
      assert.deepEqual(await tenant.revocationsAfter(0, 10), { events: [], through: 0, head: 0 })
      assert.deepEqual(await tenant.appendRevocations([]), [])
      const first = { ...sampleRevocation('a'), about: { sub: 'auth0|1' } }
      assert.deepEqual(await tenant.appendRevocations([first]), [1])
      assert.deepEqual(await tenant.appendRevocations([sampleRevocation('b'), sampleRevocation('c')]), [2, 3])
      assert.deepEqual(await tenant.revocationsAfter(0, 2), {
        events: [
          { seq: 1, event: first },
          { seq: 2, event: sampleRevocation('b') },
        ],
        through: 2,
        head: 3,
      })
      assert.deepEqual(await tenant.revocationsAfter(2, 2), {
        events: [{ seq: 3, event: sampleRevocation('c') }],
        through: 3,
        head: 3,
      })
      assert.deepEqual(await tenant.revocationsAfter(3, 2), { events: [], through: 3, head: 3 })
      assert.deepEqual(await tenant.revocationsAfter(99, 2), { events: [], through: 3, head: 3 })
    })

    test('they are seen by every process at once, and by no other tenant', async () => {
      const [tenant, stranger] = [await newTenant(), await newTenant()]
      const other = await another()
      await tenant.appendRevocations([sampleRevocation('a')])
      assert.deepEqual(await keysOf(other.store.tenant(tenant.tenant_id)), ['a'])
      assert.deepEqual(await keysOf(stranger), [])
      assert.deepEqual(await stranger.appendRevocations([sampleRevocation('b')]), [1])
      assert.deepEqual(await keysOf(other.store.tenant(tenant.tenant_id)), ['a'])
      await other.close()
    })

    test('whoever reads while many processes write misses none, and none appears later before what was read', async () => {
      const tenant = await newTenant()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      let isWriting = true
      const writing = Promise.all(
        Array.from({ length: 60 }, (_, n) => {
          const writer = n % 2 === 0 ? tenant : there
          return writer.appendRevocations(
            Array.from({ length: 1 + (n % 3) }, (_, at) => sampleRevocation(`${n}.${at}`)),
          )
        }),
      ).finally(() => (isWriting = false))
      const read: number[] = []
      let position = 0
      for (let isLast = false; !isLast;) {
        // Reading alone would leave nobody a turn to write.
        await new Promise((resolve) => setImmediate(resolve))
        isLast = !isWriting
        const { events, through } = await (read.length % 2 === 0 ? tenant : there).revocationsAfter(position, 7)
        for (const { seq } of events) read.push(seq)
        assert.ok(through >= position)
        if (events.length === 7) isLast = false
        position = through
      }
      const numbers = (await writing).flat()
      assert.equal(numbers.length, 120)
      assert.deepEqual(
        read,
        Array.from({ length: 120 }, (_, at) => at + 1),
      )
      assert.deepEqual(
        numbers.toSorted((one, two) => one - two),
        read,
      )
      await other.close()
    })

    test('what could not be written takes no number', async () => {
      const tenant = await newTenant()
      await assert.rejects(tenant.appendRevocations([sampleRevocation('a'), sampleRevocation('b', NaN)]))
      assert.deepEqual(await tenant.revocationsAfter(0, 10), { events: [], through: 0, head: 0 })
      assert.deepEqual(await tenant.appendRevocations([sampleRevocation('a')]), [1])
    })

    test('what no token is left for is forgotten, and the numbers go on', async () => {
      const tenant = await newTenant()
      await tenant.appendRevocations([
        sampleRevocation('old', 1_000),
        sampleRevocation('new'),
        sampleRevocation('old', 1_000),
      ])
      await store().sweep(0)
      assert.deepEqual(await tenant.revocationsAfter(0, 10), {
        events: [{ seq: 2, event: sampleRevocation('new') }],
        through: 3,
        head: 3,
      })
      assert.deepEqual(await tenant.appendRevocations([sampleRevocation('next')]), [4])
    })
  })
}
