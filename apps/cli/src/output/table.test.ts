import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { labelled, table, widthOf, wrap } from './table.ts'

const ID = 'a'.repeat(32)

describe('tables', () => {
  test('columns stand one below another, and no line ends in blanks', () => {
    assert.equal(
      table(
        ['ID', 'NAME'],
        [
          ['1', 'one'],
          ['22', ''],
        ],
        undefined,
      ),
      'ID  NAME\n1   one\n22',
    )
    assert.equal(
      table(
        ['NAME', 'N'],
        [
          ['日本', '1'],
          ['abc', '2'],
        ],
        undefined,
      ),
      'NAME  N\n日本  1\nabc   2',
    )
  })

  test('a narrow terminal cuts names, never what is there to be copied', () => {
    const rows = [[ID, 'A very long name of an application', 'regular_web']]
    const text = table(['CLIENT_ID', 'NAME', 'TYPE'], rows, 60)
    assert.ok(text.split('\n').every((line) => widthOf(line) <= 60))
    assert.ok(text.includes(ID))
    assert.ok(text.includes('…'))
    assert.ok(table(['CLIENT_ID', 'NAME', 'TYPE'], rows, 20).includes(ID))
  })

  test('a program gets every cell whole', () => {
    const name = 'n'.repeat(500)
    assert.ok(table(['ID', 'NAME'], [['1', name]], undefined).includes(name))
  })
})

describe('labels and values', () => {
  test('a long value goes on beside its label', () => {
    assert.equal(
      labelled([['scope', 'read:a write:b cancel:c']], 27).join('\n'),
      'scope  read:a write:b\n       cancel:c',
    )
  })

  test('wrapping loses nothing but blanks at line ends, and fits', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = wrap(text, width)
        assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
        assert.ok(lines.every((line) => widthOf(line) <= width))
      }),
    )
  })
})
