import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { maskOf, maskWithin } from './masked.ts'

describe('secrets in what code writes', () => {
  test('are hidden wherever they stand, also several times', () => {
    const mask = maskOf(['s3cr3t-value', 'other$^.*secret'])
    assert.equal(mask('key=s3cr3t-value&again=s3cr3t-value other$^.*secret'), 'key=***&again=*** ***')
  })

  test('are hidden in JSON, where they look different', () => {
    const secret = 'line one\n"line two"\\'
    assert.equal(maskOf([secret])(JSON.stringify({ secret })), '{"secret":"***"}')
  })

  test('are hidden where a line was cut within them', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7'
    assert.equal(maskOf([key])(`the key: ${key.slice(0, 40)}`), 'the key: ***')
  })

  test('that are shorter than words are hidden as words, and nothing else is', () => {
    const mask = maskOf(['1', 'on'])
    assert.equal(mask('100 users, 1 of them on a continent'), '100 users, *** of them *** a continent')
  })

  test('are hidden within values; names stay', () => {
    const mask = maskOf(['topsecret'])
    assert.deepEqual(maskWithin({ topsecret: ['topsecret', 1, null, { a: 'x topsecret' }] }, mask), {
      topsecret: ['***', 1, null, { a: 'x ***' }],
    })
  })

  test('never come through, whatever they are and whatever stands around them', () => {
    const secret = fc.string({ minLength: 4, maxLength: 60 })
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.string(), fc.string(), (secrets, one, other) => {
        const written = maskOf(secrets)(secrets.map((value) => `${one}${value}${other}`).join(' '))
        const left = written.replaceAll('***', '\u0000')
        for (const value of secrets) assert.ok(value.includes('*') || !left.includes(value))
      }),
    )
  })
})
