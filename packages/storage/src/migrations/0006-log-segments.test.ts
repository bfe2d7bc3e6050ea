import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startPostgres } from '../../../../test/databases/postgres.ts'
import { migrate } from '../migrate.ts'
import type { Opening } from '../opening.ts'
import { openPostgres } from '../postgres.ts'
import { insertTenant } from '../queries/tenants.ts'
import { sampleLogEvent, sampleTenant } from '../sample-documents.ts'
import { openSqlite } from '../sqlite.ts'
import { createStore } from '../store.ts'

/** The log of a database that the version before writes too, while this one is already running. */
const checkLog = async (opening: Opening): Promise<void> => {
  const now = () => 1_700_000_000_000
  await migrate(opening, now)
  await insertTenant(opening.db, sampleTenant('a'), 1)
  const events = Array.from({ length: 60 }, (_, number) =>
    sampleLogEvent(number, { client_id: `c${number % 2}`, ...(number % 4 === 0 ? { user_id: 'auth0|u' } : {}) }),
  )
  const { store } = createStore(opening, { now, operatorLog: () => {} })
  for (const [number, event] of events.entries()) {
    if (number % 3 === 0) await store.appendLogEvents([{ tenant_id: 'ten_a', event }])
    else {
      const { log_id, type, client_id = null, user_id = null } = event
      const row = { tenant_id: 'ten_a', log_id, type, client_id, user_id, document: JSON.stringify(event) }
      await opening.db.insertInto('log_events').values(row).execute()
    }
  }
  const tenant = store.tenant('ten_a')
  assert.deepEqual(await tenant.logEvents({ limit: 60 }), { events: events.toReversed(), total: 60 })
  const onwards = await tenant.logEvents({ limit: 9, after: events[30]?.log_id ?? '' })
  assert.deepEqual(onwards.events, events.slice(31, 40))
  const ofUser = events.filter(({ user_id }) => user_id !== undefined)
  assert.deepEqual(await tenant.logEvents({ limit: 4, offset: 3, user_id: 'auth0|u' }), {
    events: ofUser.toReversed().slice(3, 7),
    total: ofUser.length,
  })
  const laterOfUser = await tenant.logEvents({ limit: 9, user_id: 'auth0|u', after: ofUser[5]?.log_id ?? '' })
  assert.deepEqual(laterOfUser.events, ofUser.slice(6, 15))
  for (const event of events) assert.deepEqual(await tenant.findLogEvent(event.log_id), event)
  await store.sweep(events[40]?.date ?? 0)
  assert.deepEqual((await tenant.logEvents({ limit: 60, ascending: true })).events, events.slice(40))
  const youngOfUser = ofUser.filter((event) => events.indexOf(event) >= 40)
  assert.deepEqual(await tenant.logEvents({ limit: 60, ascending: true, user_id: 'auth0|u' }), {
    events: youngOfUser,
    total: youngOfUser.length,
  })
  await store.close()
}

test('lines in rows of their own are read, found and swept together with segments, on SQLite', () =>
  checkLog(openSqlite(':memory:')))

test('lines in rows of their own are read, found and swept together with segments, on PostgreSQL', async () => {
  const server = await startPostgres()
  try {
    await checkLog(openPostgres(await server.createDatabase(), () => {}))
  } finally {
    await server.stop()
  }
})
