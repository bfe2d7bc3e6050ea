import assert from 'node:assert/strict'
import { generateKeyPairSync, verify, type KeyObject } from 'node:crypto'
import { describe, test } from 'node:test'
import { clientAssertion } from './client-assertion.ts'
import { NOW } from './terminal.fixture.ts'

const pemOf = (pair: { readonly privateKey: KeyObject }): string =>
  String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }))

const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const about = { client_id: 'app', issuer: 'https://login.example.com/' }

describe('a client assertion', () => {
  test('is for this server, short-lived, of the key, and new each time', () => {
    const one = clientAssertion({ ...about, pem: pemOf(EC) }, NOW)
    const [header = '', claims = '', signature = ''] = one.split('.')
    const { jti, ...rest } = JSON.parse(Buffer.from(claims, 'base64url').toString())
    assert.deepEqual(rest, { iss: 'app', sub: 'app', aud: about.issuer, iat: NOW, exp: NOW + 120 })
    assert.notEqual(jti, undefined)
    const input = Buffer.from(`${header}.${claims}`)
    const key = { key: EC.publicKey, dsaEncoding: 'ieee-p1363' } as const
    assert.equal(verify('sha256', input, key, Buffer.from(signature, 'base64url')), true)
    assert.notEqual(clientAssertion({ ...about, pem: pemOf(EC) }, NOW), one)
  })

  test('is not made with a key that cannot sign it', () => {
    assert.throws(() => clientAssertion({ ...about, pem: 'no key' }, NOW), /no private key in PEM/)
    assert.throws(() => clientAssertion({ ...about, pem: pemOf(EC), alg: 'RS256' }, NOW), /signs ES256, not RS256/)
    const ed25519 = generateKeyPairSync('ed25519')
    const pem = String(ed25519.privateKey.export({ format: 'pem', type: 'pkcs8' }))
    assert.throws(() => clientAssertion({ ...about, pem }, NOW), /must be RSA, or EC/)
  })
})
