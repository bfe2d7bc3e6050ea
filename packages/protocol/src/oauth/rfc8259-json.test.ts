import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { hasDuplicateNames, parseUniqueJsonObject } from './rfc8259-json.ts'

describe('JSON with unique names', () => {
  const duplicates = [
    '{"a":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"x":{"a":1,"b":[{"a":1}],"a":2}}',
    '{"x":[1,{"q":[],"q":{}}]}',
    '{ "a" : "}{" , "b" : 2 ,\n "a" : 3 }',
    '{"a" :1,"a":2}',
    '{"a":1,"b":{"c":"\\":"},"a":2}',
    '{"x":{"a":1},"x":1}',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
    '{"a\\"b":1,"a\\"b":2}',
    // The name given twice takes just the room that other spellings save.
    '{"a":1e9,"a":1e9}',
    '{"a":"\\ud83d\\ude00","a":[]}',
    '{"a":5,"b":1e9,"a":5}',
    '{"a":1e10,"c":12e4,"a":1}',
  ]
  for (const text of duplicates) {
    it(`sees the name given twice in ${JSON.stringify(text)}`, () => {
      assert.equal(hasDuplicateNames(text), true)
      assert.equal(parseUniqueJsonObject(text), undefined)
    })
  }

  const unique = [
    '{}',
    '{"a":"a","b":"a"}',
    '{"a":["a","a"],"b":{"a":{"a":1}}}',
    '[{"a":1},{"a":2}]',
    '{"a":[{"b":1},"b"],"b":2}',
    '{"a\\\\":1,"a":2}',
  ]
  for (const text of unique) {
    it(`finds nothing wrong with ${text}`, () => assert.equal(hasDuplicateNames(text), false))
  }

  it('never complains about what a serializer wrote', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), (text) => !hasDuplicateNames(text)))
  })

  it('answers for any text as the scan of its names does', () => {
    const number = fc.constantFrom('0', '-0', '1e1', '1e3', '12e4', '1000', '120', '1.5e1', '-3', '1e400', '17')
    const text = fc.constantFrom('"a"', '"\\u0061"', '"é"', '"\\n"', 'true', 'null', 'false', '[]', '{}', '{"a":1}')
    const member = fc.tuple(fc.constantFrom('a', 'b', '1', '__proto__', '\\u0061'), fc.oneof(number, text))
    const spell = (members: readonly (readonly [string, string])[], gap: string): string =>
      `{${members.map(([name, value]) => `"${name}":${gap}${value}`).join(',')}}`
    fc.assert(
      fc.property(fc.array(member, { maxLength: 6 }), fc.constantFrom('', ' '), (members, gap) => {
        const written = spell(members, gap)
        assert.equal(parseUniqueJsonObject(written) === undefined, hasDuplicateNames(written), written)
      }),
      { numRuns: 2000 },
    )
  })

  it('finds a name repeated in front of any object', () => {
    const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 })
    fc.assert(
      fc.property(objects, (object) => {
        const [first = ''] = Object.keys(object)
        const text = JSON.stringify(object)
        return hasDuplicateNames(`{${JSON.stringify(first)}:0,${text.slice(1)}`)
      }),
    )
  })

  it('reads what is nested deeper than any stack, and sees a name given twice below it', () => {
    const nested = (inside: string) => `{"a":${'['.repeat(100_000)}${inside}${']'.repeat(100_000)}}`
    assert.ok(parseUniqueJsonObject(nested('{"b":1,"c":2}')))
    assert.equal(parseUniqueJsonObject(nested('{"b":1,"b":2}')), undefined)
  })

  it('takes objects only', () => {
    for (const text of ['[]', '1', '"a"', 'null', '', '{', '{"a":1} x', '\ufeff{}']) {
      assert.equal(parseUniqueJsonObject(text), undefined, text)
    }
    assert.deepEqual(parseUniqueJsonObject(' {"a":[1]} '), { a: [1] })
  })
})
