import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { AccessRefused, createValidator, InvalidOption, type ValidatorOptions } from './index.ts'
import type { SignatureAlgorithm } from './algorithms.ts'
import {
  ALGORITHMS,
  AUDIENCE,
  goodClaims,
  isSecret,
  ISSUER,
  makeToken,
  NOW,
  publicJwk,
  SECRET,
  signText,
} from './tokens.fixture.ts'

const validatorFor = (alg: SignatureAlgorithm, changes: Partial<ValidatorOptions> = {}) =>
  createValidator({
    issuer: isSecret(alg)
      ? { issuer: ISSUER, secret: SECRET, algorithms: [alg] }
      : { issuer: ISSUER, keys: { keys: [publicJwk(alg)] } },
    audience: AUDIENCE,
    now: () => NOW * 1000,
    ...changes,
  })

const refused = async (work: Promise<unknown>, reason: string, status = 401): Promise<void> => {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof AccessRefused, String(error))
    assert.deepEqual([error.reason, error.status], [reason, status])
    return true
  })
}

const CLASSIC = { typ: 'JWT' }
const DIALECTS: Readonly<Record<string, readonly [JsonObject, JsonObject]>> = {
  access_token: [{ client_id: undefined, azp: 'app', jti: undefined, gty: 'client-credentials' }, CLASSIC],
  access_token_authz: [{ client_id: undefined, azp: 'app', jti: undefined, permissions: ['read:orders'] }, CLASSIC],
  rfc9068_profile: [{}, {}],
  rfc9068_profile_authz: [{ permissions: ['read:orders'] }, { typ: 'application/AT+JWT' }],
}

