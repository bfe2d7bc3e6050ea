import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { OAuthError } from '@symbolon/core/errors'
import { readForm } from './form.ts'

describe('a form or a query', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((value) => value.isWellFormed() && !value.includes('\0'))

  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 50 }), (values) => {
        const { values: read, faults } = readForm(new URLSearchParams(values).toString())
        assert.deepEqual({ ...read }, { ...values })
        assert.equal(faults.size, 0)
      }),
    )
  })

  test('never fails for what stands in it, and never gives half of something', () => {
    const piece = fc.constantFrom('&', '=', '%', '%00', '%ff', '%41', '+', ';', 'a', 'é', '__proto__', 'constructor')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { values, faults } = readForm(pieces.join(''))
        for (const [name, value] of Object.entries(values)) {
          assert.ok(!faults.has(name))
          assert.ok(value !== '' && !value.includes('\0') && value.isWellFormed())
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('says of each parameter what is wrong with it', () => {
    const { values, faults } = readForm('a=1&b=2&a=3&c=%zz&d=%00&e=&f&=g&__proto__=x')
    assert.deepEqual({ ...values }, { b: '2', '': 'g', ['__proto__']: 'x' })
    assert.deepEqual([...faults.keys()].sort(), ['a', 'c', 'd'])
    assert.match(faults.get('a') ?? '', /more than once/)
    assert.ok(readForm('e=&e=').faults.has('e'))
  })

  test('has at most a hundred of them', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `p${at}=1`).join('&')
    assert.equal(Object.keys(readForm(many(100)).values).length, 100)
    assert.throws(() => readForm(many(101)), OAuthError)
  })
})
