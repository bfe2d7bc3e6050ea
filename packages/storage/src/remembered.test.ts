import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMemory, keyOf } from './remembered.ts'

test('two questions have the same key only if they are the same', () => {
  const mind = createMemory().mindOf('ten_a')
  const value = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '|', '=', '1', ':', '"', '\0', '\ud800') }),
    fc.boolean(),
    fc.integer({ min: 0, max: 3 }),
    fc.array(fc.constantFrom('a', ',', '"', '1')),
  )
  const where = fc.dictionary(fc.constantFrom('a', 'b', 'client_id'), value)
  fc.assert(
    fc.property(where, where, (one, two) => {
      const same = JSON.stringify(Object.entries(one)) === JSON.stringify(Object.entries(two))
      assert.equal(keyOf(mind, 'one ', 'clients', one) === keyOf(mind, 'one ', 'clients', two), same)
    }),
    { numRuns: 2_000 },
  )
})

test('many who ask at once ask once', async () => {
  const memory = createMemory()
  const mind = memory.mindOf('ten_a')
  let asked = 0
  const ask = async () => (asked += 1)
  const answers = Array.from({ length: 5 }, () => memory.recall(mind, 'k') ?? memory.remember(mind, 'k', ask))
  assert.deepEqual(await Promise.all(answers), [1, 1, 1, 1, 1])
})

test('a failure is not remembered', async () => {
  const memory = createMemory()
  const mind = memory.mindOf('ten_a')
  await assert.rejects(
    memory.remember(mind, 'k', async () => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(memory.recall(mind, 'k'), undefined)
  assert.equal(await memory.remember(mind, 'k', async () => 'yes'), 'yes')
  assert.equal(await memory.recall(mind, 'k'), 'yes')
})

test('an answer that was asked for before a change is given but not kept', async () => {
  const memory = createMemory()
  const [mind, other] = [memory.mindOf('ten_a'), memory.mindOf('ten_b')]
  const { promise, resolve } = Promise.withResolvers<string>()
  let wasCurrent: boolean | undefined
  const early = memory.remember(mind, 'a', async (isCurrent) => {
    const value = await promise
    wasCurrent = isCurrent()
    return value
  })
  const beside = memory.remember(other, 'b', async () => 'beside')
  memory.forget('ten_a')
  resolve('old')
  assert.equal(await early, 'old')
  assert.equal(wasCurrent, false)
  assert.equal(memory.recall(mind, 'a'), undefined)
  assert.equal(memory.recall(other, 'b'), beside, 'another tenant’s memory stays')
})

test('a late failure does not take a newer answer with it', async () => {
  const memory = createMemory()
  const mind = memory.mindOf('ten_a')
  const { promise, reject } = Promise.withResolvers<string>()
  const early = memory.remember(mind, 'a', () => promise)
  memory.forget('ten_a')
  const newer = memory.remember(mind, 'a', async () => 'new')
  reject(new Error('late'))
  await assert.rejects(early, /late/)
  assert.equal(memory.recall(mind, 'a'), newer)
})

test('strangers’ questions cannot fill the memory', () => {
  const memory = createMemory()
  const mind = memory.mindOf('ten_a')
  const key = keyOf(mind, 'one ', 'clients', { client_id: 'x'.repeat(1_000_000) })
  void memory.remember(mind, key, async () => undefined)
  assert.equal(memory.recall(mind, key), undefined)
  for (let n = 0; n < 20_000; n += 1) void memory.remember(mind, `k${n}`, async () => undefined)
  assert.equal(memory.recall(mind, 'k0'), undefined)
  assert.ok(memory.recall(mind, 'k19999'))
})
