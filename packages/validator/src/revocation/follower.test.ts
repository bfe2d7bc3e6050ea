import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { clientText, type RevocationEvent, tokenIdText, userText } from '@symbolon/protocol/revocation/event'
import { AccessRefused, createValidator, type Notice, type RevocationOptions, type Validator } from '../index.ts'
import { AUDIENCE, goodClaims, ISSUER, makeToken, NOW, publicJwk } from '../tokens.fixture.ts'

const keyOf = (text: string): string => hash('sha256', text, 'base64url')
const PAGE = 'application/revocations+jwt'

/** An issuer with a feed that the test writes, cuts off and brings back. */
const world = (options: RevocationOptions = {}) => {
  const notices: Notice[] = []
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const state = { now: NOW * 1000, away: false, status: 200, type: PAGE, pageSize: 1000, calls: 0 }
  let events: readonly RevocationEvent[] = []
  const head = (): number => events.at(-1)?.seq ?? 0

  const page = (since: number, changes: JsonObject = {}, header: JsonObject = {}): string => {
    const part = events.filter(({ seq }) => seq > since).slice(0, state.pageSize)
    const seq = part.at(-1)?.seq ?? Math.min(since, head())
    const from = Math.min(since, head())
    const claims = {
      iss: ISSUER,
      iat: Math.floor(state.now / 1000),
      since: from,
      seq,
      head: head(),
      events: part,
      ...changes,
    }
    return makeToken('RS256', claims, { typ: 'revocations+jwt', ...header })
  }
  const answer: typeof fetch = async (input, init) => {
    const url = new URL(String(input))
    // The validator asks as soon as it is made; the test says first how things are.
    await new Promise((resolve) => setImmediate(resolve))
    state.calls += 1
    if (state.away) throw new TypeError('fetch failed')
    if (url.pathname !== '/.well-known/revocations') return new Response('', { status: 404 })
    if (state.status !== 200) return new Response('', { status: state.status })
    const since = Number(url.searchParams.get('since'))
    if (!new Headers(init?.headers).get('accept')?.includes('event-stream')) {
      return new Response(page(since), { headers: { 'content-type': state.type } })
    }
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        streams.add(controller)
        init?.signal?.addEventListener('abort', () => streams.delete(controller))
      },
      cancel: () => undefined,
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
  const send = (text: string, event = 'revocations'): void => {
    const bytes = new TextEncoder().encode(`id: 1\nevent: ${event}\ndata: ${text}\n\n`)
    for (const stream of streams) {
      // In pieces, as a network may bring it.
      stream.enqueue(bytes.subarray(0, 20))
      stream.enqueue(bytes.subarray(20))
    }
  }
  const append = (text: string, before = state.now / 1000, seq = head() + 1): void => {
    events = [...events, { kind: 'user', key: keyOf(text), before: Math.floor(before), expires: NOW + 9000, seq }]
  }
  const validator = createValidator({
    issuer: { issuer: ISSUER, keys: { keys: [publicJwk('RS256')] }, revocations: { follow: 'auto', ...options } },
    audience: AUDIENCE,
    fetch: answer,
    now: () => state.now,
    onNotice: (notice) => notices.push(notice),
  })
  const cut = (): void => {
    for (const stream of streams) stream.error(new TypeError('terminated'))
    streams.clear()
  }
  return {
    validator,
    state,
    notices,
    send,
    page,
    append,
    cut,
    streams,
    forget: () => (events = []),
    report: () => validator.revocations().get(ISSUER),
  }
}

type World = ReturnType<typeof world>

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (let turn = 0; turn < 2000; turn += 1) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.fail('it never came to that')
}
const refused = (work: Promise<unknown>, reason: string, status = 401) =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof AccessRefused, String(error))
    assert.deepEqual([error.reason, error.status], [reason, status])
    return true
  })
const isRefused = (validator: Validator, token: string) =>
  validator.verify(token).then(
    () => false,
    () => true,
  )
