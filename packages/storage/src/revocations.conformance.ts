// What a store promises about revocations.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TenantStore } from '@symbolon/core/ports'
import type { KeptRevocation } from '@symbolon/core/revocation-store'
import { eventually, type Ground } from './bed.fixture.ts'

const FAR = 4_000_000_000

const sampleRevocation = (key: string, expires = FAR): KeptRevocation => ({ kind: 'user', key, before: 1, expires })

const keysOf = async (tenant: TenantStore, seq = 0): Promise<readonly string[]> =>
  (await tenant.revocationsAfter(seq, 1000)).events.map(({ event }) => event.key)

export const describeRevocations = ({ newTenant, another, store, open, isShared }: Ground): void => {
  describe('revocations', () => {
    test('their numbers grow as they are written, and they are read page by page', async () => {
      const tenant = await newTenant()
      assert.deepEqual(await tenant.revocationsAfter(0, 10), { events: [], from: 0, through: 0, head: 0 })
      assert.deepEqual(await tenant.appendRevocations([]), [])
      const first = { ...sampleRevocation('a'), about: { sub: 'auth0|1' } }
      const [one = 0] = await tenant.appendRevocations([first])
      const [two = 0, three = 0] = await tenant.appendRevocations([sampleRevocation('b'), sampleRevocation('c')])
      assert.ok(0 < one && one < two && three === two + 1)
      assert.deepEqual(await tenant.revocationsAfter(0, 2), {
        events: [
          { seq: one, event: first },
          { seq: two, event: sampleRevocation('b') },
        ],
        from: 0,
        through: two,
        head: three,
      })
      assert.deepEqual(await tenant.revocationsBefore(Number.MAX_SAFE_INTEGER, 2), [
        { seq: three, event: sampleRevocation('c') },
        { seq: two, event: sampleRevocation('b') },
      ])
      assert.deepEqual(await tenant.revocationsBefore(two, 2), [{ seq: one, event: first }])
      assert.deepEqual(await tenant.revocationsAfter(two, 2), {
        events: [{ seq: three, event: sampleRevocation('c') }],
        from: two,
        through: three,
        head: three,
      })
      assert.deepEqual(await tenant.revocationsAfter(three, 2), {
        events: [],
        from: three,
        through: three,
        head: three,
      })
      assert.deepEqual(await tenant.revocationsAfter(three + 9, 2), {
        events: [],
        from: three,
        through: three,
        head: three,
      })
    })

    test('numbers are times at least, so that they go on growing after a backup has been restored', async () => {
      const tenant = await newTenant()
      const [first = 0] = await tenant.appendRevocations([sampleRevocation('a')])
      assert.ok(first >= 1_700_000_000_000)
      const many = await tenant.appendRevocations(Array.from({ length: 50 }, (_, n) => sampleRevocation(`${n}`)))
      const [next = 0] = await tenant.appendRevocations([sampleRevocation('z')])
      assert.equal((await tenant.revocationsAfter(first - 1, 1)).from, 0)
      assert.ok((many[0] ?? 0) > first)
      assert.ok(next > (many.at(-1) ?? Infinity))
    })

    test('they are seen by every process at once, and by no other tenant', async () => {
      const [tenant, stranger] = [await newTenant(), await newTenant()]
      const other = await another()
      await tenant.appendRevocations([sampleRevocation('a')])
      assert.deepEqual(await keysOf(other.store.tenant(tenant.tenant_id)), ['a'])
      assert.deepEqual(await keysOf(stranger), [])
      await stranger.appendRevocations([sampleRevocation('b')])
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
        numbers.toSorted((one, two) => one - two),
        read,
      )
      await other.close()
    })

    test('what could not be written takes no number', async () => {
      const tenant = await newTenant()
      await assert.rejects(tenant.appendRevocations([sampleRevocation('a'), sampleRevocation('b', NaN)]))
      assert.deepEqual(await tenant.revocationsAfter(0, 10), { events: [], from: 0, through: 0, head: 0 })
      assert.equal((await tenant.appendRevocations([sampleRevocation('a')])).length, 1)
      assert.deepEqual(await keysOf(tenant), ['a'])
    })

    test('what no token is left for is forgotten, and the numbers go on', async () => {
      const tenant = await newTenant()
      const numbers = await tenant.appendRevocations([
        sampleRevocation('old', 1_000),
        sampleRevocation('new'),
        sampleRevocation('old', 1_000),
      ])
      await store().sweep(0)
      const range = await tenant.revocationsAfter(0, 10)
      assert.deepEqual(
        range.events.map(({ seq, event }) => [seq, event.key]),
        [[numbers[1], 'new']],
      )
      assert.deepEqual([range.through, range.head], [numbers[2], numbers[2]])
      const [next = 0] = await tenant.appendRevocations([sampleRevocation('next')])
      assert.ok(next > (numbers[2] ?? Infinity))
    })

    if (isShared) {
      test('a revocation by another process wakes who follows the tenant, and makes nobody forget the configuration', async () => {
        const tenant = await newTenant()
        const other = await open()
        const there = other.store.tenant(tenant.tenant_id)
        let woken = 0
        const leave = there.followRevocations(() => (woken += 1))
        const revoke = async (key: string) => {
          const before = woken
          await tenant.appendRevocations([{ kind: 'user', key, before: 1, expires: 4_000_000_000 }])
          return before
        }
        // From here on it listens, where the database can call.
        const first = await revoke('a')
        await eventually(async () => woken > first)
        // With its first look at the versions it forgets what it had no version of.
        await other.watch.check()
        const era = there.era()
        const second = await revoke('b')
        await eventually(async () => woken > second)
        assert.equal(there.era(), era)
        leave()
        const third = await revoke('c')
        await other.watch.check()
        assert.equal(woken, third)
        await other.store.close()
      })
    }
  })
}
