// What a store promises about the tenant log.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Ground } from './bed.fixture.ts'
import * as sample from './sample-documents.ts'

export const describeLog = ({ store, newTenant }: Ground): void => {
  describe('the log', () => {
    test('the log is paged newest first, or onwards from a line, and counted', async () => {
      const tenant = await newTenant()
      const events = Array.from({ length: 1_100 }, (_, index) =>
        sample.sampleLogEvent(
          index,
          index % 100 === 0 ? { type: 'feccft', client_id: 'c\0', user_id: 'auth0|1' } : { details: { n: index } },
        ),
      )
      const entries = events.map((event) => ({ tenant_id: tenant.tenant_id, event }))
      await store().appendLogEvents(entries)
      // Again, as when nobody heard that they were written.
      await store().appendLogEvents(entries)
      const newest = await tenant.logEvents({ limit: 2 })
      assert.deepEqual(newest, { events: [events[1_099], events[1_098]], total: 1_100 })
      assert.deepEqual((await tenant.logEvents({ limit: 1, offset: 2 })).events, [events[1_097]])
      const onwards = await tenant.logEvents({ limit: 2, after: events[9]?.log_id ?? '' })
      assert.deepEqual(onwards.events, [events[10], events[11]])
      assert.deepEqual((await tenant.logEvents({ limit: 1, ascending: true })).events, [events[0]])
      const failed = await tenant.logEvents({ limit: 2, type: 'feccft' })
      assert.deepEqual(failed, { events: [events[1_000], events[900]], total: 11 })
      const about = await tenant.logEvents({ limit: 1, user_id: 'auth0|1' })
      assert.deepEqual(about, { events: [events[1_000]], total: 11 })
      assert.deepEqual((await tenant.logEvents({ limit: 1, user_id: 'auth0|\0' })).events, [])
      assert.deepEqual(await tenant.findLogEvent(events[100]?.log_id ?? ''), events[100])
      const matching = ({ date }: { readonly date: number }) => date % 2 === 1
      assert.deepEqual(await tenant.logEvents({ limit: 2, offset: 1, matching }), {
        events: [events[1_097], events[1_095]],
        total: 550,
      })
      const first = await tenant.logEvents({ limit: 1, matching, isUncounted: true })
      assert.deepEqual(first.events, [events[1_099]])
    })

    test('lines that several processes write side by side are read in the order of time, each once', async () => {
      const tenant = await newTenant()
      // Six periods, each of ten lines from each of five processes that take turns.
      const events = Array.from({ length: 300 }, (_, index) => {
        const [period, line] = [Math.floor(index / 50), index % 50]
        const log_id = `900${period}${String(line).padStart(52, '0')}`
        return sample.sampleLogEvent(index, index % 7 === 0 ? { log_id, user_id: 'auth0|u' } : { log_id })
      })
      for (let process = 0; process < 5; process += 1) {
        const own = events.filter((_, index) => index % 5 === process)
        await store().appendLogEvents(own.map((event) => ({ tenant_id: tenant.tenant_id, event })))
        const late = own.slice(7, 9)
        await store().appendLogEvents(late.map((event) => ({ tenant_id: tenant.tenant_id, event })))
      }
      assert.deepEqual((await tenant.logEvents({ limit: 300 })).events, events.toReversed())
      assert.deepEqual((await tenant.logEvents({ limit: 300, ascending: true })).events, events)
      for (const at of [0, 24, 49, 50, 123]) {
        const { log_id } = events[at] ?? sample.sampleLogEvent(0)
        assert.deepEqual((await tenant.logEvents({ limit: 60, after: log_id })).events, events.slice(at + 1, at + 61))
        assert.deepEqual(await tenant.findLogEvent(log_id), events[at])
      }
      assert.equal(await tenant.findLogEvent(`9000${'9'.repeat(52)}`), undefined)
      const ofUser = events.filter(({ user_id }) => user_id === 'auth0|u').toReversed()
      const page = await tenant.logEvents({ limit: 9, offset: 2, user_id: 'auth0|u' })
      assert.deepEqual(page, { events: ofUser.slice(2, 11), total: ofUser.length })
    })

    test('lines are counted by kind and hour, each once however often it is written, and are forgotten with the log', async () => {
      const [tenant, other] = [await newTenant(), await newTenant()]
      const HOUR = 3_600_000
      const start = 472_224 * HOUR
      const entry = (hour: number, number: number, type: string, of = tenant) => ({
        tenant_id: of.tenant_id,
        event: sample.sampleLogEvent(hour * 1000 + number, { type, date: start + hour * HOUR + number }),
      })
      const written = Array.from({ length: 260 }, (_, at) => entry(at % 26, at, at % 2 === 0 ? 's' : 'feccft'))
      await store().appendLogEvents(written)
      // Again, as when nobody heard that they were written; and what two processes write at the same time.
      await store().appendLogEvents(written)
      await Promise.all([
        store().appendLogEvents([entry(3, 900, 's'), entry(2, 901, 'f'), entry(3, 902, 's', other)]),
        store().appendLogEvents([entry(2, 903, 'f'), entry(3, 904, 's')]),
      ])
      const counted = async (from: number, until: number, hours: number) =>
        (await tenant.logCounts({ from: start + from * HOUR, until: start + until * HOUR, hours }))
          .map(({ from: at, type, lines }) => `${(at - start) / HOUR} ${type} ${lines}`)
          .sort()
      assert.deepEqual(await counted(2, 4, 1), ['2 f 2', '2 s 10', '3 feccft 10', '3 s 2'])
      assert.deepEqual(await counted(0, 48, 24), ['0 f 2', '0 feccft 120', '0 s 122', '24 feccft 10', '24 s 10'])
      assert.deepEqual(await counted(30, 48, 24), [])
      await store().sweep(start + 25 * HOUR)
      assert.deepEqual(await counted(0, 48, 1), ['25 feccft 10'])
    })
  })
}
