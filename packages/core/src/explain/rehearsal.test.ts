import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Tenancy } from '../tenancy.ts'
import { rehearsalOf } from './rehearsal.ts'

describe('a rehearsal', () => {
  const done: string[] = []
  const method =
    (name: string) =>
    async (...values: readonly unknown[]): Promise<unknown> => {
      done.push(name)
      return values[0]
    }
  // Of a tenancy only what is asked here.
  const tenancy = {
    store: Object.fromEntries(
      ['find', 'findUser', 'replaceUser', 'insertSession', 'apply', 'somethingNew'].map((name) => [name, method(name)]),
    ),
  } as unknown as Tenancy
  const { store } = rehearsalOf(tenancy)

  test('reads, and pretends to write what code may ask for', async () => {
    assert.equal(await store.findUser('auth0|1'), 'auth0|1')
    assert.deepEqual(await store.apply([]), { outcome: 'applied' })
    assert.deepEqual(done, ['findUser'])
  })

  test('G8: does nothing that it does not know to be reading, also what a store learns later', () => {
    for (const name of ['insertSession', 'somethingNew']) {
      assert.throws(() => Reflect.get(store, name)(), /keeps nothing/)
    }
    assert.deepEqual(done, ['findUser'])
  })
})
