// What a store promises about values that can be used once.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

const CODE = 'authorization_code'

export const describeOneTimes = ({ newTenantOfPeople, another }: Ground): void => {
  const newTenantWithAnna = async () => {
    const tenant = await newTenantOfPeople()
    await tenant.insertUser(sample.sampleUser('1'))
    return tenant
  }

  describe('values that can be used once', () => {
    test('of 200 who spend the same code at once exactly one does, over all processes', async () => {
      const tenant = await newTenantWithAnna()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      for (const durable of [true, false]) {
        const hash = `h${durable}`
        await tenant.keepOneTime(sample.sampleCode(hash, 'auth0|1'), { durable })
        const spent = await Promise.all(
          Array.from({ length: 200 }, (_, n) =>
            (n % 2 === 0 ? tenant : there).spendOneTime(CODE, hash, 100, { durable }),
          ),
        )
        assert.equal(spent.filter(Boolean).length, 1)
        assert.equal(spent.length, 200)
        assert.equal((await there.findOneTime(CODE, hash))?.spent_at, 100)
      }
      await other.close()
    })

    test('it is found as what it is, spent or not, and as nothing else', async () => {
      const tenant = await newTenantWithAnna()
      const code = sample.sampleCode('h', 'auth0|1', { expires_at: 200 })
      await tenant.keepOneTime(code)
      assert.deepEqual(await tenant.findOneTime(CODE, 'h'), code)
      assert.equal(await tenant.findOneTime('login_ticket', 'h'), undefined)
      assert.equal(await tenant.spendOneTime('login_ticket', 'h', 100), false)
      assert.equal(await tenant.spendOneTime(CODE, 'h', 200.5), false)
      assert.equal(await tenant.spendOneTime(CODE, 'h', 201), false)
      assert.equal(await tenant.spendOneTime(CODE, 'x', 100), false)
      assert.equal(await tenant.spendOneTime(CODE, 'h', 199.5), true)
      assert.equal(await tenant.spendOneTime(CODE, 'h', 199.5), false)
      assert.deepEqual(await tenant.findOneTime(CODE, 'h'), { ...code, spent_at: 199 })
      for (const hostile of ['\0', '\ud800', "' or 1=1 --"]) {
        assert.equal(await tenant.findOneTime(CODE, hostile), undefined)
        assert.equal(await tenant.spendOneTime(CODE, hostile, 1), false)
        assert.equal(await tenant.replaceOneTime(CODE, hostile, code.content, code.content), false)
        assert.equal(await tenant.removeOneTimes(CODE, { user_id: hostile }), 0)
      }
    })

    test('its content is replaced only as it was read, and not once it is spent', async () => {
      const tenant = await newTenantWithAnna()
      const { content } = sample.sampleCode('h', 'auth0|1')
      await tenant.keepOneTime(sample.sampleCode('h', 'auth0|1'))
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, n) => tenant.replaceOneTime(CODE, 'h', content, { ...content, nonce: `${n}` })),
      )
      assert.equal(outcomes.filter(Boolean).length, 1)
      const kept = await tenant.findOneTime(CODE, 'h')
      assert.equal(kept?.content.nonce, `${outcomes.indexOf(true)}`)
      assert.equal(await tenant.spendOneTime(CODE, 'h', 100), true)
      assert.equal(await tenant.replaceOneTime(CODE, 'h', kept?.content ?? content, content), false)
      assert.equal(await tenant.replaceOneTime(CODE, 'gone', content, content), false)
    })

    test('of writes of one moment those that fail leave the others alone', async () => {
      const tenant = await newTenantWithAnna()
      const results = await Promise.allSettled(
        Array.from({ length: 15 }, (_, n) =>
          tenant.keepOneTime(sample.sampleCode(`h${n}`, n % 3 === 0 ? 'auth0|nobody' : 'auth0|1'), {
            durable: n % 2 === 0,
          }),
        ),
      )
      for (const [n, result] of results.entries()) {
        assert.equal(result.status, n % 3 === 0 ? 'rejected' : 'fulfilled')
        assert.equal((await tenant.findOneTime(CODE, `h${n}`)) === undefined, n % 3 === 0)
      }
    })

    test('those of a user at one client go, and at another client they stay', async () => {
      const tenant = await newTenantWithAnna()
      await tenant.keepOneTime(sample.sampleCode('a', 'auth0|1'))
      const { client_id } = sample.sampleCode('a', 'auth0|1')
      assert.ok(client_id)
      for (const other of ['other', '\0']) {
        assert.equal(await tenant.removeOneTimes(CODE, { user_id: 'auth0|1', client_id: other }), 0)
      }
      assert.ok(await tenant.findOneTime(CODE, 'a'))
      assert.equal(await tenant.removeOneTimes(CODE, { user_id: 'auth0|1', client_id }), 1)
    })

    test('those of one kind and user go together', async () => {
      const tenant = await newTenantWithAnna()
      await tenant.insertUser(sample.sampleUser('2'))
      for (const hash of ['a', 'b']) await tenant.keepOneTime(sample.sampleCode(hash, 'auth0|1'))
      await tenant.keepOneTime(sample.sampleCode('c', 'auth0|2'))
      const login = {
        client_id: 'c',
        user_id: 'auth0|1',
        connection: 'Users',
        verifier_hash: '',
        origin: '',
        authenticated_at: 1,
      }
      const ticket = { user_id: 'auth0|1', client_id: null, spent_at: null, expires_at: sample.FAR, content: login }
      await tenant.keepOneTime({ kind: 'login_ticket', hash: 'a', ...ticket })
      assert.equal(await tenant.removeOneTimes(CODE, { user_id: 'auth0|1' }), 2)
      assert.equal(await tenant.findOneTime(CODE, 'a'), undefined)
      assert.deepEqual((await tenant.findOneTime('login_ticket', 'a'))?.content, login)
      assert.ok(await tenant.findOneTime(CODE, 'c'))
    })
  })
}
