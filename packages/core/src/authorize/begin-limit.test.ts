import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TenantAtHost } from '../tenancy.ts'
import { countBeginning } from './begin-limit.ts'

const tenancyOf = (tenant_id: string) => {
  const clock = { time: 1_700_000_000_000 }
  const tenant: TenantAtHost = {
    tenant_id,
    host: 'a.example',
    issuer: 'https://a.example/',
    home: 'https://a.example/',
    name: 'a',
    first_client_id: 'c',
    announced: true,
  }
  return { clock, tenancy: { tenant, now: () => clock.time } }
}

const refused = { code: 'too_many_requests', status: 429 }

describe('logins that begin', () => {
  test('have a limit for each network, and come back with time', () => {
    const { clock, tenancy } = tenancyOf('ten_limit')
    for (let login = 0; login < 2000; login += 1) countBeginning(tenancy, '192.0.2.1')
    assert.throws(() => countBeginning(tenancy, '192.0.2.1'), refused)
    countBeginning(tenancy, '192.0.2.2')
    countBeginning(tenancyOf('ten_other').tenancy, '192.0.2.1')
    clock.time += 2000
    for (let login = 0; login < 10; login += 1) countBeginning(tenancy, '192.0.2.1')
    assert.throws(() => countBeginning(tenancy, '192.0.2.1'), refused)
    clock.time -= 5000
    assert.throws(() => countBeginning(tenancy, '192.0.2.1'), refused)
  })

  test('of one IPv6 network are counted together', () => {
    const { tenancy } = tenancyOf('ten_six')
    for (let login = 0; login < 2000; login += 1) countBeginning(tenancy, `2001:db8::${login.toString(16)}`)
    assert.throws(() => countBeginning(tenancy, '2001:db8::ffff'), refused)
  })
})