const listening = ({ streams }: World) => until(() => streams.size === 1)
const token = (claims: JsonObject = {}) => makeToken('RS256', goodClaims(claims))

describe('a validator that follows revocations', () => {
  it('has read them all before it judges its first token', async (t) => {
    const w = world()
    t.after(w.validator.close)
    w.state.pageSize = 3
    for (let n = 0; n < 10; n += 1) w.append(userText(`auth0|${n}`))
    await refused(w.validator.verify(token({ sub: 'auth0|9' })), 'revoked')
    await w.validator.verify(token({ sub: 'auth0|10' }))
    assert.equal(w.report()?.entries, 10)
    await until(() => w.notices.some(({ event }) => event === 'following_revocations'))
  })

  it('learns of one at once, also for what it remembers, and lets later tokens in', async (t) => {
    const w = world()
    t.after(w.validator.close)
    const [one, other] = [token(), token({ sub: 'auth0|2' })]
    await w.validator.verify(one)
    await w.validator.verify(other)
    await listening(w)
    w.append(userText('auth0|1'))
    w.send(w.page(0))
    await until(() => isRefused(w.validator, one))
    await w.validator.verify(other)
    await w.validator.verify(token({ iat: NOW + 1 }))
    await refused(w.validator.verify(token({ iat: NOW })), 'revoked')
  })

  it('knows a token by its text, its id and whatever it came from', async (t) => {
    const w = world()
    t.after(w.validator.close)
    const known = token()
    w.append(known, NOW + 9000)
    w.append(tokenIdText('j1', AUDIENCE), NOW + 9000)
    w.append(clientText('bad'))
    await refused(w.validator.verify(known), 'revoked')
    await refused(w.validator.verify(token({ jti: 'j1' })), 'revoked')
    await refused(w.validator.verify(token({ client_id: 'bad' })), 'revoked')
    await refused(w.validator.verify(token({ client_id: undefined, azp: 'bad' })), 'revoked')
    await w.validator.verify(token())
  })

  it('is cut off, comes back and has missed nothing', async (t) => {
    const w = world()
    t.after(w.validator.close)
    const known = token()
    await w.validator.verify(known)
    await listening(w)
    w.state.away = true
    w.cut()
    await until(() => w.report()?.state === 'lost')
    w.append(userText('auth0|1'))
    await w.validator.verify(known)
    w.state.away = false
    await until(() => isRefused(w.validator, known))
    await listening(w)
    assert.equal(w.report()?.state, 'following')
  })

  it('lets nobody in once what it knows is too old, and says that this is no fault of the token', async (t) => {
    const w = world()
    t.after(w.validator.close)
    const known = token()
    await w.validator.verify(known)
    await listening(w)
    w.state.now += 300_000
    await w.validator.verify(known)
    w.state.now += 1000
    await refused(w.validator.verify(known), 'revocations_stale', 503)
    const request = { method: 'GET', url: `${AUDIENCE}x`, authorization: [`Bearer ${known}`], dpop: [] }
    await assert.rejects(w.validator.authenticate(request), ({ headers }: AccessRefused) => {
      assert.equal(headers['www-authenticate'], undefined)
      assert.equal(headers['retry-after'], '2')
      return true
    })
    assert.equal(w.notices.filter(({ event }) => event === 'revocations_stale').length, 1)
    w.send(w.page(0), 'heartbeat')
    await until(async () => !(await isRefused(w.validator, known)))
  })

  it('lets them in all the same where its author wants that', async (t) => {
    const w = world({ whenStale: 'open', maxStaleness: 10 })
    t.after(w.validator.close)
    await w.validator.verify(token())
    w.state.now += 60_000
    await w.validator.verify(token())
    assert.deepEqual(w.notices.map(({ event }) => event).at(-1), 'revocations_stale')
  })

  it('lets nobody in while the feed has never been reached', async (t) => {
    const w = world()
    t.after(w.validator.close)
    w.state.status = 500
    await refused(w.validator.verify(token()), 'revocations_stale', 503)
    w.state.status = 200
    await until(async () => !(await isRefused(w.validator, token())))
  })

  it('works like any other without a feed, and says so once', async (t) => {
    for (const change of [{ status: 404 }, { type: 'text/html' }, { status: 403 }]) {
      const w = world()
      t.after(w.validator.close)
      Object.assign(w.state, change)
      await w.validator.verify(token())
      const { calls } = w.state
      w.state.now += 400_000
      await w.validator.verify(token({ iat: NOW + 10, exp: NOW + 9000 }))
      assert.equal(w.state.calls, calls)
      assert.deepEqual(
        w.notices.map(({ event }) => event),
        ['no_revocation_feed'],
      )
    }
  })

  it('that must have a feed lets nobody in without one', async (t) => {
    const w = world({ follow: 'required' })
    t.after(w.validator.close)
    w.state.status = 404
    await refused(w.validator.verify(token()), 'revocations_stale', 503)
  })

  it('does not lose a feed that it has seen', async (t) => {
    const w = world()
    t.after(w.validator.close)
    await w.validator.verify(token())
    await listening(w)
    w.state.status = 404
    w.cut()
    await until(() => w.report()?.state === 'lost')
    w.state.now += 301_000
    await refused(w.validator.verify(token()), 'revocations_stale', 503)
  })

  it('asks before it judges, where no connection can be held', async (t) => {
    const w = world({ by: 'ask' })
    t.after(w.validator.close)
    assert.equal(w.state.calls, 0)
    const known = token()
    await w.validator.verify(known)
    w.append(userText('auth0|1'))
    await w.validator.verify(known)
    w.state.now += 1000
    await refused(w.validator.verify(known), 'revoked')
  })
})

