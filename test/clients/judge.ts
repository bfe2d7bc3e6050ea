// The questions that every validator of access tokens is asked, whoever published it: what it lets in, and what it refuses and why.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import {
  arrange,
  LIFETIME,
  partOf,
  revokeKeyOf,
  rotateKey,
  SCOPES,
  signingSecret,
  textOf,
  type Algorithm,
  type Arranged,
  type Dialect,
} from './arrange.ts'
import { signedWithPublicKey, withBrokenSignature, withClaims, withHeader, withoutSignature } from './forge.ts'

type Claims = { readonly [claim: string]: unknown }

/** What an API's author writes into the settings of a validator. */
export type Expectation = {
  /** Of whom the keys and the metadata are read. */
  readonly server: string
  /** What stands in `iss`; that of `server` unless told otherwise. */
  readonly issuer?: string
  readonly audience: string
  readonly algorithm: Algorithm
  /** Of an API with HS256. */
  readonly secret?: string
  /** The validator's own clock; the present unless told otherwise, and where it has one. */
  readonly at?: Date
}

/** A validator at work: answers with the claims of a token, rejects when it refuses it. */
export type Guard = {
  readonly verify: (token: string) => Promise<Claims>
  readonly close?: () => Promise<void>
}

/** Why a token is refused, as the judge's error says it. */
type Reasons = {
  /** For those who look at the issuer before they look for the key. */
  readonly foreign?: RegExp
} & Readonly<
  Record<
    'unknownKey' | 'issuer' | 'audience' | 'expired' | 'signature' | 'none' | 'confusion' | 'algorithm',
    RegExp | object
  >
>

type Judge = {
  readonly name: string
  readonly guard: (expectation: Expectation) => Promise<Guard>
  readonly algorithms: readonly Algorithm[]
  readonly dialects: readonly Dialect[]
  readonly reasons: Reasons
  /** Whether its clock can be set. */
  readonly hasClock: boolean
  /** Whether it remembers the whole key set, and not only the keys that it has met. */
  readonly keepsKeySet: boolean
  /** Dialect of the tokens that are not about dialects. */
  readonly usual?: Dialect
  /** Whether it takes nothing but https. */
  readonly tls?: boolean
}

const apiOf = (kind: Algorithm | Dialect): string => `https://orders.example/${kind}`

const ORDERS = apiOf('RS256')

const CLAIMS_OF: Readonly<Record<Dialect, readonly string[]>> = {
  access_token: ['aud', 'azp', 'exp', 'gty', 'iat', 'iss', 'scope', 'sub'],
  access_token_authz: ['aud', 'azp', 'exp', 'gty', 'iat', 'iss', 'permissions', 'scope', 'sub'],
  rfc9068_profile: ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'scope', 'sub'],
  rfc9068_profile_authz: ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'permissions', 'scope', 'sub'],
}

/** The server of a group of questions, and guards that are closed with it. */
type Bench = {
  readonly server: () => Arranged
  readonly open: (changes?: Partial<Expectation>) => Promise<Guard['verify']>
}

/** Asks a validator everything. */
export function judge(judged: Judge): void {
  const { name, guard, algorithms, dialects, usual = 'access_token', tls = false } = judged
  const apis = [
    ...algorithms.map((alg) => ({ identifier: apiOf(alg), signing_alg: alg, token_dialect: usual })),
    ...dialects.map((dialect) => ({ identifier: apiOf(dialect), token_dialect: dialect, enforce_policies: true })),
  ]
  describe(`${name} as the validator of an API`, () => {
    let server: Arranged
    const closing: (() => Promise<void>)[] = []
    before(async () => (server = await arrange(apis, { tls })))
    after(async () => {
      for (const close of closing) await close()
      await server.stop()
    })
    const open: Bench['open'] = async (changes) => {
      const { verify, close } = await guard({ ...ordersOf(server), ...changes })
      if (close) closing.push(close)
      return verify
    }
    const bench = { server: () => server, open }
    letsIn(judged, bench)
    refusesOthers(judged, bench)
    refusesForged(judged, bench)
  })
  describe(`${name} while the keys change`, () => followsKeys(judged))
}

const ordersOf = ({ issuer }: Arranged): Expectation => ({ server: issuer, audience: ORDERS, algorithm: 'RS256' })

function letsIn({ algorithms, dialects }: Judge, { server, open }: Bench): void {
  for (const algorithm of algorithms) {
    test(`lets a token signed with ${algorithm} in`, async () => {
      const audience = apiOf(algorithm)
      const secret = algorithm === 'HS256' ? { secret: await signingSecret(server(), audience) } : {}
      const verify = await open({ audience, algorithm, ...secret })
      const token = await server().machineToken(audience)
      const { iss, sub, scope } = await verify(token)
      const whole = { iss: server().issuer, sub: `${server().machine.client_id}@clients`, scope: SCOPES.join(' ') }
      assert.equal(textOf(partOf(token, 0), 'alg'), algorithm)
      assert.deepEqual({ iss, sub, scope }, whole)
    })
  }

  for (const dialect of dialects) {
    test(`lets a token of the dialect ${dialect} in, and finds its claims`, async () => {
      const audience = apiOf(dialect)
      const verify = await open({ audience })
      const claims = await verify(await server().machineToken(audience, 'read:orders'))
      assert.deepEqual(Object.keys(claims).sort(), CLAIMS_OF[dialect])
      assert.equal(claims['azp'] ?? claims['client_id'], server().machine.client_id)
      assert.equal(claims['scope'], 'read:orders')
      assert.deepEqual(claims['permissions'], dialect.endsWith('_authz') ? SCOPES : undefined)
    })
  }
}

