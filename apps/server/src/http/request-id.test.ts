import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { requestIds } from './request-id.ts'

test('every request has an id of its own, of 20 hexadecimal digits', () => {
  const next = requestIds(randomBytes)
  const ids = Array.from({ length: 500 }, next)
  assert.equal(new Set(ids).size, 500)
  for (const id of ids) assert.match(id, /^[0-9a-f]{20}$/)
})
