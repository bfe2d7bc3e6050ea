import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NOW } from '../terminal.fixture.ts'
import { isSameIssuer } from './published-keys.ts'
import { recognize } from './recognize.ts'
import { tokenLetter } from './token-letter.ts'
import { otherIssuer, verdictOf } from './verdict.ts'

const ISSUER = 'https://login.example.com/'

describe('a token, by its looks', () => {
  test('each of the four dialects is recognised', () => {
    const claims = { iss: ISSUER, aud: 'https://api/', azp: 'app', gty: 'client-credentials' }
    assert.equal(recognize({ typ: 'JWT' }, claims).dialect, 'access_token')
    assert.equal(recognize({ typ: 'JWT' }, { ...claims, permissions: [] }).dialect, 'access_token_authz')
    assert.equal(recognize({ typ: 'at+jwt' }, { iss: ISSUER }).dialect, 'rfc9068_profile')
    assert.equal(recognize({ typ: 'application/AT+JWT' }, { permissions: [] }).dialect, 'rfc9068_profile_authz')
  })

  test('other tokens are not taken for access tokens', () => {
    assert.match(recognize({}, { iss: 'app', sub: 'app', aud: ISSUER }).kind, /^Client assertion/)
    assert.match(recognize({ typ: 'dpop+jwt' }, {}).kind, /^DPoP/)
    assert.match(recognize({ typ: 'JWT' }, { iss: ISSUER, aud: 'app', nonce: 'n' }).kind, /^ID token/)
    assert.match(recognize({ typ: 7 }, {}).kind, /no kind/)
  })

  test('claims have their meaning beside them, and long ones wrap', () => {
    const token = {
      header: { alg: 'RS256' },
      claims: { exp: NOW + 8000, scope: 'read:a '.repeat(20).trim(), toString: 1 },
    }
    const letter = tokenLetter(token, 700, NOW, 72)
    assert.match(letter, /^ {2}exp +expires +2027-01-15 10:13:20 UTC, in 2 h 13 min$/m)
    assert.match(letter, /^ {2}toString +1$/m)
    assert.ok(letter.split('\n').every((line) => line.length <= 72))
  })
})

describe('the verdict', () => {
  const token = { header: { alg: 'RS256', kid: 'k1' }, claims: { exp: NOW - 180 } }
  const of = (reason: 'expired' | 'signature' | 'key' | 'algorithm' | 'issuer', header = {}) =>
    verdictOf({ valid: false, reason, message: 'm' }, { ...token, header: { ...token.header, ...header } }, ISSUER, NOW)

  test('says why a token is not valid, and what follows', () => {
    assert.match(of('expired').sentence, /^Not valid: it has expired, 3 min ago\. The signature of .+ is right\.$/)
    assert.match(of('signature').sentence, /the signature is wrong/)
    assert.match(of('key').sentence, /publishes no key k1/)
    assert.match(of('algorithm', { alg: 'HS256' }).sentence, /HS256, whose secret/)
    assert.equal(of('issuer').state, 'invalid')
  })

  test('what comes from elsewhere is not called valid', () => {
    const verdict = otherIssuer('https://evil.example/\u001b[2J', ISSUER)
    assert.equal(verdict.state, 'unchecked')
    assert.equal(verdict.sentence.includes('\u001b'), false)
    assert.match(otherIssuer(7, ISSUER).sentence, /nobody/)
  })

  test('an issuer is the same with and without its last slash, and in no other way', () => {
    assert.equal(isSameIssuer('https://a.example', 'https://a.example/'), true)
    assert.equal(isSameIssuer('https://a.example', 'http://a.example'), false)
    assert.equal(isSameIssuer('https://a.example', 'https://a.example.evil.example/'), false)
  })
})
