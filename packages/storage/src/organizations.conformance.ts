// What a store promises about the members of organizations, their roles there, and those who are invited.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Collections } from '@symbolon/core/collections'
import type { Invitation } from '@symbolon/core/records'
import type { FreshTenant, Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

const organization = (id: string): Collections['organizations'] => ({ id, name: id.toLowerCase() })

const invitation = (id: string, more: Partial<Invitation> = {}): Invitation => ({
  id,
  organization_id: 'o1',
  client_id: 'c',
  inviter: { name: 'One' },
  invitee: { email: 'two@example.com' },
  roles: [],
  created_at: sample.BEGINNING,
  expires_at: sample.FAR,
  ...more,
})

export const describeOrganizations = ({ newTenantOfPeople, store }: Ground): void => {
  const newTenant = async (): Promise<FreshTenant> => {
    const tenant = await newTenantOfPeople()
    for (const id of ['o1', 'o2']) await tenant.apply([{ insert: 'organizations', document: organization(id) }])
    for (const id of ['1', '2', '3']) await tenant.insertUser(sample.sampleUser(id))
    return tenant
  }

  describe('organizations', () => {
    test('somebody belongs to one or not; an unknown user or organization adds nobody', async () => {
      const tenant = await newTenant()
      assert.equal(await tenant.addMembers('o1', ['auth0|1', 'auth0|2']), 'written')
      assert.equal(await tenant.addMembers('o1', ['auth0|1']), 'written')
      assert.equal(await tenant.addMembers('o1', ['auth0|3', 'auth0|9']), 'dangling')
      assert.equal(await tenant.addMembers('o9', ['auth0|3']), 'dangling')
      assert.equal(await tenant.addMembers('o1', ['auth0|3', '\0']), 'dangling')
      const asked = [
        ['o1', 'auth0|1'],
        ['o1', 'auth0|3'],
        ['o2', 'auth0|1'],
        ['o1\0', 'auth0|1'],
        ['o1', '\ud800'],
      ] as const
      const answers = await Promise.all(asked.map(([id, user_id]) => tenant.isMember(id, user_id)))
      assert.deepEqual(answers, [true, false, false, false, false])
      await tenant.removeMembers('o1', ['auth0|1', 'auth0|9', '\0'])
      assert.equal(await tenant.isMember('o1', 'auth0|1'), false)
      assert.equal(await tenant.isMember('o1', 'auth0|2'), true)
      await tenant.removeUser('auth0|2')
      assert.deepEqual(await tenant.membersOf('o1', { limit: 9, withTotal: true }), { items: [], total: 0 })
    })

    test('members, and the organizations of somebody, are paged in the order in which they came', async () => {
      const tenant = await newTenant()
      for (const id of ['3', '1', '2']) await tenant.addMembers('o1', [`auth0|${id}`])
      await tenant.addMembers('o2', ['auth0|1'])
      const first = await tenant.membersOf('o1', { limit: 2, withTotal: true })
      assert.equal(first.total, 3)
      const rest = await tenant.membersOf('o1', { limit: 2, after: first.next ?? '' })
      assert.equal(rest.next, undefined)
      const ids = [...first.items, ...rest.items].map(({ user_id }) => user_id)
      assert.deepEqual(new Set(ids), new Set(['auth0|1', 'auth0|2', 'auth0|3']))
      const own = await tenant.organizationsOfUser('auth0|1', { limit: 9, withTotal: true })
      assert.deepEqual({ ...own, items: own.items.toSorted() }, { items: ['o1', 'o2'], total: 2 })
      assert.deepEqual((await tenant.organizationsOfUser('auth0|2', { limit: 9 })).items, ['o1'])
    })

    test('roles in an organization are a member’s alone, and end with the membership', async () => {
      const tenant = await newTenant()
      await tenant.addMembers('o1', ['auth0|1'])
      assert.equal(await tenant.assignMemberRoles('o1', 'auth0|1', ['r2', 'r1', 'r1']), 'written')
      assert.deepEqual((await tenant.rolesOfMember('o1', 'auth0|1')).toSorted(), ['r1', 'r2'])
      assert.equal(await tenant.assignMemberRoles('o1', 'auth0|2', ['r1']), 'dangling')
      assert.equal(await tenant.assignMemberRoles('o1', 'auth0|1', ['r9']), 'dangling')
      assert.deepEqual(await tenant.rolesOfMember('o2', 'auth0|1'), [])
      assert.deepEqual(await tenant.rolesOfUser('auth0|1'), [])
      await tenant.withdrawMemberRoles('o1', 'auth0|1', ['r2', '\0'])
      assert.deepEqual(await tenant.rolesOfMember('o1', 'auth0|1'), ['r1'])
      await tenant.removeMembers('o1', ['auth0|1'])
      await tenant.addMembers('o1', ['auth0|1'])
      assert.deepEqual(await tenant.rolesOfMember('o1', 'auth0|1'), [])
    })

    test('an organization that is gone takes members, roles, connections and invitations with it', async () => {
      const tenant = await newTenant()
      await tenant.addMembers('o1', ['auth0|1'])
      await tenant.assignMemberRoles('o1', 'auth0|1', ['r1'])
      await tenant.insertInvitation(invitation('i'), 'hash')
      assert.equal((await tenant.apply([{ remove: 'organizations', document: organization('o1') }])).outcome, 'applied')
      assert.equal(await tenant.isMember('o1', 'auth0|1'), false)
      assert.deepEqual(await tenant.rolesOfMember('o1', 'auth0|1'), [])
      assert.equal(await tenant.findInvitation('o1', 'i'), undefined)
      assert.equal(await tenant.findInvitationByTicket('hash'), undefined)
    })

    test('of any number who accept an invitation one becomes a member, with its roles', async () => {
      const tenant = await newTenant()
      const one = invitation('i', { roles: ['r1', 'r9'] })
      await tenant.insertInvitation(one, 'hash')
      assert.deepEqual(await tenant.findInvitationByTicket('hash'), one)
      assert.deepEqual(await tenant.findInvitation('o1', 'i'), one)
      assert.equal(await tenant.findInvitation('o2', 'i'), undefined)
      const users = ['auth0|1', 'auth0|2', 'auth0|3']
      const accepted = await Promise.all(users.map((id) => tenant.acceptInvitation(one, id, sample.BEGINNING)))
      assert.equal(accepted.filter(Boolean).length, 1)
      const winner = users[accepted.indexOf(true)] ?? ''
      assert.deepEqual(
        await Promise.all(users.map((id) => tenant.isMember('o1', id))),
        users.map((id) => id === winner),
      )
      assert.deepEqual(await tenant.rolesOfMember('o1', winner), ['r1'])
      assert.equal(await tenant.findInvitationByTicket('hash'), undefined)
    })

    test('an invitation ends: by its time, by hand, and is swept away', async () => {
      const tenant = await newTenant()
      const late = invitation('late', { expires_at: sample.BEGINNING })
      await tenant.insertInvitation(late, 'hash 1')
      await tenant.insertInvitation(invitation('gone'), 'hash 2')
      await tenant.insertInvitation(invitation('other', { organization_id: 'o2' }), 'hash 3')
      assert.equal(await tenant.acceptInvitation(late, 'auth0|1', sample.BEGINNING), false)
      assert.equal(await tenant.isMember('o1', 'auth0|1'), false)
      assert.equal((await tenant.invitationsOf('o1', { limit: 9 })).items.length, 2)
      assert.equal(await tenant.removeInvitation('o1', 'other'), false)
      assert.equal(await tenant.removeInvitation('o1', 'gone'), true)
      assert.equal(await tenant.removeInvitation('o1', 'gone'), false)
      await store().sweep(0)
      assert.deepEqual((await tenant.invitationsOf('o1', { limit: 9 })).items, [])
      assert.equal((await tenant.invitationsOf('o2', { limit: 9 })).items.length, 1)
      await assert.rejects(tenant.insertInvitation(invitation('x', { client_id: 'nobody' }), 'hash 4'), {
        code: 'owner_gone',
      })
    })

    test('sessions and refresh tokens of an organization end for some or for all, and no others', async () => {
      const tenant = await newTenant()
      const inside = { organization_id: 'o1' }
      for (const id of ['1', '2', '3']) {
        const where = id === '3' ? {} : inside
        await tenant.insertSession(sample.sampleSession(`s${id}`, `auth0|${id}`, where), `handle ${id}`)
        const token = sample.sampleRefreshToken(`t${id}`, `auth0|${id}`, where)
        await tenant.insertRefreshToken(token, `handle ${id}`, `token ${id}`, 9)
      }
      const left = async () => {
        const ids = ['1', '2', '3']
        const sessions = await Promise.all(ids.map((id) => tenant.findSession(`s${id}`)))
        const tokens = await Promise.all(ids.map((id) => tenant.findRefreshToken(`t${id}`)))
        return [sessions, tokens].map((all) => all.map((one) => one !== undefined))
      }
      assert.equal((await tenant.findSession('s1'))?.organization_id, 'o1')
      await tenant.removeSessionsIn('o1', ['auth0|1'])
      assert.equal(await tenant.removeRefreshTokens({ ...inside, user_id: 'auth0|1' }), 1)
      assert.deepEqual(await left(), [
        [false, true, true],
        [false, true, true],
      ])
      const before = await tenant.findSession('s3')
      assert.ok(before)
      assert.ok(await tenant.replaceSession(before, { ...before, ...inside }))
      await tenant.removeSessionsIn('o1')
      assert.equal(await tenant.removeRefreshTokens(inside), 1)
      assert.deepEqual(await left(), [
        [false, false, false],
        [false, false, true],
      ])
    })
  })
}
