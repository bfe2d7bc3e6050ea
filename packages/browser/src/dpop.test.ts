import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { fromBase64url } from './base64url.ts'
import type { Database } from './database.ts'
import { newProver } from './dpop.ts'

const slowDatabase = (): Database => {
  const kept = new Map<string, unknown>()
  const later = () => new Promise((resolve) => setImmediate(resolve))
  return {
    read: async (key) => {
      await later()
      return kept.get(key)
    },
    write: async (key, value) => {
      await later()
      kept.set(key, value)
    },
    keepFirst: async (key, value) => {
      await later()
      if (!kept.has(key)) kept.set(key, value)
      return kept.get(key)
    },
  }
}

const keyIn = (proof: string): unknown =>
  JSON.parse(new TextDecoder().decode(fromBase64url(proof.split('.')[0] ?? ''))).jwk

describe('the key of a browser', () => {
  before(() => Object.defineProperty(globalThis, 'location', { value: new URL('https://app.example.com/') }))

  test('is one, also when several tabs make it at the same moment', async () => {
    const database = slowDatabase()
    const tabs = [1, 2, 3].map(() => newProver(database))
    const proofs = await Promise.all(tabs.map((tab) => tab.prove('POST', 'https://login.example.com/oauth/token')))
    const [first, ...others] = proofs.map(keyIn)
    for (const other of others) assert.deepEqual(other, first)
    assert.deepEqual(keyIn(await newProver(database).prove('GET', '/orders')), first)
  })
})