describe('a good token', () => {
  for (const alg of ALGORITHMS) {
    it(`with ${alg} is accepted in all dialects`, async () => {
      const validator = validatorFor(alg)
      for (const [name, [claims, header]] of Object.entries(DIALECTS)) {
        const { subject, clientId, scopes, permissions, isMachine } = await validator.verify(
          makeToken(alg, goodClaims(claims), header),
        )
        assert.deepEqual([subject, clientId, isMachine], ['auth0|1', 'app', false])
        assert.deepEqual(scopes, ['read:orders', 'write:orders'])
        assert.deepEqual(permissions, name.endsWith('_authz') ? ['read:orders'] : [])
      }
    })
  }

  it('of a client that speaks for itself says so', async () => {
    const { isMachine } = await validatorFor('ES256').verify(makeToken('ES256', goodClaims({ sub: 'app@clients' })))
    assert.equal(isMachine, true)
  })

  it('cannot be changed by whoever receives it first', async () => {
    const validator = validatorFor('ES256')
    const token = makeToken('ES256', goodClaims({ permissions: ['a'], deep: { er: [1] } }))
    const verified = await validator.verify(token)
    assert.throws(() => ((verified.claims as { sub: string }).sub = 'root'), TypeError)
    assert.throws(() => (verified.permissions as string[]).push('b'), TypeError)
    assert.throws(() => (verified.claims['deep'] as { er: number[] }).er.push(2), TypeError)
    assert.equal(await validator.verify(token), verified)
  })

  it('shares its header with others, and nobody can change that, remembered or not', async () => {
    const validator = validatorFor('ES256', { remember: 0 })
    for (const round of [1, 2]) {
      const { header } = await validator.verify(makeToken('ES256', goodClaims({ round })))
      assert.throws(() => Object.assign(header, { alg: 'none', typ: 'JWT' }), TypeError)
    }
  })

  it('is read alone, however many come before the keys are there, and however long or short they are', async () => {
    for (const alg of ['RS256', 'ES256', 'EdDSA'] as const) {
      const validator = validatorFor(alg, { maxTokenLength: 200_000, remember: 0 })
      const texts = Array.from(
        { length: 40 },
        (_, index) => `${index} ${'ä'.repeat(index % 4 === 0 ? index * 1000 : 3)}`,
      )
      const tokens = texts.map((text) => makeToken(alg, goodClaims({ text })))
      for (const round of [tokens, tokens.toReversed()]) {
        const all = await Promise.all(round.map((token) => validator.verify(token)))
        const expected = round === tokens ? texts : texts.toReversed()
        assert.deepEqual(
          all.map(({ claims }) => claims['text']),
          expected,
        )
      }
      const [first = '', second = ''] = tokens.map((token) => token.split('.'))
      for (const token of [`${first[0]}.${first[1]}.${second[2]}`, `${first[0]}.${second[1]}.${first[2]}`]) {
        await refused(validator.verify(token), 'signature')
      }
    }
  })

  it('is UTF-8, whatever it spells', async () => {
    const validator = validatorFor('ES256')
    const head = makeToken('ES256').split('.')[0] ?? ''
    const signed = (payload: Buffer): string => {
      const input = `${head}.${payload.toString('base64url')}`
      return `${input}.${signText('ES256', input).toString('base64url')}`
    }
    for (const text of ['é', '\uFFFD', '日本', '\u{1F600}', '\u0000', 'a'.repeat(100)]) {
      const payload = Buffer.from(JSON.stringify(goodClaims({ text })))
      const { claims } = await validator.verify(signed(payload))
      assert.equal(claims['text'], text)
    }
    // Alone, cut off, spelled longer than need be, and half of a pair.
    for (const bytes of [[0xff], [0x80], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
      const [before = '', after = ''] = JSON.stringify(goodClaims({ text: '#' })).split('#')
      const payload = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
      await refused(validator.verify(signed(payload)), 'malformed')
    }
  })

  it('shares the words of its scope with others, and nobody can change them, remembered or not', async () => {
    const validator = validatorFor('ES256', { remember: 0 })
    for (const round of [1, 2]) {
      const { scopes } = await validator.verify(makeToken('ES256', goodClaims({ round })))
      assert.throws(() => (scopes as string[]).push('admin'), TypeError)
      assert.deepEqual(scopes, ['read:orders', 'write:orders'])
    }
  })

  it('passes in strict mode only if it is one of RFC 9068', async () => {
    const validator = validatorFor('ES256', { strict: true })
    await validator.verify(makeToken('ES256'))
    await refused(validator.verify(makeToken('ES256', goodClaims(), CLASSIC)), 'type')
    await refused(validator.verify(makeToken('ES256', goodClaims({ jti: undefined }))), 'claims')
    await refused(validator.verify(makeToken('ES256', goodClaims({ client_id: undefined }))), 'claims')
  })
})

const BAD_CLAIMS: readonly (readonly [string, JsonObject, string])[] = [
  ['without iss', { iss: undefined }, 'issuer'],
  ['of an issuer without its last slash', { iss: 'https://id.example' }, 'issuer'],
  ['whose issuer is a name of every object', { iss: '__proto__' }, 'issuer'],
  ['without aud', { aud: undefined }, 'claims'],
  ['with an empty aud', { aud: [] }, 'claims'],
  ['with an aud of numbers', { aud: [1] }, 'claims'],
  ['with an aud that is an object', { aud: { [AUDIENCE]: true } }, 'claims'],
  ['for another API', { aud: 'https://other.example/' }, 'audience'],
  ['for an API whose name begins alike', { aud: `${AUDIENCE}admin` }, 'audience'],
  ['without sub', { sub: undefined }, 'claims'],
  ['with an empty sub', { sub: '' }, 'claims'],
  ['E11: without exp', { exp: undefined }, 'claims'],
  ['E11: without iat', { iat: undefined }, 'claims'],
  ['E11: with exp as text', { exp: `${NOW + 600}` }, 'claims'],
  ['E11: with exp null', { exp: null }, 'claims'],
  ['with scope as a list', { scope: ['read:orders'] }, 'claims'],
  ['with permissions as text', { permissions: 'read:orders' }, 'claims'],
  ['bound in an unknown way', { cnf: { kid: 'x' } }, 'binding'],
  ['bound to nothing', { cnf: {} }, 'binding'],
  ['bound to a key, without its request', { cnf: { jkt: 'x' } }, 'binding'],
]

describe('a token is refused', () => {
  for (const [name, changes, reason] of BAD_CLAIMS) {
    it(`${name}`, () => refused(validatorFor('ES256').verify(makeToken('ES256', goodClaims(changes))), reason))
  }

  for (const [name, changes] of Object.entries({ nonce: 'n', at_hash: 'h', c_hash: 'h', s_hash: 'h', events: {} })) {
    it(`that is an ID token or a logout token, as ${name} shows`, () =>
      refused(validatorFor('ES256').verify(makeToken('ES256', goodClaims({ [name]: changes }), CLASSIC)), 'type'))
  }

  for (const typ of ['dpop+jwt', 'logout+jwt', 'JWS', 'at+jwt ', 'revocations+jwt', 1, null]) {
    it(`whose type is ${JSON.stringify(typ)}`, () =>
      refused(validatorFor('ES256').verify(makeToken('ES256', goodClaims(), { typ })), 'type'))
  }

  // E17: `exp` itself, one second around it, and the clock tolerance.
  for (const [ahead, tolerance, isGood] of [
    [1, 0, true],
    [0, 0, false],
    [-1, 0, false],
    [-4, 5, true],
    [-5, 5, false],
    [-59, 60, true],
    [-60, 60, false],
  ] as const) {
    it(`E17: exp ${ahead} s ahead with ${tolerance} s of tolerance: ${isGood ? 'not yet' : 'yes'}`, async () => {
      const validator = validatorFor('ES256', { clockTolerance: tolerance })
      const work = validator.verify(makeToken('ES256', goodClaims({ exp: NOW + ahead })))
      if (isGood) await work
      else await refused(work, 'expired')
    })
  }

  it('E17: before nbf, or issued in the future', async () => {
    for (const claim of ['nbf', 'iat']) {
      await validatorFor('ES256').verify(makeToken('ES256', goodClaims({ [claim]: NOW + 5 })))
      await refused(validatorFor('ES256').verify(makeToken('ES256', goodClaims({ [claim]: NOW + 6 }))), 'not_yet_valid')
    }
  })

  it('E17: once a remembered one has expired', async () => {
    let now = NOW
    const validator = validatorFor('ES256', { now: () => now * 1000 })
    const token = makeToken('ES256')
    await validator.verify(token)
    now = NOW + 604
    await validator.verify(token)
    now = NOW + 605
    await refused(validator.verify(token), 'expired')
  })

  it('of a client that is not taken', async () => {
    const validator = validatorFor('ES256', { clients: ['app'] })
    await validator.verify(makeToken('ES256'))
    await refused(validator.verify(makeToken('ES256', goodClaims({ client_id: 'other' }))), 'claims')
  })

  it('that is too long, before anything of it is read', async () => {
    await refused(validatorFor('ES256').verify('x'.repeat(16_385)), 'too_long')
  })
})

describe('a signed token is refused after any change', () => {
  for (const alg of ALGORITHMS) {
    it(`of a single bit or character, with ${alg}`, async () => {
      const validator = validatorFor(alg)
      const token = makeToken(alg)
      await validator.verify(token)
      const unchanged = async (changed: string): Promise<void> => {
        if (changed === token) return
        await assert.rejects(validator.verify(changed), AccessRefused, changed)
      }
      const bytes = Buffer.from(token, 'latin1')
      // Every bit of header, payload and signature, as they stand in the token.
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = Buffer.from(bytes)
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        await unchanged(flipped.toString('latin1'))
      }
      // Every bit of what the segments stand for.
      for (const [index, segment] of token.split('.').entries()) {
        const content = Buffer.from(segment, 'base64url')
        for (let bit = 0; bit < content.length * 8; bit += 1) {
          const flipped = Buffer.from(content)
          flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          await unchanged(token.split('.').with(index, flipped.toString('base64url')).join('.'))
        }
      }
      // Every character taken away or doubled, and others put in its place or before it.
      for (let at = 0; at <= token.length; at += 1) {
        await unchanged(token.slice(0, at) + token.slice(at + 1))
        // The last has the low byte of what stands there, and nothing else in common with it.
        const alike = String.fromCharCode(0x100 | token.charCodeAt(at))
        for (const character of ['A', '_', '.', '=', ' ', '+', '/', '\n', token[at] ?? '', alike]) {
          await unchanged(token.slice(0, at) + character + token.slice(at + 1))
          await unchanged(token.slice(0, at) + character + token.slice(at))
        }
      }
    })
  }

  it('whatever somebody makes of its segments', async () => {
    const validator = validatorFor('EdDSA')
    const token = makeToken('EdDSA')
    const segments = token.split('.')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...segments, '', 'e30', 'bnVsbA'), { maxLength: 6 }), async (parts) => {
        const changed = parts.join('.')
        if (changed !== token) await assert.rejects(validator.verify(changed), AccessRefused)
      }),
      { numRuns: 500 },
    )
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 400, unit: 'binary' }), (text) =>
        assert.rejects(validator.verify(text), AccessRefused),
      ),
    )
  })
})

