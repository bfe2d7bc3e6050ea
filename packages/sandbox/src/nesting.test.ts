import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isDeeperThan } from './nesting.ts'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

describe('the depth of a JSON text', () => {
  it('is that of the value, whatever its strings look like', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', '}', ',') }))
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.integer(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(text, tie('value'), { maxKeys: 3 }),
      ),
    }))
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 6 }), (given, most) => {
        assert.equal(isDeeperThan(JSON.stringify(given), most), depthOf(given) > most)
      }),
    )
  })

  it('is found without recursion', () => {
    assert.equal(isDeeperThan('['.repeat(1_000_000) + ']'.repeat(1_000_000), 100), true)
  })
})
