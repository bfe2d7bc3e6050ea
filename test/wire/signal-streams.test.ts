// Products of others hear of sessions and credentials, in order, each event until they have it. RFC 8417, RFC 8936; CAEP 1.0
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isRevoked, mortalOf } from '@symbolon/core/tokens/revocations'
import { CREDENTIAL_CHANGE, SESSION_REVOKED, type SecurityEvent } from '@symbolon/protocol/signals/security-event'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { addTenant } from '@symbolon/server/offline'
import { startPostgres } from '../databases/postgres.ts'
import { callsTo } from '../server.ts'
import { managed, type ManagementCall } from './managed.ts'
import { newBrowser, signIn } from './browser.ts'
import { newApplication, newSession, newUser, newUserWithPassword, writeApplications } from './people.ts'
import { until } from './until.ts'
import { newApi, startWorld, type World } from './world.ts'

const RECEIVER = 'https://receiver.example.com'

const ORDERS = 'https://orders.example.com/'

const application = newApplication()

type Sets = { readonly sets: Readonly<Record<string, string>>; readonly moreAvailable?: boolean }

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`signal streams, on ${database}`, () => {
    let world: World
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
      await writeApplications(world, application)
      await world.write(newApi({ identifier: ORDERS }))
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const call = <T = Readonly<Record<string, unknown>>>(...asked: ManagementCall): Promise<T> =>
      managed(world, ...asked)
    const newStream = async (fields: object = {}): Promise<string> =>
      String((await call(201, 'POST', '/signal-streams', { name: 'Mail', audience: RECEIVER, ...fields }))['id'])
    const poll = (id: string, body: object = {}): Promise<Sets> =>
      call(200, 'POST', `/signal-streams/${id}/poll`, { returnImmediately: true, ...body })

    /** The events of an answer, whose signatures are good. */
    const eventsOf = async ({ sets }: Sets): Promise<readonly SecurityEvent[]> => {
      const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', world.issuer))
      const options = { typ: 'secevent+jwt', issuer: world.issuer, audience: RECEIVER }
      const events: SecurityEvent[] = []
      for (const [jti, set] of Object.entries(sets)) {
        const { payload } = await jwtVerify<SecurityEvent>(set, keys, options)
        assert.equal(payload.jti, jti)
        events.push(payload)
      }
      return events
    }
    const drained = async (id: string): Promise<readonly SecurityEvent[]> => {
      const answer = await poll(id)
      const events = await eventsOf(answer)
      await poll(id, { ack: Object.keys(answer.sets), maxEvents: 0 })
      return events
    }
    const block = async (): Promise<string> => {
      const { user_id } = await newUser(world)
      await call(200, 'PATCH', `/users/${user_id}`, { blocked: true })
      return user_id
    }
    const userOf = (sub: string) => ({ format: 'iss_sub', iss: world.issuer, sub })
    /** Each once: a removal that took until the next second is told twice. */
    const told = (events: readonly SecurityEvent[]) =>
      [...new Set(events.map(({ events: said, sub_id }) => JSON.stringify([Object.keys(said), sub_id])))].map(
        (text): unknown => JSON.parse(text),
      )

    test('it says what it is at the place where receivers look', async () => {
      const answer = await fetch(`${world.issuer}.well-known/ssf-configuration`)
      assert.equal(answer.status, 200)
      assert.deepEqual(await answer.json(), {
        spec_version: '1_0',
        issuer: world.issuer,
        jwks_uri: `${world.issuer}.well-known/jwks.json`,
        delivery_methods_supported: ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'],
        authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }],
        default_subjects: 'ALL',
      })
    })

    test('a user who is blocked or deleted has no sessions, and what was before the stream is not told', async () => {
      await block()
      const id = await newStream()
      assert.deepEqual(await poll(id), { sets: {} })
      const blocked = await block()
      const deleted = await newUser(world)
      await call(204, 'DELETE', `/users/${deleted.user_id}`)
      const events = await drained(id)
      assert.deepEqual(told(events), [
        [[SESSION_REVOKED], userOf(blocked)],
        [[SESSION_REVOKED], userOf(deleted.user_id)],
      ])
      for (const { iat, events: said } of events) assert.deepEqual(said[SESSION_REVOKED], { event_timestamp: iat })
      assert.deepEqual(await poll(id), { sets: {} })
    })

    test('a session that is deleted, and one that somebody logs out of, is revoked', async () => {
      const id = await newStream()
      const user = await newUser(world)
      const session = await newSession(world, user)
      await call(202, 'DELETE', `/sessions/${session.id}`)
      const browser = newBrowser(world.issuer)
      const other = await signIn(world, browser, user, application.client_id)
      await browser.send(`/v2/logout?client_id=${application.client_id}`)
      const about = (sid: string) => [
        [SESSION_REVOKED],
        { format: 'complex', session: { format: 'opaque', id: sid }, user: userOf(user.user_id) },
      ]
      assert.deepEqual(told(await drained(id)), [about(session.id), about(other.id)])
      // Logging out ends no tokens where no API wants that.
      const iat = Math.floor(Date.now() / 1000) - 1
      const tokenOf = (sid: string) => mortalOf({ iat, sub: user.user_id, sid, aud: 'https://api.example.com/' })
      const dead = async (sid: string) => isRevoked(world.tenancy, tokenOf(sid))
      assert.deepEqual([await dead(session.id), await dead(other.id)], [true, false])
    })

    test('a new password is a credential that changed, and ends sessions: one event each, or what was asked for', async () => {
      const id = await newStream()
      const few = await newStream({ events_requested: [CREDENTIAL_CHANGE] })
      const { user_id } = await newUserWithPassword(world, 'the-old-one-4711')
      await call(200, 'PATCH', `/users/${user_id}`, {
        password: 'A-new-one-4711!',
        connection: 'Username-Password-Authentication',
      })
      const [first] = await eventsOf(await poll(id, { maxEvents: 1 }))
      assert.deepEqual(first?.events[CREDENTIAL_CHANGE], {
        credential_type: 'password',
        change_type: 'update',
        event_timestamp: first?.iat,
      })
      await poll(id, { maxEvents: 0, ack: [first?.jti] })
      const rest = await drained(id)
      assert.deepEqual(Object.keys(rest[0]?.events ?? {}), [SESSION_REVOKED])
      assert.deepEqual(told(await drained(few)), [[[CREDENTIAL_CHANGE], userOf(user_id)]])
    })

    test('what is not acknowledged comes again, the same; what is acknowledged or refused does not', async () => {
      const id = await newStream()
      for (let count = 0; count < 4; count += 1) await block()
      const all = await poll(id)
      const [first = '', second = '', third = '', ...others] = Object.keys(all.sets)
      assert.deepEqual(await eventsOf(await poll(id)), await eventsOf(all))
      const one = await poll(id, { maxEvents: 1, returnImmediately: true })
      assert.deepEqual([Object.keys(one.sets), one.moreAvailable], [[first], true])
      // Behind a gap nothing is settled.
      assert.deepEqual(Object.keys((await poll(id, { ack: [second] })).sets)[0], first)
      const setErrs = { [second]: { err: 'invalid_request', description: 'No.' } }
      const rest = await poll(id, { ack: [first], setErrs })
      assert.deepEqual(Object.keys(rest.sets), [third, ...others])
      assert.equal(rest.moreAvailable, undefined)
      // Nothing goes back, and what is of no stream settles nothing.
      const foreign = ['x', `sst_0000000000000000.${third.split('.')[1]}`, `${id}.`, `${id}.-1`, `${id}.1e3`]
      assert.deepEqual(Object.keys((await poll(id, { ack: [first, ...foreign] })).sets), [third, ...others])
      const set = decodeJwt(all.sets[first] ?? '')
      assert.deepEqual([set.exp, set.sub], [undefined, undefined])
    })

    test('a receiver that is willing to wait is told as soon as something happens', async () => {
      const id = await newStream()
      const waiting = poll(id, { returnImmediately: false })
      // Whoever is not willing has been answered long before.
      assert.deepEqual(await poll(id), { sets: {} })
      const blocked = await block()
      assert.deepEqual(told(await eventsOf(await waiting)), [[[SESSION_REVOKED], userOf(blocked)]])
    })

    test('streams are apart, and one that is disabled is silent', async () => {
      const [id, other] = [await newStream(), await newStream()]
      const blocked = await block()
      await drained(other)
      assert.deepEqual(told(await drained(id)), [[[SESSION_REVOKED], userOf(blocked)]])
      await call(200, 'PATCH', `/signal-streams/${id}`, { status: 'disabled' })
      await call(400, 'POST', `/signal-streams/${id}/poll`, {})
      await call(204, 'DELETE', `/signal-streams/${id}`)
      await call(404, 'POST', `/signal-streams/${id}/poll`, {})
    })

    test('a logout is written down only while somebody listens', async () => {
      for (const { id } of await call<readonly { id: string }[]>(200, 'GET', '/signal-streams'))
        await call(204, 'DELETE', `/signal-streams/${id}`)
      const head = async () => (await world.tenancy.store.revocationsAfter(Number.MAX_SAFE_INTEGER, 1)).head
      const start = await head()
      const browser = newBrowser(world.issuer)
      await signIn(world, browser, await newUser(world), application.client_id)
      await browser.send(`/v2/logout?client_id=${application.client_id}`)
      assert.equal(await head(), start)
    })

    test('an event cannot be made to look like a token: its audience is no API, no client and nothing of the issuer', async () => {
      const id = await newStream()
      for (const audience of [`${world.issuer}api/v2/`, `${world.issuer}userinfo`, application.client_id, ORDERS]) {
        await call(400, 'POST', '/signal-streams', { name: 'Mail', audience })
        await call(400, 'PATCH', `/signal-streams/${id}`, { audience })
      }
      await call(200, 'PATCH', `/signal-streams/${id}`, { audience: 'https://another.example.com' })
    })

    test('streams of one tenant are nothing to another: neither to poll nor in what they tell', async () => {
      const url = world.issuer.replace('localhost', '127.0.0.1')
      const { issuer, ...credentials } = await addTenant(world.config, url)
      const { client_id, client_secret } = credentials
      const elsewhere = callsTo(issuer)
      const audience = `${issuer}api/v2/`
      const tokenOf = () =>
        elsewhere.token({ grant_type: 'client_credentials', audience, client_id, client_secret }, {})
      await until('the server answers for the new tenant', async () => {
        const response = await tokenOf()
        await response.body?.cancel()
        return response.status === 200
      })
      const { access_token } = Object(await (await tokenOf()).json())
      const manage = (method: string, path: string, body: unknown) =>
        fetch(`${issuer}api/v2${path}`, {
          method,
          headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      const id = await newStream()
      const theirs = await managed<{ id: string }>({ manage }, 201, 'POST', '/signal-streams', {
        name: 'Mail',
        audience: RECEIVER,
      })
      await block()
      assert.equal(Object.keys((await poll(id)).sets).length > 0, true)
      const told = await managed<Sets>({ manage }, 200, 'POST', `/signal-streams/${theirs.id}/poll`, {
        returnImmediately: true,
      })
      assert.deepEqual(told, { sets: {} })
      await managed({ manage }, 404, 'POST', `/signal-streams/${id}/poll`, {})
      await call(404, 'POST', `/signal-streams/${theirs.id}/poll`, {})
    })

    test('nobody polls without the right, and a body that cannot be is refused by its field', async () => {
      const id = await newStream()
      const url = `${world.issuer}api/v2/signal-streams/${id}/poll`
      assert.equal((await fetch(url, { method: 'POST', body: '{}' })).status, 401)
      for (const body of [{ maxEvents: -1 }, { ack: 'x' }, { setErrs: { x: {} } }, { returnImmediately: 'no' }]) {
        const { message } = await call<{ message: string }>(400, 'POST', `/signal-streams/${id}/poll`, body)
        assert.match(String(message), new RegExp(Object.keys(body)[0] ?? ''))
      }
    })

    // The last one: it ends the token that all others use.
    test('when everything of the tenant is revoked, that is one event about the tenant', async () => {
      const id = await newStream()
      await call(202, 'POST', '/revocations', { everything: true })
      const access_token = await world.accessToken(`${world.issuer}api/v2/`)
      const response = await fetch(`${world.issuer}api/v2/signal-streams/${id}/poll`, {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: '{"returnImmediately":true}',
      })
      assert.equal(response.status, 200)
      const answer: Sets = Object(await response.json())
      const subject = { format: 'complex', tenant: { format: 'opaque', id: world.issuer } }
      assert.deepEqual(told(await eventsOf(answer)), [[[SESSION_REVOKED], subject]])
    })
  })
}
