import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ports, Tenant } from '@symbolon/core/ports'
import { tenancyFinder } from './find-tenancy.ts'

test('a host that could not be looked up once is looked up again, also with the port that goes without saying', async () => {
  const tenant = { tenant_id: 'ten_one', host: 'one.example', issuer: 'https://one.example/' } as Tenant
  let isAway = true
  const unknown = Promise.resolve(undefined)
  const findTenant = async (host: string): Promise<Tenant | undefined> => {
    if (isAway) throw new Error('the database is away')
    return host === tenant.host ? tenant : undefined
  }
  const store = {
    // The store remembers that nobody has this name: it is the same promise each time.
    findTenant: (host: string) => (host.endsWith(':443') ? unknown : findTenant(host)),
    tenant: () => ({}),
  }
  const find = tenancyFinder({ store } as unknown as Ports)
  await assert.rejects(async () => find('one.example:443'), /away/)
  isAway = false
  assert.equal((await find('one.example:443'))?.tenant.tenant_id, 'ten_one')
})
