// What a store promises about changes of documents: whole or not at all, of rivals one.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TenantStore } from '@symbolon/core/ports'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-documents.ts'

export const describeChanges = ({ store, open, watch, isShared, newTenant }: Ground): void => {
  describe('changes of documents', () => {
    test('a change is done whole or not at all', async () => {
      const tenant = await newTenant()
      const api = sample.sampleApi('a', 'https://api/')
      const client = sample.sampleClient('c')
      await tenant.apply([
        { insert: 'clients', document: client },
        { insert: 'resource_servers', document: api },
        { insert: 'client_grants', document: sample.sampleClientGrant('g', 'c', 'https://api/') },
        { insert: 'client_credentials', document: sample.sampleCredential('k1', 'c', 'kid') },
      ])
      const fresh = { insert: 'clients', document: sample.sampleClient('fresh') } as const
      const refusals = [
        [{ insert: 'clients', document: client }, 'conflict'],
        [{ insert: 'resource_servers', document: sample.sampleApi('b', 'https://api/') }, 'conflict'],
        [{ insert: 'client_grants', document: sample.sampleClientGrant('h', 'c', 'https://api/') }, 'conflict'],
        [{ insert: 'client_credentials', document: sample.sampleCredential('k2', 'c', 'kid') }, 'conflict'],
        [{ insert: 'client_secrets', document: sample.sampleSecret('s', 'nobody') }, 'dangling'],
        [{ insert: 'client_grants', document: sample.sampleClientGrant('h', 'c', 'https://other/') }, 'dangling'],
        [{ insert: 'client_grants', document: sample.sampleClientGrant('h', 'nobody', 'https://api/') }, 'dangling'],
        [{ insert: 'api_secrets', document: { id: 'nothing', secret: '' } }, 'dangling'],
        [{ replace: 'clients', before: sample.sampleClient('c', { name: 'old' }), after: client }, 'stale'],
        [{ remove: 'clients', document: sample.sampleClient('c', { name: 'old' }) }, 'stale'],
      ] as const
      for (const [change, outcome] of refusals) {
        const applied = await tenant.apply([fresh, change])
        assert.equal(applied.outcome, outcome)
        assert.equal('collection' in applied && applied.collection, Object.values(change)[0])
        assert.equal(await tenant.find('clients', { client_id: 'fresh' }), undefined)
      }
      assert.deepEqual(await tenant.apply([fresh]), { outcome: 'applied' })
    })

    test('a change is not done when what it was decided by is no longer so', async () => {
      const tenant = await newTenant()
      const [client, api] = [sample.sampleClient('c'), sample.sampleApi('a', 'https://api/')]
      const [one, two] = [sample.sampleCredential('k1', 'c', 'kid1'), sample.sampleCredential('k2', 'c', 'kid2')]
      await tenant.apply([
        { insert: 'clients', document: client },
        { insert: 'resource_servers', document: api },
        { insert: 'client_credentials', document: one },
        { insert: 'client_credentials', document: two },
      ])
      const where = { client_id: 'c' }
      const stale = [
        { unchanged: 'clients', where, documents: [sample.sampleClient('c', { name: 'old' })] },
        { unchanged: 'clients', where: { client_id: 'gone' }, documents: [sample.sampleClient('gone')] },
        { unchanged: 'client_credentials', where, documents: [] },
        { unchanged: 'client_credentials', where, documents: [one] },
        { unchanged: 'client_credentials', where, documents: [one, two, sample.sampleCredential('k3', 'c', 'kid3')] },
      ] as const
      const fresh = { insert: 'clients', document: sample.sampleClient('fresh') } as const
      for (const guard of stale) {
        assert.deepEqual(await tenant.apply([fresh, guard]), { outcome: 'stale', collection: guard.unchanged })
        assert.equal(await tenant.find('clients', { client_id: 'fresh' }), undefined)
      }
      const holds = await tenant.apply([
        fresh,
        { remove: 'client_credentials', document: two },
        { unchanged: 'client_credentials', where, documents: await tenant.all('client_credentials', where) },
        { unchanged: 'resource_servers', where: { id: 'a' }, documents: [api] },
        { unchanged: 'client_grants', where: { audience: 'https://api/' }, documents: [] },
      ])
      assert.deepEqual(holds, { outcome: 'applied' })
    })

    test('of two changes of which each reads what the other writes, only one is done, over all processes', async () => {
      const other = isShared ? await open() : undefined
      const tenant = await newTenant()
      const there = other?.store.tenant(tenant.tenant_id) ?? tenant
      await tenant.apply([{ insert: 'clients', document: sample.sampleClient('c') }])
      for (let n = 0; n < 12; n += 1) {
        const audience = `https://api/${n}`
        const api = sample.sampleApi(`a${n}`, audience)
        await tenant.apply([{ insert: 'resource_servers', document: api }])
        const grant = sample.sampleClientGrant(`g${n}`, 'c', audience)
        const granting = () =>
          tenant.apply([
            { unchanged: 'resource_servers', where: { id: api.id }, documents: [api] },
            { insert: 'client_grants', document: grant },
          ])
        const withdrawing = () =>
          there.apply([
            { replace: 'resource_servers', before: api, after: { ...api, name: 'less' } },
            { unchanged: 'client_grants', where: { audience }, documents: [] },
          ])
        const both = n % 2 === 0 ? [granting(), withdrawing()] : [withdrawing(), granting()]
        const outcomes = (await Promise.all(both)).map(({ outcome }) => outcome)
        assert.deepEqual(outcomes.toSorted(), ['applied', 'stale'])
      }
      await other?.store.close()
    })

    test('of 10 who each add one more, seeing that there is room, only as many do as there is room for', async () => {
      const other = isShared ? await open() : undefined
      const tenant = await newTenant()
      const there = other?.store.tenant(tenant.tenant_id) ?? tenant
      await tenant.apply([{ insert: 'clients', document: sample.sampleClient('c') }])
      const where = { client_id: 'c' }
      const add = async (by: TenantStore, id: string): Promise<boolean> => {
        const documents = await by.all('client_credentials', where)
        if (documents.length >= 2) return false
        const { outcome } = await by.apply([
          { unchanged: 'client_credentials', where, documents },
          { insert: 'client_credentials', document: sample.sampleCredential(id, 'c', id) },
        ])
        return outcome === 'applied' || add(by, id)
      }
      const added = await Promise.all(
        Array.from({ length: 10 }, (_, index) => add(index % 2 === 0 ? tenant : there, `k${index}`)),
      )
      assert.equal(added.filter(Boolean).length, 2)
      assert.equal((await tenant.page('client_credentials', { where, limit: 10 })).items.length, 2)
      await other?.store.close()
    })

    test('a grant for all clients of a kind exists once', async () => {
      const tenant = await newTenant()
      const grant = (id: string) =>
        sample.sampleClientGrant(id, undefined, 'https://api/', { default_for: 'third_party_clients' })
      await tenant.apply([{ insert: 'resource_servers', document: sample.sampleApi('a', 'https://api/') }])
      assert.equal((await tenant.apply([{ insert: 'client_grants', document: grant('g1') }])).outcome, 'applied')
      assert.equal((await tenant.apply([{ insert: 'client_grants', document: grant('g2') }])).outcome, 'conflict')
      assert.equal((await tenant.find('client_grants', { default_for: 'third_party_clients' }))?.id, 'g1')
    })

    test('with a client go its secrets, credentials and grants; with an API its secret and grants', async () => {
      const tenant = await newTenant()
      const [client, api] = [sample.sampleClient('c'), sample.sampleApi('a', 'https://api/')]
      const grantOf = (id: string, client_id: string) => sample.sampleClientGrant(id, client_id, 'https://api/')
      await tenant.apply([
        { insert: 'clients', document: client },
        { insert: 'clients', document: sample.sampleClient('d') },
        { insert: 'resource_servers', document: api },
        { insert: 'client_grants', document: grantOf('g', 'c') },
        { insert: 'client_grants', document: grantOf('h', 'd') },
        { insert: 'client_secrets', document: sample.sampleSecret('s', 'c') },
        { insert: 'client_credentials', document: sample.sampleCredential('k', 'c', 'kid') },
        { insert: 'api_secrets', document: { id: 'a', secret: 'sealed' } },
      ])
      assert.equal((await tenant.all('client_grants', {})).length, 2)
      assert.equal((await tenant.apply([{ remove: 'clients', document: client }])).outcome, 'applied')
      assert.deepEqual(await tenant.all('client_secrets', { client_id: 'c' }), [])
      assert.deepEqual(await tenant.all('client_credentials', { client_id: 'c' }), [])
      assert.deepEqual(
        (await tenant.all('client_grants', {})).map(({ id }) => id),
        ['h'],
      )
      assert.equal((await tenant.apply([{ remove: 'resource_servers', document: api }])).outcome, 'applied')
      assert.equal(await tenant.find('api_secrets', { id: 'a' }), undefined)
      assert.deepEqual(await tenant.all('client_grants', {}), [])
    })

    test('of 50 who replace the same document at once exactly one does, over all processes', async () => {
      const tenant = await newTenant()
      const before = sample.sampleClient('c')
      await tenant.apply([{ insert: 'clients', document: before }])
      const stores = [store(), ...(isShared ? [(await open()).store] : [])]
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const change = { replace: 'clients', before, after: { ...before, name: `n${index}` } } as const
          return (await stores[index % stores.length]?.tenant(tenant.tenant_id).apply([change]))?.outcome
        }),
      )
      assert.equal(outcomes.filter((outcome) => outcome === 'applied').length, 1)
      assert.equal(outcomes.filter((outcome) => outcome === 'stale').length, 49)
      await watch().check()
      assert.equal((await tenant.find('clients', { client_id: 'c' }))?.name, `n${outcomes.indexOf('applied')}`)
      await stores[1]?.close()
    })

    test('writes of one moment do not hurt one another', async () => {
      const tenant = await newTenant()
      await tenant.apply([{ insert: 'clients', document: sample.sampleClient('c0') }])
      const results = await Promise.allSettled([
        ...Array.from({ length: 6 }, (_, index) =>
          tenant.apply([{ insert: 'clients', document: sample.sampleClient(`c${index % 3}`) }]),
        ),
        tenant.apply([{ insert: 'clients', document: { client_id: 7 } as never }]),
        tenant.spendAssertion('c', 'one', 1),
      ])
      const applied = results.map((result) =>
        result.status === 'rejected'
          ? 'thrown'
          : typeof result.value === 'object'
            ? result.value.outcome
            : result.value,
      )
      assert.deepEqual(
        applied.toSorted(),
        [...Array(4).fill('conflict'), ...Array(2).fill('applied'), 'thrown', true].toSorted(),
      )
      assert.equal((await tenant.all('clients', {})).length, 3)
    })
  })
}
