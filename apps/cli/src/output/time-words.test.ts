import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { duration, fromNow, moment } from './time-words.ts'

describe('times in words', () => {
  test('a length of time is its two largest units', () => {
    const said = [0, 45, 60, 3600, 8000, 86_400, 90_061, 365 * 86_400, 3 * 365 * 86_400 + 86_400].map(duration)
    assert.deepEqual(said, ['0 s', '45 s', '1 min', '1 h', '2 h 13 min', '1 d', '1 d 1 h', '1 year', '3 years 1 d'])
  })

  test('before and after now are told apart', () => {
    assert.equal(fromNow(160, 100), 'in 1 min')
    assert.equal(fromNow(40, 100), '1 min ago')
    assert.equal(fromNow(100.2, 100), 'now')
  })

  test('a moment has its date; what is no time is said to be none', () => {
    assert.equal(moment(1_800_000_000, 1_800_000_000 - 8000), '2027-01-15 08:00:00 UTC, in 2 h 13 min')
    assert.equal(moment(1e300, 0), '1e+300, which is no time')
    assert.equal(moment(Number.POSITIVE_INFINITY, 0), 'Infinity, which is no time')
  })
})
