import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadOnce } from './load-once.ts'

test('what many ask for at once is loaded once, and after a failure by who asks next', async () => {
  const loads: PromiseWithResolvers<string>[] = []
  const { get, begun } = loadOnce(() => {
    const load = Promise.withResolvers<string>()
    loads.push(load)
    return load.promise
  })
  assert.equal(begun(), undefined)
  const first = [get(), get()]
  assert.equal(loads.length, 1)
  loads[0]?.reject(new Error('too many open files'))
  for (const one of first) await assert.rejects(one, /too many open files/)
  assert.equal(begun(), undefined)
  const second = [get(), get()]
  loads[1]?.resolve('there')
  assert.deepEqual(await Promise.all([...second, get()]), ['there', 'there', 'there'])
  assert.equal(loads.length, 2)
})
