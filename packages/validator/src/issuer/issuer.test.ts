import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { AccessRefused, createValidator, type Notice, type ValidatorOptions } from '../index.ts'
import { AUDIENCE, goodClaims, ISSUER, makeToken, NOW, publicJwk } from '../tokens.fixture.ts'

/** An issuer whose documents the test changes, and a clock. */
const world = (changes: Partial<ValidatorOptions> = {}) => {
  const calls: string[] = []
  const notices: Notice[] = []
  const state = {
    now: NOW * 1000,
    away: false,
    keys: [publicJwk('RS256')] as readonly JsonObject[],
    metadata: { issuer: ISSUER, jwks_uri: `${ISSUER}keys` } as JsonObject,
    cacheControl: 'max-age=15',
  }
  const documents: Readonly<Record<string, () => unknown>> = {
    '/.well-known/openid-configuration': () => state.metadata,
    '/keys': () => ({ keys: state.keys }),
  }
  const answer: typeof fetch = async (input) => {
    const url = String(input)
    calls.push(new URL(url).pathname)
    await new Promise((resolve) => setImmediate(resolve))
    if (state.away) throw new TypeError('fetch failed')
    const document = documents[new URL(url).pathname]?.()
    if (document instanceof Response) return document
    if (document === undefined) return new Response('', { status: 404 })
    return Response.json(document, { headers: { 'cache-control': state.cacheControl } })
  }
  const validator = createValidator({
    issuer: ISSUER,
    audience: AUDIENCE,
    revocations: { follow: 'off' },
    fetch: answer,
    now: () => state.now,
    onNotice: (notice) => notices.push(notice),
    ...changes,
  })
  const keyReads = (): number => calls.filter((path) => path === '/keys').length
  return { state, calls, notices, validator, keyReads }
}

const refused = (work: Promise<unknown>, reason: string, status: number) =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof AccessRefused, String(error))
    assert.deepEqual([error.reason, error.status], [reason, status])
    return true
  })

const token = (claims: JsonObject = {}, header: JsonObject = {}) => makeToken('RS256', goodClaims(claims), header)
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('the keys of an issuer', () => {
  it('are read once for all who ask at the same time', async () => {
    const { validator, calls } = world()
    await Promise.all(Array.from({ length: 50 }, () => validator.verify(token())))
    assert.deepEqual(calls, ['/.well-known/openid-configuration', '/keys'])
  })

  it('change without a failed request: the new one is read when a token names it', async () => {
    const { validator, state, keyReads } = world()
    await validator.verify(token())
    state.now += 6000
    state.keys = [publicJwk('RS256'), publicJwk('ES256')]
    await Promise.all(Array.from({ length: 20 }, () => validator.verify(makeToken('ES256'))))
    assert.equal(keyReads(), 2)
  })

  it('are not read again for every unknown name', async () => {
    const { validator, state, keyReads } = world()
    await validator.verify(token())
    for (let second = 0; second < 20; second += 1) {
      state.now += 1000
      await Promise.all(
        [1, 2, 3].map((n) => refused(validator.verify(token({}, { kid: `x${second}-${n}` })), 'key', 401)),
      )
    }
    assert.ok(keyReads() <= 6, `${keyReads()}`)
  })

  it('are kept while the issuer is away, and not for ever', async () => {
    const { validator, state, notices } = world()
    await validator.verify(token())
    state.away = true
    for (const hours of [1, 10, 23]) {
      state.now = (NOW + hours * 3600) * 1000
      await validator.verify(token({ iat: NOW, exp: NOW + 90_000 }))
      await settle()
    }
    assert.ok(notices.some(({ event }) => event === 'keys_unreachable'))
    state.now = (NOW + 24 * 3600 + 10) * 1000
    await refused(validator.verify(token({ iat: NOW, exp: NOW + 90_000 })), 'issuer_away', 503)
    state.away = false
    state.now += 6000
    await validator.verify(token({ iat: NOW, exp: NOW + 90_000 }))
  })

  it('that the issuer has withdrawn end what they signed, remembered or not', async () => {
    const { validator, state } = world()
    const known = token()
    await validator.verify(known)
    state.keys = [publicJwk('ES256')]
    state.now += 16_000
    await validator.verify(known)
    await settle()
    await refused(validator.verify(known), 'key', 401)
  })

  it('that have not changed still stand for what they verified', async () => {
    const { validator, state, keyReads } = world()
    const known = token()
    const first = await validator.verify(known)
    for (let round = 0; round < 3; round += 1) {
      state.now += 16_000
      await validator.verify(known)
      await settle()
    }
    assert.ok(keyReads() >= 3)
    assert.equal(await validator.verify(known), first)
  })

  it('cannot be had from an issuer that is away, and nobody is refused for that', async () => {
    const { validator, state, calls } = world()
    state.away = true
    await refused(validator.verify(token()), 'issuer_away', 503)
    const tried = calls.length
    await refused(validator.verify(token()), 'issuer_away', 503)
    assert.equal(calls.length, tried)
    state.away = false
    state.now += 6000
    await validator.verify(token())
  })

  it('come from metadata that name this issuer and no other, and by no redirect', async () => {
    for (const metadata of [
      { issuer: 'https://id.example', jwks_uri: `${ISSUER}keys` },
      { issuer: 'https://attacker.example/', jwks_uri: 'https://attacker.example/keys' },
      { issuer: ISSUER },
      { issuer: ISSUER, jwks_uri: 'http://id.example/keys' },
      { issuer: ISSUER, jwks_uri: 'file:///etc/passwd' },
      [],
    ]) {
      const { validator, state } = world()
      state.metadata = metadata as JsonObject
      await refused(validator.verify(token()), 'issuer_away', 503)
    }
    const { validator, state } = world()
    state.metadata = Response.redirect('https://attacker.example/', 302) as unknown as JsonObject
    await refused(validator.verify(token()), 'issuer_away', 503)
  })

  it('that cannot be used are passed over, and said to the operator when none is left', async () => {
    const { validator, state, notices } = world()
    state.keys = [{ kty: 'oct', k: 'x' }, { ...publicJwk('ES256'), alg: 'none' }, null as never, publicJwk('RS256')]
    await validator.verify(token())
    assert.deepEqual(notices, [])
    const other = world({ algorithms: ['EdDSA'] })
    await refused(other.validator.verify(token()), 'key', 401)
    assert.equal(other.notices[0]?.event, 'keys_unfit')
  })

  it('are no more than can be read: a document without end is given up', async () => {
    const { validator, state } = world()
    state.keys = [{ x: 'x'.repeat(1_100_000) }]
    await refused(validator.verify(token()), 'issuer_away', 503)
  })
})
