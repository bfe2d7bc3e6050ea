// What a store promises about people who change: from that moment on everybody is told what they are now, in every process.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TenantStore } from '@symbolon/core/ports'
import type { FreshTenant, Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

const getUser = async (tenant: TenantStore, user_id = 'auth0|1') => {
  const user = await tenant.findUser(user_id)
  assert.ok(user)
  return user
}

/** Whatever may have been remembered so far has been asked for. */
const askAll = async (tenant: TenantStore) => [
  await tenant.findUser('auth0|1'),
  await tenant.findSession('s'),
  await tenant.findSessionByHandle('h'),
]

export const describeFreshness = ({ newTenantOfPeople, another }: Ground): void => {
  const newTenantWithAnna = async (): Promise<FreshTenant> => {
    const tenant = await newTenantOfPeople()
    await tenant.insertUser(sample.sampleUser('1'))
    await tenant.insertSession(sample.sampleSession('s', 'auth0|1'), 'h')
    return tenant
  }

  describe('people who change', () => {
    test('a user who is blocked is blocked for every process at once', async () => {
      const tenant = await newTenantWithAnna()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      for (let turn = 0; turn < 5; turn += 1) {
        for (const [writer, readers] of [
          [tenant, [there, tenant]],
          [there, [tenant, there]],
        ] as const) {
          const before = await getUser(writer)
          for (const reader of readers) assert.deepEqual(await getUser(reader), before)
          const after = { ...before, blocked: before.blocked !== true }
          assert.equal(await writer.replaceUser(before, after), 'written')
          for (const reader of readers) assert.deepEqual(await getUser(reader), after)
        }
      }
      await other.close()
    })

    test('an era of people lasts no longer than they stay the same, whoever changes them', async () => {
      const tenant = await newTenantWithAnna()
      const other = await another()
      for (const writer of [tenant, other.store.tenant(tenant.tenant_id)]) {
        const era = tenant.peopleEra()
        assert.ok(Number.isNaN(era) || era === tenant.peopleEra())
        const before = await getUser(writer)
        assert.equal(await writer.replaceUser(before, { ...before, blocked: before.blocked !== true }), 'written')
        const next = tenant.peopleEra()
        assert.ok(next !== era)
        const of = { user_id: 'auth0|1', client_id: 'c', session_id: undefined }
        await writer.keepUserinfoClaims(of, { claims: { at: writer === tenant }, profile: {} }, 4_000_000_000)
        assert.ok(tenant.peopleEra() !== next)
      }
      await other.close()
    })

    test('a role counts for every process as soon as it is given, and no longer once it is taken away', async () => {
      const tenant = await newTenantWithAnna()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      const everybodyFinds = async (roles: readonly string[]) => {
        for (const reader of [tenant, there]) assert.deepEqual(await reader.rolesOfUser('auth0|1'), roles)
      }
      for (const writer of [tenant, there]) {
        await everybodyFinds([])
        assert.equal(await writer.assignRoles([{ user_id: 'auth0|1', role_id: 'r1' }]), 'written')
        await everybodyFinds(['r1'])
        const wrong = [
          { user_id: 'auth0|1', role_id: 'r2' },
          { user_id: 'auth0|1', role_id: 'none' },
        ]
        assert.equal(await writer.assignRoles(wrong), 'dangling')
        await everybodyFinds(['r1'])
        await writer.withdrawRoles('auth0|1', ['r1'])
      }
      await tenant.assignRoles([{ user_id: 'auth0|1', role_id: 'r1' }])
      await everybodyFinds(['r1'])
      const role = await there.find('roles', { id: 'r1' })
      assert.ok(role)
      await there.apply([{ remove: 'roles', document: role }])
      await everybodyFinds([])
      await other.close()
    })

    test('a session is over for every process at once: ended, given another cookie, or gone with its user', async () => {
      const tenant = await newTenantWithAnna()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      for (const reader of [tenant, there]) assert.equal((await askAll(reader)).filter(Boolean).length, 3)
      const session = await tenant.findSession('s')
      assert.ok(session)
      assert.equal(await there.replaceSession(session, { ...session, persistent: false }, { handle_hash: 'i' }), true)
      for (const reader of [tenant, there]) {
        assert.equal(await reader.findSessionByHandle('h'), undefined)
        assert.equal((await reader.findSessionByHandle('i'))?.persistent, false)
        assert.equal((await reader.findSession('s'))?.persistent, false)
      }
      assert.equal(await there.removeSession('s'), true)
      for (const reader of [tenant, there]) assert.equal(await reader.findSession('s'), undefined)
      await tenant.insertSession(sample.sampleSession('s', 'auth0|1'), 'h')
      for (const reader of [tenant, there]) assert.equal((await askAll(reader)).filter(Boolean).length, 3)
      assert.equal(await there.removeUser('auth0|1'), true)
      for (const reader of [tenant, there]) assert.deepEqual(await askAll(reader), [undefined, undefined, undefined])
      await other.close()
    })

    test('who asks in the middle of a change is not told the old for ever', async () => {
      const tenant = await newTenantWithAnna()
      for (let turn = 0; turn < 30; turn += 1) {
        const before = await getUser(tenant)
        const after = { ...before, nickname: `n${turn}` }
        const asking = Array.from({ length: 5 }, () => getUser(tenant))
        const writing = tenant.replaceUser(before, after)
        asking.push(getUser(tenant))
        await new Promise((resolve) => setImmediate(resolve))
        asking.push(getUser(tenant))
        assert.equal(await writing, 'written')
        assert.deepEqual(await getUser(tenant), after)
        await Promise.all(asking)
        assert.deepEqual(await getUser(tenant), after)
      }
    })

    test('a change that was undone leaves everybody as they were', async () => {
      const tenant = await newTenantWithAnna()
      await tenant.insertUser(sample.sampleUser('2', { username: 'taken' }))
      const before = await getUser(tenant)
      assert.equal(await tenant.replaceUser(before, { ...before, username: 'taken' }), 'conflict')
      assert.deepEqual(await getUser(tenant), before)
      await tenant.countLogin('auth0|1', '192.0.2.9', sample.BEGINNING)
      assert.equal((await getUser(tenant)).last_ip, '192.0.2.9')
    })
  })
}
