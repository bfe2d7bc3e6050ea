// What a store promises about users and their passwords.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { User } from '@symbolon/protocol/entities/user'
import { type Ground, isFrozenThrough } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

const TIMES = { created_at: '2024-01-01T00:00:00.000Z', updated_at: '2024-01-01T00:00:00.000Z' }

export const describeUsers = ({ newTenantOfPeople, another }: Ground): void => {
  describe('users', () => {
    test('a user is found by id, by identity, by e-mail, and by what it logs in with in its connection', async () => {
      const tenant = await newTenantOfPeople()
      const anna = sample.sampleUser('1', {
        email: 'anna@example.com',
        username: 'anna',
        phone_number: '+491',
        identities: [sample.sampleIdentity('1'), sample.sampleIdentity('g', { provider: 'google', connection: 'G' })],
      })
      assert.equal(await tenant.insertUser(anna), 'written')
      assert.equal(await tenant.insertUser(sample.sampleUser('2', { email: 'other@example.com' })), 'written')
      const found = await tenant.findUser('auth0|1')
      assert.deepEqual(found, anna)
      assert.ok(isFrozenThrough(found))
      for (const user of [
        await tenant.findUserByIdentity('auth0|1'),
        await tenant.findUserByIdentity('google|g'),
        await tenant.findUserByIdentifier('Users', 'email', 'anna@example.com'),
        await tenant.findUserByIdentifier('Users', 'username', 'anna'),
        await tenant.findUserByIdentifier('Users', 'phone_number', '+491'),
        (await tenant.usersByEmail('anna@example.com'))[0],
      ]) {
        assert.deepEqual(user, anna)
      }
      assert.equal(await tenant.findUserByIdentifier('G', 'email', 'anna@example.com'), undefined)
      assert.equal(await tenant.findUserByIdentifier('Users', 'username', 'anna@example.com'), undefined)
      assert.equal(await tenant.findUserByIdentifier('', 'identity' as never, 'auth0'), undefined)
      assert.equal(await tenant.findUser('auth0|3'), undefined)
      assert.deepEqual(await tenant.usersByEmail('nobody@example.com'), [])
    })

    test('the same e-mail is one user’s in a connection, and may be another’s in another', async () => {
      const tenant = await newTenantOfPeople()
      const email = 'anna@example.com'
      assert.equal(await tenant.insertUser(sample.sampleUser('1', { email })), 'written')
      assert.equal(await tenant.insertUser(sample.sampleUser('2', { email })), 'conflict')
      assert.equal(await tenant.findUser('auth0|2'), undefined)
      const elsewhere = sample.sampleUser('3', { email, identities: [sample.sampleIdentity('3', { connection: 'B' })] })
      assert.equal(await tenant.insertUser(elsewhere), 'written')
      const social = { identities: [sample.sampleIdentity('g', { provider: 'google', connection: 'G' })] }
      assert.equal(
        await tenant.insertUser({ ...sample.sampleUser('g', social), user_id: 'google|g', email }),
        'written',
      )
      assert.deepEqual(
        (await tenant.usersByEmail(email)).map(({ user_id }) => user_id),
        ['auth0|1', 'auth0|3', 'google|g'],
      )
      assert.equal(await tenant.insertUser(sample.sampleUser('1', { email: 'new@example.com' })), 'conflict')
    })

    test('of 50 who sign up with the same e-mail at once exactly one does, over all processes', async () => {
      const tenant = await newTenantOfPeople()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      const written = await Promise.all(
        Array.from({ length: 50 }, (_, n) => {
          const user = sample.sampleUser(`${n}`, { email: 'one@example.com', username: `name${n}` })
          return (n % 2 === 0 ? tenant : there).insertUser(user, sample.samplePassword(user.user_id))
        }),
      )
      assert.equal(written.filter((outcome) => outcome === 'written').length, 1)
      const winner = `auth0|${written.indexOf('written')}`
      assert.equal((await tenant.findUserByIdentifier('Users', 'email', 'one@example.com'))?.user_id, winner)
      assert.equal((await tenant.searchUsers({ ...EVERYBODY, withTotal: true })).total, 1)
      for (let n = 0; n < 50; n += 1) {
        const isWinner = winner === `auth0|${n}`
        assert.equal((await tenant.findPassword(`auth0|${n}`)) !== undefined, isWinner)
        assert.equal((await tenant.findUserByIdentifier('Users', 'username', `name${n}`)) !== undefined, isWinner)
      }
      await other.close()
    })

    test('logins are counted, and do not make what was read stale', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1'))
      const before = await tenant.findUser('auth0|1')
      assert.ok(before)
      assert.equal(before.logins_count, undefined)
      await Promise.all(Array.from({ length: 20 }, () => tenant.countLogin('auth0|1', '192.0.2.1', 1_700_000_000.25)))
      const counted = await tenant.findUser('auth0|1')
      assert.deepEqual(counted, {
        ...before,
        last_login: '2023-11-14T22:13:20.250Z',
        last_ip: '192.0.2.1',
        logins_count: 20,
      })
      assert.equal(await tenant.replaceUser(before, { ...before, nickname: 'A' }), 'written')
      assert.equal(await tenant.replaceUser({ ...counted, nickname: 'A' }, { ...counted, nickname: 'B' }), 'written')
      const after = await tenant.findUser('auth0|1')
      assert.deepEqual({ ...after }, { ...counted, nickname: 'B' })
      await tenant.countLogin('auth0|nobody', undefined, 1)
    })

    test('any user comes back as it was, but for characters that cannot be kept', async () => {
      const tenant = await newTenantOfPeople()
      const inner = fc.object({
        key: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', '1', '01', 'a\0', '\ud800')),
        values: [
          fc.string({ unit: 'binary' }),
          fc.double(),
          fc.boolean(),
          fc.constantFrom(null, '\ud800', '\0', '\\u0000'),
        ],
      })
      let number = 0
      await fc.assert(
        fc.asyncProperty(inner, fc.string({ unit: 'binary' }), async (metadata, name) => {
          const user: User = {
            ...sample.sampleUser(`p${(number += 1)}`, TIMES),
            name,
            user_metadata: JSON.parse(JSON.stringify(metadata)),
          }
          assert.equal(await tenant.insertUser(user), 'written')
          const read = await tenant.findUser(user.user_id)
          assert.ok(read)
          const isClean = !/\\u0000|\\ud[89a-f]/.test(JSON.stringify(user))
          if (isClean) assert.deepEqual(read, user)
          else assert.doesNotMatch(JSON.stringify(read), /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/)
          assert.equal(await tenant.replaceUser(user, { ...user, nickname: 'n' }), 'written', 'as it was given')
          assert.equal(await tenant.replaceUser({ ...read, nickname: 'n' }, read), 'written', 'as it was read')
        }),
        { numRuns: 60 },
      )
    })

    test('hostile values find nobody and hurt nobody', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1', { email: '\u{fffd}' }))
      for (const value of ['\0', 'auth0|1\0', '\ud800', "' or 1=1 --", 'x'.repeat(100_000)]) {
        assert.equal(await tenant.findUser(value), undefined)
        assert.equal(await tenant.findUserByIdentity(value), undefined)
        assert.equal(await tenant.findUserByIdentifier('Users', 'email', value), undefined)
        assert.equal(await tenant.findUserByIdentifier(value, 'email', value), undefined)
        assert.deepEqual(await tenant.usersByEmail(value), [])
        assert.equal(await tenant.findPassword(value), undefined)
        assert.equal(await tenant.removeUser(value), false)
        await tenant.countLogin(value, value, 1)
      }
      await tenant.countLogin('auth0|1', '\0', 1)
      assert.equal((await tenant.findUser('auth0|1'))?.last_ip, undefined)
      await assert.rejects(tenant.insertUser(sample.sampleUser('a\0')), /cannot be stored/)
      await assert.rejects(tenant.insertUser(sample.sampleUser('a', { email: 'a\ud800' })), /cannot be stored/)
    })

    test('a password is kept apart, and replaced only as it was read', async () => {
      const tenant = await newTenantOfPeople()
      const first = sample.samplePassword('auth0|1', 'first')
      assert.equal(await tenant.insertUser(sample.sampleUser('1'), first), 'written')
      assert.deepEqual(await tenant.findPassword('auth0|1'), first)
      assert.doesNotMatch(JSON.stringify(await tenant.findUser('auth0|1')), /first/)
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => tenant.keepPassword({ ...first, hash: `${n}` }, first)),
      )
      assert.equal(outcomes.filter((outcome) => outcome === 'written').length, 1)
      assert.equal((await tenant.findPassword('auth0|1'))?.hash, `${outcomes.indexOf('written')}`)
      assert.equal(await tenant.keepPassword({ ...first, hash: 'set' }), 'written')
      assert.equal((await tenant.findPassword('auth0|1'))?.hash, 'set')
      assert.equal(
        await tenant.keepPassword(sample.samplePassword('auth0|9'), sample.samplePassword('auth0|9')),
        'stale',
      )
      assert.equal(await tenant.findPassword('auth0|9'), undefined)
    })
  })
}

const EVERYBODY = { matching: undefined, sort: undefined, limit: 10, offset: 0 }
