import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { covers, differences, sameSet } from './differences.ts'
import { fillParsed, fillSource, fillText, withoutOpen } from './keywords.ts'

describe('what a file says and what is there', () => {
  test('what the file does not name is no difference; lists are compared whole', () => {
    assert.equal(covers({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 2 } }), true)
    assert.equal(covers({ b: { c: 2 } }, { b: { c: 2, d: 3 } }), false)
    assert.equal(covers([1, 2], [1]), false)
    assert.equal(covers([{ a: 1, more: 2 }], [{ a: 1 }]), true)
    assert.equal(covers(undefined, null), true)
    assert.equal(covers('x', null), false)
    assert.deepEqual(differences({ a: 1, b: 2 }, { a: 1, b: 3, c: 4 }), { b: 3, c: 4 })
    assert.equal(sameSet(['a', 'b'], ['b', 'a']), true)
    assert.equal(sameSet(['a', 'b'], ['a']), false)
    assert.equal(sameSet(['a'], ['a', 'b']), false)
  })
})

describe('keywords', () => {
  const find = (name: string): unknown => ({ LIST: ['a', '"b"'], WORD: 'say "x" $& \\ twice' })[name]

  test('a value takes the place of its keyword with or without quotes, a piece within a text', () => {
    const source = fillSource('{ "one": @@LIST@@, "two": "@@LIST@@", "three": "I ##WORD##", "four": @@NOBODY@@ }', find)
    assert.deepEqual(fillParsed(JSON.parse(source), find), {
      one: ['a', '"b"'],
      two: ['a', '"b"'],
      three: 'I say "x" $& \\ twice',
      four: '@@NOBODY@@',
    })
    assert.equal(fillText('## WORD ## ##WORD## ##OTHER##', find), '## WORD ## say "x" $& \\ twice ##OTHER##')
  })

  test('what nobody has said is left out, and told', () => {
    const { value, open } = withoutOpen(
      { host: 'a', pass: '##PASS##', key: '_VALUE_NOT_SHOWN_', list: [1, '@@X@@'] },
      'options',
    )
    assert.deepEqual(value, { host: 'a', list: [1] })
    assert.deepEqual(open, [
      'options.pass waits for PASS',
      'options.key waits for a value that the export does not show',
      'options.list[1] waits for X',
    ])
  })
})
