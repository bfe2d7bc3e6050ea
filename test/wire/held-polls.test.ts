// A poll that has nothing to tell is held, but not for ever, not without a bound, and not against the stop of the server. RFC 8936 §2.2
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { holdPoll } from '@symbolon/core/signals/hold-poll'
import type { Polled } from '@symbolon/core/signals/poll'
import type { Tenancy } from '@symbolon/core/tenancy'
import { userEnded } from '@symbolon/core/tokens/ended'
import { revoke } from '@symbolon/core/tokens/revoke'
import { managed } from './managed.ts'
import { until } from './until.ts'
import { startWorld, type World } from './world.ts'

const NOTHING: Polled = { sets: {} }
const NEWS: Polled = { sets: { 'sst_x.1': 'a.b.c' } }

/** What a poll of a receiver with nothing to hear of looks at. */
const nothing = async (): Promise<Polled> => NOTHING
const news = async (): Promise<Polled> => NEWS

const never = (): Promise<void> => new Promise(() => {})

describe('polls that are held', () => {
  let world: World
  before(async () => (world = await startWorld()))
  after(() => world.stop())

  const waiting = (pause: Tenancy['pause'], stopping = new AbortController().signal): Tenancy => ({
    ...world.tenancy,
    pause,
    stopping,
  })
  /** What has been answered by the time that everything has had its turn. */
  const settledOf = async (polls: readonly Promise<Polled>[]): Promise<number> => {
    let settled = 0
    for (const one of polls) void one.then(() => (settled += 1))
    await new Promise((resolve) => setImmediate(resolve))
    return settled
  }

  test('end empty after five waits', async () => {
    const waits: number[] = []
    const pause = async (milliseconds: number): Promise<void> => void waits.push(milliseconds)
    assert.deepEqual(await holdPoll(waiting(pause), nothing, news), NOTHING)
    assert.deepEqual(waits, [1000, 1000, 1000, 1000, 1000])
  })

  test('are a hundred of a tenant at most: the next is answered at once', async () => {
    const tenancy = waiting(never)
    const held = Array.from({ length: 100 }, () => holdPoll(tenancy, nothing, news))
    assert.deepEqual(await holdPoll(tenancy, nothing, news), NOTHING)
    assert.equal(await settledOf(held), 0)
    await revoke(world.tenancy, userEnded('auth0|somebody'))
    assert.deepEqual(
      await Promise.all(held),
      Array.from({ length: 100 }, () => NEWS),
    )
    // There is room again.
    const again = holdPoll(tenancy, nothing, news)
    assert.equal(await settledOf([again]), 0)
    await revoke(world.tenancy, userEnded('auth0|somebody'))
    assert.deepEqual(await again, NEWS)
  })

  test('are answered at once when the server stops, and none is held from then on', async () => {
    const stop = new AbortController()
    const tenancy = waiting(never, stop.signal)
    const held = holdPoll(tenancy, nothing, news)
    assert.equal(await settledOf([held]), 0)
    stop.abort()
    assert.deepEqual(await held, NOTHING)
    assert.deepEqual(await holdPoll(tenancy, nothing, news), NOTHING)
  })

  test('a receiver that waits while the server stops is answered, not cut off', async () => {
    const own = await startWorld()
    const fields = { name: 'Mail', audience: 'https://receiver.example.com' }
    const { id } = await managed(own, 201, 'POST', '/signal-streams', fields)
    const path = `/signal-streams/${String(id)}/poll`
    const held = managed(own, 200, 'POST', path, { setErrs: { none: { err: 'invalid_key' } } })
    // What it refuses is logged before it waits.
    await until('it has been taken', async () => {
      const { events } = await own.tenancy.store.logEvents({ limit: 100, type: 'sapi' })
      return events.some(({ description }) => description === 'Refuse security events as their receiver')
    })
    await own.stop()
    assert.deepEqual(await held, NOTHING)
  })
})
