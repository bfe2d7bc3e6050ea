import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createHash } from 'node:crypto'
import type { User } from '@symbolon/protocol/entities/user'
import type { IdTokenFacts } from '../authorization.ts'
import { newClientDocument } from '../clients/new-client.ts'
import { idTokenClaims } from './id-token.ts'
import { keyTenancy, TENANT } from './key-tenancy.fixture.ts'

const { tenancy } = keyTenancy()
const user: User = { user_id: 'auth0|1', email: 'a@example.com', identities: [], created_at: '', updated_at: '' }
const client = newClientDocument('client', { name: 'Application' })
const NOTHING: IdTokenFacts = { nonce: null, sid: null, auth_time: null, code: null, with_at_hash: false }

const claims = (facts: Partial<IdTokenFacts>, access_token?: string, of = client) =>
  idTokenClaims(tenancy, { client: of, user, scopes: ['openid'] }, { ...NOTHING, ...facts }, access_token, 1000)

describe('an ID token', () => {
  it('says who, for whom, by whom and how long, and no more than was asked for', () => {
    assert.deepEqual(claims({}), { iss: TENANT.issuer, sub: 'auth0|1', aud: 'client', iat: 1000, exp: 37_000 })
    assert.deepEqual(claims({ nonce: 'n', sid: 's', auth_time: 900 }), {
      iss: TENANT.issuer,
      sub: 'auth0|1',
      aud: 'client',
      iat: 1000,
      exp: 37_000,
      nonce: 'n',
      sid: 's',
      auth_time: 900,
    })
    assert.equal(claims({ nonce: '' }).nonce, '')
  })

  it('lives as long as its client says', () => {
    const short = newClientDocument('client', { name: 'C', jwt_configuration: { lifetime_in_seconds: 60 } })
    assert.equal(claims({}, undefined, short).exp, 1060)
  })

  it('holds code and access token together by the hash of OpenID Connect Core, A.4', () => {
    const code = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'
    assert.equal(claims({ code }).c_hash, 'LDktKdoQak3Pk0cnXxCltA')
    assert.equal(claims({ code, state: code }).s_hash, 'LDktKdoQak3Pk0cnXxCltA')
    assert.equal(claims({ state: code }).s_hash, undefined)
    assert.equal(claims({ with_at_hash: true }, code).at_hash, 'LDktKdoQak3Pk0cnXxCltA')
    assert.equal(claims({}, code).at_hash, undefined)
    assert.equal(claims({ with_at_hash: true }).at_hash, undefined)
  })

  it('with EdDSA hashes as EdDSA does', () => {
    const edwards = newClientDocument('c', { name: 'C', jwt_configuration: { alg: 'EdDSA' } })
    const half = createHash('sha512').update('code').digest().subarray(0, 32).toString('base64url')
    assert.equal(claims({ code: 'code' }, undefined, edwards).c_hash, half)
  })
})
