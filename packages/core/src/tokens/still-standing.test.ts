import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Authorization } from '../authorization.ts'
import type { Tenancy } from '../tenancy.ts'
import { requireStillStanding } from './still-standing.ts'

/** An authorization, and a store that holds what it stands on and counts how often it is asked. */
const arrange = () => {
  const kept = new Set(['clients', 'resource_servers', 'client_grants'])
  const state = { era: 1, asked: 0 }
  const store = {
    era: () => state.era,
    find: async (collection: string) => {
      state.asked += 1
      return kept.has(collection) ? {} : undefined
    },
  }
  const authorization = {
    client: { client_id: 'c' },
    api: { identifier: 'https://api/' },
    clientGrant: { client_id: 'c', audience: 'https://api/', subject_type: 'client' },
  }
  const tenant = { issuer: 'https://tenant.example/', home: 'https://tenant.example/' }
  const check = (more: object = {}) =>
    requireStillStanding(
      { store, tenant } as unknown as Tenancy,
      { ...authorization, ...more } as unknown as Authorization,
    )
  return { kept, state, check }
}

test('what has been found to stand is not looked up again while nothing changes', async () => {
  const { state, check } = arrange()
  await check()
  assert.equal(state.asked, 3)
  assert.equal(check(), undefined)
  assert.equal(state.asked, 3)
})

test('nor where no client grant, or no API, is needed; until something changes', async () => {
  for (const [more, lookUps] of [
    [{ clientGrant: undefined }, 2],
    [{ clientGrant: undefined, api: undefined }, 1],
  ] as const) {
    const { kept, state, check } = arrange()
    await check(more)
    assert.equal(check(more), undefined)
    assert.equal(state.asked, lookUps)
    kept.delete('clients')
    state.era = 2
    await assert.rejects(async () => check(more), { code: 'access_denied' })
  }
})

test('what needs a client grant is looked up though the same client was found to stand without one', async () => {
  const { kept, check } = arrange()
  kept.delete('client_grants')
  await check({ clientGrant: undefined })
  await assert.rejects(async () => check(), { code: 'access_denied' })
  assert.equal(check({ clientGrant: undefined }), undefined)
  await check({ clientGrant: undefined, api: undefined })
  assert.notEqual(check({ clientGrant: undefined }), undefined, 'the API has to be looked up again')
})

for (const gone of ['clients', 'resource_servers', 'client_grants']) {
  test(`after any change all is looked up again: ${gone} may be gone`, async () => {
    const { kept, state, check } = arrange()
    await check()
    kept.delete(gone)
    state.era = 2
    await assert.rejects(async () => check(), { code: 'access_denied' })
    await assert.rejects(async () => check(), { code: 'access_denied' })
  })
}

test('a change while it is being looked up makes the look worth nothing the next time', async () => {
  const { kept, state, check } = arrange()
  const looking = check()
  state.era = 2
  await looking
  kept.delete('client_grants')
  await assert.rejects(async () => check(), { code: 'access_denied' })
})

test('what stands for one client or API says nothing about another', async () => {
  const { state, check } = arrange()
  await check()
  await check({ client: { client_id: 'other' } })
  await check({ api: { identifier: 'https://other/' } })
  assert.equal(state.asked, 9)
})

test('a memory that is not trusted is asked every time', async () => {
  const { state, check } = arrange()
  state.era = NaN
  await check()
  await check()
  assert.equal(state.asked, 6)
})
