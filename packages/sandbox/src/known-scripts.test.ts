import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lessonFor, noScripts } from './known-scripts.ts'

const MEBI = 1024 * 1024

describe('what a runner has been given to read', () => {
  it('goes there once', () => {
    const known = noScripts()
    const scripts = new Map([['a', 'one']])
    assert.deepEqual(lessonFor(known, scripts), { forgets: false, keys: ['a'], scripts: [['a', 'one']] })
    assert.deepEqual(lessonFor(known, scripts), { forgets: false, keys: ['a'], scripts: [] })
  })

  it('is told again after it was forgotten, so that nobody’s script is missing because others have many', () => {
    const known = noScripts()
    const runner = new Map<string, string>()
    const large = 'x'.repeat(4 * MEBI)
    let wasForgotten = false
    for (let at = 0; at < 40; at += 1) {
      const wanted = new Map([
        ['small', 'mine'],
        [`large ${at}`, large],
      ])
      const { forgets, keys, scripts } = lessonFor(known, wanted)
      if (forgets) runner.clear()
      wasForgotten ||= forgets
      for (const [key, source] of scripts) runner.set(key, source)
      for (const key of keys) assert.equal(runner.get(key), wanted.get(key))
      assert.ok([...runner.values()].reduce((sum, { length }) => sum + length, 0) <= 48 * MEBI)
    }
    assert.ok(wasForgotten)
  })
})
