// The lines of the tenant log, sent to somebody over HTTP: all that were asked for, in order, also where it did not work at first.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { after, before, describe, test } from 'node:test'
import { startPostgres } from '../databases/postgres.ts'
import { localCertificate } from '../tls.ts'
import { managed, type ManagementCall } from './managed.ts'
import { until } from './until.ts'
import { startWorld, type World } from './world.ts'

const AUTHORIZATION = 'Bearer a-secret-that-nobody-reads'

type Line = { readonly log_id: string; readonly data: { readonly type: string; readonly description?: string } }

/** A busy machine may take its time. */
const PATIENCE = 60_000

async function startReceiver() {
  const { cert, key } = localCertificate()
  const got: { readonly lines: readonly Line[]; readonly authorization: string | undefined; readonly kind: unknown }[] =
    []
  const state = { status: 200 }
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => void (body += text))
    request.on('end', () => {
      if (state.status === 200) {
        const { authorization, 'x-kind': kind } = request.headers
        got.push({ lines: JSON.parse(body), authorization, kind })
      }
      response.writeHead(state.status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const address = server.address()
  return {
    state,
    got,
    lines: () => got.flatMap(({ lines }) => lines),
    endpoint: `https://localhost:${typeof address === 'object' && address ? address.port : 0}/logs`,
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`log streams, on ${database}`, () => {
    let world: World
    let receiver: Awaited<ReturnType<typeof startReceiver>>
    let stopDatabase = async (): Promise<void> => {}
    let ahead = 0

    before(async () => {
      receiver = await startReceiver()
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({
        ...(server ? { database: await server.createDatabase() } : {}),
        now: () => Date.now() + ahead,
        environment: { SYMBOLON_EGRESS_ALLOW: 'localhost' },
      })
    })
    after(async () => {
      await world.stop()
      await receiver.stop()
      await stopDatabase()
    })

    const call = <T = Readonly<Record<string, unknown>>>(...asked: ManagementCall): Promise<T> =>
      managed(world, ...asked)

    const newStream = async (fields: object = {}): Promise<string> => {
      const sink = { httpEndpoint: receiver.endpoint, httpAuthorization: AUTHORIZATION }
      const made = await call(200, 'POST', '/log-streams', { name: 'Logs', type: 'http', sink, ...fields })
      assert.match(String(made['id']), /^lst_\d{16}$/)
      return String(made['id'])
    }

    let roles = 0
    /** Writes lines of the log, each a role that is made, and lets the time pass in which others may still come before them. */
    const happen = async (count: number): Promise<readonly string[]> => {
      const names = Array.from({ length: count }, () => `Role ${(roles += 1)}`)
      for (const name of names) await call(200, 'POST', '/roles', { name })
      ahead += 10_000
      return names
    }
    const told = (): readonly string[] =>
      receiver.lines().flatMap((line) => {
        const name: unknown = Object(Object(line.data).details?.after).name
        return typeof name === 'string' && name.startsWith('Role ') ? [name] : []
      })

    const arrived = (what: string, names: readonly string[]): Promise<void> =>
      until(what, () => names.every((name) => told().includes(name)), PATIENCE)

    test('tell what happens after they were made, in order, and prove who sends it', async () => {
      const early = await happen(1)
      const custom = { httpCustomHeaders: [{ header: 'X-Kind', value: 'log' }] }
      const sink = { httpEndpoint: receiver.endpoint, httpAuthorization: AUTHORIZATION, ...custom }
      const id = await newStream({ sink })
      const names = await happen(5)
      await arrived('all lines have arrived', names)
      // What was sent twice, because the first time took too long, has come in its order the first time.
      assert.deepEqual([...new Set(told())], names)
      assert.ok(!told().some((name) => early.includes(name)))
      const ids = [...new Set(receiver.lines().map(({ log_id }) => log_id))]
      assert.deepEqual(ids, ids.toSorted())
      for (const { authorization, kind } of receiver.got)
        assert.deepEqual([authorization, kind], [AUTHORIZATION, 'log'])
      assert.deepEqual(Object(await call(200, 'GET', `/log-streams/${id}`)).sink, sink)
      // Only sealed, where it is kept, and nowhere in the log.
      const kept = await world.tenancy.store.find('log_streams', { id })
      const { events } = await world.tenancy.store.logEvents({ limit: 100 })
      assert.ok(!JSON.stringify([kept, events]).includes(AUTHORIZATION))
      await call(204, 'DELETE', `/log-streams/${id}`)
    })

    test('lose nothing while the receiver is away, and try again later', async () => {
      const id = await newStream()
      receiver.state.status = 503
      const names = await happen(3)
      const failures = async () => (await world.tenancy.store.logStreamPlace(id))?.failures ?? 0
      await until('it has failed', async () => (await failures()) > 0, PATIENCE)
      receiver.state.status = 200
      ahead += 3_700_000
      await arrived('what was held back has arrived', names)
      await until('nothing has failed since', async () => (await failures()) === 0, PATIENCE)
      await call(204, 'DELETE', `/log-streams/${id}`)
    })

    test('are suspended when nobody has taken anything for days, and go on when told to', async () => {
      receiver.state.status = 500
      const id = await newStream()
      const { store } = world.tenancy
      const place = (await store.find('log_streams', { id }))?.begins_after ?? ''
      const hasFailedForLong = async (): Promise<boolean> => {
        const now = Date.now() + ahead
        const taken = await store.takeLogStream(id, { place, now, until: now + 60_000 })
        if (taken) await store.moveLogStream(id, now + 60_000, { place, failures: 56, retry_at: 0 })
        return taken !== undefined
      }
      await until('it has failed for long', hasFailedForLong, PATIENCE)
      const names = await happen(1)
      const status = async () => Object(await call(200, 'GET', `/log-streams/${id}`)).status
      await until('it is suspended', async () => (await status()) === 'suspended', PATIENCE)
      receiver.state.status = 200
      ahead += 3_700_000
      await call(200, 'PATCH', `/log-streams/${id}`, { status: 'active' })
      await arrived('it has gone on where it stood', names)
      await call(204, 'DELETE', `/log-streams/${id}`)
    })

    test('tell only what they are asked for, and nothing while they are paused', async () => {
      const unwanted = await newStream({ filters: [{ type: 'category', name: 'auth.login.success' }] })
      const paused = await newStream()
      await call(200, 'PATCH', `/log-streams/${paused}`, { status: 'paused' })
      const names = await happen(2)
      const { store } = world.tenancy
      const last = (await store.logEvents({ limit: 1 })).events[0]?.log_id ?? ''
      await until(
        'it has passed them all',
        async () => ((await store.logStreamPlace(unwanted))?.place ?? '') >= last,
        PATIENCE,
      )
      assert.ok(!told().some((name) => names.includes(name)))
      await call(200, 'PATCH', `/log-streams/${paused}`, { status: 'active' })
      await arrived('what happened in the pause has arrived', names)
      for (const id of [unwanted, paused]) await call(204, 'DELETE', `/log-streams/${id}`)
    })

    test('lead over https and nowhere else, and are of the kind that is here', async () => {
      const refused = async (fields: object, what: RegExp) => {
        const sink = { httpEndpoint: receiver.endpoint }
        const answer = await world.manage('POST', '/log-streams', { name: 'No', type: 'http', sink, ...fields })
        assert.equal(answer.status, 400)
        assert.match(String(Object(await answer.json()).message), what)
      }
      await refused({ sink: { httpEndpoint: 'http://logs.example/' } }, /sink\.httpEndpoint/)
      await refused({ sink: { httpEndpoint: 'https://[' } }, /sink\.httpEndpoint/)
      await refused({ sink: {} }, /httpEndpoint/)
      const header = { header: 'x', value: 'a\r\nb: c' }
      await refused({ sink: { httpEndpoint: receiver.endpoint, httpCustomHeaders: [header] } }, /httpCustomHeaders/)
      await refused({ type: 'eventbridge' }, /expected one of: http/)
      await refused({ pii_config: { log_fields: ['email'] } }, /pii_config/)
      await refused({ filters: [{ type: 'category', name: 'nothing' }] }, /filters/)
    })
  })
}
