import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { newId } from './identifiers.ts'

describe('an identifier', () => {
  test('has the format that was asked for', () => {
    assert.match(newId(randomBytes, { prefix: 'cgr_', length: 16, alphabet: 'alphanumeric' }), /^cgr_[A-Za-z0-9]{16}$/)
    assert.match(newId(randomBytes, { prefix: '', length: 24, alphabet: 'hex' }), /^[0-9a-f]{24}$/)
    assert.match(newId(randomBytes, { prefix: '', length: 5, alphabet: 'hex' }), /^[0-9a-f]{5}$/)
  })

  test('favours no letter: bytes that would are thrown away', () => {
    const bytes = [255, 250, 248, 247, 61, 0]
    const random = (length: number) => Buffer.from(Array.from({ length }, (_, at) => bytes[at % bytes.length] ?? 0))
    assert.equal(newId(random, { prefix: '', length: 6, alphabet: 'alphanumeric' }), '99A99A')
  })
})
