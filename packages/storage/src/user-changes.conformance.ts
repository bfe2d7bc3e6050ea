// What a store promises about changes of users: replaced, linked, unlinked, removed.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { User } from '@symbolon/protocol/entities/user'
import type { FreshTenant, Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

const read = async (tenant: FreshTenant, user_id: string): Promise<User> => {
  const user = await tenant.findUser(user_id)
  assert.ok(user)
  return user
}

/** Everything that hangs on a user. */
const giveAll = async (tenant: FreshTenant, user_id: string, mark: string): Promise<void> => {
  await tenant.insertSession(sample.sampleSession(`s${mark}`, user_id), `hs${mark}`)
  await tenant.insertRefreshToken(sample.sampleRefreshToken(`t${mark}`, user_id), `ht${mark}`, 'h', 9)
  await tenant.addConsent(sample.sampleConsent(`c${mark}`, user_id))
  await tenant.keepOneTime(sample.sampleCode(`o${mark}`, user_id))
  await tenant.assignRoles([{ user_id, role_id: 'r1' }])
  await tenant.grantPermissions(user_id, [{ resource_server_identifier: 'https://api/', permission_name: 'read' }])
}

const leftOf = async (tenant: FreshTenant, user_id: string, mark: string) => [
  await tenant.findSession(`s${mark}`),
  await tenant.findSessionByHandle(`hs${mark}`),
  await tenant.findRefreshToken(`t${mark}`),
  await tenant.findRefreshTokenByHandle(`ht${mark}`),
  await tenant.findConsentById(`c${mark}`),
  await tenant.findOneTime('authorization_code', `o${mark}`),
  (await tenant.rolesOfUser(user_id))[0],
  (await tenant.permissionsOfUser(user_id))[0],
]

export const describeUserChanges = ({ newTenantOfPeople, another }: Ground): void => {
  describe('changes of users', () => {
    test('of 50 who change the same user at once exactly one does, over all processes', async () => {
      const tenant = await newTenantOfPeople()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      await tenant.insertUser(sample.sampleUser('1'))
      const before = await read(tenant, 'auth0|1')
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 === 0 ? tenant : there).replaceUser(before, { ...before, nickname: `${n}` }),
        ),
      )
      assert.equal(outcomes.filter((outcome) => outcome === 'written').length, 1)
      assert.equal(outcomes.filter((outcome) => outcome === 'stale').length, 49)
      assert.equal((await read(tenant, 'auth0|1')).nickname, `${outcomes.indexOf('written')}`)
      await other.close()
    })

    test('identifiers follow the document, and a taken one changes nothing', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1', { email: 'a@example.com', username: 'a' }))
      await tenant.insertUser(sample.sampleUser('2', { email: 'b@example.com' }))
      const one = await read(tenant, 'auth0|1')
      const password = sample.samplePassword('auth0|1')
      assert.equal(await tenant.replaceUser(one, { ...one, email: 'b@example.com', name: 'x' }, password), 'conflict')
      assert.deepEqual(await tenant.findUser('auth0|1'), one)
      assert.equal(await tenant.findPassword('auth0|1'), undefined)
      const { username: _, ...without } = one
      assert.equal(await tenant.replaceUser(one, { ...without, email: 'c@example.com' }, password), 'written')
      assert.deepEqual(await tenant.findPassword('auth0|1'), password)
      assert.equal(await tenant.findUserByIdentifier('Users', 'email', 'a@example.com'), undefined)
      assert.equal(await tenant.findUserByIdentifier('Users', 'username', 'a'), undefined)
      assert.equal((await tenant.findUserByIdentifier('Users', 'email', 'c@example.com'))?.user_id, 'auth0|1')
      assert.equal(
        await tenant.insertUser(sample.sampleUser('3', { email: 'a@example.com', username: 'a' })),
        'written',
      )
      await assert.rejects(tenant.replaceUser(one, { ...one, user_id: 'auth0|9' }), /cannot change/)
      assert.equal(await tenant.replaceUser(sample.sampleUser('9'), sample.sampleUser('9', { name: 'x' })), 'stale')
    })

    test('of 30 users who all take the same username at once exactly one gets it', async () => {
      const tenant = await newTenantOfPeople()
      const users = Array.from({ length: 30 }, (_, n) => sample.sampleUser(`${n}`, { email: `${n}@example.com` }))
      await Promise.all(users.map((user) => tenant.insertUser(user)))
      const outcomes = await Promise.all(users.map((user) => tenant.replaceUser(user, { ...user, username: 'same' })))
      assert.equal(outcomes.filter((outcome) => outcome === 'written').length, 1)
      assert.equal(outcomes.filter((outcome) => outcome === 'conflict').length, 29)
    })

    test('linked, a user is found as the other and logs in as before; unlinked, it is itself again', async () => {
      const tenant = await newTenantOfPeople()
      const [one, two] = [
        sample.sampleUser('1', { email: 'a@example.com' }),
        sample.sampleUser('2', { email: 'b@example.com', username: 'b' }),
      ]
      await tenant.insertUser(one, sample.samplePassword('auth0|1'))
      await tenant.insertUser(two, sample.samplePassword('auth0|2', 'second'))
      await giveAll(tenant, 'auth0|2', 'two')
      const profileData = { email: 'b@example.com', username: 'b' }
      const linked = { ...one, identities: [...one.identities, sample.sampleIdentity('2', { profileData })] }
      const link = { replaced: [{ before: one, after: linked }], removed: [two], inserted: [] }
      assert.equal(await tenant.replaceUsers(link), 'written')
      assert.equal(await tenant.replaceUsers(link), 'stale')
      assert.equal(await tenant.findUser('auth0|2'), undefined)
      assert.ok((await leftOf(tenant, 'auth0|2', 'two')).every((left) => left === undefined))
      assert.equal((await tenant.findUserByIdentity('auth0|2'))?.user_id, 'auth0|1')
      assert.equal((await tenant.findUserByIdentifier('Users', 'email', 'b@example.com'))?.user_id, 'auth0|1')
      assert.equal((await tenant.findUserByIdentifier('Users', 'username', 'b'))?.user_id, 'auth0|1')
      assert.equal((await tenant.findPassword('auth0|2'))?.hash, 'second')
      const again = sample.sampleUser('2', { email: 'b@example.com' })
      const unlink = { replaced: [{ before: linked, after: one }], removed: [], inserted: [again] }
      assert.equal(await tenant.replaceUsers(unlink), 'written')
      assert.deepEqual(await tenant.findUserByIdentity('auth0|2'), again)
      assert.deepEqual(await tenant.findUserByIdentifier('Users', 'email', 'b@example.com'), again)
      assert.equal(await tenant.findUserByIdentifier('Users', 'username', 'b'), undefined)
      assert.equal((await tenant.findPassword('auth0|2'))?.hash, 'second')
    })

    test('a link is done whole or not at all, and once', async () => {
      const tenant = await newTenantOfPeople()
      const users = ['1', '2', '3'].map((id) => sample.sampleUser(id, { email: `${id}@example.com` }))
      const [one, two, three] = users
      assert.ok(one && two && three)
      for (const user of users) await tenant.insertUser(user)
      const changed = { ...three, name: 'changed' }
      await tenant.replaceUser(three, changed)
      const stale = { replaced: [{ before: one, after: { ...one, name: 'x' } }], removed: [two, three], inserted: [] }
      assert.equal(await tenant.replaceUsers(stale), 'stale')
      const taken = sample.sampleUser('4', { email: '3@example.com' })
      const conflict = { replaced: [{ before: one, after: { ...one, name: 'x' } }], removed: [two], inserted: [taken] }
      assert.equal(await tenant.replaceUsers(conflict), 'conflict')
      assert.deepEqual(await Promise.all(['1', '2', '3', '4'].map((id) => tenant.findUser(`auth0|${id}`))), [
        one,
        two,
        changed,
        undefined,
      ])
      const links = [one, changed].map((primary) =>
        tenant.replaceUsers({
          replaced: [
            { before: primary, after: { ...primary, identities: [...primary.identities, sample.sampleIdentity('2')] } },
          ],
          removed: [two],
          inserted: [],
        }),
      )
      const outcomes = await Promise.all(links)
      assert.deepEqual(outcomes.toSorted(), ['stale', 'written'])
    })

    test('two users can exchange an identifier in one change', async () => {
      const tenant = await newTenantOfPeople()
      const [one, two] = [sample.sampleUser('1', { username: 'a' }), sample.sampleUser('2', { username: 'b' })]
      await tenant.insertUser(one)
      await tenant.insertUser(two)
      const replaced = [
        { before: one, after: { ...one, username: 'b' } },
        { before: two, after: { ...two, username: 'a' } },
      ]
      assert.equal(await tenant.replaceUsers({ replaced, removed: [], inserted: [] }), 'written')
      assert.equal((await tenant.findUserByIdentifier('Users', 'username', 'a'))?.user_id, 'auth0|2')
      assert.equal((await tenant.findUserByIdentifier('Users', 'username', 'b'))?.user_id, 'auth0|1')
    })

    test('with a user goes everything that is its own, also what was linked to it; nobody else loses anything', async () => {
      const tenant = await newTenantOfPeople()
      const linked = sample.sampleIdentity('2', { profileData: { email: 'b@example.com' } })
      const anna = sample.sampleUser('1', { email: 'a@example.com', identities: [sample.sampleIdentity('1'), linked] })
      await tenant.insertUser(anna, sample.samplePassword('auth0|1'))
      await tenant.keepPassword(sample.samplePassword('auth0|2'))
      await tenant.insertUser(sample.sampleUser('3'), sample.samplePassword('auth0|3'))
      await giveAll(tenant, 'auth0|1', 'one')
      await giveAll(tenant, 'auth0|3', 'three')
      assert.equal(await tenant.removeUser('auth0|1'), true)
      assert.equal(await tenant.removeUser('auth0|1'), false)
      const left = [
        ...(await leftOf(tenant, 'auth0|1', 'one')),
        await tenant.findUser('auth0|1'),
        await tenant.findUserByIdentity('auth0|2'),
        await tenant.findUserByIdentifier('Users', 'email', 'b@example.com'),
        await tenant.findPassword('auth0|1'),
        await tenant.findPassword('auth0|2'),
      ]
      assert.deepEqual(left, Array(left.length).fill(undefined))
      assert.ok((await leftOf(tenant, 'auth0|3', 'three')).every((kept) => kept !== undefined))
      assert.ok(await tenant.findPassword('auth0|3'))
      assert.equal(await tenant.insertUser(sample.sampleUser('2', { email: 'b@example.com' })), 'written')
    })

    test('with a client go the tokens and consents that it has been given', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1'))
      await giveAll(tenant, 'auth0|1', '')
      await tenant.insertRefreshToken(sample.sampleRefreshToken('d', 'auth0|1', { client_id: 'd' }), 'hd', 'h', 9)
      const client = await tenant.find('clients', { client_id: 'c' })
      assert.ok(client)
      assert.deepEqual(await tenant.apply([{ remove: 'clients', document: client }]), { outcome: 'applied' })
      const [session, , token, , consent] = await leftOf(tenant, 'auth0|1', '')
      assert.deepEqual([token, consent], [undefined, undefined])
      assert.ok(session)
      assert.ok(await tenant.findRefreshToken('d'))
    })

    test('nothing can be given to a user or by a client who is not there', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1'))
      const gone = { code: 'owner_gone' }
      await assert.rejects(tenant.insertSession(sample.sampleSession('s', 'auth0|2'), 'h'), gone)
      const token = (user_id: string, client_id: string) =>
        tenant.insertRefreshToken(sample.sampleRefreshToken('t', user_id, { client_id }), 'h', 'h', 9)
      await assert.rejects(token('auth0|2', 'c'), gone)
      await assert.rejects(token('auth0|1', 'nobody'), gone)
      await assert.rejects(tenant.addConsent(sample.sampleConsent('c', 'auth0|2')), gone)
      await assert.rejects(tenant.addConsent(sample.sampleConsent('c', 'auth0|1', { client_id: 'nobody' })), gone)
      await assert.rejects(tenant.keepOneTime(sample.sampleCode('h', 'auth0|2')), gone)
      await tenant.keepOneTime(sample.sampleCode('h', 'auth0|1', { user_id: null, client_id: null }))
    })
  })
}