function refusesOthers({ reasons, hasClock, usual, tls }: Judge, { server, open }: Bench): void {
  test('refuses a token of another issuer for the same API', async (t) => {
    const other = await arrange([{ identifier: ORDERS, token_dialect: usual }], { tls: tls === true })
    t.after(other.stop)
    const foreign = await other.machineToken(ORDERS)
    const [home, abroad] = [await open(), await open({ server: other.issuer })]
    assert.equal((await abroad(foreign))['iss'], other.issuer)
    await assert.rejects(home(foreign), reasons.foreign ?? reasons.unknownKey)
  })

  test('refuses a token whose issuer is not the one that its author named', async () => {
    const verify = await open({ issuer: 'https://elsewhere.example/' })
    await assert.rejects(verify(await server().machineToken(ORDERS)), reasons.issuer)
  })

  test('refuses a token for another audience', async () => {
    const verify = await open({ audience: 'https://invoices.example/' })
    await assert.rejects(verify(await server().machineToken(ORDERS)), reasons.audience)
  })

  test('refuses a token that has expired', async () => {
    server().moveClock(-LIFETIME - 60)
    const token = await server()
      .machineToken(ORDERS)
      .finally(() => server().moveClock(0))
    const verify = await open()
    await assert.rejects(verify(token), reasons.expired)
  })

  if (!hasClock) return
  test('lets a token in until its last minute, and not a minute longer', async () => {
    const token = await server().machineToken(ORDERS)
    const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000)
    const early = await open({ at: inSeconds(LIFETIME - 60) })
    const late = await open({ at: inSeconds(LIFETIME + 60) })
    await early(token)
    await assert.rejects(late(token), reasons.expired)
  })
}

function refusesForged({ reasons }: Judge, { server, open }: Bench): void {
  test('refuses a token with another header, other claims or another signature', async () => {
    const [verify, token] = [await open(), await server().machineToken(ORDERS, 'read:orders')]
    await verify(token)
    await assert.rejects(verify(withHeader(token, { note: 'changed' })), reasons.signature)
    await assert.rejects(verify(withClaims(token, { scope: 'write:orders' })), reasons.signature)
    await assert.rejects(verify(withBrokenSignature(token)), reasons.signature)
  })

  test('refuses a token without a signature', async () => {
    const verify = await open()
    await assert.rejects(verify(withoutSignature(await server().machineToken(ORDERS))), reasons.none)
  })

  test('refuses a token for which the public key served as a secret', async () => {
    const verify = await open()
    const forged = await signedWithPublicKey(await server().machineToken(ORDERS), server().issuer)
    await assert.rejects(verify(forged), reasons.confusion)
  })

  test('refuses a good token that is signed with another algorithm than its author named', async () => {
    const verify = await open({ algorithm: 'PS256' })
    await assert.rejects(verify(await server().machineToken(ORDERS)), reasons.algorithm)
  })
}

function followsKeys({ guard, reasons, keepsKeySet, usual = 'access_token', tls = false }: Judge): void {
  const start = async (t: TestContext): Promise<Arranged> => {
    const server = await arrange([{ identifier: ORDERS, token_dialect: usual }], { tls })
    t.after(server.stop)
    return server
  }
  const open = async (t: TestContext, server: Arranged): Promise<Guard['verify']> => {
    const { verify, close } = await guard(ordersOf(server))
    if (close) t.after(close)
    return verify
  }

  const promise = keepsKeySet ? ', from the key set that it has' : ''
  test(`goes on without a failed request when the next key signs${promise}`, async (t) => {
    const server = await start(t)
    const verify = await open(t, server)
    const early = await server.machineToken(ORDERS)
    await verify(early)
    await rotateKey(server)
    const late = await server.machineToken(ORDERS)
    assert.notEqual(textOf(partOf(late, 0), 'kid'), textOf(partOf(early, 0), 'kid'))
    // Nobody is there any more to read the keys from.
    if (keepsKeySet) await server.stop()
    await verify(late)
    await verify(early)
  })

  test('knows the tokens of the previous key, and refuses them once it has been revoked', async (t) => {
    const server = await start(t)
    const early = await server.machineToken(ORDERS)
    await rotateKey(server)
    const before = await open(t, server)
    await before(early)
    await revokeKeyOf(server, early)
    const afterwards = await open(t, server)
    await assert.rejects(afterwards(early), reasons.unknownKey)
    await afterwards(await server.machineToken(ORDERS))
  })
}
