import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { handOver, type Owned } from './primary-user.ts'

const identity = (user_id: string) => ({ connection: 'c', provider: 'auth0', user_id, isSocial: false })

const who = { user_id: 'auth0|1', identities: [identity('1')] }
const linked = { user_id: 'auth0|2', identities: [identity('2'), identity('1')] }
const alone = { user_id: 'auth0|2', identities: [identity('2')] }

/** A request of `who`, in a store in which the other user is found so, one time after the other. */
const arrange = (...found: readonly object[]) => {
  const sessions = new Map<string, Session>([['old', { id: 'old', user_id: who.user_id } as Session]])
  const waiting = [...found]
  const store = {
    findUser: async () => waiting.shift(),
    insertSession: async (session: Session) => void sessions.set(session.id, session),
    removeSession: async (id: string) => sessions.delete(id),
  }
  const tenancy = { store, now: () => 1_800_000_000_000, random: randomBytes } as unknown as Tenancy
  const owned = { agreed: { session: sessions.get('old'), user: who }, standing: {} } as unknown as Owned
  const named = { user_id: linked.user_id, by: 'A rule' } as const
  return { sessions, owned, hand: () => handOver(tenancy, owned, named, { ip: undefined, user_agent: undefined }) }
}

test('who is unlinked in the very moment in which the other’s session begins has none of it', async () => {
  const { sessions, owned, hand } = arrange(linked, alone)
  await assert.rejects(hand(), { code: 'access_denied', message: /not linked/ })
  assert.deepEqual([...sessions.keys()], [])
  assert.equal(owned.signedIn, undefined)
})

test('who is blocked in that moment has none of it either', async () => {
  const { sessions, owned, hand } = arrange(linked, { ...linked, blocked: true })
  await assert.rejects(hand(), { code: 'unauthorized' })
  assert.deepEqual([...sessions.keys()], [])
  assert.equal(owned.signedIn, undefined)
})

test('who was never linked changes nothing', async () => {
  for (const other of [alone, { ...linked, identities: [] }]) {
    const { sessions, hand } = arrange(other)
    await assert.rejects(hand(), { code: 'access_denied' })
    assert.deepEqual([...sessions.keys()], ['old'])
  }
})

test('who has no way to log in is nobody’s part', async () => {
  const { owned, hand } = arrange(linked)
  owned.agreed = { ...owned.agreed, user: { ...owned.agreed.user, identities: [] } }
  await assert.rejects(hand(), { code: 'access_denied' })
})
