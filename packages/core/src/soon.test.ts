import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { unlessThrown, whenBothKnown, whenKnown, type Soon } from './soon.ts'

const fail = (): never => {
  throw new Error('no')
}
const ways: readonly ((value: number) => Soon<number>)[] = [(value) => value, async (value) => value]

describe('what may be known already', () => {
  test('is made something of at once, or when it is there', async () => {
    assert.equal(
      whenKnown(1, (value) => value + 1),
      2,
    )
    const later = whenKnown(Promise.resolve(1), (value) => value + 1)
    assert.ok(later instanceof Promise)
    assert.equal(await later, 2)
  })

  test('is waited for on both sides, wherever it is', async () => {
    assert.equal(
      whenBothKnown(1, 2, (one, other) => one + other),
      3,
    )
    for (const one of ways) {
      for (const other of ways) assert.equal(await whenBothKnown(one(1), other(2), (a, b) => a + b), 3)
    }
    const away = () => Promise.reject(new Error('no'))
    await assert.rejects(async () => whenBothKnown(away(), away(), () => 0), /no/)
    await assert.rejects(async () => whenBothKnown(1, away(), () => 0), /no/)
    await assert.rejects(async () => whenBothKnown(Promise.resolve(1), 2, fail), /no/)
  })

  test('is recovered from, whether it is thrown or rejected with, and what recovering throws goes on', async () => {
    for (const make of [fail, async () => fail()]) {
      assert.equal(await unlessThrown(make, (thrown) => (thrown instanceof Error ? thrown.message : '')), 'no')
      await assert.rejects(
        async () =>
          unlessThrown(make, () => {
            throw new Error('neither')
          }),
        /neither/,
      )
    }
    for (const way of ways) assert.equal(await unlessThrown(() => way(1), fail), 1)
  })
})
