import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alternate, median, quietest } from './alternate.ts'

test('the median is the middle value, or the mean of the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([4, 1, 2, 100]), 3)
  assert.ok(Number.isNaN(median([])))
})

test('the round that warms up is not among the figures', async () => {
  const rounds = await alternate(3, async (index) => index)
  assert.deepEqual(rounds, [1, 2, 3])
})

test('a disturbed measurement is made again and the quietest counts', async () => {
  const measure = (list: readonly number[]) => {
    const rest = list.map((neighbours) => ({ neighbours }))
    return async () => rest.shift() ?? assert.fail('measured too often')
  }
  assert.deepEqual(await quietest(3, measure([0.9, 0.3, 0.5])), { neighbours: 0.3 })
  assert.deepEqual(await quietest(3, measure([0.1])), { neighbours: 0.1 })
  assert.deepEqual(await quietest(1, measure([0.9])), { neighbours: 0.9 })
})

test('where nobody counts neighbours the first measurement counts', async () => {
  let measured = 0
  await quietest<{ readonly neighbours?: number }>(3, async () => {
    measured++
    return {}
  })
  assert.equal(measured, 1)
})
