// What a store promises about counted attempts.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

export const describeAttempts = ({ newTenant, another }: Ground): void => {
  describe('attempts', () => {
    test('of 100 attempts at once each is counted, and answered with another count', async () => {
      const tenant = await newTenant()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      const counts = await Promise.all(
        Array.from({ length: 100 }, (_, n) =>
          (n % 2 === 0 ? tenant : there).countAttempt(sample.sampleAttempt('k'), 1_700_000_000, {
            expires_at: sample.FAR,
          }),
        ),
      )
      assert.deepEqual(
        counts.toSorted((a, b) => a - b),
        Array.from({ length: 100 }, (_, n) => n + 1),
      )
      assert.equal((await there.findAttempts('login', 'k'))?.count, 100)
      assert.equal(await there.findAttempts('ip_login', 'k'), undefined)
      assert.equal(await there.findAttempts('login', 'j'), undefined)
      await other.close()
    })

    test('attempts are regained with time, never more than were made, and forgotten at their end', async () => {
      const tenant = await newTenant()
      const attempt = sample.sampleAttempt('k')
      const at = 3_000_000_000
      const count = (time: number, more: { readonly regain_every?: number; readonly expires_at?: number } = {}) =>
        tenant.countAttempt(attempt, time, { expires_at: sample.FAR, ...more })
      assert.equal(await count(at), 1)
      assert.equal(await count(at), 2)
      assert.equal(await count(at + 5, { regain_every: 10 }), 2.5)
      assert.equal(await count(at + 10, { regain_every: 10 }), 3)
      assert.equal(await count(at - 90, { regain_every: 10 }), 4, 'a clock that was put back gives nothing back')
      assert.equal(await count(at + 1_000, { regain_every: 10 }), 1)
      assert.equal(await count(at + 1_000, { expires_at: at + 1_010 }), 2)
      assert.equal(await count(at + 1_010), 1)
    })

    test('they are found and cleared by key, identifier or address', async () => {
      const tenant = await newTenant()
      const rule = { expires_at: sample.FAR }
      const keys = [
        sample.sampleAttempt('a', { identifier: 'anna', ip: '192.0.2.1' }),
        sample.sampleAttempt('b', { identifier: 'anna', ip: '192.0.2.2' }),
        sample.sampleAttempt('c', { identifier: 'ben', ip: '192.0.2.1' }),
        sample.sampleAttempt('a', { kind: 'ip_login', identifier: null, connection: null }),
      ]
      for (const attempt of keys) await tenant.countAttempt(attempt, 1_700_000_000, rule)
      assert.deepEqual(await tenant.attemptsOf('login', { identifier: 'anna' }), [
        { ...keys[0], count: 1, updated_at: 1_700_000_000 },
        { ...keys[1], count: 1, updated_at: 1_700_000_000 },
      ])
      assert.equal((await tenant.attemptsOf('login', { ip: '192.0.2.1' })).length, 2)
      await tenant.clearAttempts('login', { key: 'a' })
      assert.equal((await tenant.attemptsOf('login', { identifier: 'anna' })).length, 1)
      await tenant.clearAttempts('login', { identifier: 'anna' })
      assert.deepEqual(await tenant.attemptsOf('login', { identifier: 'anna' }), [])
      await tenant.clearAttempts('login', { ip: '192.0.2.1' })
      assert.equal(await tenant.findAttempts('login', 'c'), undefined)
      assert.equal((await tenant.findAttempts('ip_login', 'a'))?.connection, null)
      await assert.rejects(tenant.clearAttempts('login', {} as never), TypeError)
    })

    test('whatever strangers type is counted', async () => {
      const tenant = await newTenant()
      for (const key of ['a\0b', '\ud800', "' or 1=1 --", 'x'.repeat(2_000)]) {
        const attempt = sample.sampleAttempt(key, { identifier: key, ip: key, connection: key })
        for (const count of [1, 2]) {
          assert.equal(await tenant.countAttempt(attempt, 1_700_000_000, { expires_at: sample.FAR }), count)
        }
        assert.equal((await tenant.findAttempts('login', key))?.count, 2)
        assert.equal((await tenant.attemptsOf('login', { identifier: key })).length, 1)
        await tenant.clearAttempts('login', { key })
        assert.equal(await tenant.findAttempts('login', key), undefined)
      }
    })

    test('what has ended is not found', async () => {
      const tenant = await newTenant()
      await tenant.countAttempt(sample.sampleAttempt('k'), 10, { expires_at: 20 })
      assert.equal(await tenant.findAttempts('login', 'k'), undefined)
      assert.deepEqual(await tenant.attemptsOf('login', { ip: '192.0.2.1' }), [])
    })
  })
}
