import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nothingKnown, tell, type Lesson } from './known-texts.ts'

const MEBI = 1024 * 1024

/** A runner, as far as it learns. */
const pupil = () => {
  const sources = new Map<string, string>()
  const sets = new Map<number, readonly string[]>()
  const texts = new Map<number, string>()
  const hear = (lesson: Lesson | undefined): void => {
    if (!lesson) return
    if (lesson.forgets) for (const map of [sources, sets, texts]) map.clear()
    for (const [key, source] of lesson.sources) sources.set(key, source)
    sets.set(...lesson.set)
    if (lesson.lasting) texts.set(...lesson.lasting)
  }
  return { sources, sets, texts, hear }
}

describe('what a runner has been told', () => {
  it('goes there once', () => {
    const known = nothingKnown()
    const scripts = new Map([['a', 'one']])
    const lasting = { tenant: 'acme' }
    const { lesson, ...told } = tell(known, scripts, lasting)
    assert.deepEqual(lesson?.sources, [['a', 'one']])
    assert.deepEqual(lesson.set, [told.scripts, ['a']])
    assert.deepEqual(lesson.lasting, [told.lasting, '{"tenant":"acme"}'])
    assert.deepEqual(tell(known, new Map(scripts), lasting), told)
    assert.deepEqual(tell(known, scripts), { scripts: told.scripts, lasting: undefined })
  })

  it('is another thing where the object is another, however alike', () => {
    const known = nothingKnown()
    const scripts = new Map([['a', 'one']])
    const numbers = [{ tenant: 'acme' }, { tenant: 'acme' }].map((lasting) => tell(known, scripts, lasting).lasting)
    assert.notEqual(numbers[0], numbers[1])
  })

  it('is told again after it was forgotten, so that nobody’s script is missing because others have many', () => {
    const known = nothingKnown()
    const runner = pupil()
    const large = 'x'.repeat(4 * MEBI)
    const lasting = { tenant: 'acme' }
    const numbers = new Set<number | undefined>()
    for (let at = 0; at < 40; at += 1) {
      const wanted = new Map([
        ['small', 'mine'],
        [`large ${at}`, large],
      ])
      const told = tell(known, wanted, lasting)
      runner.hear(told.lesson)
      numbers.add(told.lasting)
      const keys = runner.sets.get(told.scripts) ?? []
      assert.deepEqual(new Map(keys.map((key) => [key, runner.sources.get(key)])), wanted)
      assert.equal(runner.texts.get(told.lasting ?? 0), '{"tenant":"acme"}')
      assert.ok([...runner.sources.values()].reduce((sum, { length }) => sum + length, 0) <= 48 * MEBI)
    }
    // With a number that it has never had, lest somebody who has kept the old one takes it for another.
    assert.ok(numbers.size > 1)
  })

  it('has an end in number', () => {
    const known = nothingKnown()
    const runner = pupil()
    const scripts = new Map([['a', 'one']])
    for (let at = 0; at < 90_000; at += 1) runner.hear(tell(known, scripts, { at }).lesson)
    assert.ok(runner.texts.size <= 40_000)
  })
})
