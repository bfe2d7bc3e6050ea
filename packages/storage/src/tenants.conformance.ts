// What a store promises about tenants: each by its host, and nothing of one through another.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-documents.ts'

export const describeTenants = ({ store, open, isShared, newTenant }: Ground): void => {
  describe('tenants', () => {
    test('a tenant is found by its host, and its host is nobody else’s', async () => {
      const tenant = sample.sampleTenant('hosts')
      assert.equal(await store().findTenant(tenant.host), undefined)
      const client = sample.sampleClient('c')
      assert.deepEqual(await store().createTenant(tenant, [{ insert: 'clients', document: client }]), {
        outcome: 'applied',
      })
      assert.deepEqual(await store().findTenant(tenant.host), tenant)
      assert.equal(await store().findTenant(tenant.host), await store().findTenant(tenant.host))
      assert.deepEqual(await store().tenant(tenant.tenant_id).find('clients', { client_id: 'c' }), client)
      const rival = sample.sampleTenant('rival', { host: tenant.host })
      const refused = await store().createTenant(rival, [{ insert: 'clients', document: client }])
      assert.deepEqual(refused, { outcome: 'conflict', collection: 'tenants' })
      assert.equal(await store().tenant('ten_rival').find('clients', { client_id: 'c' }), undefined)
      const renamed = { ...tenant, name: 'new', announced: true }
      assert.deepEqual(await store().updateTenant(renamed, []), { outcome: 'applied' })
      assert.deepEqual(await store().findTenant(tenant.host), renamed)
      assert.ok((await store().tenants()).some((other) => other.name === 'new'))
      await assert.rejects(store().updateTenant(rival, []), /no tenant/)
    })

    test('nothing of one tenant can be seen or changed through another', async () => {
      const [one, two] = [await newTenant(), await newTenant()]
      const client = sample.sampleClient('same')
      await one.apply([
        { insert: 'clients', document: client },
        { insert: 'resource_servers', document: sample.sampleApi('a', 'https://api/') },
      ])
      await store().appendLogEvents([{ tenant_id: one.tenant_id, event: sample.sampleLogEvent(1) }])
      assert.equal(await one.spendAssertion('same', 'jti', 1), true)
      assert.equal(await two.find('clients', { client_id: 'same' }), undefined)
      assert.deepEqual(await two.all('clients', {}), [])
      assert.deepEqual(await two.page('clients', { where: {}, limit: 9, withTotal: true }), { items: [], total: 0 })
      assert.deepEqual(await two.logEvents({ limit: 9 }), { events: [], total: 0 })
      assert.equal(await two.findLogEvent(sample.sampleLogEvent(1).log_id), undefined)
      assert.equal(await two.spendAssertion('same', 'jti', 1), true)
      const after = { ...client, name: 'taken' }
      assert.equal((await two.apply([{ replace: 'clients', before: client, after }])).outcome, 'stale')
      assert.equal((await two.apply([{ remove: 'clients', document: client }])).outcome, 'stale')
      const secret = sample.sampleSecret('s', 'same')
      assert.equal((await two.apply([{ insert: 'client_secrets', document: secret }])).outcome, 'dangling')
      assert.equal((await two.apply([{ insert: 'clients', document: client }])).outcome, 'applied')
      assert.deepEqual(await one.find('clients', { client_id: 'same' }), client)
    })

    if (isShared) {
      test('a change by another process is seen', async () => {
        const tenant = await newTenant()
        const other = await open()
        const there = other.store.tenant(tenant.tenant_id)
        const client = sample.sampleClient('c')
        assert.equal(await there.find('clients', { client_id: 'c' }), undefined)
        await other.watch.check()
        await tenant.apply([{ insert: 'clients', document: client }])
        await other.watch.check()
        assert.deepEqual(await there.find('clients', { client_id: 'c' }), client)
        assert.equal(await other.store.findTenant('later.example'), undefined)
        await store().createTenant(sample.sampleTenant('later'), [])
        await other.watch.check()
        assert.equal((await other.store.findTenant('later.example'))?.tenant_id, 'ten_later')
        await other.store.close()
      })

      test('opened again, it holds what it held; closed, it says that it is not there', async () => {
        const tenant = await newTenant()
        await tenant.apply([{ insert: 'clients', document: sample.sampleClient('c') }])
        const [one, two] = await Promise.all([open(), open()])
        await one.store.ready()
        assert.equal((await two.store.tenant(tenant.tenant_id).find('clients', { client_id: 'c' }))?.name, 'c')
        await Promise.all([one.store.close(), two.store.close()])
        await assert.rejects(one.store.ready(), { code: 'store_unavailable' })
        await assert.rejects(one.store.tenant(tenant.tenant_id).spendAssertion('c', 'j', 1), {
          code: 'store_unavailable',
        })
      })
    }
  })
}
