import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { describe, test } from 'node:test'
import { checkToken, readToken } from './check-token.ts'

const ISSUER = 'https://login.example.com/'
const NOW = 1_800_000_000
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const JWK = { ...EC.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' }

const segment = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

const tokenOf = (claims: object, header: object = { alg: 'ES256', kid: 'k1', typ: 'JWT' }): string => {
  const input = `${segment(header)}.${segment({ iss: ISSUER, iat: NOW, exp: NOW + 60, ...claims })}`
  const key = { key: EC.privateKey, dsaEncoding: 'ieee-p1363' } as const
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

const reasonOf = (token: string, jwks: unknown = { keys: [JWK] }): string => {
  const finding = checkToken(token, jwks, ISSUER, NOW)
  return finding.valid ? 'valid' : finding.reason
}

describe('checking a token with published keys', () => {
  test('accepts what the issuer signed, of any type and for any audience', () => {
    assert.equal(reasonOf(tokenOf({ aud: 'https://anybody/' })), 'valid')
    assert.equal(reasonOf(tokenOf({}, { alg: 'ES256', kid: 'k1', typ: 'at+jwt' })), 'valid')
    const { alg, use, ...bare } = JWK
    assert.deepEqual([alg, use], ['ES256', 'sig'])
    assert.equal(reasonOf(tokenOf({}), { keys: [null, { kty: 'RSA' }, bare] }), 'valid')
  })

  test('says which of all that can be wrong it is', () => {
    assert.equal(reasonOf(tokenOf({ exp: NOW - 60 })), 'expired')
    assert.equal(reasonOf(tokenOf({ exp: undefined })), 'claims')
    assert.equal(reasonOf(tokenOf({ iss: 'https://other/' })), 'issuer')
    assert.equal(reasonOf(tokenOf({}, { alg: 'ES256', kid: 'k2' })), 'key')
    assert.equal(reasonOf(`${tokenOf({}).slice(0, -6)}AAAAAA`), 'signature')
    assert.equal(reasonOf('x'), 'malformed')
    for (const jwks of [null, {}, { keys: 7 }, { keys: [{ ...JWK, use: 'enc' }] }])
      assert.equal(reasonOf(tokenOf({}), jwks), 'key')
  })

  test('never takes a published text for a secret, nor no signature for one', () => {
    const input = `${segment({ alg: 'HS256', kid: 'k1' })}.${segment({ iss: ISSUER, exp: NOW + 60 })}`
    const k = Buffer.from('0123456789abcdef0123456789abcdef')
    const forged = `${input}.${createHmac('sha256', k).update(input).digest('base64url')}`
    const secret = { kty: 'oct', k: k.toString('base64url'), kid: 'k1', alg: 'HS256' }
    assert.notEqual(reasonOf(forged, { keys: [secret] }), 'valid')
    assert.equal(reasonOf(forged), 'algorithm')
    assert.notEqual(reasonOf(tokenOf({}, { alg: 'none' })), 'valid')
  })

  test('reads without checking only for those who ask to read', () => {
    const reading = readToken(tokenOf({ exp: 0 }))
    assert.equal('claims' in reading && reading.claims['exp'], 0)
    assert.equal('valid' in readToken('a.b.c'), true)
  })
})