describe('a page of the feed is not believed', () => {
  const BAD: Readonly<Record<string, (w: World) => string>> = {
    'that somebody else signed': (w) => w.page(0).replace(/.{8}$/, 'AAAAAAAA'),
    'that is another kind of token': (w) => w.page(0, {}, { typ: 'at+jwt' }),
    'of another issuer': (w) => w.page(0, { iss: 'https://other.example/' }),
    'that would leave a gap': (w) => w.page(0, { since: 7, seq: 9, head: 9, events: [] }),
    'whose events are out of order': (w) =>
      w.page(0, { seq: 2, head: 2, events: [{ kind: 'user', key: keyOf('x'), before: 1, expires: 2, seq: 3 }] }),
    'whose numbers are none': (w) => w.page(0, { seq: -1 }),
    'whose keys are none': (w) =>
      w.page(0, { seq: 1, head: 1, events: [{ kind: 'user', key: 'x', before: 1, expires: 2, seq: 1 }] }),
    'that is no token': () => 'x',
  }
  for (const [what, make] of Object.entries(BAD)) {
    it(what, async (t) => {
      const w = world()
      t.after(w.validator.close)
      await w.validator.verify(token())
      await listening(w)
      w.send(make(w))
      await until(() => w.notices.some(({ event }) => event === 'revocations_lost'))
      assert.equal(w.report()?.entries, 0)
    })
  }

  it('when it is an old one told again: it makes nothing fresher and takes nothing back', async (t) => {
    const w = world()
    t.after(w.validator.close)
    w.append(userText('auth0|1'))
    const old = w.page(0)
    await refused(w.validator.verify(token()), 'revoked')
    await listening(w)
    w.state.now += 200_000
    w.append(userText('auth0|2'))
    w.send(w.page(1))
    await until(() => w.report()?.seq === 2)
    w.state.now += 200_000
    w.send(old)
    await until(() => w.report()?.state === 'following' && w.report()?.seq === 2)
    assert.ok((w.report()?.staleness ?? 0) >= 199)
    await refused(w.validator.verify(token({ sub: 'auth0|2' })), 'revoked')
  })
})