describe('a validator', () => {
  it('says which option cannot be what it is', () => {
    const good: ValidatorOptions = { issuer: ISSUER, audience: AUDIENCE, revocations: { follow: 'off' } }
    const mistakes: readonly (readonly [RegExp, object])[] = [
      [/issuer must be given/, { issuer: undefined }],
      [/issuer must be a URL/, { issuer: 'id.example' }],
      [/issuer must begin with https/, { issuer: 'http://id.example/' }],
      [/issuer must have no user/, { issuer: 'https://a:b@id.example/' }],
      [/issuers must name each issuer once/, { issuers: [ISSUER] }],
      [/audience must be/, { audience: undefined }],
      [/audience must be/, { audience: [] }],
      [/audience must be/, { audience: '' }],
      [/algorithms must not name none/, { algorithms: ['none'] }],
      [/algorithms must be those of the secret/, { algorithms: ['HS256'] }],
      [
        /algorithms must be those of the secret/,
        { issuer: { issuer: ISSUER, secret: SECRET, algorithms: ['RS256', 'HS256'] } },
      ],
      [/algorithms must name one/, { algorithms: [] }],
      [/exclude each other/, { issuer: { issuer: ISSUER, secret: SECRET, jwksUri: ISSUER } }],
      [/clockTolerance must be/, { clockTolerance: 61 }],
      [/maxTokenLength must be/, { maxTokenLength: 0 }],
      [/remember must be/, { remember: -1 }],
      [/revocations.whenStale must be one of/, { revocations: { whenStale: 'maybe' } }],
      [/revocations.maxStaleness must be/, { revocations: { maxStaleness: 0 } }],
      [/resource.identifier must be a URL/, { audience: 'urn:x', resource: {} }],
    ]
    for (const [message, changes] of mistakes) {
      assert.throws(
        () => createValidator({ ...good, ...changes }),
        (error) => error instanceof InvalidOption && message.test(error.message),
        String(message),
      )
    }
    createValidator({ ...good, issuer: 'http://localhost:3000/' }).close()
  })

  it('takes tokens of several issuers, each with its own keys alone', async () => {
    const other = 'https://other.example/'
    const validator = createValidator({
      issuers: [
        { issuer: ISSUER, keys: { keys: [publicJwk('RS256')] } },
        { issuer: other, keys: { keys: [publicJwk('ES256')] } },
      ],
      audience: ['urn:x', AUDIENCE],
      now: () => NOW * 1000,
    })
    await validator.verify(makeToken('RS256', goodClaims()))
    await validator.verify(makeToken('ES256', goodClaims({ iss: other, aud: ['urn:x', 'urn:y'] })))
    await refused(validator.verify(makeToken('ES256', goodClaims())), 'key')
    await refused(validator.verify(makeToken('RS256', goodClaims({ iss: other }))), 'key')
  })
})
