// What a store promises about sessions.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

export const describeSessions = ({ newTenantOfPeople, another }: Ground): void => {
  describe('sessions', () => {
    test('a session is found by its cookie and by its id, by every process at once', async () => {
      const tenant = await newTenantOfPeople()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      await tenant.insertUser(sample.sampleUser('1'))
      const session = sample.sampleSession('s', 'auth0|1')
      await tenant.insertSession(session, 'cookie')
      assert.deepEqual(await there.findSessionByHandle('cookie'), session)
      assert.deepEqual(await there.findSession('s'), session)
      assert.equal(await there.findSession('cookie'), undefined)
      assert.equal(await there.findSessionByHandle('s'), undefined)
      for (const hostile of ['\0', '\ud800', "' or 1=1 --"]) {
        assert.equal(await tenant.findSession(hostile), undefined)
        assert.equal(await tenant.findSessionByHandle(hostile), undefined)
        assert.equal(await tenant.removeSession(hostile), false)
        assert.equal(await tenant.removeSessionsOfUser(hostile), 0)
      }
      assert.equal(await there.removeSession('s'), true)
      assert.equal(await tenant.removeSession('s'), false)
      assert.equal(await tenant.findSessionByHandle('cookie'), undefined)
      await other.close()
    })

    test('a new cookie makes the old one worthless, and of 50 who change a session one does', async () => {
      const tenant = await newTenantOfPeople()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      await tenant.insertUser(sample.sampleUser('1'))
      const session = sample.sampleSession('s', 'auth0|1')
      await tenant.insertSession(session, 'h')
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, n) => {
          const after = { ...session, clients: [`c${n}`] }
          return (n % 2 === 0 ? tenant : there).replaceSession(session, after, {
            handle_hash: `h${n}`,
            durable: n % 3 === 0,
          })
        }),
      )
      assert.equal(outcomes.filter(Boolean).length, 1)
      const winner = outcomes.indexOf(true)
      assert.equal(await tenant.findSessionByHandle('h'), undefined)
      assert.deepEqual((await tenant.findSessionByHandle(`h${winner}`))?.clients, [`c${winner}`])
      const kept = await tenant.findSession('s')
      assert.ok(kept)
      assert.equal(await tenant.replaceSession(kept, { ...kept, persistent: false }), true)
      assert.equal((await tenant.findSessionByHandle(`h${winner}`))?.persistent, false)
      await assert.rejects(tenant.replaceSession(kept, { ...kept, id: 'other' }), /cannot change/)
      await other.close()
    })

    test('a session that has been ended is not brought back by a change that began before', async () => {
      const tenant = await newTenantOfPeople()
      await tenant.insertUser(sample.sampleUser('1'))
      for (let n = 0; n < 20; n += 1) {
        const session = sample.sampleSession(`s${n}`, 'auth0|1')
        await tenant.insertSession(session, `h${n}`)
        await Promise.all([
          tenant.replaceSession(session, { ...session, clients: ['c'] }, { durable: false }),
          n % 2 === 0 ? tenant.removeSession(session.id) : tenant.removeSessionsOfUser('auth0|1'),
        ])
        assert.equal(await tenant.findSessionByHandle(`h${n}`), undefined)
      }
    })

    test('the sessions of a user are paged in order of creation, and ended together', async () => {
      const tenant = await newTenantOfPeople()
      for (const id of ['1', '2']) await tenant.insertUser(sample.sampleUser(id))
      const ids = ['d', 'a', 'e', 'b', 'c']
      for (const id of ids) await tenant.insertSession(sample.sampleSession(id, 'auth0|1'), `h${id}`)
      await tenant.insertSession(sample.sampleSession('other', 'auth0|2'), 'hother')
      const first = await tenant.sessionsOfUser('auth0|1', { limit: 3, withTotal: true })
      const rest = await tenant.sessionsOfUser('auth0|1', { limit: 3, after: first.next ?? '' })
      assert.equal(first.total, 5)
      assert.deepEqual(
        [...first.items, ...rest.items].map(({ id }) => id),
        ids,
      )
      assert.equal(rest.next, undefined)
      assert.equal(await tenant.removeSessionsOfUser('auth0|1'), 5)
      assert.deepEqual(await tenant.sessionsOfUser('auth0|1', { limit: 3 }), { items: [] })
      assert.ok(await tenant.findSession('other'))
    })
  })
}
