import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { checkedIdToken, codeIn } from './answer.ts'
import type { Pending } from './authorization-request.ts'
import { jsonToBase64url } from './base64url.ts'
import { claimsOf } from './claims.ts'

const issuer = {
  issuer: 'https://login.example.com/',
  authorization_endpoint: 'https://login.example.com/authorize',
  token_endpoint: 'https://login.example.com/oauth/token',
}

const now = (): number => Math.floor(Date.now() / 1000)

const claims = () => ({
  iss: issuer.issuer,
  aud: 'app',
  sub: 'auth0|1',
  iat: now(),
  exp: now() + 3600,
  nonce: 'n',
  auth_time: now(),
})

const written = (payload: object): string => `${jsonToBase64url({ alg: 'RS256' })}.${jsonToBase64url(payload)}.c2ln`

const expected = { client_id: 'app', nonce: 'n', max_age: undefined, sub: undefined }

describe('an ID token', () => {
  test('is taken when it is for this login', () => {
    assert.equal(checkedIdToken(written(claims()), issuer, expected)['sub'], 'auth0|1')
    const several = { ...claims(), aud: ['app', 'other'], azp: 'app' }
    assert.equal(checkedIdToken(written(several), issuer, expected)['sub'], 'auth0|1')
  })

  const wrong: Readonly<Record<string, object>> = {
    'of another issuer': { iss: 'https://login.example.com' },
    'of another application': { aud: 'other' },
    'for several, given to another': { aud: ['app', 'other'], azp: 'other' },
    'that has expired': { exp: now() - 120 },
    'without an end': { exp: undefined },
    'without a beginning': { iat: undefined },
    'for another request': { nonce: 'other' },
    'without the nonce': { nonce: undefined },
    'about nobody': { sub: undefined },
  }
  for (const [what, change] of Object.entries(wrong)) {
    test(`${what} is refused`, () => {
      const token = written({ ...claims(), ...change })
      assert.throws(() => checkedIdToken(token, issuer, expected), { code: 'id_token_refused' })
    })
  }

  test('about somebody else is refused at a renewal, and so is one from an older login than was asked for', () => {
    const token = written(claims())
    assert.throws(() => checkedIdToken(token, issuer, { ...expected, sub: 'auth0|2' }), { code: 'id_token_refused' })
    const old = written({ ...claims(), auth_time: now() - 1000 })
    assert.throws(() => checkedIdToken(old, issuer, { ...expected, max_age: 300 }), { code: 'id_token_refused' })
    assert.ok(checkedIdToken(old, issuer, { ...expected, max_age: 3600 }))
  })

  test('that is none is never more than no claims, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.base64String()).map((parts) => parts.join('.')),
        ),
        (text) => {
          assert.ok(claimsOf(text) === undefined || typeof claimsOf(text) === 'object')
        },
      ),
    )
  })
})

describe('an authorization response', () => {
  const pending: Pending = {
    state: 's',
    nonce: 'n',
    code_verifier: 'v',
    redirect_uri: 'https://app.example.com/',
    audience: '',
    scope: 'openid',
    max_age: undefined,
    app_state: { basket: 1 },
  }

  test('gives its code', () => {
    assert.equal(codeIn({ state: 's', code: 'c' }, issuer, pending), 'c')
  })

  test('C16: of another issuer, or of none where this one always says its name, is refused', () => {
    const signing = { ...issuer, authorization_response_iss_parameter_supported: true }
    const iss = 'https://other.example.com/'
    for (const [metadata, answer] of [
      [issuer, { state: 's', code: 'c', iss }],
      [signing, { state: 's', code: 'c', iss }],
      [signing, { state: 's', code: 'c' }],
    ] as const) {
      assert.throws(() => codeIn(answer, metadata, pending), { code: 'bad_answer' })
    }
    assert.equal(codeIn({ state: 's', code: 'c', iss: issuer.issuer }, signing, pending), 'c')
  })

  test('with another state is refused, and an error brings back what the application wanted to remember', () => {
    assert.throws(() => codeIn({ state: 'other', code: 'c' }, issuer, pending), { code: 'unknown_state' })
    const refused = { code: 'access_denied', message: 'No', app_state: { basket: 1 } }
    assert.throws(
      () => codeIn({ state: 's', error: 'access_denied', error_description: 'No' }, issuer, pending),
      refused,
    )
  })
})
