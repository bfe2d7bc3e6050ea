// What a store promises about the roles and permissions of users.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import { sampleClient } from './sample-documents.ts'
import * as sample from './sample-records.ts'

const right = (permission_name: string, resource_server_identifier = 'https://api/') => ({
  resource_server_identifier,
  permission_name,
})

export const describeRights = ({ newTenantOfPeople }: Ground): void => {
  describe('rights', () => {
    test('roles are given once and taken back; an unknown user or role gives none at all', async () => {
      const tenant = await newTenantOfPeople()
      for (const id of ['1', '2']) await tenant.insertUser(sample.sampleUser(id))
      const [one, two] = ['auth0|1', 'auth0|2'] as const
      assert.equal(await tenant.assignRoles([{ user_id: one, role_id: 'r2' }]), 'written')
      const both = [
        { user_id: one, role_id: 'r1' },
        { user_id: one, role_id: 'r2' },
        { user_id: two, role_id: 'r1' },
      ]
      assert.equal(await tenant.assignRoles(both), 'written')
      assert.deepEqual(await tenant.rolesOfUser(one), ['r2', 'r1'])
      for (const wrong of [
        { user_id: two, role_id: 'r3' },
        { user_id: 'auth0|3', role_id: 'r2' },
        { user_id: two, role_id: '\0' },
      ]) {
        assert.equal(await tenant.assignRoles([{ user_id: two, role_id: 'r2' }, wrong]), 'dangling')
      }
      assert.deepEqual(await tenant.rolesOfUser(two), ['r1'])
      await tenant.withdrawRoles(one, ['r1', 'r3', '\0'])
      assert.deepEqual(await tenant.rolesOfUser(one), ['r2'])
      await tenant.withdrawRoles(one, [])
      assert.equal(await tenant.assignRoles([]), 'written')
      const role = await tenant.find('roles', { id: 'r1' })
      assert.ok(role)
      await tenant.apply([{ remove: 'roles', document: role }])
      assert.deepEqual(await tenant.rolesOfUser(two), [])
      assert.deepEqual(await tenant.rolesOfUser('\0'), [])
    })

    test('the users of a role are paged in the order in which they got it', async () => {
      const tenant = await newTenantOfPeople()
      const ids = ['3', '1', '4', '2', '5']
      for (const id of ids) {
        await tenant.insertUser(sample.sampleUser(id, { email: `${id}@example.com` }))
        await tenant.assignRoles([{ user_id: `auth0|${id}`, role_id: 'r1' }])
      }
      await tenant.assignRoles([{ user_id: 'auth0|1', role_id: 'r2' }])
      const first = await tenant.usersOfRole('r1', { limit: 2, withTotal: true })
      assert.equal(first.total, 5)
      const seen = first.items.map(({ email }) => email)
      for (let mark = first.next; mark !== undefined;) {
        const page = await tenant.usersOfRole('r1', { limit: 2, after: mark })
        seen.push(...page.items.map(({ email }) => email))
        mark = page.next
      }
      assert.deepEqual(
        seen,
        ids.map((id) => `${id}@example.com`),
      )
      const offset = await tenant.usersOfRole('r1', { limit: 9, offset: 3 })
      assert.deepEqual(
        offset.items.map(({ user_id }) => user_id),
        ['auth0|2', 'auth0|5'],
      )
      assert.deepEqual(await tenant.usersOfRole('\0', { limit: 9, withTotal: true }), { items: [], total: 0 })
      await assert.rejects(tenant.usersOfRole('r1', { limit: 9, after: 'x' }), { code: 'invalid_mark' })
    })

    test('permissions without a role are given, taken back, and go with their API', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1'))
      const user_id = 'auth0|1'
      const many = Array.from({ length: 120 }, (_, n) => right(`p${String(n).padStart(3, '0')}`))
      assert.equal(await tenant.grantPermissions(user_id, many), 'written')
      assert.equal(await tenant.grantPermissions(user_id, many.slice(0, 3)), 'written')
      assert.deepEqual(await tenant.permissionsOfUser(user_id), many)
      assert.equal(await tenant.grantPermissions(user_id, [right('x'), right('x', 'https://other/')]), 'dangling')
      assert.equal(await tenant.grantPermissions('auth0|9', [right('x')]), 'dangling')
      assert.equal(await tenant.grantPermissions(user_id, []), 'written')
      await tenant.withdrawPermissions(user_id, [...many.slice(1), right('x\0'), right('y')])
      assert.deepEqual(await tenant.permissionsOfUser(user_id), [many[0]])
      await tenant.withdrawPermissions(user_id, [])
      await tenant.insertUser(sample.sampleUser('2'))
      await tenant.grantPermissions('auth0|2', many.slice(0, 2))
      assert.deepEqual(await tenant.apply([{ withdraw: [right('p000'), right('x\0')] }, { withdraw: [] }]), {
        outcome: 'applied',
      })
      assert.deepEqual(
        [await tenant.permissionsOfUser(user_id), await tenant.permissionsOfUser('auth0|2')],
        [[], [many[1]]],
      )
      await tenant.grantPermissions(user_id, many.slice(0, 1))
      const stale = { replace: 'clients', before: sampleClient('gone'), after: sampleClient('gone') } as const
      assert.equal((await tenant.apply([{ withdraw: [right('p000')] }, stale])).outcome, 'stale')
      assert.deepEqual(await tenant.permissionsOfUser(user_id), [many[0]], 'what is not done whole is not done')
      const api = await tenant.find('resource_servers', { id: 'a' })
      assert.ok(api)
      await tenant.apply([{ remove: 'resource_servers', document: api }])
      assert.deepEqual(await tenant.permissionsOfUser(user_id), [])
    })
  })
}
