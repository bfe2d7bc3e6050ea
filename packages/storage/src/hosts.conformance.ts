// What a store promises about hosts: a tenant answers at its own and at those that it has claimed, and no host is two tenants'.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-documents.ts'

export const describeHosts = ({ store, open, isShared, newTenant }: Ground): void => {
  const tenantAt = async (host: string) => (await store().findTenant(host))?.tenant_id

  describe('hosts', () => {
    test('a tenant answers at a host from when it has claimed it until it gives it back', async () => {
      const one = await newTenant()
      const host = `claimed.${one.tenant_id}.example`
      assert.equal(await tenantAt(host), undefined)
      assert.deepEqual(await one.apply([{ claimHost: host }]), { outcome: 'applied' })
      assert.equal(await tenantAt(host), one.tenant_id)
      assert.deepEqual(await one.apply([{ releaseHost: host }]), { outcome: 'applied' })
      assert.equal(await tenantAt(host), undefined)
    })

    test('of many who claim a host at once one gets it, and whoever does not has changed nothing', async () => {
      const tenants = await Promise.all(Array.from({ length: 4 }, newTenant))
      const host = `contested.${tenants[0]?.tenant_id}.example`
      const outcomes = await Promise.all(
        tenants.map((tenant, at) =>
          tenant.apply([{ insert: 'clients', document: sample.sampleClient(`c${at}`) }, { claimHost: host }]),
        ),
      )
      const won = outcomes.findIndex(({ outcome }) => outcome === 'applied')
      assert.equal(await tenantAt(host), tenants[won]?.tenant_id)
      for (const [at, outcome] of outcomes.entries()) {
        if (at === won) continue
        assert.deepEqual(outcome, { outcome: 'conflict', collection: 'custom_domains' })
        assert.deepEqual(await tenants[at]?.all('clients', {}), [])
      }
    })

    test('no tenant claims the own host of another, is made at a claimed one, moves there, or gives away what is not claimed', async () => {
      const [one, two] = [await newTenant(), await newTenant()]
      const own = (await store().tenants()).find(({ tenant_id }) => tenant_id === two.tenant_id)
      assert.ok(own)
      const taken = { outcome: 'conflict', collection: 'custom_domains' } as const
      assert.deepEqual(await one.apply([{ claimHost: own.host }]), taken)
      const host = `kept.${one.tenant_id}.example`
      await one.apply([{ claimHost: host }])
      const conflict = { outcome: 'conflict', collection: 'tenants' } as const
      assert.deepEqual(await store().createTenant(sample.sampleTenant(`at-${one.tenant_id}`, { host }), []), conflict)
      assert.deepEqual(await store().updateTenant({ ...own, host, issuer: `https://${host}/` }, []), conflict)
      await two.apply([{ releaseHost: host }, { releaseHost: own.host }])
      assert.equal(await tenantAt(host), one.tenant_id)
      assert.equal(await tenantAt(own.host), two.tenant_id)
    })

    test('a tenant that moves leaves its host to others', async () => {
      const one = await newTenant()
      const tenant = (await store().tenants()).find(({ tenant_id }) => tenant_id === one.tenant_id)
      assert.ok(tenant)
      const host = `moved.${one.tenant_id}.example`
      await store().updateTenant({ ...tenant, host, issuer: `https://${host}/` }, [])
      assert.equal(await tenantAt(host), one.tenant_id)
      assert.equal(await tenantAt(tenant.host), undefined)
      const two = await newTenant()
      assert.deepEqual(await two.apply([{ claimHost: tenant.host }]), { outcome: 'applied' })
      assert.equal(await tenantAt(tenant.host), two.tenant_id)
    })

    if (isShared) {
      test('a host that another process has claimed is known here', async () => {
        const one = await newTenant()
        const host = `elsewhere.${one.tenant_id}.example`
        const other = await open()
        assert.equal(await other.store.findTenant(host), undefined)
        await other.watch.check()
        await one.apply([{ claimHost: host }])
        await other.watch.check()
        assert.equal((await other.store.findTenant(host))?.tenant_id, one.tenant_id)
        await other.store.close()
      })
    }
  })
}
