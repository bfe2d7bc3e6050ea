// What a store promises about receivers of security events: how far each has come is never forgotten, and never goes back.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CREDENTIAL_CHANGE } from '@symbolon/protocol/signals/security-event'
import type { SignalStream } from '@symbolon/protocol/entities/signal-stream'
import type { Ground } from './bed.fixture.ts'

const sampleStream = (id: string): SignalStream => ({
  id,
  name: id,
  audience: 'https://receiver.example',
  events_requested: [CREDENTIAL_CHANGE],
  status: 'enabled',
  begins_after: 0,
})

const sampleRevocation = { kind: 'user', key: 'x', before: 1, expires: 4_000_000_000 }

/** A place as there will be: twice the time in milliseconds. */
const PLACE = 3_600_000_000_001

export const describeSignalStreams = ({ newTenant, store, another }: Ground): void => {
  describe('signal streams', () => {
    const made = async (...ids: readonly string[]) => {
      const tenant = await newTenant()
      const changes = ids.map((id) => ({ insert: 'signal_streams', document: sampleStream(id) }) as const)
      assert.equal((await tenant.apply(changes)).outcome, 'applied')
      return tenant
    }

    test('a place never goes back, whoever moves it when, and is of one stream of one tenant', async () => {
      const [tenant, other] = [await made('sst_a', 'sst_b'), await made('sst_a')]
      assert.equal(await tenant.signalStreamPlace('sst_a'), undefined)
      await Promise.all([PLACE, PLACE + 2, PLACE + 1].map((place) => tenant.moveSignalStream('sst_a', place)))
      assert.equal(await tenant.signalStreamPlace('sst_a'), PLACE + 2)
      assert.equal(await tenant.signalStreamPlace('sst_b'), undefined)
      assert.equal(await other.signalStreamPlace('sst_a'), undefined)
    })

    const NOBODY_FAILED = { not_before: 0, failures: 0, failure: undefined } as const

    test('of any number of processes one holds a stream to push it, until it lets go or its time is over', async () => {
      const tenant = await made('sst_a')
      const other = await another()
      const tenants = [tenant, other.store.tenant(tenant.tenant_id)]
      const tries = Array.from({ length: 10 }, (_, n) => tenants[n % 2]?.holdSignalPush('sst_a', `h${n}`, 1000, 2000))
      const held = await Promise.all(tries)
      assert.deepEqual(
        held.filter((failures) => failures !== undefined),
        [0],
      )
      const holder = `h${held.indexOf(0)}`
      assert.equal(await tenant.holdSignalPush('sst_a', 'late', 1999, 3000), undefined)
      assert.equal(await tenant.holdSignalPush('sst_a', holder, 1999, 2500), 0)
      assert.equal(await tenant.holdSignalPush('sst_a', 'late', 2500, 3000), 0)
      assert.equal(await tenant.leaveSignalPush('sst_a', holder, { now: 2600, ...NOBODY_FAILED }), false)
      assert.equal(await tenant.leaveSignalPush('sst_a', 'late', { now: 2600, ...NOBODY_FAILED }), true)
      assert.equal(await tenant.holdSignalPush('sst_a', holder, 2600, 3000), 0)
      assert.equal(await tenant.holdSignalPush('sst_gone', holder, 1000, 2000), undefined)
      await other.close()
    })

    test('how pushing failed is kept, and until when nobody may try; whoever mends it need not wait', async () => {
      const tenant = await made('sst_a')
      assert.equal(await tenant.signalPushState('sst_a'), undefined)
      await tenant.holdSignalPush('sst_a', 'h', 1000, 2000)
      assert.equal(await tenant.signalPushState('sst_a'), undefined)
      const failure = { at: 1100, reason: 'No.', status: 400, err: 'invalid_key' }
      await tenant.leaveSignalPush('sst_a', 'h', { now: 1200, not_before: 9000, failures: 3, failure })
      assert.deepEqual(await tenant.signalPushState('sst_a'), { failure, failures: 3, not_before: 9000 })
      assert.equal(await tenant.holdSignalPush('sst_a', 'h', 8999, 9999), undefined)
      await tenant.resumeSignalPush('sst_a')
      assert.equal(await tenant.holdSignalPush('sst_a', 'h', 1300, 2000), 3)
      await tenant.leaveSignalPush('sst_a', 'h', { now: 1400, ...NOBODY_FAILED })
      assert.deepEqual(await tenant.signalPushState('sst_a'), { failure, failures: 0, not_before: 0 })
    })

    test('streams to push have something to tell, wait for nothing, and come in turn, few of one tenant', async () => {
      const tenant = await newTenant()
      const [before = 0] = await tenant.appendRevocations([sampleRevocation])
      const pushed = (id: string) => ({ ...sampleStream(id), pushed: true, begins_after: before })
      const ids = ['sst_a', 'sst_b', 'sst_c']
      await tenant.apply(ids.map((id) => ({ insert: 'signal_streams', document: pushed(id) }) as const))
      await tenant.apply([{ insert: 'signal_streams', document: sampleStream('sst_polled') }])
      const due = async (now = 5000, ofOne = 10) =>
        (await store().streamsToPush(now, 1000, ofOne))
          .filter(({ tenant_id }) => tenant_id === tenant.tenant_id)
          .map(({ id }) => id)
      assert.deepEqual(await due(), [])
      const [seq = 0] = await tenant.appendRevocations([sampleRevocation])
      assert.deepEqual(await due(), ids)
      assert.deepEqual(await due(5000, 2), ['sst_a', 'sst_b'])
      assert.equal((await store().streamsToPush(5000, 1, 10)).length, 1)
      await tenant.holdSignalPush('sst_a', 'h', 1000, 6000)
      await tenant.holdSignalPush('sst_b', 'h', 1000, 6000)
      assert.deepEqual(await due(), ['sst_c'])
      await tenant.leaveSignalPush('sst_a', 'h', { now: 4000, ...NOBODY_FAILED })
      await tenant.leaveSignalPush('sst_b', 'h', { now: 3000, ...NOBODY_FAILED, not_before: 5500 })
      assert.deepEqual(await due(), ['sst_c', 'sst_a'])
      assert.deepEqual(await due(5500), ['sst_c', 'sst_b', 'sst_a'])
      await tenant.moveSignalStream('sst_c', 2 * seq + 1)
      await tenant.moveSignalStream('sst_a', 2 * seq)
      assert.deepEqual(await due(), ['sst_a'])
      const after = { ...pushed('sst_a'), pushed: false }
      await tenant.apply([{ replace: 'signal_streams', before: pushed('sst_a'), after }])
      assert.deepEqual(await due(), [])
    })

    test('whoever follows all revocations is woken by those of any tenant', async () => {
      let woken = 0
      const deafen = store().followAllRevocations(() => (woken += 1))
      const [one, two] = [await newTenant(), await newTenant()]
      await one.appendRevocations([sampleRevocation])
      const first = woken
      assert.ok(first > 0)
      await two.appendRevocations([sampleRevocation])
      assert.ok(woken > first)
      deafen()
    })

    test('it goes with its stream, and there is none without', async () => {
      const tenant = await made('sst_a')
      await tenant.moveSignalStream('sst_a', PLACE)
      await tenant.moveSignalStream('sst_gone', PLACE)
      assert.equal(await tenant.signalStreamPlace('sst_gone'), undefined)
      await tenant.apply([{ remove: 'signal_streams', document: sampleStream('sst_a') }])
      await tenant.apply([{ insert: 'signal_streams', document: sampleStream('sst_a') }])
      assert.equal(await tenant.signalStreamPlace('sst_a'), undefined)
    })
  })
}
