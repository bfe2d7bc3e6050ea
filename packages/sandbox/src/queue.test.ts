import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Job } from './job.ts'
import { createQueue } from './queue.ts'
import { PATIENT } from './sandbox.fixture.ts'

let ids = 0
const jobOf = (tenant: string): Job => ({
  id: (ids += 1),
  tenant,
  wall: PATIENT.wall,
  about: undefined,
  attempts: 0,
  hasAnswered: false,
  asked: 0,
  began: 0,
})

describe('executions that wait', () => {
  it('begin in turn: whoever asks for much waits for its own', () => {
    const queue = createQueue()
    for (const tenant of ['a', 'a', 'a', 'b', 'a', 'c', 'b']) queue.add(jobOf(tenant))
    const order: string[] = []
    queue.forEachTurn(() => (job) => void order.push(job.tenant))
    assert.equal(order.join(''), 'abcabaa')
    assert.deepEqual(queue.takeAll(), [])
  })

  it('keep the order in which one tenant asked, also when they have to be put back', () => {
    const queue = createQueue()
    const [first, second, third] = [jobOf('a'), jobOf('a'), jobOf('a')]
    for (const job of [second, third]) queue.add(job)
    queue.putBack(first)
    assert.deepEqual(queue.takeAll(), [first, second, third])
  })

  it('let no tenant fill the place of all others, and have an end', () => {
    const queue = createQueue()
    const added = (tenant: string) => Array.from({ length: 400 }, () => queue.add(jobOf(tenant))).filter(Boolean).length
    assert.deepEqual(['a', 'b', 'c', 'd', 'e'].map(added), [250, 250, 250, 250, 0])
    assert.equal(queue.takeAll().length, 1000)
    assert.equal(queue.add(jobOf('e')), true)
  })

  it('wait on where nothing can be done for their tenant', () => {
    const queue = createQueue()
    for (const tenant of ['a', 'b', 'a']) queue.add(jobOf(tenant))
    const begun: string[] = []
    queue.forEachTurn((tenant) => (tenant === 'a' ? undefined : (job) => void begun.push(job.tenant)))
    assert.deepEqual(begun, ['b'])
    assert.equal(queue.takeAll().length, 2)
  })
})
