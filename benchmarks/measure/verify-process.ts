// How often tokens are verified in a second of one thread: ours, its peers, and the signature alone, in turn. Prints JSON.
import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { newRevocationMap, revocationKeys } from '@symbolon/protocol/revocation/revocation-map'
import { createValidator } from '@symbolon/validator'
import { createVerifier } from 'fast-jwt'
import { importJWK, jwtVerify } from 'jose'
import jsonwebtoken from 'jsonwebtoken'

const ISSUER = 'https://id.example/'
const AUDIENCE = 'https://orders.example/'
const DISTINCT = 10_000
const ENTRIES = 1_000_000
const [, , alg = 'RS256', rounds = '5', milliseconds = '150'] = process.argv

const pairs = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
}
const isKnown = (name: string): name is keyof typeof pairs => Object.hasOwn(pairs, name)
if (!isKnown(alg)) throw new Error(`unknown algorithm ${alg}`)

const { publicKey, privateKey } = pairs[alg]()
const digest = alg === 'EdDSA' ? null : 'sha256'
const now = Math.floor(Date.now() / 1000)
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const signed = (header: object, claims: object): string => {
  const input = `${base64({ alg, kid: 'k1', ...header })}.${base64(claims)}`
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  return `${input}.${sign(digest, Buffer.from(input), key).toString('base64url')}`
}
const tokens = Array.from({ length: DISTINCT }, (_, index) =>
  signed(
    { typ: 'at+jwt' },
    {
      iss: ISSUER,
      sub: `auth0|${String(index).padStart(24, '0')}`,
      aud: [AUDIENCE, `${ISSUER}userinfo`],
      iat: now,
      exp: now + 86_400,
      client_id: 'my_client_id_0123456789abcdefghij',
      scope: 'openid profile email read:things',
      jti: randomBytes(16).toString('base64url'),
    },
  ),
)
// A fresh string for each call, as a server gets one.
const texts = tokens.map((token) => Buffer.from(token))
const textOf = (index: number): string => texts[index]?.toString('latin1') ?? ''
const parts = tokens.map((token) => {
  const last = token.lastIndexOf('.')
  return [Buffer.from(token.slice(0, last)), Buffer.from(token.slice(last + 1), 'base64url')] as const
})

/** A feed with one page of revocations, so that looking is part of what is measured. */
const feed: typeof fetch = async () => {
  const events = Array.from({ length: 1000 }, (_, index) => ({
    kind: 'user',
    key: randomBytes(32).toString('base64url'),
    before: now,
    expires: now + 86_400,
    seq: index + 1,
  }))
  const page = signed({ typ: 'revocations+jwt' }, { iss: ISSUER, iat: now, since: 0, seq: 1000, head: 1000, events })
  return new Response(page, { headers: { 'content-type': 'application/revocations+jwt' } })
}
const jwk = { ...publicKey.export({ format: 'jwk' }), alg, use: 'sig', kid: 'k1' }
const ours = (remember: number, follow: 'required' | 'off') =>
  createValidator({
    issuer: { issuer: ISSUER, keys: { keys: [jwk] }, revocations: { follow, maxStaleness: 86_400 } },
    audience: AUDIENCE,
    remember,
    fetch: feed,
    onNotice: () => undefined,
  })
const followed = [ours(0, 'required'), ours(DISTINCT * 2, 'required')] as const
const plain = [ours(0, 'off'), ours(DISTINCT * 2, 'off')] as const

const pem = String(publicKey.export({ type: 'spki', format: 'pem' }))
const allowed = { algorithms: [alg], issuer: ISSUER, audience: AUDIENCE }
const cryptoKey = await importJWK(jwk, alg)
const fastJwt = (cache: number | false) =>
  createVerifier({ key: pem, algorithms: [alg], allowedIss: ISSUER, allowedAud: AUDIENCE, cache })
const [uncached, cached] = [fastJwt(false), fastJwt(DISTINCT * 2)]

type Case = (token: string, index: number) => unknown
const cases: Readonly<Record<string, Case>> = {
  'signature alone': (_token, index) => {
    const [data, signature] = parts[index] ?? []
    if (!data || !signature) throw new Error('no token')
    if (!verify(digest, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)) throw new Error('bad')
  },
  symbolon: (token) => plain[0].verify(token),
  'symbolon, revocations followed': (token) => followed[0].verify(token),
  'symbolon, remembered': (token) => plain[1].verify(token),
  'symbolon, remembered, revocations followed': (token) => followed[1].verify(token),
  'fast-jwt': uncached,
  'fast-jwt, cache': cached,
  jose: (token) => jwtVerify(token, cryptoKey, allowed),
  ...(alg === 'EdDSA'
    ? {}
    : { jsonwebtoken: (token) => jsonwebtoken.verify(token, publicKey, { ...allowed, algorithms: [alg] }) }),
}

/** Verifications per second of CPU. */
async function rate(run: Case, distinct: number): Promise<number> {
  const begin = process.cpuUsage()
  const end = performance.now() + Number(milliseconds)
  let count = 0
  while (performance.now() < end) {
    for (let batch = 0; batch < 100; batch += 1) {
      const answer = run(textOf(count % distinct), count % distinct)
      if (answer instanceof Promise) await answer
      count += 1
    }
  }
  const { user, system } = process.cpuUsage(begin)
  return (count / (user + system)) * 1e6
}

const tampered = `${tokens[0]?.slice(0, -10)}AAAAAAAAAA`
for (const [name, run] of Object.entries(cases)) {
  if (name === 'signature alone') continue
  for (let index = 0; index < DISTINCT; index += 1) await run(textOf(index), index)
  const refused = await Promise.resolve()
    .then(() => run(tampered, 0))
    .then(
      () => false,
      () => true,
    )
  if (!refused) throw new Error(`${name} takes a token that was tampered with`)
}

/** Nanoseconds of a look at a map with a million entries, and bytes of each. */
function revocationCheck() {
  const map = newRevocationMap()
  for (let entry = 0; entry < ENTRIES; entry += 1) {
    map.add({ key: randomBytes(32).toString('base64url'), before: now, expires: now + 86_400 })
  }
  // As many as a user's token with an id has, for one API.
  const keys = Array.from({ length: 1000 }, () =>
    revocationKeys(Array.from({ length: 10 }, () => randomBytes(32).toString('base64url'))),
  )
  const best = Array.from({ length: 7 }, () => {
    const begin = process.hrtime.bigint()
    for (let look = 0; look < 100_000; look += 1) map.revokes(keys[look % 1000] ?? new Uint32Array(), now)
    return Number(process.hrtime.bigint() - begin) / 100_000
  }).sort((a, b) => a - b)
  return { nanoseconds: best[3] ?? NaN, bytesEach: map.bytes() / map.size() }
}

const measured: Record<string, { one: number; many: number }>[] = []
for (let round = 0; round <= Number(rounds); round += 1) {
  const result: Record<string, { one: number; many: number }> = {}
  for (const [name, run] of Object.entries(cases))
    result[name] = { one: await rate(run, 1), many: await rate(run, DISTINCT) }
  // The first round warms up.
  if (round > 0) measured.push(result)
}
for (const validator of [...plain, ...followed]) validator.close()
console.log(JSON.stringify({ rounds: measured, ...(alg === 'RS256' ? { revocation: revocationCheck() } : {}) }))
process.exit(0)
