import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decodeBase64url, decodeCompactJws, MalformedJws } from './rfc7515-jws.ts'

const segment = (text: string): string => Buffer.from(text).toString('base64url')

describe('a compact JWS', () => {
  it('is taken apart into header, claims, signing input and signature', () => {
    // The example of RFC 7515, appendix A.1.
    const signingInput =
      'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'
    const jws = decodeCompactJws(`${signingInput}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`)
    assert.deepEqual(jws.header, { typ: 'JWT', alg: 'HS256' })
    assert.deepEqual(jws.claims, { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true })
    assert.equal(jws.signingInput, signingInput)
    assert.equal(jws.signature.length, 32)
  })

  const header = segment('{"alg":"HS256"}')
  const claims = segment('{"sub":"a"}')
  const refused: Readonly<Record<string, string>> = {
    'no segment': '',
    'one segment': header,
    'two segments': `${header}.${claims}`,
    'an empty header': `.${claims}.AAAA`,
    'an empty payload': `${header}..AAAA`,
    'an empty signature': `${header}.${claims}.`,
    'four segments': `${header}.${claims}.AAAA.AAAA`,
    'five segments, as an encrypted token has': `${header}.${claims}.AAAA.AAAA.AAAA`,
    padding: `${header}.${claims}.AAA=`,
    'the standard alphabet': `${header}.${claims}.AA+/`,
    'spare bits': `${header}.${claims}.AB`,
    'a lone character': `${header}.${claims}.AAAAA`,
    'space in front': ` ${header}.${claims}.AAAA`,
    'space behind': `${header}.${claims}.AAAA `,
    'a line break inside': `${header}.${claims}.AA\nAA`,
    'a NUL inside': `${header}.${claims}.AA\0AA`,
    'a header that is a list': `${segment('[]')}.${claims}.AAAA`,
    'a payload that is a text': `${header}.${segment('"x"')}.AAAA`,
    'a payload that is null': `${header}.${segment('null')}.AAAA`,
    'a payload that is no JSON': `${header}.${segment('{a:1}')}.AAAA`,
    'bytes that are not UTF-8': `${header}.${Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url')}.AAAA`,
    'a byte order mark': `${header}.${segment('\ufeff{"sub":"a"}')}.AAAA`,
    'a header name twice': `${segment('{"alg":"none","alg":"HS256"}')}.${claims}.AAAA`,
    'a claim twice': `${header}.${segment('{"sub":"a","sub":"b"}')}.AAAA`,
  }
  for (const [what, token] of Object.entries(refused)) {
    it(`is not ${what}`, () => assert.throws(() => decodeCompactJws(token), MalformedJws))
  }

  it('fails in one way only, whatever comes in', () => {
    const pieces = fc.array(fc.oneof(fc.base64String(), fc.string({ unit: 'binary' }), fc.json().map(segment)), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(pieces, (parts) => {
        try {
          decodeCompactJws(parts.join('.'))
        } catch (error) {
          assert.ok(error instanceof MalformedJws)
        }
      }),
    )
  })

  it('has one spelling for each sequence of bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', 'B', 'g', 'w', '-', '_', '+', '/', '=', ' ') }), (text) => {
        const bytes = decodeBase64url(text)
        assert.equal(bytes !== undefined, Buffer.from(text, 'base64url').toString('base64url') === text)
      }),
    )
  })
})
