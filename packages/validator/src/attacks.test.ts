// security.md, part E: what has fooled verifiers of others, each with its id.
import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { deflateRawSync } from 'node:zlib'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { AccessRefused, createValidator, UnfitKey, type IssuerOptions, type ValidatorOptions } from './index.ts'
import { publicKey, secretKey } from './keys.ts'
import {
  AUDIENCE,
  goodClaims,
  ISSUER,
  makeToken,
  NOW,
  privateKey,
  publicJwk,
  SECRET,
  signText,
} from './tokens.fixture.ts'

const validatorOf = (issuer: Omit<IssuerOptions, 'issuer'>, changes: Partial<ValidatorOptions> = {}) =>
  createValidator({ issuer: { issuer: ISSUER, ...issuer }, audience: AUDIENCE, now: () => NOW * 1000, ...changes })

const rsaOnly = (changes: Partial<ValidatorOptions> = {}) =>
  validatorOf({ keys: { keys: [publicJwk('RS256')] } }, changes)

const refused = async (work: Promise<unknown>, ...reasons: readonly string[]): Promise<void> => {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof AccessRefused, String(error))
    assert.equal(error.status, 401)
    assert.ok(reasons.includes(error.reason), error.reason)
    return true
  })
}

const base64 = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const hmacToken = (secret: string | Buffer, header: JsonObject = {}, alg = 'HS256'): string => {
  const input = `${base64({ alg, typ: 'at+jwt', ...header })}.${base64(goodClaims())}`
  return `${input}.${createHmac(`sha${alg.slice(2)}`, secret)
    .update(input)
    .digest('base64url')}`
}

const publicTexts = (): readonly (string | Buffer)[] => {
  const key = createPublicKey(privateKey('RS256'))
  const spki = String(key.export({ type: 'spki', format: 'pem' }))
  const pkcs1 = String(key.export({ type: 'pkcs1', format: 'pem' }))
  const jwk = JSON.stringify(publicJwk('RS256'))
  const dressed = [spki, pkcs1, jwk].flatMap((text) => [
    text,
    ` ${text}`,
    `\n\t${text}`,
    `x${text}`,
    text.trim(),
    `\uFEFF${text}`,
  ])
  return [
    ...dressed,
    spki.replaceAll('\n', ''),
    key.export({ type: 'spki', format: 'der' }),
    Buffer.from(publicJwk('RS256')['n'] as string),
  ]
}

