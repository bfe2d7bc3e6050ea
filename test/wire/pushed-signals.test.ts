// Security events come to their receivers by themselves, in order, each until it is acknowledged or refused. RFC 8935
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { userEnded } from '@symbolon/core/tokens/ended'
import { revoke as sayRevoked } from '@symbolon/core/tokens/revoke'
import { SESSION_REVOKED, type EventSubject } from '@symbolon/protocol/signals/security-event'
import { startPostgres } from '../databases/postgres.ts'
import { startReceiver, type EventReceiver } from './event-receiver.ts'
import { managed, type ManagementCall } from './managed.ts'
import { until } from './until.ts'
import { startWorld, type World } from './world.ts'

/** What is pushed comes by itself, and a crowded machine takes its time. */
const comes = (what: string, isSo: () => Promise<boolean> | boolean): Promise<void> => until(what, isSo, 60_000)

const AUDIENCE = 'https://receiver.example.com'
const PUSH = 'urn:ietf:rfc:8935'
const POLL = 'urn:ietf:rfc:8936'

type Shown = {
  readonly id: string
  readonly delivery: Readonly<Record<string, string>>
  readonly last_failure?: {
    readonly at: string
    readonly reason: string
    readonly status?: number
    readonly err?: string
    readonly in_a_row: number
    readonly next_attempt_at?: string
  }
}

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`signal streams that are pushed, on ${database}`, () => {
    let world: World
    let receiver: EventReceiver
    let stopDatabase = async (): Promise<void> => {}
    let ahead = 0
    let users = 0

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({
        ...(server ? { database: await server.createDatabase() } : {}),
        now: () => Date.now() + ahead,
        environment: { SYMBOLON_EGRESS_ALLOW: '127.0.0.1' },
      })
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = <T = Readonly<Record<string, unknown>>>(...asked: ManagementCall): Promise<T> =>
      managed(world, ...asked)
    const show = (id: string): Promise<Shown> => call(200, 'GET', `/signal-streams/${id}`)
    const newStream = async (delivery: object = {}, fields: object = {}): Promise<string> =>
      (
        await call<Shown>(201, 'POST', '/signal-streams', {
          name: 'Mail',
          audience: AUDIENCE,
          delivery: { method: PUSH, endpoint_url: receiver.url, ...delivery },
          ...fields,
        })
      ).id
    /** Everything of somebody has ended: said once, by a process beside the server. */
    const revoke = async (): Promise<string> => {
      const user_id = `auth0|${(users += 1)}`
      await sayRevoked(world.tenancy, userEnded(user_id))
      return user_id
    }
    const subjectsTold = async (): Promise<readonly (EventSubject | undefined)[]> =>
      (await receiver.events(world.issuer, AUDIENCE)).map(({ sub_id }) => sub_id)
    const about = (sub: string) => ({ format: 'iss_sub', iss: world.issuer, sub })
    const jtis = () => new Set(receiver.deliveries.map(({ jti }) => jti))
    /** Nothing has come twice, unless an acknowledgement did not arrive in time. */
    const noRepeats = async (id: string): Promise<void> => {
      const repeats = receiver.deliveries.length - jtis().size
      if (repeats > 0) assert.ok((await show(id)).last_failure, 'what was acknowledged came again')
    }
    /** The time of the next attempt has come. */
    const skipWait = (): void => void (ahead += 300_000)

    /** A test with a receiver and streams of its own. */
    const testWith = (title: string, run: () => Promise<void>) =>
      test(title, async () => {
        receiver = await startReceiver()
        try {
          await run()
        } finally {
          for (const { id } of await call<readonly Shown[]>(200, 'GET', '/signal-streams')) {
            await call(204, 'DELETE', `/signal-streams/${id}`)
          }
          await receiver.stop()
        }
      })

    testWith('each event comes once, signed, in order, with the credentials that the receiver wants', async () => {
      await revoke()
      const authorization = 'Bearer of-the-receiver'
      const id = await newStream({ authorization_header: authorization })
      const revoked = [await revoke(), await revoke(), await revoke()]
      await comes('all have come', () => jtis().size === 3)
      assert.deepEqual(await subjectsTold(), revoked.map(about))
      for (const { jti, headers } of receiver.deliveries) {
        assert.equal(headers['content-type'], 'application/secevent+jwt')
        assert.equal(headers.authorization, authorization)
        assert.ok(jti.startsWith(`${id}.`))
      }
      const [event] = await receiver.events(world.issuer, AUDIENCE)
      assert.deepEqual(Object.keys(event?.events ?? {}), [SESSION_REVOKED])
      // What is acknowledged is not told again, also when there is more.
      await revoke()
      await comes('the next has come', () => jtis().size === 4)
      await noRepeats(id)
    })

    testWith('the credentials of the receiver are answered by nobody, and stand nowhere in clear', async () => {
      const secret = 'Bearer that-nobody-reads'
      const created = await call<Shown>(201, 'POST', '/signal-streams', {
        name: 'Mail',
        audience: AUDIENCE,
        delivery: { method: PUSH, endpoint_url: receiver.url, authorization_header: secret },
      })
      assert.deepEqual(created.delivery, { method: PUSH, endpoint_url: receiver.url })
      assert.deepEqual(await show(created.id), created)
      const kept = await world.tenancy.store.find('signal_streams', { id: created.id })
      assert.ok(kept?.sealed_authorization)
      assert.ok(!JSON.stringify(kept).includes('nobody-reads'))
      const logged = async () =>
        (await world.tenancy.store.logEvents({ limit: 100, type: 'sapi' })).events.filter(
          ({ description }) => description === 'Create signal-stream',
        )
      await comes('it is logged', async () => (await logged()).length > 0)
      assert.ok(!JSON.stringify(await logged()).includes('nobody-reads'))
      // Another receiver is not told them.
      const other = await startReceiver()
      try {
        const delivery = { method: PUSH, endpoint_url: other.url }
        await call(200, 'PATCH', `/signal-streams/${created.id}`, { delivery })
        await revoke()
        await comes('it has come', () => other.deliveries.length > 0)
        assert.equal(other.deliveries[0]?.headers.authorization, undefined)
        assert.equal(receiver.deliveries.length, 0)
      } finally {
        await other.stop()
      }
    })

    testWith('what is not acknowledged comes again after a while, before all that is behind it', async () => {
      receiver.answer((_delivery, response) => void response.writeHead(503).end())
      const id = await newStream()
      const revoked = [await revoke(), await revoke()]
      await comes('it is known to fail', async () => (await show(id)).last_failure?.status === 503)
      const { last_failure } = await show(id)
      assert.equal(last_failure?.reason, 'Only 202 acknowledges an event: the answer was 503')
      assert.ok((last_failure?.in_a_row ?? 0) >= 1)
      receiver.answer((_delivery, response) => void response.writeHead(202).end())
      skipWait()
      await comes('both have come', () => jtis().size === 2)
      assert.deepEqual(await subjectsTold(), revoked.map(about))
      await comes('nothing fails any more', async () => (await show(id)).last_failure?.in_a_row === 0)
      assert.equal((await show(id)).last_failure?.next_attempt_at, undefined)
      await comes('the log has it', async () => {
        const { events } = await world.tenancy.store.logEvents({ limit: 10, type: 'fset' })
        return JSON.stringify(events[0]?.details ?? '').includes(id)
      })
    })

    testWith('the waits between attempts grow, and who mends the stream need not wait', async () => {
      receiver.answer((_delivery, response) => void response.writeHead(500).end())
      const id = await newStream()
      await revoke()
      const failures = async () => (await show(id)).last_failure?.in_a_row ?? 0
      for (let count = 1; count <= 10; count += 1) {
        await comes(`it has failed ${count} times`, async () => (await failures()) >= count)
        if (count < 10) skipWait()
      }
      const { last_failure } = await show(id)
      const wait = Date.parse(last_failure?.next_attempt_at ?? '') - Date.parse(last_failure?.at ?? '')
      assert.ok(wait >= 149_000 && wait <= 301_000, `the tenth wait is ${wait} ms`)
      receiver.answer((_delivery, response) => void response.writeHead(202).end())
      await call(200, 'PATCH', `/signal-streams/${id}`, { delivery: { method: PUSH, endpoint_url: receiver.url } })
      await comes('it succeeds', async () => (await failures()) === 0)
    })

    testWith(
      'an event that the receiver refuses is taken down and not pushed again; what is behind it comes',
      async () => {
        let first: string | undefined
        receiver.answer(({ jti }, response) => {
          first ??= jti
          if (jti !== first) return void response.writeHead(202).end()
          response.writeHead(400, { 'content-type': 'application/json' })
          response.end(JSON.stringify({ err: 'invalid_audience', description: 'Not\u0000 mine \ud800' }))
        })
        const id = await newStream()
        const revoked = [await revoke(), await revoke()]
        await comes('both have come', () => jtis().size === 2)
        assert.deepEqual(await subjectsTold(), revoked.map(about))
        await comes('it is shown', async () => (await show(id)).last_failure?.err !== undefined)
        const { last_failure } = await show(id)
        assert.deepEqual(
          [last_failure?.status, last_failure?.err, last_failure?.in_a_row],
          [400, 'invalid_audience', 0],
        )
        assert.match(last_failure?.reason ?? '', /^The receiver refuses: invalid_audience: Not  mine /)
        const order = receiver.deliveries.map(({ jti }) => jti === first)
        assert.ok(order.lastIndexOf(true) < order.indexOf(false), 'it was not pushed after what is behind it')
      },
    )

    testWith('a receiver that does not know this server any more gets its events once that is mended', async () => {
      receiver.answer((_delivery, response) => {
        response.writeHead(400, { 'content-type': 'application/json' }).end('{"err":"authentication_failed"}')
      })
      const id = await newStream({ authorization_header: 'old' })
      const user = await revoke()
      await comes('it is known to fail', async () => (await show(id)).last_failure?.err === 'authentication_failed')
      receiver.answer(
        ({ headers }, response) => void response.writeHead(headers.authorization === 'new' ? 202 : 401).end(),
      )
      const delivery = { method: PUSH, endpoint_url: receiver.url, authorization_header: 'new' }
      await call(200, 'PATCH', `/signal-streams/${id}`, { delivery })
      await comes('it succeeds', async () => (await show(id)).last_failure?.in_a_row === 0)
      assert.deepEqual(await subjectsTold(), [about(user)])
    })

    testWith(
      'nothing is pushed where calls may not go, nor to where an answer redirects, nor is an endless answer read',
      async () => {
        const privately = await newStream({ endpoint_url: 'https://10.1.2.3/events' })
        await revoke()
        await comes('it is refused', async () => (await show(privately)).last_failure !== undefined)
        assert.match((await show(privately)).last_failure?.reason ?? '', /is not a public address/)
        await call(204, 'DELETE', `/signal-streams/${privately}`)

        receiver.answer((_delivery, response) => void response.writeHead(307, { location: '/elsewhere' }).end())
        const redirected = await newStream()
        await revoke()
        await comes('it fails', async () => (await show(redirected)).last_failure?.status === 307)
        await call(204, 'DELETE', `/signal-streams/${redirected}`)

        receiver.answer((_delivery, response) => {
          response.writeHead(202)
          const pour = (): void => {
            while (!response.destroyed && response.write('x'.repeat(65_536)));
          }
          response.on('drain', pour)
          pour()
        })
        const endless = await newStream()
        await revoke()
        await comes('it is given up', async () => (await show(endless)).last_failure !== undefined)
        assert.match((await show(endless)).last_failure?.reason ?? '', /larger than|abort|time/i)
      },
    )

    testWith('a receiver that never answers holds up no other, and is given up after five seconds', async () => {
      const silent = await startReceiver()
      try {
        silent.answer(() => {})
        const hanging = await newStream({ endpoint_url: silent.url })
        await newStream()
        const user = await revoke()
        await comes('the other has it', () => jtis().size === 1)
        assert.deepEqual(await subjectsTold(), [about(user)])
        await comes('it is given up', async () => (await show(hanging)).last_failure !== undefined)
      } finally {
        await silent.stop()
      }
    })

    testWith(
      'a stream that is disabled, deleted or polled is not pushed; what it missed comes when it is again',
      async () => {
        const disabled = await newStream()
        const polled = await newStream({}, { name: 'Polled' })
        await call(400, 'POST', `/signal-streams/${polled}/poll`, {})
        await call(200, 'PATCH', `/signal-streams/${disabled}`, { status: 'disabled' })
        await call(200, 'PATCH', `/signal-streams/${polled}`, { delivery: { method: POLL } })
        const user = await revoke()
        const { sets } = await call<{ sets: object }>(200, 'POST', `/signal-streams/${polled}/poll`, {
          returnImmediately: true,
        })
        assert.equal(Object.keys(sets).length, 1)
        assert.deepEqual((await show(polled)).delivery, {
          method: POLL,
          endpoint_url: `${world.issuer}api/v2/signal-streams/${polled}/poll`,
        })
        const witness = await newStream()
        await revoke()
        await comes('the witness has it', () => jtis().size === 1)
        assert.ok(receiver.deliveries.every(({ jti }) => jti.startsWith(witness)))
        await call(204, 'DELETE', `/signal-streams/${witness}`)
        await call(200, 'PATCH', `/signal-streams/${disabled}`, { status: 'enabled' })
        await comes('it has all', () => jtis().size === 3)
        assert.deepEqual((await subjectsTold())[1], about(user))
      },
    )

    testWith('two servers on one database push each event once', async () => {
      const second = await world.startSecond()
      try {
        const id = await newStream()
        const revoked: string[] = []
        for (let count = 0; count < 20; count += 1) revoked.push(await revoke())
        await comes('all have come', () => jtis().size === 20)
        assert.deepEqual(await subjectsTold(), revoked.map(about))
        await noRepeats(id)
      } finally {
        await second.stop()
      }
    })

    testWith('what cannot be pushed to is refused by its field', async () => {
      const wrong: readonly (readonly [object, RegExp])[] = [
        [{ method: PUSH }, /delivery\.endpoint_url|must be said/],
        [{ method: PUSH, endpoint_url: 'http://receiver.example.com/' }, /https/],
        [{ method: PUSH, endpoint_url: 'https://user:pass@receiver.example.com/' }, /credentials/],
        [{ method: PUSH, endpoint_url: 'https://receiver.example.com/#x' }, /fragment/],
        [{ method: PUSH, endpoint_url: 'ftp://receiver.example.com/' }, /endpoint_url/],
        [
          { method: PUSH, endpoint_url: 'https://receiver.example.com/', authorization_header: 'a\r\nb: c' },
          /authorization_header/,
        ],
        [{ method: POLL, endpoint_url: 'https://receiver.example.com/' }, /polled/],
        [{ method: POLL, authorization_header: 'x' }, /polled/],
        [{ method: 'urn:example' }, /method/],
      ]
      const id = await newStream()
      for (const [delivery, says] of wrong) {
        for (const [verb, path] of [
          ['POST', '/signal-streams'],
          ['PATCH', `/signal-streams/${id}`],
        ] as const) {
          const body = verb === 'POST' ? { name: 'Mail', audience: AUDIENCE, delivery } : { delivery }
          const { message } = await call<{ message: string }>(400, verb, path, body)
          assert.match(message, says)
        }
      }
      const { last_failure: _none, ...shown } = await show(id)
      assert.deepEqual(shown.delivery, { method: PUSH, endpoint_url: receiver.url })
      await call(400, 'PATCH', `/signal-streams/${id}`, { last_failure: null })
    })
  })
}
