import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { derSignature } from '@symbolon/protocol/oauth/rfc7518-ecdsa-signature'
import { rawSignature } from './ecdsa-signature.ts'

const number = fc.tuple(fc.integer({ min: 0, max: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))

describe('the two spellings of an ECDSA signature', () => {
  it('come back to the same bytes, short and high numbers included', () => {
    fc.assert(
      fc.property(number, number, (...numbers) => {
        const raw = Buffer.concat(numbers.map(([zeros, bytes]) => Buffer.from(bytes).fill(0, 0, zeros)))
        const der = derSignature(raw, 32)
        assert.ok(der !== undefined)
        assert.equal(rawSignature(der), raw.toString('base64url'))
      }),
    )
  })

  it('are what the library makes of them', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    // Enough for numbers with leading zero bytes to come up.
    for (let n = 0; n < 600; n += 1) {
      const data = Buffer.from(`message ${n}`)
      const der = sign('sha256', data, privateKey)
      const raw = Buffer.from(rawSignature(der), 'base64url')
      assert.deepEqual(Buffer.from(derSignature(raw, 32) ?? []), der)
      if (n < 50) assert.ok(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw))
    }
  })

  it('are what the library makes of them on the longer curves too', () => {
    for (const [namedCurve, digest, coordinate] of [
      ['P-384', 'sha384', 48],
      ['P-521', 'sha512', 66],
    ] as const) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
      for (let n = 0; n < 20; n += 1) {
        const data = Buffer.from(`message ${n}`)
        const raw = sign(digest, data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
        assert.ok(verify(digest, data, publicKey, derSignature(raw, coordinate) ?? Buffer.of()))
      }
    }
  })

  it('are refused unless they have 64 bytes', () => {
    for (const length of [0, 1, 32, 63, 65, 70, 128]) assert.equal(derSignature(new Uint8Array(length), 32), undefined)
  })
})
