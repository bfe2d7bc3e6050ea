import assert from 'node:assert/strict'
import { test } from 'node:test'
import { userText } from '@symbolon/protocol/revocation/event'
import type { Authorization } from '../authorization.ts'
import type { KeptRevocation } from '../revocation-store.ts'
import type { Tenancy } from '../tenancy.ts'
import {
  deadAtBirth,
  isRevoked,
  isRevokedWithAll,
  learn,
  mortalOf,
  onRevocation,
  revocationKey,
} from './revocations.ts'

/** A tenant whose revocations another process writes; `ring` says that it has, as the store does when it hears of it. */
const arrange = () => {
  const written: { readonly seq: number; readonly event: KeptRevocation }[] = []
  const state = { reads: 0, era: 1, isAway: false }
  let ring = () => {}
  const store = {
    era: () => state.era,
    followRevocations: (wake: () => void) => {
      ring = wake
      return () => {}
    },
    revocationsAfter: async (seq: number, limit: number) => {
      state.reads += 1
      if (state.isAway) throw Object.assign(new Error('away'), { code: 'store_unavailable' })
      const head = written.at(-1)?.seq ?? 0
      const events = written.filter((one) => one.seq > seq).slice(0, limit)
      return { events, from: seq, through: events.length < limit ? head : (events.at(-1)?.seq ?? head), head }
    },
  }
  const tenancy = { store, now: () => 5_000_000 } as unknown as Tenancy
  const write = (sub: string, before: number, kind = 'user'): KeptRevocation => {
    const event = { kind, key: revocationKey(userText(sub)), before, expires: 9_000_000 }
    written.push({ seq: written.length + 1, event })
    return event
  }
  return { tenancy, state, write, ring: () => ring() }
}

const tokenOf = (sub: string, iat: number) => mortalOf({ sub, iat, aud: 'https://api/' }, `token of ${sub}`)

test('what there was before the process started is known before the first token is believed', async () => {
  const { tenancy, state, write } = arrange()
  for (let n = 0; n < 2500; n += 1) write(`u${n}`, 100)
  assert.equal(await isRevoked(tenancy, tokenOf('u2499', 100)), true)
  assert.equal(state.reads, 3)
  assert.equal(isRevoked(tenancy, tokenOf('u0', 100)), true)
  assert.equal(isRevoked(tenancy, tokenOf('u0', 101)), false)
  assert.equal(isRevoked(tenancy, tokenOf('somebody', 1)), false)
  assert.equal(state.reads, 3)
})

test('a token that does not say when it was issued was issued before everything', async () => {
  const { tenancy, write } = arrange()
  write('u', 100)
  assert.equal(await isRevoked(tenancy, mortalOf({ sub: 'u', aud: [] })), true)
})

test('when another process has written, whoever asks next waits until that is known', async () => {
  const { tenancy, write, ring } = arrange()
  assert.equal(await isRevoked(tenancy, tokenOf('u', 100)), false)
  write('u', 100)
  ring()
  assert.equal(await isRevoked(tenancy, tokenOf('u', 100)), true)
  assert.equal(isRevoked(tenancy, tokenOf('u', 100)), true)
})

test('what this process writes is known at once, and a later revocation never makes an earlier one weaker', async () => {
  const { tenancy, write } = arrange()
  await isRevoked(tenancy, tokenOf('u', 1))
  learn(tenancy, [write('u', 200)])
  assert.equal(isRevoked(tenancy, tokenOf('u', 200)), true)
  learn(tenancy, [write('u', 100)])
  assert.equal(isRevoked(tenancy, tokenOf('u', 200)), true)
})

test('F13: where it cannot be found out what is revoked, no token is believed, and when it can again, all are judged anew', async () => {
  const { tenancy, state, write, ring } = arrange()
  assert.equal(await isRevoked(tenancy, tokenOf('u', 100)), false)
  state.isAway = true
  write('u', 100)
  ring()
  await assert.rejects(async () => isRevoked(tenancy, tokenOf('u', 100)), { code: 'store_unavailable' })
  await assert.rejects(async () => isRevoked(tenancy, tokenOf('u', 100)), { code: 'store_unavailable' })
  state.isAway = false
  assert.equal(await isRevoked(tenancy, tokenOf('u', 100)), true)
})

test('a store that has lost touch is asked every time', async () => {
  const { tenancy, state } = arrange()
  state.era = NaN
  await isRevoked(tenancy, tokenOf('u', 1))
  await isRevoked(tenancy, tokenOf('u', 1))
  assert.equal(state.reads, 2)
})

test('whoever wants to hear of revocations does, until it does not want to any more', async () => {
  const { tenancy, write, ring } = arrange()
  let heard = 0
  const leave = onRevocation(tenancy, () => (heard += 1))
  write('u', 1)
  ring()
  await isRevoked(tenancy, tokenOf('u', 1))
  assert.equal(heard, 1)
  leave()
  write('u', 2)
  ring()
  await isRevoked(tenancy, tokenOf('u', 1))
  assert.equal(heard, 1)
})

test('a token that would be dead when it is born is one of the same user in the second of its revocation, and no other', async () => {
  const { tenancy, write } = arrange()
  await isRevoked(tenancy, tokenOf('u', 1))
  const authorization = (subject: string) => ({ subject, client: { client_id: 'c' } }) as unknown as Authorization
  assert.equal(deadAtBirth(tenancy, 100, authorization('u')), undefined)
  learn(tenancy, [write('u', 100)])
  assert.equal(deadAtBirth(tenancy, 100, authorization('u')), 100)
  assert.equal(deadAtBirth(tenancy, 101, authorization('u')), undefined)
  assert.equal(deadAtBirth(tenancy, 100, authorization('v')), undefined)
  learn(tenancy, [write('w', 9999, 'token')])
  assert.equal(deadAtBirth(tenancy, 101, authorization('u')), undefined)
})

test('what everything means is made at one moment, and what is made later is not of it', async () => {
  const { tenancy } = arrange()
  assert.equal(await isRevokedWithAll(tenancy, 100), false)
  learn(tenancy, [{ kind: 'tenant', key: revocationKey('["tenant"]'), before: 100, expires: 9_000_000 }])
  assert.equal(isRevokedWithAll(tenancy, 100), true)
  assert.equal(isRevokedWithAll(tenancy, 101), false)
})
