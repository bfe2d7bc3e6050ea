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
  const early = memory.remember(mind, 'a', async ({ isCurrent }) => {
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

const MIB = 1_024 * 1_024

test('neither long questions nor large answers take more memory than a small part of the machine', async () => {
  const memory = createMemory()
  const mind = memory.mindOf('ten_a')
  for (let n = 0; n < 10_000; n += 1) {
    void memory.remember(mind, `${'中'.repeat(900)}${n}`, async () => undefined)
    assert.ok(memory.size() <= 8 * MIB)
  }
  for (let n = 0; n < 2_000; n += 1) {
    const answer = memory.remember(mind, `d${n}`, async (asking) =>
      memory.sameAsBefore(`v${n}`, 'x'.repeat(50_000), asking, (text) => ({ text })),
    )
    await answer
    assert.ok(memory.size() <= 16 * MIB)
  }
  assert.ok(memory.size() > 8 * MIB, 'what there is room for is kept')
  assert.ok(memory.recall(mind, 'd1999'))
  assert.equal(memory.recall(mind, 'd0'), undefined)
})

test('one huge document is answered and not kept, and pushes nothing out', async () => {
  const memory = createMemory()
  const mind = memory.mindOf('ten_a')
  await memory.remember(mind, 'small', async (asking) => memory.sameAsBefore('s', '{}', asking, JSON.parse))
  const before = memory.size()
  const huge = 'x'.repeat(3 * MIB)
  const ask = () =>
    memory.remember(mind, 'huge', async (asking) => memory.sameAsBefore('h', huge, asking, (text) => text))
  assert.equal(await ask(), huge)
  assert.equal(memory.recall(mind, 'huge'), undefined)
  assert.equal(memory.size(), before)
  assert.equal(await ask(), huge)
  assert.ok(memory.recall(mind, 'small'))
})

test('an answer is known without asking once it is there, until its era ends', async () => {
  const memory = createMemory()
  const mind = memory.mindOf('ten_a')
  const asked = Promise.withResolvers<string>()
  const answer = memory.remember(mind, 'one', (asking) => {
    asking.length = 3
    return asked.promise
  })
  assert.equal(memory.recall(mind, 'one'), answer, 'it is not there yet')
  asked.resolve('yes')
  await answer
  assert.equal(memory.recall(mind, 'one'), 'yes')
  memory.forget('ten_a')
  assert.equal(memory.recall(mind, 'one'), undefined)
  memory.trust(false)
  await memory.remember(mind, 'one', async () => 'yes')
  assert.equal(memory.recall(mind, 'one'), undefined)
})

test('an era ends with every change, and is like no other while the memory is not trusted', () => {
  const memory = createMemory()
  const [mind, other] = [memory.mindOf('ten_a'), memory.mindOf('ten_b')]
  const [first, ofOther] = [memory.eraOf(mind), memory.eraOf(other)]
  assert.equal(memory.eraOf(mind), first)
  memory.forget('ten_a')
  assert.notEqual(memory.eraOf(mind), first)
  assert.equal(memory.eraOf(other), ofOther)
  memory.trust(false)
  assert.ok(Number.isNaN(memory.eraOf(mind)))
  memory.trust(true)
  assert.notEqual(memory.eraOf(other), ofOther)
})
