import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CLIENT_ASSERTION_ALGORITHMS } from '@symbolon/protocol/oauth/rfc7523-client-assertion'
import { TOKEN_ALGORITHMS } from '../jose/algorithms.ts'
import { serverMetadata, type Offered } from './server-metadata.ts'

const tenancy = {
  tenant: {
    tenant_id: 'ten_0123456789abcdef',
    host: 'tenant.example:8443',
    issuer: 'https://tenant.example:8443/',
    home: 'https://tenant.example:8443/',
    name: 'tenant',
    first_client_id: 'first',
    announced: true,
  },
}
const offered: Offered = {
  grantTypes: ['client_credentials'],
  clientAuthenticationMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  assertionAlgorithms: CLIENT_ASSERTION_ALGORITHMS,
}
const endpoints = { token_endpoint: '/oauth/token', jwks_uri: '/.well-known/jwks.json' }

describe('what the server says about itself', () => {
  it('is made of what there is, and of nothing else', () => {
    assert.deepEqual(serverMetadata(tenancy, endpoints, offered), {
      issuer: 'https://tenant.example:8443/',
      token_endpoint: 'https://tenant.example:8443/oauth/token',
      jwks_uri: 'https://tenant.example:8443/.well-known/jwks.json',
      response_types_supported: [],
      grant_types_supported: ['client_credentials'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'PS256', 'ES256'],
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
    })
  })

  it('lists every algorithm of access tokens where a published validator looks for them', () => {
    assert.deepEqual(
      serverMetadata(tenancy, endpoints, offered).id_token_signing_alg_values_supported,
      TOKEN_ALGORITHMS,
    )
  })

  it('names no assertion algorithms where assertions are not taken', () => {
    const metadata = serverMetadata(tenancy, endpoints, { ...offered, clientAuthenticationMethods: ['none'] })
    assert.ok(!('token_endpoint_auth_signing_alg_values_supported' in metadata))
  })

  it('names the implicit grant where tokens are answered without the token endpoint', () => {
    const grantTypesWith = (...responseTypes: string[]): readonly string[] =>
      serverMetadata(tenancy, endpoints, { ...offered, responseTypes }).grant_types_supported
    assert.deepEqual(grantTypesWith('code'), ['client_credentials'])
    assert.deepEqual(grantTypesWith('code', 'id_token'), ['client_credentials', 'implicit'])
  })

  it('grows with the lists', () => {
    const lists = { scopes: ['openid'], claims: ['sub'], responseModes: ['query'], codeChallengeMethods: ['S256'] }
    const metadata = serverMetadata(
      tenancy,
      { ...endpoints, authorization_endpoint: '/authorize' },
      {
        ...offered,
        ...lists,
        responseTypes: ['code'],
      },
    )
    assert.equal(metadata.authorization_endpoint, 'https://tenant.example:8443/authorize')
    assert.deepEqual(metadata.response_types_supported, ['code'])
    assert.deepEqual(metadata.scopes_supported, ['openid'])
    assert.deepEqual(metadata.claims_supported, ['sub'])
    assert.deepEqual(metadata.response_modes_supported, ['query'])
    assert.deepEqual(metadata.code_challenge_methods_supported, ['S256'])
  })
})
