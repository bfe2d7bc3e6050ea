// What a store promises about what a tenant's code has made of people: each client and session has its own, and it goes with the user.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import { sampleUser } from './sample-records.ts'

const of = (client_id: string, session_id?: string) => ({ user_id: 'auth0|1', client_id, session_id })
const saying = (word: string) => ({ claims: { word }, profile: { name: null } })
const FAR = 4_000_000_000

export const describeUserinfoClaims = ({ newTenantOfPeople, store }: Ground): void => {
  describe('claims for userinfo', () => {
    const made = async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sampleUser('1'))
      return tenant
    }

    test('are those that came last, of this client and session, of this tenant', async () => {
      const tenant = await made()
      await tenant.keepUserinfoClaims(of('a'), saying('none'), FAR)
      await tenant.keepUserinfoClaims(of('a', 's'), saying('first'), FAR)
      await tenant.keepUserinfoClaims(of('a', 's'), saying('last'), FAR)
      assert.deepEqual(await tenant.findUserinfoClaims(of('a')), saying('none'))
      assert.deepEqual(await tenant.findUserinfoClaims(of('a', 's')), saying('last'))
      assert.equal(await tenant.findUserinfoClaims(of('b', 's')), undefined)
      assert.equal(await (await made()).findUserinfoClaims(of('a', 's')), undefined)
      await tenant.keepUserinfoClaims(of('a', 's'), undefined, FAR)
      assert.equal(await tenant.findUserinfoClaims(of('a', 's')), undefined)
    })

    test('keep half a character and NUL as they are, and find nobody by them', async () => {
      const tenant = await made()
      await tenant.keepUserinfoClaims(of('a'), saying('\ud83d \0'), FAR)
      assert.deepEqual(await tenant.findUserinfoClaims(of('a')), saying('\ud83d \0'))
      for (const strange of ['\0', '\ud83d']) {
        await tenant.keepUserinfoClaims(of(strange), saying('x'), FAR)
        assert.equal(await tenant.findUserinfoClaims(of(strange)), undefined)
      }
    })

    test('are nobody’s who is not there, and go with the user, with their time and with the code', async () => {
      const tenant = await made()
      const gone = { ...of('a'), user_id: 'auth0|gone' }
      await assert.rejects(tenant.keepUserinfoClaims(gone, saying('x'), FAR), { code: 'owner_gone' })
      await tenant.keepUserinfoClaims(of('old'), saying('x'), 1)
      await tenant.keepUserinfoClaims(of('new'), saying('x'), FAR)
      await store().sweep(0)
      assert.equal(await tenant.findUserinfoClaims(of('old')), undefined)
      assert.deepEqual(await tenant.findUserinfoClaims(of('new')), saying('x'))
      await tenant.dropUserinfoClaims()
      assert.equal(await tenant.findUserinfoClaims(of('new')), undefined)
      await tenant.keepUserinfoClaims(of('new'), saying('x'), FAR)
      await tenant.removeUser('auth0|1')
      await tenant.insertUser(sampleUser('1'))
      assert.equal(await tenant.findUserinfoClaims(of('new')), undefined)
    })
  })
}
