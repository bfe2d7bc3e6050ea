// What a store promises about refresh tokens.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

export const describeRefreshTokens = ({ newTenantOfPeople, another }: Ground): void => {
  const newTenantWithAnna = async () => {
    const tenant = await newTenantOfPeople()
    await tenant.insertUser(sample.sampleUser('1'))
    return tenant
  }

  describe('refresh tokens', () => {
    test('a token is found by its handle, and a rotation puts a successor in its place', async () => {
      const tenant = await newTenantWithAnna()
      const token = sample.sampleRefreshToken('t', 'auth0|1', { refresh_token_metadata: { device: 'phone' } })
      await tenant.insertRefreshToken(token, 'handle', 'first', 9)
      assert.deepEqual(await tenant.findRefreshTokenByHandle('handle'), {
        token,
        state: { token_hash: 'first', previous_hash: null, successor_salt: null, rotated_at: null },
      })
      const next = sample.sampleSuccessor('second', 'first')
      assert.equal(await tenant.rotateRefreshToken('t', 'second', next), false)
      assert.equal(await tenant.rotateRefreshToken('t', 'first', { ...next, rotating: false }), true)
      assert.equal(await tenant.rotateRefreshToken('t', 'first', next), false)
      const { token_hash, previous_hash, successor_salt, rotated_at, ...used } = next
      assert.deepEqual(await tenant.findRefreshTokenByHandle('handle'), {
        token: { ...token, ...used, rotating: false },
        state: { token_hash, previous_hash, successor_salt, rotated_at },
      })
      assert.deepEqual(await tenant.findRefreshToken('t'), { ...token, ...used, rotating: false })
      for (const hostile of ['\0', '\ud800', "' or 1=1 --"]) {
        assert.equal(await tenant.findRefreshToken(hostile), undefined)
        assert.equal(await tenant.findRefreshTokenByHandle(hostile), undefined)
        assert.equal(await tenant.removeRefreshToken(hostile), false)
        assert.equal(await tenant.removeRefreshTokens({ session_id: hostile }), 0)
      }
    })

    test('of 200 who rotate the same token at once exactly one does, over all processes', async () => {
      const tenant = await newTenantWithAnna()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      await tenant.insertRefreshToken(sample.sampleRefreshToken('t', 'auth0|1'), 'handle', 'first', 9)
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, n) =>
          (n % 2 === 0 ? tenant : there).rotateRefreshToken('t', 'first', sample.sampleSuccessor(`n${n}`, 'first')),
        ),
      )
      assert.equal(outcomes.filter(Boolean).length, 1)
      const found = await there.findRefreshTokenByHandle('handle')
      assert.equal(found?.state.token_hash, `n${outcomes.indexOf(true)}`)
      await other.close()
    })

    test('once ended, no rotation that began before brings it back', async () => {
      const tenant = await newTenantWithAnna()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      for (let n = 0; n < 20; n += 1) {
        await tenant.insertRefreshToken(sample.sampleRefreshToken(`t${n}`, 'auth0|1'), `h${n}`, 'first', 100)
        const rotating = Array.from({ length: 5 }, (_, step) =>
          there.rotateRefreshToken(`t${n}`, 'first', sample.sampleSuccessor(`n${step}`, 'first')),
        )
        await Promise.all([...rotating, tenant.removeRefreshToken(`t${n}`)])
        assert.equal(await there.findRefreshTokenByHandle(`h${n}`), undefined)
        assert.equal(await there.rotateRefreshToken(`t${n}`, 'first', sample.sampleSuccessor('x', 'first')), false)
        assert.equal(await there.touchRefreshToken(`t${n}`, sample.sampleSuccessor('x', 'first')), false)
        assert.equal(await there.replaceRefreshTokenMetadata(`t${n}`, {}), false)
      }
      await other.close()
    })

    test('a use and the metadata are noted beside it', async () => {
      const tenant = await newTenantWithAnna()
      const token = sample.sampleRefreshToken('t', 'auth0|1')
      await tenant.insertRefreshToken(token, 'handle', 'first', 9)
      const used = { last_exchanged_at: 7, idle_expires_at: null, device: { last_ip: '192.0.2.9' } }
      assert.equal(await tenant.touchRefreshToken('t', used), true)
      assert.equal(await tenant.replaceRefreshTokenMetadata('t', { a: '1' }), true)
      assert.deepEqual(await tenant.findRefreshToken('t'), { ...token, ...used, refresh_token_metadata: { a: '1' } })
      assert.equal(await tenant.replaceRefreshTokenMetadata('t', undefined), true)
      assert.deepEqual(await tenant.findRefreshToken('t'), { ...token, ...used })
    })

    test('of the same user and client only so many are kept, the newest, however many are issued at once', async () => {
      const tenant = await newTenantWithAnna()
      const other = await another()
      const there = other.store.tenant(tenant.tenant_id)
      await tenant.insertUser(sample.sampleUser('2'))
      await tenant.insertRefreshToken(sample.sampleRefreshToken('else', 'auth0|2'), 'else', 'x', 5)
      await tenant.insertRefreshToken(sample.sampleRefreshToken('d', 'auth0|1', { client_id: 'd' }), 'd', 'x', 5)
      const keep = (by: typeof there, id: string) =>
        by.insertRefreshToken(sample.sampleRefreshToken(id, 'auth0|1'), `h${id}`, 'x', 5)
      for (const id of ['old1', 'old2', 'old3']) await keep(tenant, id)
      await Promise.all(Array.from({ length: 40 }, (_, n) => keep(n % 2 === 0 ? tenant : there, `n${n}`)))
      const where = { user_id: 'auth0|1', client_id: 'c' }
      const { items, total } = await tenant.pageRefreshTokens(where, { limit: 50, withTotal: true })
      assert.equal(total, 5)
      assert.ok(items.every(({ id }) => id.startsWith('n')))
      await keep(tenant, 'last')
      const page = await tenant.pageRefreshTokens(where, { limit: 50 })
      assert.deepEqual(
        page.items.map(({ id }) => id),
        [...items.slice(1).map(({ id }) => id), 'last'],
      )
      assert.ok(await tenant.findRefreshToken('else'))
      assert.ok(await tenant.findRefreshToken('d'))
      await other.close()
    })

    test('they are paged and ended by what they have in common', async () => {
      const tenant = await newTenantWithAnna()
      await tenant.insertUser(sample.sampleUser('2'))
      const other = [
        { audience: '', scopes: [] },
        { audience: 'https://other/"\\', scopes: [] },
      ]
      const all = [
        sample.sampleRefreshToken('a', 'auth0|1', { session_id: 's1', code_hash: 'k1' }),
        sample.sampleRefreshToken('b', 'auth0|1', { client_id: 'd', session_id: 's1' }),
        sample.sampleRefreshToken('c', 'auth0|2', { session_id: 's2', resource_servers: other }),
        sample.sampleRefreshToken('d', 'auth0|2', { code_hash: 'k2' }),
        sample.sampleRefreshToken('e', 'auth0|1', { refresh_token_metadata: { n: '\0\ud800' } }),
      ]
      for (const token of all) await tenant.insertRefreshToken(token, `h${token.id}`, 'x', 9)
      const idsOf = async (where: Parameters<typeof tenant.removeRefreshTokens>[0]) =>
        (await tenant.pageRefreshTokens(where, { limit: 9 })).items.map(({ id }) => id).join('')
      assert.equal(await idsOf({ user_id: 'auth0|1' }), 'abe')
      assert.equal(await idsOf({ user_id: 'auth0|1', client_id: 'c' }), 'ae')
      assert.equal(await idsOf({ session_id: 's1' }), 'ab')
      assert.equal(await idsOf({ code_hash: 'k2' }), 'd')
      assert.equal(await idsOf({ audience: 'https://other/"\\' }), 'c')
      assert.equal(await idsOf({ audience: 'https://api/', client_id: 'c' }), 'ade')
      assert.equal(await idsOf({ audience: 'https://api' }), '')
      assert.equal(await idsOf({}), 'abcde')
      const first = await tenant.pageRefreshTokens({}, { limit: 2, withTotal: true })
      const next = await tenant.pageRefreshTokens({}, { limit: 2, after: first.next ?? '' })
      assert.deepEqual([first.total, next.items.map(({ id }) => id)], [5, ['c', 'd']])
      await assert.rejects(tenant.removeRefreshTokens({}), TypeError)
      assert.equal(await tenant.removeRefreshTokens({ code_hash: 'k1' }), 1)
      assert.equal(await tenant.removeRefreshTokens({ audience: 'https://other/"\\' }), 1)
      assert.equal(await tenant.removeRefreshTokens({ user_id: 'auth0|1' }), 2)
      assert.equal(await idsOf({}), 'd')
      assert.equal(await tenant.removeRefreshToken('d'), true)
      assert.equal(await tenant.removeRefreshToken('d'), false)
    })
  })
}
