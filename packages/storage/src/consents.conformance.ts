// What a store promises about what users have allowed clients.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

export const describeConsents = ({ newTenantOfPeople, another }: Ground): void => {
  describe('consents', () => {
    test('what a user allows one after another, or at once, is all allowed', async () => {
      const tenant = await newTenantOfPeople()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      await tenant.insertUser(sample.sampleUser('1'))
      const consent = sample.sampleConsent('first', 'auth0|1', { audience: 'https://api/' })
      await tenant.addConsent(consent)
      assert.deepEqual(await there.findConsent('auth0|1', 'c', 'https://api/'), consent)
      await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          (n % 2 === 0 ? tenant : there).addConsent({
            ...consent,
            id: `later${n}`,
            scope: ['openid', `s${n}`],
            redirect_uris: [`https://app/${n % 3}`],
          }),
        ),
      )
      const all = await tenant.findConsent('auth0|1', 'c', 'https://api/')
      assert.equal(all?.id, 'first')
      assert.deepEqual(all?.scope.toSorted(), ['openid', ...Array.from({ length: 30 }, (_, n) => `s${n}`)].toSorted())
      assert.deepEqual(all?.redirect_uris.toSorted(), [
        'https://app/',
        'https://app/0',
        'https://app/1',
        'https://app/2',
      ])
      assert.equal(await tenant.findConsent('auth0|1', 'c', ''), undefined)
      assert.equal(await tenant.findConsent('auth0|1', 'd', 'https://api/'), undefined)
      assert.equal(await tenant.findConsent('\0', 'c', '\ud800'), undefined)
      await other.close()
    })

    test('of 20 who are the first to allow something at once there is one record', async () => {
      const tenant = await newTenantOfPeople()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      await tenant.insertUser(sample.sampleUser('1'))
      await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 === 0 ? tenant : there).addConsent(sample.sampleConsent(`c${n}`, 'auth0|1', { scope: [`s${n}`] })),
        ),
      )
      const { items, total } = await tenant.pageConsents({ user_id: 'auth0|1' }, { limit: 9, withTotal: true })
      assert.equal(total, 1)
      assert.equal(items[0]?.scope.length, 20)
      await other.close()
    })

    test('they are paged by user, client and audience, and taken back', async () => {
      const tenant = await newTenantOfPeople()
      for (const id of ['1', '2']) await tenant.insertUser(sample.sampleUser(id))
      const all = [
        sample.sampleConsent('a', 'auth0|1'),
        sample.sampleConsent('b', 'auth0|1', { audience: 'https://api/' }),
        sample.sampleConsent('c', 'auth0|2', { client_id: 'd' }),
        sample.sampleConsent('d', 'auth0|2'),
      ]
      for (const consent of all) await tenant.addConsent(consent)
      const idsOf = async (where: Parameters<typeof tenant.pageConsents>[0]) =>
        (await tenant.pageConsents(where, { limit: 9 })).items.map(({ id }) => id).join('')
      assert.equal(await idsOf({}), 'abcd')
      assert.equal(await idsOf({ user_id: 'auth0|2' }), 'cd')
      assert.equal(await idsOf({ client_id: 'c' }), 'abd')
      assert.equal(await idsOf({ client_id: 'c', audience: '' }), 'ad')
      assert.equal(await idsOf({ client_id: '\0' }), '')
      const first = await tenant.pageConsents({}, { limit: 3, withTotal: true })
      assert.equal(first.total, 4)
      assert.deepEqual((await tenant.pageConsents({}, { limit: 3, after: first.next ?? '' })).items, [all[3]])
      assert.deepEqual(await tenant.findConsentById('b'), all[1])
      assert.equal(await tenant.removeConsent('b'), true)
      assert.equal(await tenant.removeConsent('b'), false)
      assert.equal(await tenant.removeConsent('\0'), false)
      assert.equal(await tenant.findConsentById('b'), undefined)
      assert.equal(await tenant.removeConsentsOfUser('auth0|2'), 2)
      assert.equal(await idsOf({}), 'a')
    })
  })
}
