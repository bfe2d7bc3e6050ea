// What a store promises about log streams: one sender at a time, and how far it has come is never forgotten.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LogStream } from '@symbolon/protocol/entities/log-stream'
import type { Ground } from './bed.fixture.ts'

const sampleStream = (id: string): LogStream => ({
  id,
  name: id,
  type: 'http',
  status: 'active',
  sealed_sink: 'sealed',
  filters: [],
  isPriority: false,
  begins_after: '9002',
})

const NOW = 1_800_000_000_000

export const describeLogStreams = ({ newTenant, store }: Ground): void => {
  describe('log streams', () => {
    const made = async (...ids: readonly string[]) => {
      const tenant = await newTenant()
      const changes = ids.map((id) => ({ insert: 'log_streams', document: sampleStream(id) }) as const)
      assert.equal((await tenant.apply(changes)).outcome, 'applied')
      return tenant
    }

    test('the store knows which tenants have any', async () => {
      const [none, some] = [await newTenant(), await made('lst_1', 'lst_2')]
      const having = await store().tenantsWithLogStreams()
      assert.equal(having.filter((id) => id === some.tenant_id).length, 1)
      assert.ok(!having.includes(none.tenant_id))
      const [first, second] = await some.all('log_streams', {})
      assert.ok(first && second)
      const removed = [first, second].map((document) => ({ remove: 'log_streams', document }) as const)
      assert.equal((await some.apply(removed)).outcome, 'applied')
      assert.ok(!(await store().tenantsWithLogStreams()).includes(some.tenant_id))
    })

    test('of many senders at the same time one has the stream, the first time and later', async () => {
      const tenant = await made('lst_1', 'lst_2')
      for (const [now, place] of [
        [NOW, '9002'],
        [NOW + 20_000, '90020'],
      ] as const) {
        const untils = Array.from({ length: 8 }, (_, number) => now + 10_000 + number)
        const takes = await Promise.all(
          untils.map((until) => tenant.takeLogStream('lst_1', { place: '9002', now, until })),
        )
        assert.deepEqual(
          takes.filter((taken) => taken !== undefined),
          [{ place, failures: 0 }],
        )
        const mine = untils[takes.findIndex((taken) => taken !== undefined)] ?? 0
        await tenant.moveLogStream('lst_1', mine + 1000, { place: 'not mine', failures: 9, retry_at: 0 })
        await tenant.moveLogStream('lst_1', mine, { place: `${place}0`, failures: 0, retry_at: 0 })
        assert.deepEqual(await tenant.logStreamPlace('lst_1'), { place: `${place}0`, failures: 0, retry_at: 0 })
      }
      assert.equal(await tenant.logStreamPlace('lst_2'), undefined)
    })

    test('a sender that died holds it no longer than it said, and one that failed waits', async () => {
      const tenant = await made('lst_1')
      const take = (now: number) => tenant.takeLogStream('lst_1', { place: '9002', now, until: now + 100 })
      assert.ok(await take(NOW))
      assert.equal(await take(NOW + 99), undefined)
      assert.ok(await take(NOW + 100))
      await tenant.moveLogStream('lst_1', NOW + 200, { place: '90021', failures: 3, retry_at: NOW + 5000 })
      assert.equal(await take(NOW + 4999), undefined)
      assert.deepEqual(await take(NOW + 5000), { place: '90021', failures: 3 })
    })

    test('a place goes with its stream, and is of one tenant', async () => {
      const [tenant, other] = [await made('lst_1'), await made('lst_1')]
      const asked = { place: '9002', now: NOW, until: NOW + 1 }
      assert.ok(await tenant.takeLogStream('lst_1', asked))
      assert.equal(await other.logStreamPlace('lst_1'), undefined)
      assert.equal(await tenant.takeLogStream('lst_gone', asked), undefined)
      await tenant.apply([{ remove: 'log_streams', document: sampleStream('lst_1') }])
      assert.equal(await tenant.logStreamPlace('lst_1'), undefined)
    })
  })
}
