import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { backgroundWork } from './background.ts'

const told = () => {
  const lines: string[] = []
  return { lines, log: (_level: string, message: string) => void lines.push(message) }
}

describe('work that no answer waits for', () => {
  test('is done in its order, a few pieces at a time, and all of it before a stop', async () => {
    const { lines, log } = told()
    const { start, flush } = backgroundWork(log)
    const begun: number[] = []
    let [running, most] = [0, 0]
    for (let piece = 0; piece < 20; piece += 1) {
      start('a', async () => {
        begun.push(piece)
        most = Math.max(most, (running += 1))
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
      })
    }
    await flush()
    assert.deepEqual(begun, [...Array(20).keys()])
    assert.equal(most, 2)
    assert.deepEqual(lines, [])
  })

  test('that fails is told to the operator, and what waits behind it goes on', async () => {
    const { lines, log } = told()
    const { start, flush } = backgroundWork(log)
    let done = 0
    for (const piece of [1, 2, 3, 4, 5, 6]) {
      start('a', async () => {
        if (piece < 6) throw new Error('no')
        done += 1
      })
    }
    await flush()
    assert.equal(done, 1)
    assert.equal(lines.length, 5)
  })

  test('is given up, and told, when too much is waiting', async () => {
    const { lines, log } = told()
    const { start, offer, flush } = backgroundWork(log)
    let done = 0
    for (let piece = 0; piece < 1003; piece += 1) start('a', async () => void (done += 1))
    assert.equal(
      offer('a', async () => assert.fail('it was not taken')),
      false,
    )
    start('b', async () => void (done += 1))
    await flush()
    assert.equal(done, 1003)
    assert.equal(lines.length, 1)
  })

  test('of one tenant does not wait behind what hangs at another', async () => {
    const { log } = told()
    const { start, flush } = backgroundWork(log)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    for (let piece = 0; piece < 10; piece += 1) start('hangs', () => held)
    const done: string[] = []
    await new Promise<void>((resolve) => {
      for (const tenant of ['b', 'c', 'd']) {
        start(tenant, async () => {
          if (done.push(tenant) === 3) resolve()
        })
      }
    })
    assert.deepEqual(done, ['b', 'c', 'd'])
    release()
    await flush()
  })
})
