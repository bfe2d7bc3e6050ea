import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openLine } from './line.ts'

/** Work that ends when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { work: () => promise, end: resolve }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('whatever comes, what is worked on together fits into the room, unless it is one alone, and all of it is done in order', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 }),
      async (room, weights) => {
        const line = openLine(room, weights.length)
        const begun: number[] = []
        let now: readonly number[] = []
        const working = weights.map((weight, at) =>
          line(async () => {
            begun.push(at)
            now = [...now, weight]
            assert.ok(now.length === 1 || now.reduce((sum, one) => sum + one, 0) <= room)
            await turn()
            now = now.toSpliced(now.indexOf(weight), 1)
            return at
          }, weight),
        )
        const all = weights.map((_, at) => at)
        assert.deepEqual(await Promise.all(working), all)
        assert.deepEqual(begun, all)
      },
    ),
    { numRuns: 50 },
  ))

test('who would have to wait behind as many as may wait is refused, and what fails leaves its place', async () => {
  const line = openLine(2, 1)
  const [first, second] = [held(), held()]
  const began = [line(first.work), line(second.work)]
  const failing = line(() => Promise.reject(new Error('no')))
  await assert.rejects(
    line(async () => {}),
    { code: 'too_busy' },
  )
  first.end()
  await assert.rejects(failing, /^Error: no$/)
  assert.equal(await line(async () => 7), 7)
  second.end()
  await Promise.all(began)
})
