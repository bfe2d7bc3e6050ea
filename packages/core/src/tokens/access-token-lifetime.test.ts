import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Client } from '@symbolon/protocol/entities/client'
import { newClientDocument } from '../clients/new-client.ts'
import { newResourceServerDocument } from '../resource-servers/new-resource-server.ts'
import { accessTokenLifetime, lifetimeSetting } from './access-token-lifetime.ts'

const api = newResourceServerDocument('1'.repeat(24), {
  identifier: 'https://api.example/',
  name: 'API',
  token_lifetime: 8000,
  token_lifetime_for_web: 7200,
})

const clientWith = (fields: Partial<Client> = {}): Client => newClientDocument('c', { name: 'Shop', ...fields })

const front = {
  channel: 'front',
  access_token: true,
  id_token: undefined,
  refresh_token: undefined,
} as const

describe('the lifetime of an access token', () => {
  test('is the API’s, another one through the browser', () => {
    const client = clientWith()
    assert.equal(accessTokenLifetime({ client }, api), 8000)
    assert.equal(accessTokenLifetime({ client, wanted: front }, api), 7200)
    assert.equal(lifetimeSetting({ client, wanted: front }, api), 'token_lifetime_for_web')
  })

  test('of a strict application of somebody else is an hour, or what the application says, and never more than the API’s', () => {
    const strict = { is_first_party: false, third_party_security_mode: 'strict' } as const
    const client = clientWith(strict)
    assert.equal(accessTokenLifetime({ client }, api), 3600)
    assert.equal(lifetimeSetting({ client }, api), 'jwt_configuration.lifetime_in_seconds')
    const short = clientWith({ ...strict, jwt_configuration: { lifetime_in_seconds: 60 } })
    assert.equal(accessTokenLifetime({ client: short }, api), 60)
    const long = clientWith({ ...strict, jwt_configuration: { lifetime_in_seconds: 36_000 } })
    assert.equal(accessTokenLifetime({ client: long }, api), 8000)
    assert.equal(lifetimeSetting({ client: long }, api), 'token_lifetime')
    assert.equal(
      accessTokenLifetime({ client: clientWith({ ...strict, third_party_security_mode: 'permissive' }) }, api),
      8000,
    )
  })

  test('of a token with a name is its own', () => {
    const client = clientWith({ is_first_party: false, third_party_security_mode: 'strict' })
    const longLived = { jti: 'mtk_1', lifetime: 100_000 }
    assert.equal(accessTokenLifetime({ client, longLived }, api), 100_000)
    assert.equal(lifetimeSetting({ client, longLived }, api), 'lifetime')
  })
})