describe('security E', () => {
  it("E1: the text of a public key is nobody's secret", async () => {
    for (const kid of ['RS256', undefined]) {
      for (const text of publicTexts()) {
        await refused(rsaOnly().verify(hmacToken(text, { kid })), 'algorithm')
        await refused(validatorOf({ secret: SECRET }).verify(hmacToken(text, { kid })), 'signature')
      }
    }
    const spki = String(createPublicKey(privateKey('RS256')).export({ type: 'spki', format: 'pem' }))
    for (const text of [
      spki,
      ` ${spki}`,
      `x${spki}`,
      JSON.stringify(publicJwk('RS256')),
      `ssh-rsa ${'A'.repeat(64)}`,
    ]) {
      await assert.rejects(secretKey('HS256', text), UnfitKey)
      await assert.rejects(secretKey('HS256', Buffer.from(text)), UnfitKey)
    }
  })

  it("E2: a key without alg is for one algorithm all the same, and never for a secret's", async () => {
    const { alg: _alg, ...unnamed } = publicJwk('RS256')
    const validator = validatorOf({ keys: { keys: [unnamed] } })
    await validator.verify(makeToken('RS256', goodClaims(), { kid: 'RS256' }))
    for (const alg of ['RS384', 'RS512', 'PS256'] as const) {
      await refused(validator.verify(makeToken(alg, goodClaims(), { kid: 'RS256' })), 'algorithm')
    }
    await refused(validator.verify(hmacToken(SECRET, { kid: 'RS256' })), 'algorithm')
    await validatorOf({ keys: { keys: [unnamed] }, algorithms: ['PS256'] }).verify(
      makeToken('PS256', goodClaims(), { kid: 'RS256' }),
    )
    await assert.rejects(publicKey({ kty: 'oct', k: base64('x'.repeat(32)) }, ['RS256']), UnfitKey)
  })

  it('E3: what each key is for decides, whatever the header says', async () => {
    const validator = validatorOf({
      keys: { keys: ['RS256', 'ES256', 'EdDSA'].map((alg) => publicJwk(alg as 'RS256')) },
    })
    for (const alg of ['RS256', 'ES256', 'EdDSA'] as const) {
      await validator.verify(makeToken(alg))
      for (const kid of ['RS256', 'ES256', 'EdDSA']) {
        if (kid !== alg) await refused(validator.verify(makeToken(alg, goodClaims(), { kid })), 'algorithm')
      }
    }
    for (const alg of ['rs256', 'RS256 ', 'HS256', '', 'constructor', '__proto__', 'toString', null, 1, ['RS256']]) {
      await refused(validator.verify(makeToken('RS256', goodClaims(), { alg })), 'algorithm')
    }
  })

  it('E4: a key in a header is never looked at', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = { ...stranger.publicKey.export({ format: 'jwk' }), alg: 'RS256', kid: 'RS256' }
    let calls = 0
    const validator = rsaOnly({ fetch: () => Promise.reject(new Error(`call ${(calls += 1)}`)) })
    const headers: readonly JsonObject[] = [
      { jwk },
      { jwk, kid: undefined },
      { jku: 'https://attacker.example/jwks.json' },
      { x5u: 'https://attacker.example/x5u' },
      { x5c: [base64('x')] },
      { jwk: publicJwk('RS256') },
    ]
    for (const header of headers) {
      await refused(validator.verify(makeToken('RS256', goodClaims(), header, stranger.privateKey)), 'signature')
    }
    assert.equal(calls, 0)
  })

  it('E5: none in every spelling, an unknown key, an empty secret and an empty signature', async () => {
    const claims = base64(goodClaims())
    for (const validator of [rsaOnly(), validatorOf({ secret: SECRET })]) {
      for (const alg of ['none', 'None', 'NONE', 'nonE', 'NoNe', undefined]) {
        for (const signature of ['', 'AA', 'x'.repeat(342)]) {
          const head = base64({ alg, typ: 'at+jwt' })
          await refused(validator.verify(`${head}.${claims}.${signature}`), 'malformed', 'algorithm')
          await refused(validator.verify(`${head}.${claims}`), 'malformed')
        }
      }
      for (const secret of ['', '\0'.repeat(32), 'null', 'undefined', 'secret']) {
        await refused(validator.verify(hmacToken(secret)), 'algorithm', 'signature')
      }
    }
    await refused(rsaOnly().verify(makeToken('RS256', goodClaims(), { kid: 'unknown' })), 'key')
    for (const secret of ['', 'x', 'x'.repeat(31), randomBytes(31)])
      await assert.rejects(secretKey('HS256', secret), UnfitKey)
    await secretKey('HS256', 'x'.repeat(16), 16)
    await assert.rejects(validatorOf({ secret: 'x'.repeat(31) }).verify(hmacToken('x'.repeat(31))), UnfitKey)
    await validatorOf({ secret: 'x'.repeat(16), shortSecret: true }).verify(hmacToken('x'.repeat(16)))
  })

  it('E5: the secret of HS256 makes no token of HS384, and a signature is not shortened', async () => {
    const validator = validatorOf({ secret: SECRET })
    await refused(validator.verify(hmacToken(SECRET, {}, 'HS384')), 'algorithm')
    const [head, claims, signature = ''] = hmacToken(SECRET).split('.')
    for (const length of [0, 1, 16, 31]) {
      const cut = Buffer.from(signature, 'base64url').subarray(0, length).toString('base64url')
      await refused(validator.verify(`${head}.${claims}.${cut}`), 'signature', 'malformed')
    }
  })

  it('E6: whatever is critical is not understood', async () => {
    for (const crit of [['exp'], ['b64'], ['x'], [], null, 'exp', {}]) {
      await refused(rsaOnly().verify(makeToken('RS256', goodClaims(), { crit, b64: false, x: 1 })), 'critical')
    }
  })

  it('E7: what one validator remembers is nothing to another, and revocation of a key ends what it signed', async () => {
    const lax = validatorOf(
      { keys: { keys: [publicJwk('RS256')] } },
      { audience: ['https://other.example/', AUDIENCE] },
    )
    const token = makeToken('RS256', goodClaims({ aud: 'https://other.example/' }))
    await lax.verify(token)
    await refused(rsaOnly().verify(token), 'audience')
    const strict = rsaOnly({ strict: true })
    const classic = makeToken('RS256', goodClaims(), { typ: 'JWT' })
    await rsaOnly().verify(classic)
    await refused(strict.verify(classic), 'type')
  })

  it('E7: of many tokens that differ in one character, each has its own claims', async () => {
    const validator = rsaOnly({ remember: 100 })
    const tokens = Array.from(
      { length: 300 },
      (_, n) => [`user-${n}`, makeToken('RS256', goodClaims({ sub: `user-${n}` }))] as const,
    )
    for (const round of [0, 1, 2]) {
      for (const [sub, token] of tokens) assert.equal((await validator.verify(token)).subject, sub, `round ${round}`)
    }
  })

  it('E8: nothing compressed, nothing by password, nothing too large', async () => {
    await refused(rsaOnly().verify(makeToken('RS256', goodClaims(), { zip: 'DEF' })), 'malformed')
    const decrypting = rsaOnly({
      decryptionKeys: [{ ...privateKey('RS256').export({ format: 'jwk' }), alg: 'RSA-OAEP-256' }],
    })
    const bomb = deflateRawSync(Buffer.alloc(10_000_000)).toString('base64url').slice(0, 8000)
    const before = process.cpuUsage()
    for (const header of [
      { alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', p2c: 2 ** 31, p2s: 'AAAA' },
      { alg: 'RSA-OAEP-256', enc: 'A256GCM', zip: 'DEF' },
      { alg: 'dir', enc: 'A256GCM' },
      { alg: 'RSA1_5', enc: 'A256GCM' },
      { alg: 'RSA-OAEP-256', enc: 'A128CBC-HS256' },
    ]) {
      await refused(
        decrypting.verify(`${base64(header)}.${'A'.repeat(342)}.${'A'.repeat(16)}.${bomb}.${'A'.repeat(22)}`),
        'encryption',
      )
    }
    // Microseconds of work, however busy the machine is with others.
    assert.ok(process.cpuUsage(before).user < 5_000_000)
    await refused(rsaOnly().verify(`${'A'.repeat(20_000)}.A.A`), 'too_long')
    await refused(rsaOnly().verify('.'.repeat(16_000)), 'malformed')
    const deep = `{"alg":"RS256","x":${'['.repeat(7000)}${']'.repeat(7000)}}`
    await refused(rsaOnly({ maxTokenLength: 100_000 }).verify(`${base64(deep)}.e30.AA`), 'malformed', 'type', 'issuer')
  })

  it('E9: weak keys, keys of another family and keys on another curve are none', async () => {
    const jwkOf = (pair: { publicKey: { export(options: { format: 'jwk' }): unknown } }) =>
      pair.publicKey.export({ format: 'jwk' }) as JsonObject
    const unfit: readonly JsonObject[] = [
      jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 })),
      jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })),
      jwkOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' })),
      jwkOf(generateKeyPairSync('ed448')),
      jwkOf(generateKeyPairSync('x25519')),
      { ...publicJwk('ES256'), alg: 'RS256' },
      { ...publicJwk('ES256'), alg: 'ES384' },
      { ...publicJwk('RS256'), use: 'enc' },
      { ...publicJwk('RS256'), key_ops: ['encrypt'] },
      { ...publicJwk('RS256'), alg: 'none' },
      { ...publicJwk('RS256'), kty: 'constructor' },
      { ...publicJwk('ES256'), x: publicJwk('ES256')['y'] },
      {},
    ]
    for (const jwk of unfit)
      await assert.rejects(publicKey(jwk, ['RS256', 'ES256', 'ES384', 'EdDSA']), UnfitKey, JSON.stringify(jwk))
  })

  it('E10: a key id is only a name in our own list', async () => {
    const validator = rsaOnly()
    const names = [
      '../../RS256',
      "' or 1=1 --",
      'x'.repeat(10_000),
      '__proto__',
      'constructor',
      '\0',
      'https://attacker.example/',
      '',
    ]
    for (const kid of names) await refused(validator.verify(makeToken('RS256', goodClaims(), { kid })), 'key')
    for (const kid of [null, 1, {}, ['RS256']])
      await refused(validator.verify(makeToken('RS256', goodClaims(), { kid })), 'key')
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (kid) => {
        if (kid !== 'RS256') await refused(validator.verify(makeToken('RS256', goodClaims(), { kid })), 'key')
      }),
      { numRuns: 50 },
    )
  })

  it('E12: a token that is cut off, drawn out or turned over is none', async () => {
    const token = makeToken('RS256')
    for (let length = 0; length < token.length; length += 7) {
      await assert.rejects(rsaOnly().verify(token.slice(0, length)), AccessRefused)
    }
    for (const text of [`${token}A`, `${token}.`, `.${token}`, `${token} `, `${token}=`, ` ${token}`]) {
      await refused(rsaOnly().verify(text), 'malformed', 'signature')
    }
  })

  it('E13: what is encrypted has a tag of 16 bytes and a nonce of 12', async () => {
    const jwk = { ...privateKey('RS256').export({ format: 'jwk' }), alg: 'RSA-OAEP-256' }
    const validator = rsaOnly({ decryptionKeys: [jwk] })
    const head = base64({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    for (const [nonce, tag] of [
      [12, 4],
      [12, 12],
      [12, 15],
      [12, 17],
      [8, 16],
      [0, 16],
      [12, 0],
    ] as const) {
      const segments = [head, base64('x'.repeat(256)), base64('x'.repeat(nonce)), base64('x'), base64('x'.repeat(tag))]
      await refused(validator.verify(segments.join('.')), 'encryption')
    }
  })

  it('E14, E15, E16: an audience is compared whole, a type that came is the one that counts, and no option is a pattern', async () => {
    for (const aud of ['https://orders.example', 'https://ORDERS.example/', `${AUDIENCE}oauth/token`, '.*', '*']) {
      await refused(rsaOnly().verify(makeToken('RS256', goodClaims({ aud }))), 'audience')
    }
    assert.throws(() => rsaOnly({ audience: /.*/ as unknown as string }), TypeError)
    const head = base64({ alg: 'RS256', typ: 'dpop+jwt', kid: 'RS256' })
    const input = `${head}.${base64(goodClaims())}`
    await refused(rsaOnly().verify(`${input}.${signText('RS256', input).toString('base64url')}`), 'type')
  })

  it('RFC 8725: a name that stands twice, and what is no JSON object, is refused', async () => {
    const sign = (header: string, claims: string): string => {
      const input = `${base64(header)}.${base64(claims)}`
      return `${input}.${signText('RS256', input).toString('base64url')}`
    }
    const header = '{"alg":"RS256","typ":"at+jwt","kid":"RS256"}'
    const claims = JSON.stringify(goodClaims())
    await rsaOnly().verify(sign(header, claims))
    await refused(rsaOnly().verify(sign(header, claims.replace('{', '{"sub":"root",'))), 'malformed')
    await refused(rsaOnly().verify(sign(header, claims.replace('{', '{"s\\u0075b":"root",'))), 'malformed')
    await refused(rsaOnly().verify(sign('{"alg":"none","alg":"RS256","kid":"RS256"}', claims)), 'malformed')
    for (const text of ['[]', 'null', '1', '"x"', '', '{', '\uFEFF{}']) {
      await refused(rsaOnly().verify(sign(header, text)), 'malformed', 'issuer')
      await refused(rsaOnly().verify(sign(text, claims)), 'malformed', 'algorithm', 'key')
    }
  })
})
