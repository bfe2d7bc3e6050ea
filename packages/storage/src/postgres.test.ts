import assert from 'node:assert/strict'
import { type AddressInfo, createServer, connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { startPostgres, type TestPostgres } from '../../../test/databases/postgres.ts'
import { migrate } from './migrate.ts'
import { isRetryable, postgresFailure } from './postgres-failures.ts'
import { openPostgres } from './postgres.ts'
import { sampleClient, sampleTenant } from './sample-documents.ts'
import { eventually } from './bed.fixture.ts'
import { createStore } from './store.ts'

let server: TestPostgres
before(async () => {
  server = await startPostgres()
})
after(() => server.stop())

const assemble = async (url: string, log: string[] = [], uptime = () => 0) => {
  const operatorLog = (_level: string, message: string, fields?: object) =>
    void log.push(message + JSON.stringify(fields))
  const opening = openPostgres(url, operatorLog)
  await migrate(opening, () => 1)
  return { ...createStore(opening, { now: () => 1, operatorLog, uptime }), opening }
}

/** A cable between the store and the server that can be cut. */
const layCable = async (url: string) => {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }
  let isCut = false
  const plug = createServer((near) => {
    keep(near)
    if (isCut) return near.destroy()
    const far = connect(Number(port), hostname)
    keep(far)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    return undefined
  })
  await new Promise<void>((resolve) => plug.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.host = `127.0.0.1:${(plug.address() as AddressInfo).port}`
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  const close = () => {
    cut()
    plug.close()
  }
  return { url: through.href, cut, mend: () => void (isCut = false), close }
}

test('a change by another process is heard without asking', async () => {
  const url = await server.createDatabase()
  const [one, two] = [await assemble(url), await assemble(url)]
  await one.store.createTenant(sampleTenant('one'), [{ insert: 'clients', document: sampleClient('c') }])
  const here = one.store.tenant('ten_one')
  const there = two.store.tenant('ten_one')
  let current = sampleClient('c')
  for (const name of ['a', 'b', 'c']) {
    const next = { ...current, name }
    await there.find('clients', { client_id: 'c' })
    assert.equal((await here.apply([{ replace: 'clients', before: current, after: next }])).outcome, 'applied')
    await eventually(async () => (await there.find('clients', { client_id: 'c' }))?.name === name)
    current = next
  }
  assert.equal(await two.store.findTenant('two.example'), undefined)
  await one.store.createTenant(sampleTenant('two'), [])
  await eventually(async () => (await two.store.findTenant('two.example')) !== undefined)
  await one.store.close()
  await two.store.close()
})

test('PostgreSQL gone and back: refused meanwhile, then everything goes on, and changes are heard again', async () => {
  const url = await server.createDatabase()
  const cable = await layCable(url)
  let uptime = 0
  const log: string[] = []
  const { store, watch } = await assemble(cable.url, log, () => uptime)
  const other = await assemble(url)
  const tenant = store.tenant('ten_one')
  const client = sampleClient('c')
  await store.createTenant(sampleTenant('one'), [{ insert: 'clients', document: client }])
  await watch.check()
  const remembered = await tenant.find('clients', { client_id: 'c' })
  const running = Array.from({ length: 5 }, () => tenant.all('signing_keys', { state: `${Math.random()}` }))
  cable.cut()
  for (const answer of await Promise.allSettled(running)) {
    if (answer.status === 'rejected') assert.equal(answer.reason.code, 'store_unavailable')
  }
  await assert.rejects(tenant.spendAssertion('c', 'j', 1), { code: 'store_unavailable' })
  await assert.rejects(tenant.apply([{ remove: 'clients', document: client }]), { code: 'store_unavailable' })
  await assert.rejects(store.ready(), { code: 'store_unavailable' })
  uptime = 31_000
  await watch.check()
  await assert.rejects(async () => tenant.find('clients', { client_id: 'c' }), { code: 'store_unavailable' })
  await other.store.tenant('ten_one').apply([{ replace: 'clients', before: client, after: { ...client, name: 'new' } }])
  cable.mend()
  await eventually(async () =>
    store.ready().then(
      () => true,
      () => false,
    ),
  )
  await watch.check()
  assert.deepEqual(remembered, client)
  assert.equal((await tenant.find('clients', { client_id: 'c' }))?.name, 'new')
  assert.equal(await tenant.spendAssertion('c', 'j', 1), true)
  const { store: there } = other
  await eventually(async () => {
    const now = await there.tenant('ten_one').find('clients', { client_id: 'c' })
    assert.ok(now)
    await there
      .tenant('ten_one')
      .apply([{ replace: 'clients', before: now, after: { ...now, name: `${Math.random()}` } }])
    const theirs = await there.tenant('ten_one').find('clients', { client_id: 'c' })
    return (await tenant.find('clients', { client_id: 'c' }))?.name === theirs?.name
  })
  assert.doesNotMatch(log.join(), new RegExp(new URL(url).password || 'no password'))
  await store.close()
  await other.store.close()
  cable.close()
})

test('connections that the server ends are replaced, without an unhandled error', async () => {
  const url = await server.createDatabase()
  const { store } = await assemble(url)
  await store.createTenant(sampleTenant('one'), [])
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query(
    'select pg_terminate_backend(pid, 60000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  await eventually(async () =>
    store.ready().then(
      () => true,
      () => false,
    ),
  )
  assert.equal(await store.tenant('ten_one').spendAssertion('c', 'j', 1), true)
  await admin.end()
  await store.close()
})

test('a database that has become read-only refuses to be written and still answers', async () => {
  const url = await server.createDatabase()
  const first = await assemble(url)
  await first.store.createTenant(sampleTenant('one'), [{ insert: 'clients', document: sampleClient('c') }])
  await first.store.close()
  const { store } = await (async () => {
    const readOnly = new URL(url)
    readOnly.searchParams.set('options', '-c default_transaction_read_only=on')
    const opening = openPostgres(readOnly.href, () => {})
    return createStore(opening, { now: () => 1, operatorLog: () => {} })
  })()
  const tenant = store.tenant('ten_one')
  const remove = { remove: 'clients', document: sampleClient('c') } as const
  await assert.rejects(tenant.apply([remove]), { code: 'store_unavailable' })
  await assert.rejects(tenant.spendAssertion('c', 'j', 1), { code: 'store_unavailable' })
  assert.ok(await tenant.find('clients', { client_id: 'c' }))
  await store.close()
})

test('who waits too long for another’s lock is refused, and nothing is done', async () => {
  const url = await server.createDatabase()
  const limited = new URL(url)
  limited.searchParams.set('options', '-c lock_timeout=50')
  const { store } = await assemble(limited.href)
  await store.createTenant(sampleTenant('one'), [])
  const other = new pg.Client(url)
  await other.connect()
  await other.query(`begin; update tenants set name = 'locked'`)
  const change = store.tenant('ten_one').apply([{ insert: 'clients', document: sampleClient('c') }])
  await assert.rejects(change, { code: 'store_unavailable' })
  await other.query('rollback')
  await other.end()
  assert.equal(await store.tenant('ten_one').find('clients', { client_id: 'c' }), undefined)
  await store.close()
})

test('transactions that lost against another are tried again', async () => {
  const opening = openPostgres(await server.createDatabase(), () => {})
  let tries = 0
  const lose = Object.assign(new Error('could not serialize'), { code: '40001' })
  const answer = await opening.transact(async () => {
    tries += 1
    if (tries < 3) throw lose
    return 'done'
  })
  assert.deepEqual([answer, tries, isRetryable(lose)], ['done', 3, true])
  await opening.close()
})

test('statements are planned once a connection, and whole numbers are numbers', async () => {
  const { store, opening } = await assemble(await server.createDatabase())
  const { sql } = await import('kysely')
  await opening.db.connection().execute(async (db) => {
    for (let n = 0; n < 3; n += 1) {
      const { rows } = await sql<{ n: number }>`select ${n}::bigint as n`.execute(db)
      assert.deepEqual(rows, [{ n }])
    }
    const { rows } = await sql<{
      count: number
    }>`select count(*) as count from pg_prepared_statements where statement like '%::bigint as n'`.execute(db)
    assert.deepEqual(rows, [{ count: 1 }])
  })
  await store.close()
})

test('a commit waits for the disk unless it need not', async () => {
  const { store, opening } = await assemble(await server.createDatabase())
  const { sql } = await import('kysely')
  const seen = async (db: typeof opening.db) => {
    const { rows } = await sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(db)
    return rows[0]?.synchronous_commit
  }
  assert.deepEqual(await Promise.all([opening.transact(seen), opening.statement(seen)]), ['on', 'on'])
  assert.deepEqual(await Promise.all([opening.transact(seen, false), opening.statement(seen, false)]), ['off', 'off'])
  await store.close()
})

test('only what another attempt could cure counts as unavailable', () => {
  const withCode = (code: string) => Object.assign(new Error('x'), { code })
  for (const code of ['08006', '53300', '57P01', '25006', '57014', 'ECONNREFUSED', '40P01']) {
    assert.equal(postgresFailure(withCode(code)), 'unavailable', code)
  }
  assert.equal(postgresFailure(new AggregateError([withCode('ECONNREFUSED')])), 'unavailable')
  assert.equal(postgresFailure(withCode('23505')), 'unique')
  assert.equal(postgresFailure(withCode('23503')), 'foreign-key')
  assert.equal(postgresFailure(withCode('42601')), undefined)
  assert.equal(postgresFailure(new TypeError('x')), undefined)
})
