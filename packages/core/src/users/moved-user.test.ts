import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMovedUser } from './moved-user.ts'

test('whatever a row says that its user holds, it is read, and what cannot be held is left out', async () => {
  const odd = { toString: 1, valueOf: 1 }
  const row = {
    user_id: 'auth0|1',
    roles: [odd, null, 'clerk', { id: odd }, { name: 'Manager' }],
    permissions: [
      { permission_name: odd, resource_server_identifier: 'x' },
      { permission_name: 'read', resource_server_identifier: 7 },
      { permission_name: 'read', resource_server_identifier: 'https://orders.example/' },
      odd,
      'read',
    ],
    organizations: [odd, { name: 'acme', roles: odd }],
  }
  const read = await readMovedUser(row, 0)
  assert.ok('holdings' in read, JSON.stringify(read))
  assert.deepEqual(read.holdings, {
    roles: ['clerk', 'Manager'],
    permissions: [{ permission_name: 'read', resource_server_identifier: 'https://orders.example/' }],
    organizations: [{ named: 'acme', roles: [] }],
  })
})
