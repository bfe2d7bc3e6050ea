import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { User } from '@symbolon/protocol/entities/user'
import { claimsOfScopes } from './claims.ts'

const user: User = {
  user_id: 'auth0|1',
  email: 'ada@example.com',
  name: 'Ada',
  nickname: 'ada',
  phone_number: '+4912345',
  phone_verified: true,
  locale: 'en',
  blocked: false,
  app_metadata: { secret: true },
  user_metadata: { colour: 'red' },
  identities: [{ connection: 'db', provider: 'auth0', user_id: '1', isSocial: false }],
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-02T00:00:00.000Z',
}

describe('claims about a user', () => {
  it('are those of the scopes, and only such as are known', () => {
    assert.deepEqual(claimsOfScopes(user, []), {})
    assert.deepEqual(claimsOfScopes(user, ['openid']), { sub: 'auth0|1' })
    assert.deepEqual(claimsOfScopes(user, ['profile']), {
      name: 'Ada',
      nickname: 'ada',
      locale: 'en',
      updated_at: '2026-01-02T00:00:00.000Z',
    })
    assert.deepEqual(claimsOfScopes(user, ['address', 'offline_access', 'read:orders']), {})
  })

  it('say of an address and a number whether they are verified', () => {
    assert.deepEqual(claimsOfScopes(user, ['email']), { email: 'ada@example.com', email_verified: false })
    assert.deepEqual(claimsOfScopes(user, ['phone']), { phone_number: '+4912345', phone_number_verified: true })
    const { email: _email, phone_number: _number, ...without } = user
    assert.deepEqual(claimsOfScopes({ ...without, phone_verified: false }, ['email']), {})
  })

  it('are single ones where an old client asks for them by name', () => {
    assert.deepEqual(claimsOfScopes(user, ['nickname', 'created_at']), {
      nickname: 'ada',
      created_at: '2026-01-01T00:00:00.000Z',
    })
  })

  it('never have what is not for clients', () => {
    const everything = ['openid', 'profile', 'email', 'phone', 'address', 'app_metadata', 'user_metadata', 'blocked']
    const claims = Object.keys(claimsOfScopes(user, [...everything, 'password', '__proto__', 'constructor']))
    for (const name of ['app_metadata', 'user_metadata', 'blocked', 'user_id']) assert.ok(!claims.includes(name), name)
  })
})
