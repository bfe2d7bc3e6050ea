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

/** A place as there will be: twice the time in milliseconds. */
const PLACE = 3_600_000_000_001

export const describeSignalStreams = ({ newTenant }: Ground): void => {
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
