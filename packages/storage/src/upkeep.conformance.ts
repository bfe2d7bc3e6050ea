// What a store promises to forget.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-documents.ts'

export const describeUpkeep = ({ store, newTenant }: Ground): void => {
  describe('upkeep', () => {
    test('secrets that have ended are swept away, those that last stay', async () => {
      const tenant = await newTenant()
      const client = sample.sampleClient('c')
      const secret = (id: string, expires_at?: number) => ({
        ...sample.sampleSecret(id, 'c'),
        ...(expires_at === undefined ? {} : { expires_at }),
      })
      const fresh = secret('replaced')
      await tenant.apply([
        { insert: 'clients', document: client },
        { insert: 'client_secrets', document: secret('current') },
        { insert: 'client_secrets', document: secret('old', 10) },
        { insert: 'client_secrets', document: secret('leaving', 4_000_000_000) },
        { insert: 'client_secrets', document: fresh },
      ])
      const ended = { ...fresh, expires_at: 11 }
      await tenant.apply([{ replace: 'client_secrets', before: fresh, after: ended }])
      await store().sweep(0)
      const { items } = await tenant.page('client_secrets', { where: { client_id: 'c' }, limit: 9 })
      assert.deepEqual(items.map(({ id }) => id).toSorted(), ['current', 'leaving'])
      const late = await tenant.apply([{ remove: 'client_secrets', document: ended }])
      assert.deepEqual(late, { outcome: 'stale', collection: 'client_secrets' })
    })

    test('A12: what nobody needs any more is swept away, the rest stays', async () => {
      const tenant = await newTenant()
      const entries = Array.from({ length: 1_200 }, (_, index) => ({
        tenant_id: tenant.tenant_id,
        event: sample.sampleLogEvent(index),
      }))
      await store().appendLogEvents(entries)
      assert.equal(await tenant.spendAssertion('c', 'old', 10), true)
      assert.equal(await tenant.spendAssertion('c', 'young', 4_000_000_000), true)
      await store().sweep(entries[1_100]?.event.date ?? 0)
      const left = await tenant.logEvents({ limit: 1, ascending: true })
      assert.deepEqual(left, { events: [entries[1_100]?.event], total: 100 })
      // No line goes too soon because others of its segment are old enough.
      await store().sweep(entries[1_199]?.event.date ?? 0)
      assert.equal((await tenant.logEvents({ limit: 1 })).total, 100)
      assert.equal(await tenant.spendAssertion('c', 'old', 10), true)
      assert.equal(await tenant.spendAssertion('c', 'young', 10), false)
    })
  })
}
