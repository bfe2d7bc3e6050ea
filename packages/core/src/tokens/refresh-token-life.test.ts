import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newClientDocument } from '../clients/new-client.ts'
import { DEFAULT_OVERLAP, refreshTokenLife } from './refresh-token-life.ts'

const life = (refresh_token: Parameters<typeof refreshTokenLife>[0]['refresh_token']) =>
  refreshTokenLife({ refresh_token })

describe('the life of refresh tokens', () => {
  it('of a client that says nothing is without end, and without rotation', () => {
    assert.deepEqual(refreshTokenLife(newClientDocument('c', { name: 'C' })), {
      rotates: false,
      absolute: null,
      idle: null,
      overlap: DEFAULT_OVERLAP,
    })
  })

  it('has the ends that the client sets', () => {
    const set = {
      rotation_type: 'rotating',
      expiration_type: 'expiring',
      token_lifetime: 100,
      idle_token_lifetime: 10,
    } as const
    assert.deepEqual(life({ ...set, leeway: 5 }), { rotates: true, absolute: 100, idle: 10, overlap: 5 })
    assert.deepEqual(life({ ...set, infinite_idle_token_lifetime: true, leeway: 0 }), {
      rotates: true,
      absolute: 100,
      idle: null,
      overlap: 30,
    })
    assert.equal(life({ ...set, infinite_token_lifetime: true }).absolute, null)
  })

  it('that expires has both ends, also where the client names none', () => {
    const { absolute, idle } = life({ rotation_type: 'rotating', expiration_type: 'expiring' })
    assert.deepEqual({ absolute, idle }, { absolute: 2_592_000, idle: 1_296_000 })
  })
})
