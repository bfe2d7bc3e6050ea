import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Tenancy } from '../tenancy.ts'
import { askInTurn, isAway, takeAsLong, type AnswerFromElsewhere } from './elsewhere.ts'

const connection = { id: 'con_1', options: { import_from: { domain: 'old.example', client_id: 'c' } } } as Connection

/** What a process knows, by a clock that only pauses move. */
function newProcess() {
  const clock = { now: 1_000_000 }
  const known = {
    masterKey: createSecretKey(randomBytes(32)),
    now: () => clock.now,
    random: randomBytes,
    pause: async (milliseconds: number) => void (clock.now += Math.min(milliseconds, 1000)),
    stopping: new AbortController().signal,
  }
  // Nothing else of a tenancy is looked at.
  return { clock, tenancy: known as unknown as Tenancy }
}

const WRONG: AnswerFromElsewhere = { outcome: 'wrong', why: '' }
const AWAY: AnswerFromElsewhere = { outcome: 'away', why: '' }

test('who is here waits for as long as somebody was asked for who is not', async () => {
  const { clock, tenancy } = newProcess()
  const lengths = [300, 2500]
  for (const length of lengths) {
    await askInTurn(tenancy, connection, async () => {
      clock.now += length
      return WRONG
    })
  }
  const waited = new Set<number>()
  for (let tries = 0; tries < 64; tries += 1) {
    const began = clock.now
    await takeAsLong(tenancy, connection, async () => assert.fail('how long it takes is known'))
    waited.add(clock.now - began)
  }
  assert.deepEqual(
    [...waited].toSorted((one, other) => one - other),
    lengths,
  )
})

test('the first wrong guess after a start takes as long as the next, whoever it is about', async () => {
  const { clock, tenancy } = newProcess()
  const about: string[] = []
  const ask = (who: string) => async (): Promise<AnswerFromElsewhere> => {
    about.push(who)
    clock.now += 700
    return WRONG
  }
  const lengthOf = async (guess: () => Promise<unknown>): Promise<number> => {
    const began = clock.now
    await guess()
    return clock.now - began
  }
  const here = (): Promise<unknown> => takeAsLong(tenancy, connection, ask('nobody'))
  const stranger = (): Promise<unknown> => askInTurn(tenancy, connection, ask('stranger'))
  const lengths = [await lengthOf(here), await lengthOf(here), await lengthOf(stranger), await lengthOf(here)]
  assert.deepEqual(lengths, [700, 700, 700, 700])
  assert.deepEqual(about, ['nobody', 'stranger'])
})

test('what could not be asked is away for ten seconds, and so is what too many want to ask; other settings are another thing', async () => {
  const { clock, tenancy } = newProcess()
  const mended = { ...connection, options: { import_from: { domain: 'new.example', client_id: 'c' } } }
  await askInTurn(tenancy, connection, async () => AWAY)
  assert.deepEqual([isAway(tenancy, connection), isAway(tenancy, mended)], [true, false])
  clock.now += 10_000
  assert.equal(isAway(tenancy, connection), false)

  const { promise, resolve } = Promise.withResolvers<AnswerFromElsewhere>()
  let asked = 0
  const asking = Array.from({ length: 81 }, () =>
    askInTurn(tenancy, connection, () => {
      asked += 1
      return promise
    }),
  )
  assert.deepEqual([await asking.at(-1), asked], [{ outcome: 'away', why: 'Too many questions are waiting' }, 16])
  assert.equal(isAway(tenancy, connection), true)
  resolve(WRONG)
  await Promise.all(asking)
  assert.equal(asked, 80)
})
