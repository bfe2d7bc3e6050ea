import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { ManagementClient } from '../../management-client.ts'
import { lookAt } from '../here.ts'
import { planNetworkAcls } from './network-acls.ts'

const rule = { match: { geo_country_codes: ['DE'] }, scope: 'tenant', action: { block: true } }
const acl = { description: 'Not from there', active: true, priority: 1, rule }

const planFor = (existing: readonly Document[]) => {
  const management = { list: async () => ({ documents: existing }) } as unknown as ManagementClient
  return planNetworkAcls(
    lookAt(management, () => undefined, false),
    [acl],
  )
}

test('an ACL by country stays on where the server has one that is on', async () => {
  const { steps, left } = await planFor([{ id: 'acl_1', ...acl }])
  assert.deepEqual(left, [])
  assert.deepEqual(
    steps.map(({ verb }) => verb),
    ['keep'],
  )
})

test('an ACL by country is switched off where the server may not know countries, and told', async () => {
  const { left } = await planFor([])
  assert.match(String(left[0]?.says), /geo_country_codes is known where SYMBOLON_GEOIP .* switched off/)
})
