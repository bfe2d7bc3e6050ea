import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { printable, printableJson, shown } from './printable.ts'

// oxlint-disable-next-line no-control-regex -- these are what must not come through
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

describe('text from elsewhere on a terminal', () => {
  test('no text can move the cursor, ring the bell or turn a line around', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !HARMFUL.test(printable(text))))
    for (let code = 0; code <= 0xffff; code += 1) {
      const text = String.fromCharCode(code)
      assert.ok(!HARMFUL.test(printable(text)), code.toString(16))
    }
    assert.equal(printable('a\u001b[2J\u0007\u202eb'), 'a\\u001b[2J\\u0007\\u202eb')
  })

  test('what people write in any language stays as it is', () => {
    for (const text of ['Grüße', 'こんにちは', 'שלום', '🎉']) assert.equal(printable(text), text)
  })

  test('JSON for programs means what it meant, and is as harmless', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = printableJson(value)
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
        assert.equal(HARMFUL.test(text.replaceAll('\n', '')), false)
      }),
    )
    assert.equal(printableJson('\u{e0001}'), '"\\udb40\\udc01"')
  })

  test('lists of words are words, and structures are JSON', () => {
    assert.equal(shown(['a', 'b']), 'a, b')
    assert.equal(shown({ a: 1 }), '{"a":1}')
    assert.equal(shown(undefined), '')
  })
})
