import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SigningKey } from '../collections.ts'
import { ApiError } from '../errors.ts'
import { newKeyRing, revokeSigningKey, rotateSigningKey, signingKeyChangesFor } from './key-ring.ts'
import { BEGINNING, keyTenancy, TENANT, type KeyTenancy } from './key-tenancy.fixture.ts'
import { findSigningKeys } from './signing-keys.ts'

const tenantWithRing = async (): Promise<KeyTenancy> => {
  const made = keyTenancy()
  await made.tenancy.store.apply(await newKeyRing(made.tenancy, TENANT, 'ES256'))
  return made
}

const inState = async ({ tenancy }: KeyTenancy, state: SigningKey['state']): Promise<SigningKey> => {
  const key = (await findSigningKeys(tenancy)).find((one) => one.state === state)
  assert.ok(key !== undefined, `a ${state} key`)
  return key
}

const refusal = (status: number, message: RegExp) => (error: unknown) =>
  error instanceof ApiError && error.status === status && message.test(error.message)

describe('a new ring of keys', () => {
  it('has one key that signs and one to follow it', async () => {
    const { tenancy } = await tenantWithRing()
    const keys = await findSigningKeys(tenancy)
    assert.deepEqual(
      keys.map(({ state, alg, published_at, current_since }) => ({ state, alg, published_at, current_since })),
      [
        { state: 'current', alg: 'ES256', published_at: BEGINNING, current_since: BEGINNING },
        { state: 'next', alg: 'ES256', published_at: BEGINNING, current_since: undefined },
      ],
    )
  })

  it('is made when an API asks for its algorithm first, and once', async () => {
    const { tenancy } = await tenantWithRing()
    assert.deepEqual(await signingKeyChangesFor(tenancy, 'ES256'), [])
    await tenancy.store.apply(await signingKeyChangesFor(tenancy, 'EdDSA'))
    assert.equal((await findSigningKeys(tenancy)).length, 4)
    assert.deepEqual(await signingKeyChangesFor(tenancy, 'EdDSA'), [])
  })
})

describe('rotating', () => {
  it('moves every key on by one and publishes a fresh one', async () => {
    const made = await tenantWithRing()
    const [current, next] = await findSigningKeys(made.tenancy)
    made.passSeconds(100)
    const rotated = await rotateSigningKey(made.tenancy, 'ES256')
    assert.equal(rotated.kid, next?.kid)
    assert.equal(rotated.current_since, BEGINNING + 100)
    const previous = await inState(made, 'previous')
    assert.deepEqual([previous.kid, previous.current_until], [current?.kid, BEGINNING + 100])
    const fresh = await inState(made, 'next')
    assert.equal(fresh.published_at, BEGINNING + 100)
    assert.equal((await findSigningKeys(made.tenancy)).length, 3)
  })

  it('waits until every copy of the key set holds the next key, and says from when', async () => {
    const made = await tenantWithRing()
    for (const [pass, fine] of [
      [0, false],
      [14, false],
      [0.999, false],
      [0.001, true],
    ] as const) {
      made.passSeconds(pass)
      if (fine) await rotateSigningKey(made.tenancy, 'ES256')
      else {
        const from = new Date((BEGINNING + 15) * 1000).toISOString()
        await assert.rejects(rotateSigningKey(made.tenancy, 'ES256'), refusal(409, new RegExp(from)))
      }
    }
    await assert.rejects(rotateSigningKey(made.tenancy, 'ES256'), refusal(409, /may sign from/))
  })

  it('counts a key that was published within a second from the end of it', async () => {
    const made = keyTenancy()
    made.passSeconds(0.9)
    await made.tenancy.store.apply(await newKeyRing(made.tenancy, TENANT, 'ES256'))
    made.passSeconds(14.2)
    await assert.rejects(rotateSigningKey(made.tenancy, 'ES256'), refusal(409, /may sign from/))
    made.passSeconds(0.9)
    await rotateSigningKey(made.tenancy, 'ES256')
  })

  it('happens once when two administrators do it at the same moment', async () => {
    const made = await tenantWithRing()
    made.passSeconds(15)
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => rotateSigningKey(made.tenancy, 'ES256')))
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') assert.ok(refusal(409, /changed meanwhile/)(outcome.reason))
    }
    const states = (await findSigningKeys(made.tenancy)).map(({ state }) => state)
    assert.deepEqual(states.toSorted(), ['current', 'next', 'previous'])
  })

  it('is refused for an algorithm that the tenant does not sign with', async () => {
    const made = await tenantWithRing()
    await assert.rejects(rotateSigningKey(made.tenancy, 'RS256'), refusal(404, /RS256/))
  })
})

describe('revoking', () => {
  it('ends a previous key', async () => {
    const made = await tenantWithRing()
    made.passSeconds(15)
    await rotateSigningKey(made.tenancy, 'ES256')
    const { kid } = await inState(made, 'previous')
    made.passSeconds(5)
    const revoked = await revokeSigningKey(made.tenancy, kid)
    assert.deepEqual([revoked.kid, revoked.state, revoked.revoked_at], [kid, 'revoked', BEGINNING + 20])
    await assert.rejects(revokeSigningKey(made.tenancy, kid), refusal(409, /already/))
  })

  it('is refused for the keys that are needed, with the way out', async () => {
    const made = await tenantWithRing()
    for (const state of ['current', 'next'] as const) {
      const { kid } = await inState(made, state)
      await assert.rejects(revokeSigningKey(made.tenancy, kid), refusal(409, /Rotate first/))
    }
  })

  it('is refused for a key that is not there', async () => {
    const made = await tenantWithRing()
    for (const kid of ['', 'unknown', '__proto__']) {
      await assert.rejects(revokeSigningKey(made.tenancy, kid), refusal(404, /does not exist/))
    }
  })
})
