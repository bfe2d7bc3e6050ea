// What a store promises about records that have ended.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

const CODE = 'authorization_code'

export const describeEndings = ({ newTenantOfPeople, store }: Ground): void => {
  describe('endings', () => {
    test('records that have ended are swept away, those that last stay', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1'))
      const [user_id, ended] = ['auth0|1', sample.BEGINNING]
      await tenant.insertSession(sample.sampleSession('alive', user_id), '1')
      await tenant.insertSession(sample.sampleSession('idle', user_id, { idle_expires_at: ended }), '2')
      await tenant.insertSession(sample.sampleSession('over', user_id, { expires_at: ended }), '3')
      const extended = sample.sampleSession('extended', user_id, { idle_expires_at: ended })
      await tenant.insertSession(extended, '4')
      await tenant.replaceSession(extended, { ...extended, idle_expires_at: sample.FAR })
      const keep = (id: string, more: Parameters<typeof sample.sampleRefreshToken>[2]) =>
        tenant.insertRefreshToken(sample.sampleRefreshToken(id, user_id, more), `h${id}`, 'first', 9)
      await keep('alive', {})
      await keep('endless', { idle_expires_at: null })
      await keep('idle', { idle_expires_at: ended })
      await keep('over', { idle_expires_at: null, expires_at: ended })
      await keep('used', { idle_expires_at: ended })
      await tenant.rotateRefreshToken('used', 'first', sample.sampleSuccessor('second', 'first'))
      await tenant.countAttempt(sample.sampleAttempt('alive'), ended, { expires_at: sample.FAR })
      await store().sweep(0)
      const { items: sessions } = await tenant.sessionsOfUser(user_id, { limit: 9 })
      assert.deepEqual(
        sessions.map(({ id }) => id),
        ['alive', 'extended'],
      )
      const { items: tokens } = await tenant.pageRefreshTokens({ user_id }, { limit: 9 })
      assert.deepEqual(
        tokens.map(({ id }) => id),
        ['alive', 'endless', 'used'],
      )
      assert.equal((await tenant.findAttempts('login', 'alive'))?.count, 1)
    })

    test('what has been used or has ended can be told for ten minutes from what never was', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1'))
      // The clock of these tests stands within a minute of this.
      const now = 1_700_000_000
      await tenant.keepOneTime(sample.sampleCode('alive', 'auth0|1'))
      await tenant.keepOneTime(sample.sampleCode('ended just now', 'auth0|1', { expires_at: now - 60 }))
      await tenant.keepOneTime(sample.sampleCode('ended', 'auth0|1', { expires_at: now - 700 }))
      await tenant.keepOneTime(sample.sampleCode('spent', 'auth0|1'))
      await tenant.keepOneTime(sample.sampleCode('spent long ago', 'auth0|1', { expires_at: now - 700 }))
      const login = { client_id: 'c', user_id: '', connection: '', verifier_hash: '', origin: '', authenticated_at: 1 }
      const ticket = { user_id: null, client_id: null, spent_at: null, expires_at: sample.FAR, content: login }
      for (const hash of ['spent', 'spent long ago'])
        await tenant.keepOneTime({ kind: 'login_ticket', hash, ...ticket })
      assert.equal(await tenant.spendOneTime('login_ticket', 'spent', now), true)
      assert.equal(await tenant.spendOneTime('login_ticket', 'spent long ago', now - 2_000), true)
      assert.equal(await tenant.spendOneTime(CODE, 'spent', now), true)
      assert.equal(await tenant.spendOneTime(CODE, 'spent long ago', now - 2_000), true)
      await store().sweep(0)
      assert.ok(await tenant.findOneTime(CODE, 'alive'))
      assert.ok(await tenant.findOneTime(CODE, 'ended just now'))
      assert.equal((await tenant.findOneTime(CODE, 'spent'))?.spent_at, now)
      assert.equal(await tenant.findOneTime(CODE, 'ended'), undefined)
      assert.equal(await tenant.findOneTime(CODE, 'spent long ago'), undefined)
      assert.ok(await tenant.findOneTime('login_ticket', 'spent'))
      assert.equal(await tenant.findOneTime('login_ticket', 'spent long ago'), undefined)
    })

    test('a sweep goes on until everything that has ended is gone', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1'))
      const keep = (n: number) =>
        tenant.keepOneTime(sample.sampleCode(`h${n}`, 'auth0|1', { expires_at: n === 600 ? sample.FAR : n }), {
          durable: false,
        })
      // Not all at once: on a busy machine the last of them would wait too long for a connection.
      for (let from = 0; from < 1_100; from += 50) {
        await Promise.all(Array.from({ length: 50 }, (_, n) => keep(from + n)))
      }
      await store().sweep(0)
      assert.equal(await tenant.removeOneTimes(CODE, { user_id: 'auth0|1' }), 1)
    })
  })
}
